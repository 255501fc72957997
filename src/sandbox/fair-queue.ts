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

  take(key: string): T | undefined {
    const items = this.#waiting.get(key);
    const item = items?.shift();
    this.#waiting.delete(key);
    if (items && items.length > 0) this.#waiting.set(key, items);
    return item;
  }

  remove(key: string, item: T): void {
    const left = this.#waiting.get(key)?.filter((other) => other !== item) ?? [];
    if (left.length > 0) this.#waiting.set(key, left);
    else this.#waiting.delete(key);
  }

  takeAll(): T[] {
    const all = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    return all;
  }
}
