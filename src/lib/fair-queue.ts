/** Items waiting by key; the key that was served goes behind the others, so that none waits for another's backlog. */
export class FairQueue<T> {
  readonly #waiting = new Map<string, T[]>();

  add(key: string, item: T): void {
    const items = this.#waiting.get(key);
    if (items) items.push(item);
    else this.#waiting.set(key, [item]);
  }

  /** The keys that wait, the one that was served longest ago first. */
  keys(): string[] {
    return [...this.#waiting.keys()];
  }

  /** What waits under the key, oldest first. */
  of(key: string): readonly T[] {
    return this.#waiting.get(key) ?? [];
  }

  /** Takes an item out; the key has had its turn. */
  take(key: string, item: T): void {
    if (!this.remove(key, item)) return;
    const items = this.#waiting.get(key);
    if (!items) return;
    this.#waiting.delete(key);
    this.#waiting.set(key, items);
  }

  /** Whether the item was still waiting. */
  remove(key: string, item: T): boolean {
    const items = this.#waiting.get(key) ?? [];
    const at = items.indexOf(item);
    if (at === -1) return false;
    items.splice(at, 1);
    if (items.length === 0) this.#waiting.delete(key);
    return true;
  }

  takeAll(): T[] {
    const all = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    return all;
  }
}
