import { createHash } from 'node:crypto';
import { unzipSync, zipSync } from 'fflate';
import { isZip, MB } from '../lib/bytes.ts';
import { AppError } from '../lib/errors.ts';
import { bytes } from '../lib/format.ts';

/** What an upload holds: the module, the picture beside it, and what tells this content from all others. */
export type BundleFile = { text: string; icon: Uint8Array | null; signature: string };

/** Of the module, and of all that a zip holds once it is unpacked. */
const MOST_TEXT = 16 * MB;
const MOST_UNPACKED = 128 * MB;
const MOST_FILES = 5_000;

const MAIN = 'index.js';

/** By their names. */
type Files = Record<string, Uint8Array>;
const WHAT_TO_SEND = 'Upload the zip of dist that the build has made, or its index.js.';

/**
 * Reads a zip of `dist`, or one JavaScript file. It takes long, so a thread does it.
 * @throws AppError `invalid`: what is wrong with the file and what to do
 */
export function readBundleFile(file: Uint8Array): BundleFile {
  if (file.byteLength === 0) refuse(`The file is empty. ${WHAT_TO_SEND}`);
  const files: Files = isZip(file) ? unpacked(file) : { [MAIN]: file };
  const main = files[MAIN];
  if (!main) refuse(`The zip has no ${MAIN}, neither at its top nor in one folder. ${WHAT_TO_SEND}`);
  return { text: textOf(main), icon: files['icon.png'] ?? null, signature: signatureOf(files) };
}

/** The files of the folder in which `index.js` is, by their names there. */
function unpacked(file: Uint8Array): Files {
  const names: string[] = [];
  let size = 0;
  const all = unzipped(file, ({ name, originalSize }) => {
    if (/(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[a-z]:|\\|\0/i.test(name))
      refuse(
        `The zip has a file that would lie outside its folder (${name.slice(0, 100)}). Pack the contents of dist anew, without links and “..”.`,
      );
    size += originalSize;
    if (size > MOST_UNPACKED || names.push(name) > MOST_FILES)
      refuse(
        `The zip unpacks to more than ${bytes(MOST_UNPACKED)} or ${MOST_FILES.toLocaleString('en')} files. Pack only what the build has put into dist.`,
      );
    return !name.endsWith('/');
  });
  const mains = names.filter((name) => /^([^/]+\/)?index\.js$/.test(name) && !name.startsWith('__MACOSX'));
  const folder = (mains.includes(MAIN) ? MAIN : (mains[0] ?? MAIN)).slice(0, -MAIN.length);
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, content]) =>
      name.startsWith(folder) ? [[name.slice(folder.length), content]] : [],
    ),
  );
}

function unzipped(
  file: Uint8Array,
  filter: (entry: { name: string; originalSize: number }) => boolean,
): Files {
  try {
    return unzipSync(file, { filter });
  } catch (error) {
    if (error instanceof AppError) throw error;
    return refuse('The zip is cut off or damaged. Pack dist anew, and upload it again.');
  }
}

function textOf(main: Uint8Array): string {
  if (main.byteLength === 0) refuse(`Nothing is in ${MAIN}. Build the component again. ${WHAT_TO_SEND}`);
  if (main.byteLength > MOST_TEXT)
    refuse(
      `${MAIN} has ${bytes(main.byteLength)}, and the sandbox takes at most ${bytes(MOST_TEXT)}. Let the build leave out what it does not need, and minify it.`,
    );
  const text = decoded(main);
  if (text === undefined || text.includes('\0'))
    refuse(`This file is neither a zip nor JavaScript. ${WHAT_TO_SEND}`);
  return text;
}

function decoded(main: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(main);
  } catch {
    return undefined;
  }
}

/** SHA-1 of the files packed in one way: in the order of their names, without times, as small as it gets. */
function signatureOf(files: Files): string {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  const packed = zipSync(Object.fromEntries(sorted), { level: 9, mtime: new Date(1980, 0, 1) });
  return createHash('sha1').update(packed).digest('hex');
}

function refuse(message: string): never {
  throw new AppError('invalid', message, [{ path: 'file', message }]);
}
