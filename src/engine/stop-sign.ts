/**
 * Stops what one run or one call does. An AbortController, with what it takes, is made only for who asks for the signal:
 * most steps do not.
 */
export class StopSign {
  #raised: { reason: unknown } | undefined;
  #controller: AbortController | undefined;
  #whoWaits: ((reason: unknown) => void) | undefined;

  /** Why it was raised; undefined as long as it is not. */
  get raised(): { readonly reason: unknown } | undefined {
    return this.#raised;
  }

  /** The same for what takes a signal. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#raised) this.#controller.abort(this.#raised.reason);
    return this.#controller.signal;
  }

  /** Only the first reason counts. */
  raise(reason: unknown): void {
    if (this.#raised) return;
    this.#raised = { reason };
    this.#whoWaits?.(reason);
    this.#controller?.abort(reason);
  }

  /** What the work comes to, or the reason, whichever is first. One work at a time: steps come one after another. */
  async unlessRaised<T>(work: T | Promise<T>): Promise<T> {
    if (!(work instanceof Promise)) return work;
    if (this.#raised) {
      work.catch(() => undefined);
      throw this.#raised.reason;
    }
    return await new Promise<T>((resolve, reject) => {
      this.#whoWaits = reject;
      work.then(resolve, reject);
    });
  }
}
