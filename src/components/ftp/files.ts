import type { Client, FileInfo } from 'basic-ftp';
import type { ActionContext, InputDeclaration, Params } from '../component.ts';
import { textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import {
  data,
  debug,
  destinationPath,
  FILE_EXAMPLE,
  type FileRow,
  fileActions,
  fileOf,
  filePath,
  inputPath,
  outputPath,
  piecesIn,
  received,
  recursive,
  returnBuffer,
  sourcePath,
} from '../kit/file-actions.ts';
import { type Entry, folderPath, joinedPath } from '../kit/remote-files.ts';
import { connectionIn, type Service } from '../kit/service.ts';
import { session } from './session.ts';

/** As this protocol's connector of the field calls it. */
export const verbose: InputDeclaration = { ...debug, key: 'verbose', label: 'Verbose logging' };

async function absolute(client: Client, path: string): Promise<string> {
  return path.startsWith('/') ? path : joinedPath(await client.pwd(), path);
}

async function listed(client: Client, folder: string): Promise<FileInfo[]> {
  // Servers take what follows LIST for options and patterns, so it is said where it cannot be.
  await client.cd(await absolute(client, folder));
  return (await client.list()).filter(({ name }) => name !== '.' && name !== '..');
}

const NO_SUCH_FILE = 550;

/** Where a listing does not say exactly when a file was changed, the server is asked. */
async function changedAt(
  client: Client,
  folder: string,
  { name, modifiedAt, isFile }: FileInfo,
): Promise<number> {
  if (modifiedAt) return modifiedAt.getTime();
  if (!isFile) return 0;
  try {
    return (await client.lastMod(joinedPath(folder, name))).getTime();
  } catch {
    return 0;
  }
}

/** What a folder has, for those who watch it. */
export async function entriesOf(client: Client, folder: string): Promise<Entry[]> {
  const place = await absolute(client, folder);
  const entries: Entry[] = [];
  for (const info of await listed(client, place))
    entries.push({
      ...{ name: info.name, isFolder: info.isDirectory, size: info.size },
      modifiedAt: await changedAt(client, place, info),
    });
  return entries;
}

/** Reads a file as it comes. */
async function contentOf(client: Client, path: string, context: ActionContext) {
  const { PassThrough } = await import('node:stream');
  const through = new PassThrough();
  const read = received(path, through, context);
  // Said by the transfer, which it ends.
  read.catch((thrown: unknown) => through.destroy(thrown instanceof Error ? thrown : undefined));
  try {
    await client.downloadTo(through, path);
  } catch (thrown) {
    const isEnded = through.destroyed;
    through.destroy();
    // What is too large ends the transfer, and is the reason that it ended.
    if (isEnded) await read;
    throw thrown;
  }
  return await read;
}

async function streamOf(params: Params, context: ActionContext) {
  const { Readable } = await import('node:stream');
  return Readable.from(piecesIn(params, context));
}

async function makeFolder(client: Client, path: string, withParents: boolean): Promise<void> {
  const whole = await absolute(client, path);
  if (!withParents) return void (await client.send(`MKD ${whole}`));
  const names = whole.split('/').filter((name) => name !== '');
  for (let count = 1; count <= names.length; count += 1) {
    // It is there already, or else it cannot be entered.
    const { code } = await client.sendIgnoringError(`MKD /${names.slice(0, count).join('/')}`);
    if (code !== NO_SUCH_FILE && code >= 400) break;
  }
  await client.cd(whole);
}

const shown = (info: FileInfo) => ({
  ...{ name: info.name, type: info.type, size: info.size, rawModifiedAt: info.rawModifiedAt },
  ...(info.modifiedAt ? { modifiedAt: info.modifiedAt } : {}),
  ...(info.permissions ? { permissions: { ...info.permissions } } : {}),
  ...(info.user === undefined ? {} : { user: info.user }),
  ...(info.group === undefined ? {} : { group: info.group }),
  ...{ isDirectory: info.isDirectory, isFile: info.isFile, isSymbolicLink: info.isSymbolicLink },
});

const ROWS: FileRow<Client>[] = [
  {
    ...{
      key: 'listDirectory',
      label: 'List folder',
      description: 'Lists the files and folders of a folder.',
    },
    fields: [folderPath],
    work: async (client, path) => (await listed(client, path)).map(shown),
    example: [
      {
        ...{ name: '42.csv', type: 1, size: 120, rawModifiedAt: '20260131080000' },
        ...{ isDirectory: false, isFile: true, isSymbolicLink: false },
      },
    ],
  },
  {
    ...{ key: 'readFile', label: 'Read file', description: 'Reads a file.' },
    fields: [inputPath, returnBuffer],
    work: async (client, path, params, context) =>
      fileOf(path, await contentOf(client, path, context), params),
    example: FILE_EXAMPLE,
  },
  {
    ...{
      key: 'writeFile',
      label: 'Write file',
      description: 'Writes a file. One that is there is replaced.',
    },
    fields: [outputPath, data],
    async work(client, path, params, context) {
      await client.uploadFrom(await streamOf(params, context), path);
      return null;
    },
    example: null,
  },
  {
    ...{ key: 'appendFile', label: 'Append to file', description: 'Writes to the end of a file.' },
    fields: [outputPath, data],
    async work(client, path, params, context) {
      await client.appendFrom(await streamOf(params, context), path);
      return null;
    },
    example: null,
  },
  {
    ...{ key: 'deleteFile', label: 'Delete file', description: 'Deletes a file.' },
    fields: [filePath],
    async work(client, path) {
      await client.remove(path);
      return null;
    },
    example: null,
  },
  {
    ...{ key: 'moveFile', label: 'Move file', description: 'Moves or renames a file or a folder.' },
    fields: [sourcePath, destinationPath],
    async work(client, path, params) {
      await client.rename(path, textOf(destinationPath.value(params)));
      return null;
    },
    example: null,
  },
  {
    ...{ key: 'createDirectory', label: 'Create folder', description: 'Makes a folder.' },
    fields: [folderPath, recursive],
    async work(client, path, params) {
      await makeFolder(client, path, recursive.value(params) === true);
      return path;
    },
    example: '/orders/2026',
  },
  {
    ...{
      key: 'removeDirectory',
      label: 'Remove folder',
      description: 'Removes a folder, which must be empty.',
    },
    fields: [folderPath],
    async work(client, path) {
      await client.send(`RMD ${await absolute(client, path)}`);
      return null;
    },
    example: null,
  },
];

export const files = (service: Service): ActionRow[] =>
  fileActions(
    { protocol: 'FTP', debug: verbose },
    (context, params, path, work) => session(context, connectionIn(service, params), path, work),
    ROWS,
  );
