import { MB } from '../../lib/bytes.ts';
import { isKeptFile } from '../../lib/files.ts';
import { bytes } from '../../lib/format.ts';
import { KeptFile } from '../../lib/kept-file.ts';
import type { ActionContext, InputDeclaration, Params } from '../component.ts';
import { InputError, toBytes } from '../conversions.ts';
import { read } from '../read.ts';
import { LONGEST } from '../size.ts';
import { textOf } from './answers.ts';
import type { ActionRow } from './calls.ts';
import { type Field, file, flag, needed, text } from './fields.ts';
import * as options from './options.ts';

/*
 * What is asked of servers of files, whatever they speak.
 */

export const inputPath = needed(
  text('inputPath', 'Path', 'The file on the server.', { example: '/orders/42.csv' }),
);
export const outputPath = needed(
  text('outputPath', 'Path', 'The file on the server.', { example: '/orders/42.csv' }),
);
export const filePath = needed(
  text('path', 'Path', 'The file on the server.', { example: '/orders/42.csv' }),
);
export const sourcePath = needed(
  text('sourcePath', 'Source path', 'What is to be moved.', { example: '/orders/42.csv' }),
);
export const destinationPath = needed(
  text('destinationPath', 'Destination path', 'Where it goes, with its name there.', {
    example: '/archive/42.csv',
  }),
);
export const data = needed(file('data', 'Data', 'The content: a reference to a file, or text.'));
export const returnBuffer = flag(
  'returnBuffer',
  'Return buffer',
  'Answer the content type application/octet-stream, whatever the name of the file says.',
);
export const recursive = flag(
  'recursive',
  'Include parent folders',
  'Make the folders above it, too, where they are not there.',
  {
    default: 'true',
  },
);
export const wholeFolder = flag('recursive', 'With its content', 'Remove all that is in it, too.');
export const includeDirectories = flag(
  'includeDirectories',
  'Include folders',
  'Whether folders are listed beside files.',
);

/** An action on the files of a server. */
export type FileRow<Client> = {
  key: string;
  label: string;
  description: string;
  /** What is worked on stands in the first of them. */
  fields: readonly [Field, ...Field[]];
  work(client: Client, path: string, params: Params, context: ActionContext): Promise<unknown>;
  example: unknown;
};

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** What is to be written: few bytes as they are, many from the file that they are kept in. */
export function piecesIn(params: Params, { host }: ActionContext): Pieces {
  const value = data.value(params);
  const file = value instanceof KeptFile ? value : isKeptFile(value) ? value.data : undefined;
  return file && host.files ? host.files.open(file).stream() : [toBytes(value, data.input.label)];
}

const MOST_RECEIVED = 500 * MB;

/** What is read: few bytes as they are, many into a file. @throws InputError for more than may be kept */
export async function received(path: string, pieces: AsyncIterable<Uint8Array>, { host }: ActionContext) {
  const most = host.files ? MOST_RECEIVED : LONGEST;
  const limited = atMost(pieces, most, () => tooLarge(path, most));
  if (host.files) return await host.files.take(limited);
  const parts: Uint8Array[] = [];
  for await (const part of limited) parts.push(part);
  return Buffer.concat(parts);
}

const tooLarge = (path: string, most: number) =>
  new InputError(`${path} is larger than ${bytes(most)}, which is the limit of what a step hands on.`);

async function* atMost(pieces: AsyncIterable<Uint8Array>, most: number, error: () => Error) {
  let length = 0;
  for await (const piece of pieces) {
    length += piece.byteLength;
    if (length > most) throw error();
    yield piece;
  }
}

/** A file as its name says what it is, or as mere bytes. */
export const fileOf = (path: string, content: Uint8Array | KeptFile, params: Params) => ({
  data: content,
  contentType: returnBuffer.value(params) === true ? 'application/octet-stream' : Bun.file(path).type,
});

export const FILE_EXAMPLE = { data: 'id;name\n42;Acme\n', contentType: 'text/csv' };

/** Whether what is done is written to the log; connectors call it one or the other. */
export const debug: InputDeclaration = {
  ...options.debug,
  comments: 'Write to the log what is done with which path, and how long it took.',
};

/** The actions of the rows. @param session works on the files of the server that the connection leads to */
export function fileActions<Client>(
  { protocol, debug: isDebug = debug }: { protocol: string; debug?: InputDeclaration },
  session: (
    context: ActionContext,
    params: Params,
    path: string,
    work: (client: Client) => Promise<unknown>,
  ) => Promise<unknown>,
  rows: readonly FileRow<Client>[],
): ActionRow[] {
  return rows.map(({ work, ...row }) => ({
    ...row,
    ...(row.fields.includes(data) ? { takesFiles: [data.input.key] } : {}),
    async perform(_calls, params, context) {
      const path = textOf(row.fields[0].value(params));
      const began = performance.now();
      const result = await session(context, params, path, (client) => work(client, path, params, context));
      if (read.boolean(params, isDebug))
        context.logger.debug(
          `${protocol}: ${row.label}`,
          path,
          `${Math.round(performance.now() - began)} ms`,
        );
      return result;
    },
  }));
}
