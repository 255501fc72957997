import type { ActionContext, InputDeclaration, Params } from '../component.ts';
import { toBytes } from '../conversions.ts';
import { read } from '../read.ts';
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
  work(client: Client, path: string, params: Params): Promise<unknown>;
  example: unknown;
};

export const bytesIn = (params: Params): Buffer => Buffer.from(toBytes(data.value(params), data.input.label));

/** A file as its name says what it is, or as mere bytes. */
export const fileOf = (path: string, content: Buffer, params: Params) => ({
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
    async perform(_calls, params, context) {
      const path = textOf(row.fields[0].value(params));
      const began = performance.now();
      const result = await session(context, params, path, (client) => work(client, path, params));
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
