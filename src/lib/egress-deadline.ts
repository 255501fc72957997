const MOST_MS = 2 ** 31 - 1;

type Limit = { ms: number; signal: AbortSignal | undefined; late: () => Error };

/** Runs work that ends at a deadline or with a signal; the error is then `late()` or the signal's reason. */
export async function withDeadline<T>(limit: Limit, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  limit.signal?.throwIfAborted();
  const controller = new AbortController();
  const stop = () => controller.abort(limit.signal?.reason);
  limit.signal?.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => controller.abort(limit.late()), Math.min(limit.ms, MOST_MS));
  try {
    return await work(controller.signal);
  } catch (thrown) {
    throw controller.signal.aborted ? controller.signal.reason : thrown;
  } finally {
    clearTimeout(timer);
    limit.signal?.removeEventListener('abort', stop);
  }
}

/** Waits for work that cannot be stopped, such as a DNS query, no longer than until the signal. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
