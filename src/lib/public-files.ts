import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { assetFolder } from './assets.ts';

export type PublicFile = {
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
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

export function readPublicFiles(): PublicFiles {
  const folder = assetFolder('public/built');
  const files = new Map<string, PublicFile>();
  const addresses = new Map<string, string>();
  for (const name of readdirSync(folder)) {
    const bytes = new Uint8Array(readFileSync(join(folder, name)));
    const ending = extname(name);
    const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 10);
    const hashed = `${name.slice(0, -ending.length)}.${hash}${ending}`;
    const file = fileOf(TYPES[ending] ?? 'application/octet-stream', bytes);
    files.set(name, file).set(hashed, file);
    addresses.set(name, `/public/${hashed}`);
  }
  return {
    find: (name) => files.get(name),
    address(name) {
      const address = addresses.get(name);
      if (address === undefined)
        throw new Error(`There is no public file ${name}. Is public/built/ complete? Run: bun run build`);
      return address;
    },
  };
}

function fileOf(type: string, bytes: Uint8Array<ArrayBuffer>): PublicFile {
  let packed: Uint8Array<ArrayBuffer> | undefined;
  return {
    type,
    bytes,
    // At the first request, not at every start.
    gzipped() {
      packed ??= Bun.gzipSync(bytes, { level: 9 });
      return packed;
    },
  };
}
