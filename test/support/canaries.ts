/** Secrets that one look finds in any spelling: all begin alike, and go on with what every spelling writes in another way. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const MARK = 'canary-secret-';

export const secretOf = (customer: number, index: number) => `${MARK}${customer}-${index} "e"&<p>+1!/\\'ü`;

/** What any spelling of a secret holds, whatever stands before and after it. */
export const NEEDLES = [
  MARK,
  Buffer.from(MARK).toString('hex'),
  ...[0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(MARK)]);
    return bytes
      .toString('base64')
      .slice(Math.ceil((before * 8) / 6), Math.floor((bytes.byteLength * 8) / 6));
  }),
];

/** @throws where a text holds one of them, or of what is named besides */
export function expectNone(what: string, text: string | Buffer, more: string[] = []): void {
  for (const needle of [...NEEDLES, ...more]) {
    const at = text.indexOf(needle);
    if (at !== -1)
      throw new Error(`${what} holds a secret: …${String(text.slice(Math.max(0, at - 20), at + 40))}…`);
  }
}

/** The names of all files below a folder, none of which holds a secret. */
export function canaryFreeFiles(folder: string, more: string[] = []): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  for (const name of files) {
    const bytes = readFileSync(join(folder, name));
    expectNone(name, bytes, more);
    // Behind a tag, what is large is compressed.
    if (name.startsWith('blobs/') && bytes[0] === 1)
      expectNone(name, Bun.zstdDecompressSync(bytes.subarray(1)), more);
  }
  return files;
}
