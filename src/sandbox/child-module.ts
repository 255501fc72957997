import { Script } from 'node:vm';
import { familyOf, NETWORK_BUILTINS, SAFE_BUILTINS } from '../lib/code-packages.ts';
import type { Log } from './child-globals.ts';
import { CODE_FILE, OUR_FILE } from './describe.ts';
import { partOf } from './parts.ts';

const available = [...SAFE_BUILTINS];

/** What a module of ours is given beside the usual: the user's own text is compiled apart, so that its lines are the user's. */
type Tools = {
  log: Log;
  /** What a module text exports, with this console; `require` gives it these packages, too. */
  load(text: string, console: unknown, packages?: readonly Package[]): unknown;
  /** What an expression is: `(item) => item.id`. */
  evaluate(text: string, console: unknown): unknown;
};

/** A package by the name that the code requires it by: its text, or why it is not there. */
type Package = { name: string; text?: string; missing?: string };

type Require = (name: unknown) => unknown;
type Compiled = (module: { exports: unknown }, exports: unknown, require: Require, given: unknown) => unknown;
type Entry = (...args: unknown[]) => unknown;

/** Where there is a network, its clients are to be had as well. */
export function offerClients(): void {
  available.push(...NETWORK_BUILTINS);
}

/** The modules of Node that need no files. */
function requireBuiltin(name: unknown): unknown {
  const plain = String(name).replace(/^node:/, '');
  const found: unknown = available.includes(familyOf(plain))
    ? process.getBuiltinModule(`node:${plain}`)
    : undefined;
  if (found) return found;
  throw new Error(
    `require("${String(name)}") is not possible here: code has no files. ` +
      `Available: ${available.join(', ')}, and packages that are named as text: require("lodash")`,
  );
}

/** Each package is evaluated once in a call, and has no other packages than it holds itself. */
function requireOf(packages: readonly Package[]): Require {
  const opened = new Map<string, unknown>();
  return (name) => {
    const found = packages.find((each) => each.name === name);
    if (!found) return requireBuiltin(name);
    if (found.text === undefined) throw new Error(found.missing);
    if (!opened.has(found.name)) {
      const module: { exports: unknown } = { exports: {} };
      compiled(OURS, found.text)(module, module.exports, requireBuiltin, undefined);
      opened.set(found.name, module.exports);
    }
    return opened.get(found.name);
  };
}

function refuseImport(name: string): never {
  throw new Error(`import("${name}") is not possible here: use require`);
}

const MOST_CACHED = 100;
const cache = new Map<string, Compiled>();

/**
 * The function that the module text exports, or the one at this place in what it exports. Compiled once per text; run again each time, so that what one call left in
 * the module's own variables is not met by the next.
 */
export function loadModule(source: string, log: Log, part: readonly string[] = []): Entry {
  const tools: Tools = {
    log,
    load: (text, console, packages = []) => exportedBy(compiled(MODULE, text), console, requireOf(packages)),
    evaluate: (text, console) => compiled(EXPRESSION, text)({ exports: {} }, {}, requireBuiltin, console),
  };
  const exported = partOf(exportedBy(compiled(OURS, source), tools), part).value;
  if (isEntry(exported)) return exported;
  if (part.length > 0) throw new Error(`the module has no function ${part.join('.')}`);
  throw new Error('the code must set module.exports to a function: module.exports = async (…) => …');
}

const isEntry = (value: unknown): value is Entry => typeof value === 'function';

function exportedBy(run: Compiled, given: unknown, require: Require = requireBuiltin): unknown {
  const module: { exports: unknown } = { exports: {} };
  run(module, module.exports, require, given);
  const exported = module.exports;
  if (isEntry(exported)) return exported;
  const fallback: unknown = typeof exported === 'object' && exported && Reflect.get(exported, 'default');
  return fallback || exported;
}

/** What stands around a text: on its first line, so that line numbers are those of the text. */
type Around = { before: string; after: string; file: string };
const OURS: Around = {
  before: '(function (module, exports, require, stepwell) {',
  after: '\n})',
  file: OUR_FILE,
};
const MODULE: Around = {
  before: '(function (module, exports, require, console) {',
  after: '\n})',
  file: CODE_FILE,
};
const EXPRESSION: Around = {
  before: '(function (module, exports, require, console) { const stepwellValue = ',
  after: '\n; return stepwellValue; })',
  file: CODE_FILE,
};

function compiled(around: Around, text: string): Compiled {
  const key = around.before + text;
  const known = cache.get(key);
  if (known) return known;
  const made: Compiled = scriptOf(around, text).runInThisContext();
  const oldest = cache.keys().next();
  if (cache.size >= MOST_CACHED && !oldest.done) cache.delete(oldest.value);
  cache.set(key, made);
  return made;
}

function scriptOf({ before, after, file }: Around, text: string): Script {
  try {
    return new Script(`${before}${text}${after}`, { filename: file, importModuleDynamically: refuseImport });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const line: unknown = Reflect.get(error, 'line');
    if (typeof line !== 'number') throw new SyntaxError(error.message);
    // what is not closed is noticed behind the end of the text
    throw new SyntaxError(`${error.message} (line ${Math.min(line, text.split('\n').length)})`);
  }
}
