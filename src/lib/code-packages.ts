import { existsSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { assetFolder } from './assets.ts';

/** The modules of Node that code may require, by either spelling, with what lies below them (`util/types`). */
export const SAFE_BUILTINS: readonly string[] = [
  ...[
    'assert',
    'async_hooks',
    'buffer',
    'constants',
    'crypto',
    'diagnostics_channel',
    'events',
    'os',
    'path',
  ],
  ...['perf_hooks', 'punycode', 'querystring', 'stream', 'string_decoder', 'timers', 'url', 'util', 'zlib'],
];
/** Those that reach the network, where code has one. */
export const NETWORK_BUILTINS = ['dns', 'http', 'http2', 'https', 'net', 'tls'];

/** The family of a module of Node: `util` of `node:util/types`. */
export const familyOf = (name: string): string => name.replace(/^node:/, '').split('/')[0] ?? '';

/** A file of a package that code may require: `lodash@4.18.1/lodash.js`. */
export type CodePackage = {
  name: string;
  version: string;
  /** Undefined for one that ships with the program, whose one file holds all of it. */
  path: string | undefined;
  source(): Promise<string>;
};

type Specifier = { name: string; version: string | undefined; path: string | undefined };

/** What Node calls its own is none, whether code may have it or not; two of what Bun has are packages elsewhere. */
const NODE = new Set(builtinModules.map(familyOf)).difference(new Set(['undici', 'ws']));

const SPECIFIER = /^((?:@[\w.-]+\/)?[\w.-]+)(?:@([\w.^~+-]+))?(?:\/(.+))?$/;

/** `name`, `name@version` or `name@version/file.js`; undefined for what names no package. */
export function readSpecifier(text: string): Specifier | undefined {
  const [, name, version, path] = SPECIFIER.exec(text) ?? [];
  return name === undefined || name.startsWith('.') ? undefined : { name, version, path };
}

const REQUIRED = /\brequire\s*\(\s*(['"`])([^'"`\\]+)\1\s*\)/g;

const namesIn = (code: string) => [...new Set([...code.matchAll(REQUIRED)].map(([, , name = '']) => name))];

/** The packages that a text of JavaScript requires by name, each once. */
export function requiredBy(code: string): string[] {
  return namesIn(code).filter((name) => !NODE.has(familyOf(name)) && readSpecifier(name) !== undefined);
}

/** The modules of Node that a text of JavaScript requires and cannot have. */
export function modulesRefusedIn(code: string): string[] {
  const offered = new Set([...SAFE_BUILTINS, ...NETWORK_BUILTINS]);
  return namesIn(code).filter((name) => NODE.has(familyOf(name)) && !offered.has(familyOf(name)));
}

/**
 * The package that a name means: the file that was uploaded as that; of one that names no version the newest; and where
 * there is none, what ships, unless another major version or another file of the package is meant.
 */
export function findPackage(packages: readonly CodePackage[], text: string): CodePackage | undefined {
  const asked = readSpecifier(text);
  if (!asked) return undefined;
  const named = packages.filter(({ name }) => name === asked.name).sort(newestFirst);
  return named.find((each) => isUpload(each, asked)) ?? named.find((each) => isShipped(each, asked));
}

function isUpload({ version, path }: CodePackage, asked: Specifier): boolean {
  if (path === undefined) return false;
  return (asked.version ?? version) === version && (asked.path ?? path) === path;
}

function isShipped({ name, version, path }: CodePackage, asked: Specifier): boolean {
  if (path !== undefined) return false;
  const major = /\d+/.exec(asked.version ?? '')?.[0];
  return (major ?? majorOf(version)) === majorOf(version) && isMainFile(asked.path, name);
}

const majorOf = (version: string) => version.split('.')[0];

/** The file of a package that holds the whole of it goes by a few names. */
function isMainFile(path: string | undefined, name: string): boolean {
  const file = path
    ?.split('/')
    .at(-1)
    ?.replace(/(?:\.(?:umd|min|production))*\.c?js$/, '');
  return file === undefined || [name, 'index', 'main', 'cdn'].includes(file);
}

const newestFirst = (a: CodePackage, b: CodePackage) => Bun.semver.order(b.version, a.version);

/** What to do where a package is not there. */
export function missingPackage(packages: readonly CodePackage[], text: string): string {
  const name = readSpecifier(text)?.name;
  const others = packages.filter((each) => each.name === name).map(specifierOf);
  const other = others.length > 0 ? `name ${others.join(' or ')}, which is here, or ` : '';
  return `The package ${text} is not here, and nothing is fetched from elsewhere: ${other}upload its file under Components › Packages.`;
}

/** As it is required. */
export function specifierOf({ name, version, path }: Omit<CodePackage, 'source'>): string {
  return `${name}@${version}${path === undefined ? '' : `/${path}`}`;
}

let shipped: readonly CodePackage[] | undefined;

/** Those that ship with the program; each is read when code first requires it. */
export function shippedPackages(): readonly CodePackage[] {
  shipped ??= packagesIn(assetFolder('dist/packages'));
  return shipped;
}

function packagesIn(folder: string): CodePackage[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) => {
    const [, name, version] = /^(.+)@(.+)\.js$/.exec(file) ?? [];
    if (name === undefined || version === undefined) return [];
    return [{ name, version, path: undefined, source: () => Bun.file(join(folder, file)).text() }];
  });
}
