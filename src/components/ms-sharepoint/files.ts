import { valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { toBytes } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow, Calls } from '../kit/calls.ts';
import { listChanges } from '../kit/drive-changes.ts';
import { uploadTo } from '../kit/drive-upload.ts';
import { file, flag, needed, text } from '../kit/fields.ts';
import { drivePath, graphPages, pageLimit, pageToken } from '../kit/microsoft.ts';
import { driveId } from './sites.ts';

const itemId = needed(
  text('itemId', 'Item ID', 'The ID of the file or folder.', {
    example: '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K',
  }),
);
const folderId = text('folderId', 'Folder ID', 'The ID of the folder.', {
  example: '01BYE5RZ5MYLM2SMX75ZBIPQZIHT6OAYPB',
});
const content = needed(file('fileData', 'File data', 'The content: a reference to a file, or text.'));
const recursive = flag('recursive', 'Recursive', 'Whether files in folders are returned too.');
const FILE = { id: '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K', name: 'orders.csv', file: { mimeType: 'text/csv' } };
const paging = [pageLimit, pageToken];
const root = '/drives/{driveId}/root/children';
const inFolder = '/drives/{driveId}/items/{folderId}/children';

/** Folders are looked into one after another, so many at most. */
const MOST_FOLDERS = 1000;

async function everyFile({ make }: Calls): Promise<unknown> {
  const found: Record<string, unknown>[] = [];
  const folders: string[] = [''];
  for (let index = 0; index < folders.length && index < MOST_FOLDERS; index += 1) {
    const id = encodeURIComponent(folders[index] ?? '');
    const request = `GET ${id === '' ? root : `/drives/{driveId}/items/${id}/children`}`;
    const { data } = await make({ request, fields: [driveId], pages: graphPages }, { fetchAll: true });
    for (const item of recordsIn(valueAt(data, 'value'))) {
      if (item.folder === undefined) found.push(item);
      else folders.push(textOf(item.id));
    }
  }
  return { value: found };
}

/** A file of a drive, as the path of a call. */
const fileAt = (params: Params, more: string) =>
  `/drives/${encodeURIComponent(textOf(driveId.value(params)))}/items/${encodeURIComponent(textOf(itemId.value(params)))}${more}`;

const bytes = (params: Params) => toBytes(content.value(params), content.input.label);

const download = {
  request: 'GET /drives/{driveId}/items/{itemId}/content',
  fields: [driveId, itemId],
  responseType: 'binary',
  example: 'the content',
} as const;

const uploaded = needed(text('fileName', 'File name', 'What it is called.', { example: 'orders.csv' }));

export const files = (): ActionRow[] => [
  {
    key: 'listFilesFromDrive',
    label: 'List files in drive',
    description: 'Lists the files of a drive.',
    fields: [driveId, ...paging, flag('fetchAll', 'Fetch all', 'Fetch all pages as one.'), recursive],
    async perform(calls, params) {
      if (recursive.value(params) === true) return everyFile(calls);
      return (await calls.make({ request: `GET ${root}`, fields: [driveId, ...paging], pages: graphPages }))
        .data;
    },
    example: { value: [FILE] },
  },
  {
    key: 'getFilesFromDrive',
    label: 'List files in drive (former)',
    description: 'Lists the files of a drive, the first page of them.',
    request: `GET ${root}`,
    fields: [driveId],
    example: { value: [FILE] },
  },
  {
    key: 'listFolderFilesFromDrive',
    label: 'List folder files in drive',
    description: 'Lists the files of a folder.',
    request: `GET ${inFolder}`,
    fields: [driveId, needed(folderId), ...paging],
    pages: graphPages,
    example: { value: [FILE] },
  },
  {
    key: 'getFolderFilesFromDrive',
    label: 'List folder files in drive (former)',
    description: 'Lists the files of a folder, the first page of them.',
    request: `GET ${inFolder}`,
    fields: [driveId, needed(folderId)],
    example: { value: [FILE] },
  },
  { key: 'getFile', label: 'Get file', description: 'Fetches the content of a file.', ...download },
  { key: 'downloadFile', label: 'Download file', description: 'Downloads a file of a drive.', ...download },
  {
    key: 'updateFile',
    label: 'Update file',
    description: 'Replaces the content of a file.',
    fields: [driveId, itemId, content],
    perform: (calls, params) => uploadTo(calls, (more) => fileAt(params, more), bytes(params)),
    example: FILE,
  },
  {
    key: 'uploadFile',
    label: 'Upload file',
    description: 'Stores a file in a drive or one of its folders.',
    fields: [driveId, uploaded, content, folderId],
    perform(calls, params) {
      const folder = textOf(folderId.value(params));
      const drive = encodeURIComponent(textOf(driveId.value(params)));
      const parent = folder === '' ? 'root' : `items/${encodeURIComponent(folder)}`;
      const path = `/drives/${drive}/${parent}:/${drivePath(uploaded.value(params))}:`;
      return uploadTo(calls, (more) => path + more, bytes(params));
    },
    example: FILE,
  },
  {
    key: 'listSharedDocuments',
    label: 'List shared documents',
    description: 'Lists the documents that others share with the user.',
    request: 'GET /me/drive/sharedWithMe',
    example: { value: [FILE] },
  },
  listChanges(true),
];
