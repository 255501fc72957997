import { toBytes } from '../conversions.ts';
import { fileOf, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { listChanges } from '../kit/drive-changes.ts';
import { uploadTo } from '../kit/drive-upload.ts';
import { type Field, file, needed, objectOf, rows, text } from '../kit/fields.ts';
import { drivePath, graphPages, pageLimit, pageToken } from '../kit/microsoft.ts';
import { timeout } from '../kit/options.ts';
import { driveId } from './drives.ts';

const itemId = needed(
  text('itemId', 'Item ID', 'The ID of the file or folder.', {
    example: '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K',
  }),
);
const location = (key: string, label: string) =>
  needed(text(key, label, 'Where it is in the drive of the user.', { example: '/Orders/42.json' }));
const path = location('path', 'File location');
const newName = text('newFileName', 'New file name', 'What it is called from now on.', { to: 'name' });
const newPlace = text('newPath', 'New file path', 'The folder that it is moved to.', { example: '/Done' });
const data = needed(file('fileData', 'File data', 'The content: a reference to a file, or text.'));
const values = rows('values', 'Optional values', 'Further properties, with their values.', { to: '' });
const waiting: Field = { input: timeout, to: 'timeout', value: () => undefined };
const ITEM = {
  id: '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K',
  name: '42.json',
  size: 12,
  file: { mimeType: 'application/json' },
};
const paging = [pageLimit, pageToken];

/** What stands in the drive of the user under a path, the root for none. */
function at(location: unknown, more = ''): string {
  const inner = drivePath(location);
  if (inner === '') return `/me/drive/root${more}`;
  return `/me/drive/root:/${inner}${more === '' ? '' : `:${more}`}`;
}

/** A folder as Graph names it. */
const parentOf = (place: unknown) => ({ path: `/drive/root:/${drivePath(place)}`.replace(/:\/$/, '') });

export const files = (): ActionRow[] => [
  {
    key: 'listItemsInDirectory',
    label: 'List items in directory',
    description: 'Lists what a folder of the user’s drive holds.',
    fields: [
      needed(text('directory', 'Directory', 'The folder; / for the root.', { example: '/Orders' })),
      ...paging,
    ],
    perform: async ({ make }, params) =>
      (await make({ request: `GET ${at(params.directory, '/children')}`, fields: paging })).data,
    example: { value: [ITEM] },
  },
  {
    key: 'listChildren',
    label: 'List children',
    description: 'Lists what a folder holds.',
    request: 'GET /drives/{driveId}/items/{itemId}/children',
    fields: [driveId, itemId, ...paging],
    pages: graphPages,
    example: { value: [ITEM] },
  },
  {
    key: 'getItem',
    label: 'Get item',
    description: 'Fetches what is known of a file or folder.',
    request: 'GET /drives/{driveId}/items/{itemId}',
    fields: [driveId, itemId],
    example: ITEM,
  },
  {
    key: 'getItemByPath',
    label: 'Get item by path',
    description: 'Fetches what is known of a file or folder of the user’s drive.',
    fields: [path],
    perform: async ({ ask }, params) => (await ask({ method: 'GET', path: at(path.value(params)) })).data,
    example: ITEM,
  },
  {
    key: 'downloadFile',
    label: 'Download file',
    description: 'Fetches the content of a file of the user’s drive.',
    fields: [path, waiting],
    perform: async ({ ask }, params) =>
      fileOf(await ask({ method: 'GET', path: at(path.value(params), '/content'), responseType: 'binary' })),
    example: 'the content',
  },
  {
    key: 'uploadFile',
    label: 'Upload file',
    description: 'Stores a file in the user’s drive; one of the same name is replaced.',
    fields: [path, data, waiting],
    perform: (calls, params) =>
      uploadTo(calls, (more) => at(path.value(params), more), toBytes(data.value(params), data.input.label)),
    example: ITEM,
  },
  {
    key: 'updateFile',
    label: 'Update file',
    description: 'Renames or moves a file of the user’s drive, or changes its properties.',
    fields: [path, newName, newPlace, values],
    async perform({ ask }, params) {
      const place = newPlace.value(params);
      const changed = {
        ...objectOf([newName, values], params),
        ...(place ? { parentReference: parentOf(place) } : {}),
      };
      return (await ask({ method: 'PATCH', path: at(path.value(params)), data: changed })).data;
    },
    example: ITEM,
  },
  {
    key: 'moveFile',
    label: 'Move file',
    description: 'Moves a file of the user’s drive.',
    fields: [location('currentPath', 'Current location'), location('newPath', 'New location'), newName],
    async perform({ ask }, params) {
      const name = newName.value(params);
      const moved = { parentReference: parentOf(params.newPath), ...(name === undefined ? {} : { name }) };
      return (await ask({ method: 'PATCH', path: at(params.currentPath), data: moved })).data;
    },
    example: ITEM,
  },
  {
    key: 'deleteFile',
    label: 'Delete file',
    description: 'Moves a file to the trash.',
    request: 'DELETE /drives/{driveId}/items/{itemId}',
    fields: [driveId, itemId],
    example: '',
  },
  {
    key: 'searchDrive',
    label: 'Search drive',
    description: 'Finds files of the user’s drive.',
    fields: [
      needed(text('search', 'Search', 'Words that stand in their names or texts.', { example: 'orders' })),
    ],
    async perform({ ask }, params) {
      const words = encodeURIComponent(textOf(params.search).replaceAll("'", "''"));
      return (await ask({ method: 'GET', path: `/me/drive/root/search(q='${words}')` })).data;
    },
    example: { value: [ITEM] },
  },
  {
    key: 'listFilesSharedWithMe',
    label: 'List files shared with me',
    description: 'Lists the files that others share with the user.',
    request: 'GET /me/drive/sharedWithMe',
    fields: paging,
    pages: graphPages,
    example: { value: [ITEM] },
  },
  {
    key: 'listShared',
    label: 'List shared',
    description: 'Lists what is shared with the user in OneDrive or SharePoint.',
    request: 'GET /me/drive/sharedWithMe',
    example: { value: [ITEM] },
  },
  listChanges(false),
];
