/** People and programs in this process who wait for a thing with an id to come to its end. */
export type Waiters<T> = {
  /** Resolves with the value, or undefined when the time (milliseconds) is over or the signal aborts. */
  wait(id: string, time: number, signal?: AbortSignal): Promise<T | undefined>;
  settle(id: string, value: T): void;
  /** The ids of all that is waited for. */
  ids(): string[];
};

export function createWaiters<T>(): Waiters<T> {
  const waiting = new Map<string, Set<(value: T | undefined) => void>>();
  return {
    wait(id, time, signal) {
      return new Promise((resolve) => {
        const all = waiting.get(id) ?? new Set();
        const done = (value: T | undefined) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          all.delete(done);
          if (all.size === 0) waiting.delete(id);
          resolve(value);
        };
        const onAbort = () => done(undefined);
        const timer = setTimeout(onAbort, time);
        waiting.set(id, all.add(done));
        if (signal?.aborted) onAbort();
        else signal?.addEventListener('abort', onAbort);
      });
    },
    settle(id, value) {
      for (const done of [...(waiting.get(id) ?? [])]) done(value);
    },
    ids: () => [...waiting.keys()],
  };
}
