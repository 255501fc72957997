import { promisify } from 'node:util';

/** The timers that are due and the threads that run in this child; foreign code starts them through what is wrapped here. */
const pending = new Set<unknown>();
let threads = 0;

/** Whether a call has left something that goes on by itself. */
export const hasLeftovers = () => pending.size > 0 || threads > 0;

type Callable = (...args: unknown[]) => unknown;

/** Sees to it that timers and threads are counted, whichever usual door foreign code takes to them. */
export function watchLeftovers(): void {
  const timers = process.getBuiltinModule('node:timers');
  for (const holder of [globalThis, timers]) {
    for (const name of ['setTimeout', 'setImmediate']) replace(holder, name, countedOnce);
    replace(holder, 'setInterval', counted);
    for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate']) replace(holder, name, uncounted);
  }
  const promised = process.getBuiltinModule('node:timers/promises');
  for (const name of ['setTimeout', 'setImmediate']) replace(promised, name, countedPromise);
  replace(Bun, 'sleep', countedPromise);
  replace(AbortSignal, 'timeout', countedSignal);
  for (const holder of [globalThis, process.getBuiltinModule('node:worker_threads')]) watchThreads(holder);
}

function replace(holder: object, name: string, wrap: (original: Callable) => Callable): void {
  const original: unknown = Reflect.get(holder, name);
  if (typeof original !== 'function') return;
  const wrapped = wrap((...args) => Reflect.apply(original, holder, args));
  const promised: unknown = Reflect.get(original, promisify.custom);
  if (typeof promised === 'function')
    Reflect.set(
      wrapped,
      promisify.custom,
      countedPromise((...args) => Reflect.apply(promised, holder, args)),
    );
  Reflect.set(holder, name, wrapped);
}

const counted =
  (start: Callable): Callable =>
  (...args) => {
    const timer = start(...args);
    pending.add(keyOf(timer));
    return timer;
  };

const countedOnce =
  (start: Callable): Callable =>
  (callback, ...rest) => {
    if (typeof callback !== 'function') return start(callback, ...rest);
    const timer = start(
      (...args: unknown[]) => {
        pending.delete(keyOf(timer));
        return Reflect.apply(callback, undefined, args);
      },
      ...rest,
    );
    pending.add(keyOf(timer));
    return timer;
  };

const uncounted =
  (stop: Callable): Callable =>
  (timer) => {
    pending.delete(keyOf(timer));
    return stop(timer);
  };

const countedPromise =
  (start: Callable): Callable =>
  (...args) => {
    const promise = start(...args);
    if (!(promise instanceof Promise)) return promise;
    pending.add(promise);
    const done = () => pending.delete(promise);
    promise.then(done, done);
    return promise;
  };

const countedSignal =
  (start: Callable): Callable =>
  (...args) => {
    const signal = start(...args);
    if (!(signal instanceof AbortSignal)) return signal;
    pending.add(signal);
    signal.addEventListener('abort', () => pending.delete(signal));
    return signal;
  };

/** A timer may be stopped by itself or by its number. */
function keyOf(timer: unknown): unknown {
  const number = Number(timer);
  return Number.isNaN(number) ? timer : number;
}

function watchThreads(holder: object): void {
  const original: unknown = Reflect.get(holder, 'Worker');
  if (typeof original !== 'function') return;
  const watched = new Proxy(original, {
    construct(target, args, newTarget) {
      threads += 1;
      return Reflect.construct(target, args, newTarget);
    },
  });
  Reflect.set(holder, 'Worker', watched);
}
