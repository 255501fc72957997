import { constants, Script } from 'node:vm';
import { decode, encode, WireError } from '../lib/wire.ts';
import { callableContext } from './child-context.ts';
import type { Log } from './child-globals.ts';
import { type Spellings, spellingsIn, withSpellings } from './child-headers.ts';
import type { Ask } from './child-requests.ts';
import { BUNDLE_FILE } from './describe.ts';
import { partOf } from './parts.ts';

type Module = { exports: unknown };
type Compiled = (
  module: Module,
  exports: unknown,
  require: typeof requireBuiltin,
  file: string,
  folder: string,
) => void;

/** What the bundles of this child export, by hash: evaluated once, and kept with all that they keep themselves. */
const opened: Record<string, { component: object; spellings: Spellings }> = Object.create(null);

/** Evaluates a bundle: `[hash, text]`. @throws what it throws, or what is wrong with what it exports */
export function openBundle(payload: Buffer): void {
  const [hash, text] = listIn(decode(payload.toString()));
  const module: Module = { exports: {} };
  const script = new Script(
    `(function (module, exports, require, __filename, __dirname) {${String(text)}\n})`,
    {
      filename: BUNDLE_FILE,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    },
  );
  const run: Compiled = script.runInThisContext();
  Reflect.apply(run, module.exports, [module, module.exports, requireBuiltin, `/${BUNDLE_FILE}`, '/']);
  const exported: unknown = Object(module.exports);
  const component: unknown = typeof exported === 'object' && exported && Reflect.get(exported, 'default');
  if (typeof component !== 'object' || component === null)
    throw new Error(
      'it has no default export. Write "export default component({ … })" in src/index.ts, build it and upload it again',
    );
  opened[String(hash)] = { component, spellings: spellingsIn(String(text)) };
}

/** The modules of Node, by either spelling; a bundle holds all other packages that it uses. */
function requireBuiltin(name: unknown): unknown {
  const plain = String(name).replace(/^node:/, '');
  const found: unknown = process.getBuiltinModule(`node:${plain}`) ?? process.getBuiltinModule(plain);
  if (found) return found;
  const message = `Cannot find module '${String(name)}': a bundle has to hold all packages that it uses`;
  // what is meant to be left out is tried, and known by this code
  throw Object.assign(new Error(message), { code: 'MODULE_NOT_FOUND' });
}

/**
 * Calls a part of an opened bundle: `[hash, part, context, args, most bytes of the answer]`.
 * @returns the text of `[answer, changes of the states]`; the description of all of it where no part is named
 */
export async function callBundle(payload: Buffer, log: Log, ask: Ask): Promise<string> {
  const [hash, part, given, args, maxBytes] = listIn(decode(payload.toString()));
  const bundle = opened[String(hash)];
  if (!bundle) throw new Error('a call of what was not sent');
  const path = listIn(part).map(String);
  const limit = { maxBytes: Number(maxBytes) };
  if (path.length === 0) return written('the description', limit, () => described(bundle.component, 0));
  const { owner, value } = partOf(bundle.component, path);
  if (typeof value !== 'function') throw new Error(`the bundle has no function ${path.join('.')}`);
  const { context, states } = callableContext(Object(given), log, ask);
  const [first, ...rest] = listIn(args);
  const isPayload = path[0] === 'triggers' && rest.length > 0;
  const argument = isPayload ? withSpellings(first, bundle.spellings) : first;
  const answer: unknown = await Reflect.apply(value, owner, [context, argument, ...rest]);
  const answered = written('the result', limit, () => answer);
  return `[${answered},${written('the state', limit, () => states.changes())}]`;
}

function written(what: string, limit: { maxBytes: number }, make: () => unknown): string {
  try {
    return encode(make(), limit);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new Error(`${what} of the component cannot be handed over: ${error.message}`);
  }
}

const MOST_DEPTH = 100;

/** Plain data of what is declared: of a function `perform` stays that it `hasPerform`. */
function described(value: unknown, depth: number): unknown {
  if (depth > MOST_DEPTH) throw new Error('what it exports nests too deeply, or holds itself');
  if (Array.isArray(value)) return value.map((each) => described(each, depth + 1));
  if (typeof value !== 'object' || value === null || isTyped(value)) return value;
  const data: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) {
    if (typeof each === 'function') data[`has${key.slice(0, 1).toUpperCase()}${key.slice(1)}`] = true;
    else if (typeof each !== 'symbol') data[key] = described(each, depth + 1);
  }
  return data;
}

const isTyped = (value: object) =>
  ArrayBuffer.isView(value) || value instanceof Date || value instanceof Map || value instanceof Set;

const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
