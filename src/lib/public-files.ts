import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { assetFolder } from './assets.ts';

export type PublicFile = {
  type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  gzipped(): Uint8Array<ArrayBuffer>;
};

/** The files that browsers load, read once: they ship with the program and change with it alone. */
export type PublicFiles = {
  /** Address of a file, with its content's hash in it, so that it may be kept for ever. @throws for a name that is not there */
  address(name: string): string;
  /** The file that was named so, with or without its hash. */
  find(name: string): PublicFile | undefined;
};

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** Each is read when a page first names it: most pages name few, and nobody an editor before somebody writes code. */
export function readPublicFiles(): PublicFiles {
  const folder = assetFolder('public/built');
  const names = new Set(readdirSync(folder));
  const known = new Map<string, Known>();
  const knownAs = (name: string): Known | undefined => {
    if (!names.has(name)) return undefined;
    const before = known.get(name);
    if (before) return before;
    const read = readFile(folder, name);
    known.set(name, read);
    return read;
  };
  return {
    find(asked) {
      const [, name = '', hash, ending = ''] = HASHED.exec(asked) ?? [];
      const hashed = hash === undefined ? undefined : knownAs(name + ending);
      if (hashed && hashed.hash === hash) return hashed.file;
      return knownAs(asked)?.file;
    },
    address(name) {
      const file = knownAs(name);
      if (!file)
        throw new Error(`There is no public file ${name}. Is public/built/ complete? Run: bun run build`);
      return file.address;
    },
  };
}

type Known = { file: PublicFile; hash: string; address: string };

/** `app.3f9c….css` */
const HASHED = /^(.+)\.([\w-]{10})(\.\w+)$/;

function readFile(folder: string, name: string): Known {
  const path = join(folder, name);
  const ending = extname(name);
  const hash = createHash('sha256').update(readFileSync(path)).digest('base64url').slice(0, 10);
  const file = fileOf(TYPES[ending] ?? 'application/octet-stream', path);
  return { file, hash, address: `/public/${name.slice(0, -ending.length)}.${hash}${ending}` };
}

/** Its bytes are kept from when somebody is sent them. */
function fileOf(type: string, path: string): PublicFile {
  let whole: Uint8Array<ArrayBuffer> | undefined;
  let packed: Uint8Array<ArrayBuffer> | undefined;
  const bytes = () => {
    whole ??= new Uint8Array(readFileSync(path));
    return whole;
  };
  return {
    type,
    get bytes() {
      return bytes();
    },
    // At the first request, not at every start.
    gzipped() {
      packed ??= Bun.gzipSync(bytes(), { level: 9 });
      return packed;
    },
  };
}
