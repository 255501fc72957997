import { messageOf } from '../../lib/errors.ts';
import type { FileValue } from '../../lib/files.ts';
import type { Component, InputDeclaration, Params } from '../component.ts';
import { type Computed, computedActions } from '../computed.ts';
import { InputError, isUnset, toBytes } from '../conversions.ts';
import { given, read } from '../read.ts';
import { byKey } from '../records.ts';
import { LONGEST, refuseLength } from '../size.ts';

const MOST_FILES = 10_000;
const SAMPLE = Buffer.from('id,name\n17,Acme\n');

const file = (key: string, label: string, comments: string): InputDeclaration => ({
  ...{ key, label, comments, type: 'data', default: '', required: true },
  example: 'a reference to a file',
});

const files: InputDeclaration = {
  ...file(
    'files',
    'Files',
    'An object with the files by their names, folders included: {"orders/17.txt": "Acme"}. Each is a text, a file or bytes.',
  ),
  example: '{"orders.csv": "id,name"}',
};
const zipFile = file('zipFileData', 'Zip file data', 'The zip: a file or bytes.');
const fileData = file('fileData', 'File data', 'What to compress: a file, bytes or text.');
const gzipFile = file('gzipFileData', 'Gzip file data', 'What to decompress: a file or bytes.');

function bytesOf(params: Params, input: InputDeclaration): Uint8Array {
  const value = given(params, input);
  if (isUnset(value)) throw new InputError(`The input "${input.label}" is empty: reference a file.`);
  return toBytes(value, input.label);
}

/** The library keeps files in objects, where this name is none. */
function refuseName(name: string, label: string): void {
  if (name === '__proto__')
    throw new InputError(`The input "${label}" has a file called __proto__, which cannot be: rename it.`);
}

async function zipped(params: Params): Promise<FileValue> {
  const all: Record<string, Uint8Array> = {};
  for (const [name, content] of Object.entries(read.object(params, files))) {
    refuseName(name, files.label);
    all[name] = toBytes(content, `${files.label}, ${name}`);
  }
  const { zipSync } = await import('fflate');
  return { data: Buffer.from(zipSync(all)), contentType: 'application/zip' };
}

/** The files of a zip by their names. Before anything is unpacked it is known how much that would be. */
async function unzipped(params: Params): Promise<Record<string, FileValue>> {
  const bytes = bytesOf(params, zipFile);
  const { unzipSync } = await import('fflate');
  let count = 0;
  let size = 0;
  const filter = ({ name, originalSize }: { name: string; originalSize: number }) => {
    size += originalSize;
    count += 1;
    refuseLength(size);
    refuseName(name, zipFile.label);
    if (count > MOST_FILES)
      throw new InputError(`The input "${zipFile.label}" holds more than ${MOST_FILES} files, the limit.`);
    return !name.endsWith('/');
  };
  const found: Record<string, FileValue> = {};
  for (const [name, data] of Object.entries(unpacked(() => unzipSync(bytes, { filter }), zipFile, 'zip')))
    found[name] = {
      ...{ data: Buffer.from(data), contentType: Bun.file(name).type.replace(/;.*/, '') },
      fileName: name.slice(name.lastIndexOf('/') + 1),
    };
  return found;
}

async function gzipped(params: Params): Promise<FileValue> {
  const { gzipSync } = await import('node:zlib');
  return { data: gzipSync(bytesOf(params, fileData)), contentType: 'application/gzip' };
}

async function gunzipped(params: Params): Promise<FileValue> {
  const bytes = bytesOf(params, gzipFile);
  const { gunzipSync } = await import('node:zlib');
  const data = unpacked(() => gunzipSync(bytes, { maxOutputLength: LONGEST }), gzipFile, 'gzip');
  return { data, contentType: 'application/octet-stream' };
}

function unpacked<Content>(unpack: () => Content, { label }: InputDeclaration, format: string): Content {
  try {
    return unpack();
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      refuseLength(LONGEST + 1);
    throw new InputError(
      `The input "${label}" is no ${format} that can be read (${messageOf(error)}): it may be cut off, encrypted or of another kind.`,
    );
  }
}

const rows: Computed[] = [
  [
    'zip',
    'Zip',
    'Packs files into a zip.',
    [files],
    { data: SAMPLE, contentType: 'application/zip' },
    zipped,
  ],
  [
    'unzip',
    'Unzip',
    'Unpacks a zip: an object with its files by their names, of 32 MB in all at most.',
    [zipFile],
    { 'orders.csv': { data: SAMPLE, contentType: 'text/csv', fileName: 'orders.csv' } },
    unzipped,
  ],
  [
    'compressGzip',
    'Compress gzip',
    'Compresses one file.',
    [fileData],
    { data: SAMPLE, contentType: 'application/gzip' },
    gzipped,
  ],
  [
    'decompressGzip',
    'Decompress gzip',
    'Decompresses one file, of 32 MB at most.',
    [gzipFile],
    { data: SAMPLE, contentType: 'application/octet-stream' },
    gunzipped,
  ],
];

export const zip: Component = {
  key: 'zip',
  public: true,
  display: { label: 'Zip', description: 'Packs and unpacks files.', category: 'Data' },
  // In a thread, always: few bytes can unpack to many.
  actions: byKey(computedActions(rows, 'zip', 0)),
  triggers: {},
  dataSources: {},
  connections: [],
};
