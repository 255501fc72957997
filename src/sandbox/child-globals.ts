import { format } from 'node:util';
import { offerClients } from './child-module.ts';
import type { Confinement } from './plan.ts';

export type Log = (level: string, text: string) => void;

const noNetwork = (why: string) =>
  `code has no network here, since ${why}: make the request with an HTTP step and use its result in the code`;

/** Node's console methods, and the level under which each is logged; the others do nothing. */
const CONSOLE: Record<string, string> = {
  trace: 'trace',
  debug: 'debug',
  log: 'log',
  dir: 'log',
  table: 'log',
  info: 'info',
  warn: 'warn',
  error: 'error',
};

/** Makes the surroundings of foreign code: what it may use answers, what it may not says so. No boundary; the fences are. */
export function prepareGlobals(log: Log, { network, networkReason }: Confinement): void {
  define(process, 'env', {});
  define(process, 'argv', ['node']);
  if (network === 'closed') closeNetwork(noNetwork(networkReason));
  else offerClients();
  forwardOutput(log);
  // code that patches these would break our own answers; what polyfills add to them stays beside
  for (const builtin of [JSON, Math, Reflect, Atomics, Object, Array, Promise]) fix(builtin);
}

/** Says in words what the fences would say by a number. */
function closeNetwork(why: string): void {
  define(globalThis, 'fetch', () => Promise.reject(new Error(why)));
  define(
    globalThis,
    'WebSocket',
    class {
      constructor() {
        throw new Error(why);
      }
    },
  );
}

function fix(builtin: object): void {
  for (const name of Reflect.ownKeys(builtin)) {
    const property = Object.getOwnPropertyDescriptor(builtin, name);
    if (!property?.configurable) continue;
    Object.defineProperty(builtin, name, {
      configurable: false,
      ...('value' in property && { writable: false }),
    });
  }
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true });
}

function forwardOutput(log: Log): void {
  for (const name of Object.keys(console)) {
    const level = CONSOLE[name];
    define(console, name, level ? (...values: unknown[]) => log(level, format(...values)) : () => undefined);
  }
  const write = (level: string) => (chunk: unknown) => {
    log(level, String(chunk).trimEnd());
    return true;
  };
  define(process.stdout, 'write', write('log'));
  define(process.stderr, 'write', write('error'));
}
