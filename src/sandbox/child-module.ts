import { Script } from 'node:vm';
import { CODE_FILE } from './describe.ts';

const AVAILABLE = [
  'assert',
  'buffer',
  'crypto',
  'events',
  'path',
  'querystring',
  'stream',
  'string_decoder',
  'timers',
  'url',
  'util',
  'zlib',
];

type Compiled = (module: { exports: unknown }, exports: unknown, require: typeof requireBuiltin) => void;
type Entry = (...args: unknown[]) => unknown;

/** The modules of Node that need neither files nor the network. */
function requireBuiltin(name: unknown): unknown {
  const plain = String(name).replace(/^node:/, '');
  const [family = ''] = plain.split('/');
  const found: unknown = AVAILABLE.includes(family) ? process.getBuiltinModule(`node:${plain}`) : undefined;
  if (found) return found;
  throw new Error(
    `require("${String(name)}") is not possible here: code steps have no packages, no files and no network. ` +
      `Available: ${AVAILABLE.join(', ')}`,
  );
}

function refuseImport(name: string): never {
  throw new Error(`import("${name}") is not possible here: use require, for ${AVAILABLE.join(', ')}`);
}

const MOST_CACHED = 100;
const cache = new Map<string, Compiled>();

/**
 * The function that the module text exports. Compiled once per text; run anew each time, so that what one call left in
 * the module's own variables is not met by the next.
 */
export function loadModule(source: string): Entry {
  const compiled = cache.get(source) ?? compile(source);
  const module: { exports: unknown } = { exports: {} };
  compiled(module, module.exports, requireBuiltin);
  const exported = module.exports;
  if (isEntry(exported)) return exported;
  const fallback: unknown = typeof exported === 'object' && exported && Reflect.get(exported, 'default');
  if (isEntry(fallback)) return fallback;
  throw new Error('the code must set module.exports to a function: module.exports = async (…) => …');
}

const isEntry = (value: unknown): value is Entry => typeof value === 'function';

function compile(source: string): Compiled {
  // the wrapper stands on the first line of the code, so that line numbers are the user's
  const script = scriptOf(`(function (module, exports, require) {${source}\n})`);
  const compiled: Compiled = script.runInThisContext();
  const oldest = cache.keys().next();
  if (cache.size >= MOST_CACHED && !oldest.done) cache.delete(oldest.value);
  cache.set(source, compiled);
  return compiled;
}

function scriptOf(text: string): Script {
  try {
    return new Script(text, { filename: CODE_FILE, importModuleDynamically: refuseImport });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const line: unknown = Reflect.get(error, 'line');
    throw new SyntaxError(typeof line === 'number' ? `${error.message} (line ${line})` : error.message);
  }
}
