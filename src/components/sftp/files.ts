import type { SFTPWrapper } from 'ssh2';
import { textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import {
  data,
  destinationPath,
  FILE_EXAMPLE,
  type FileRow,
  fileActions,
  fileOf,
  filePath,
  includeDirectories,
  inputPath,
  outputPath,
  piecesIn,
  received,
  recursive,
  returnBuffer,
  sourcePath,
  wholeFolder,
} from '../kit/file-actions.ts';
import { folderPath, found, includeSubdirectories, nameFilter, pattern } from '../kit/remote-files.ts';
import { connectionIn, type Service } from '../kit/service.ts';
import {
  contentOf,
  entriesOf,
  isThere,
  makeFolder,
  remove,
  removeFolder,
  shownStats,
  statOf,
  write,
} from './operations.ts';
import { answered, session } from './session.ts';

const readRow = {
  fields: [inputPath, returnBuffer],
  work: async (sftp, path, params, context) =>
    fileOf(path, await received(path, contentOf(sftp, path), context), params),
  example: FILE_EXAMPLE,
} satisfies Partial<FileRow<SFTPWrapper>>;

const ROWS: FileRow<SFTPWrapper>[] = [
  {
    ...{ key: 'listDirectory', label: 'List folder' },
    description:
      'Lists the files of a folder: their names, or their paths where its folders are gone through, too.',
    fields: [folderPath, pattern, includeSubdirectories, includeDirectories],
    async work(sftp, path, params) {
      const isDeep = includeSubdirectories.value(params) === true;
      const hasFolders = includeDirectories.value(params) === true;
      const isLike = nameFilter(textOf(pattern.value(params)));
      return (await found((folder) => entriesOf(sftp, folder), path, isDeep))
        .filter(({ name, isFolder }) => (hasFolders || !isFolder) && isLike(name))
        .map(({ name, path: whole }) => (isDeep ? whole : name));
    },
    example: ['42.csv', '43.csv'],
  },
  {
    ...{ key: 'readFile', label: 'Read file', description: 'Reads a file.' },
    ...readRow,
  },
  {
    ...{ key: 'fastGet', label: 'Fast get', description: 'Reads a file, as “Read file” does.' },
    ...readRow,
  },
  {
    ...{
      key: 'writeFile',
      label: 'Write file',
      description: 'Writes a file. One that is there is replaced.',
    },
    fields: [outputPath, data],
    async work(sftp, path, params, context) {
      await write(sftp, path, piecesIn(params, context), 'w');
      return `Uploaded data stream to ${path}`;
    },
    example: 'Uploaded data stream to /orders/42.csv',
  },
  {
    ...{ key: 'appendFile', label: 'Append to file', description: 'Writes to the end of a file.' },
    fields: [outputPath, data],
    async work(sftp, path, params, context) {
      await write(sftp, path, piecesIn(params, context), 'a');
      return `Appended data to ${path}`;
    },
    example: 'Appended data to /orders/42.csv',
  },
  {
    ...{ key: 'deleteFile', label: 'Delete file', description: 'Deletes a file.' },
    fields: [filePath],
    async work(sftp, path) {
      await remove(sftp, path, false);
      return null;
    },
    example: null,
  },
  {
    ...{ key: 'moveFile', label: 'Move file', description: 'Moves or renames a file or a folder.' },
    fields: [sourcePath, destinationPath],
    async work(sftp, path, params) {
      const to = textOf(destinationPath.value(params));
      await answered((done) => sftp.rename(path, to, (error) => done(error, undefined)));
      return null;
    },
    example: null,
  },
  {
    ...{
      key: 'statFile',
      label: 'Stat file',
      description: 'Tells what is known of a file: its size, its times, its rights.',
    },
    fields: [inputPath],
    work: async (sftp, path) => shownStats(await statOf(sftp, path)),
    example: {
      ...{ mode: 33_188, uid: 1000, gid: 1000, size: 120 },
      ...{ accessTime: 1_782_000_000_000, modifyTime: 1_782_000_000_000 },
      ...{ isDirectory: false, isFile: true, isBlockDevice: false, isCharacterDevice: false },
      ...{ isSymbolicLink: false, isFIFO: false, isSocket: false },
    },
  },
  {
    ...{ key: 'fileExists', label: 'File exists', description: 'Tells whether there is a file or a folder.' },
    fields: [inputPath],
    work: isThere,
    example: true,
  },
  {
    ...{ key: 'createDirectory', label: 'Create folder', description: 'Makes a folder.' },
    fields: [folderPath, recursive],
    async work(sftp, path, params) {
      await makeFolder(sftp, path, recursive.value(params) === true);
      return path;
    },
    example: '/orders/2026',
  },
  {
    ...{ key: 'removeDirectory', label: 'Remove folder', description: 'Removes a folder.' },
    fields: [folderPath, wholeFolder],
    async work(sftp, path, params) {
      await removeFolder(sftp, path, wholeFolder.value(params) === true);
      return null;
    },
    example: null,
  },
];

export const files = (service: Service): ActionRow[] =>
  fileActions(
    { protocol: 'SFTP' },
    (context, params, path, work) => session(context, connectionIn(service, params), path, work),
    ROWS,
  );
