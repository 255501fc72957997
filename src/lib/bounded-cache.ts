/** How much a cache keeps: so many values, and in all of such a size if one can be told. */
export type CacheLimits<Value> = { most: number; size?: { most: number; of(value: Value): number } };

/** Values by key, within limits: for a new one the oldest give way, and of those with sizes all but the newest may. */
export class BoundedCache<Value> {
  readonly #limits: CacheLimits<Value>;
  readonly #kept = new Map<string, Value>();
  #size = 0;

  constructor(limits: CacheLimits<Value>) {
    this.#limits = limits;
  }

  /** Leaves the order as it is, so that it costs no more than a look: for what is asked for all the time. */
  get(key: string): Value | undefined {
    return this.#kept.get(key);
  }

  /** As `get`, and the value becomes the newest: what was looked at last is dropped last. */
  renew(key: string): Value | undefined {
    const value = this.#kept.get(key);
    if (value === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#drop(key);
    this.#kept.set(key, value);
    this.#size += this.#sizeOf(value);
    for (const oldest of this.#kept.keys()) {
      if (this.#fits()) return;
      this.#drop(oldest);
    }
  }

  #fits(): boolean {
    const { most, size } = this.#limits;
    return this.#kept.size <= most && (!size || this.#size <= size.most || this.#kept.size === 1);
  }

  #sizeOf(value: Value): number {
    return this.#limits.size?.of(value) ?? 0;
  }

  #drop(key: string): void {
    const value = this.#kept.get(key);
    if (value === undefined) return;
    this.#size -= this.#sizeOf(value);
    this.#kept.delete(key);
  }
}
