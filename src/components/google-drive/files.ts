import { asRecord, valueAt } from '../../lib/records.ts';
import { textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { flag, needed, text } from '../kit/fields.ts';
import {
  driveId,
  drivesOf,
  FILE,
  FOLDER,
  fields,
  fileId,
  fileName,
  folderId,
  listing,
  pages,
  parentId,
  quoted,
  SHARED,
} from './service.ts';

const query = text('query', 'Query', 'What to look for, in Drive’s own notation.', {
  example: "modifiedTime > '2026-01-31T08:00:00'",
});
const search = needed(text('searchQuery', 'Search', 'The name to look for.', { example: 'orders.csv' }));
const contains = flag(
  'containsQuery',
  'Files containing search query',
  'Whether the name is only a part of what the files are called.',
);

/** All of these, as one query. */
const every = (conditions: string[]) => conditions.filter((each) => each !== '').join(' and ');
const inFolder = (id: unknown) => (textOf(id) === '' ? '' : `${quoted(id)} in parents`);
const LISTED = { kind: 'drive#fileList', files: [FILE], nextPageToken: '~!!~AI9' };

export const files = (): ActionRow[] => [
  {
    key: 'listFiles',
    label: 'List files',
    description: 'Lists files and folders.',
    request: 'GET /files',
    fields: [...listing, { ...query, to: 'q' }, { ...driveId, to: 'drive' }],
    fixed: drivesOf,
    shape: ({ drive: _, ...sent }) => sent,
    pages,
    example: LISTED,
  },
  {
    key: 'listFolders',
    label: 'List folders',
    description: 'Lists folders, all of them or those in one.',
    request: 'GET /files',
    fields: [...listing, { ...driveId, to: 'drive' }, folderId],
    fixed: drivesOf,
    shape: ({ folderId: id, drive: _, ...sent }) => ({
      ...sent,
      q: every([`mimeType = '${FOLDER}'`, inFolder(id)]),
    }),
    pages,
    example: { ...LISTED, files: [{ ...FILE, name: 'Orders', mimeType: FOLDER }] },
  },
  {
    key: 'searchFiles',
    label: 'Search files',
    description: 'Finds files by their name.',
    request: 'GET /files',
    fields: [search, contains, ...listing, query, parentId],
    fixed: { ...SHARED, includeItemsFromAllDrives: true },
    shape: ({ searchQuery, containsQuery, query: more, parentFolderId, ...sent }) => ({
      ...sent,
      q: every([
        `mimeType != '${FOLDER}'`,
        `name ${containsQuery === true ? 'contains' : '='} ${quoted(searchQuery)}`,
        inFolder(parentFolderId),
        textOf(more),
      ]),
    }),
    pages,
    example: LISTED,
  },
  {
    key: 'searchFolders',
    label: 'Search folders',
    description: 'Finds folders by their name.',
    request: 'GET /files',
    fields: [search, ...listing, parentId],
    fixed: { ...SHARED, includeItemsFromAllDrives: true },
    shape: ({ searchQuery, parentFolderId, ...sent }) => ({
      ...sent,
      q: every([`mimeType = '${FOLDER}'`, `name = ${quoted(searchQuery)}`, inFolder(parentFolderId)]),
    }),
    pages,
    example: { ...LISTED, files: [{ ...FILE, name: 'Orders', mimeType: FOLDER }] },
  },
  {
    key: 'getFileMetadata',
    label: 'Get file metadata',
    description: 'Fetches what is known of a file, without its content.',
    request: 'GET /files/{fileId}',
    fields: [fileId, { ...fields, input: { ...fields.input, default: '*' } }],
    fixed: SHARED,
    example: FILE,
  },
  {
    key: 'copyFile',
    label: 'Copy file',
    description: 'Copies a file.',
    request: 'POST /files/{fileId}/copy?supportsAllDrives=true',
    fields: [fileId, { ...fileName, to: 'name' }, folderId],
    shape: ({ folderId: folder, ...sent }) => ({
      ...sent,
      ...(folder === undefined ? {} : { parents: [folder] }),
    }),
    example: FILE,
  },
  {
    key: 'moveFile',
    label: 'Move file',
    description: 'Moves a file into another folder.',
    fields: [fileId, needed(folderId)],
    async perform({ make }) {
      const call = {
        request: 'GET /files/{fileId}',
        fields: [fileId],
        fixed: { ...SHARED, fields: 'parents' },
      };
      const parents = valueAt((await make(call)).data, 'parents');
      const removed = Array.isArray(parents) ? { removeParents: parents.join(',') } : {};
      const moved = await make({
        request: 'PATCH /files/{fileId}',
        fields: [fileId, { ...needed(folderId), to: 'addParents' }],
        fixed: { ...SHARED, ...removed },
        sends: 'query',
      });
      return moved.data;
    },
    example: FILE,
  },
  {
    key: 'deleteFile',
    label: 'Delete file',
    description: 'Deletes a file at once; it does not go to the trash.',
    request: 'DELETE /files/{fileId}',
    fields: [fileId],
    fixed: SHARED,
    example: '',
  },
  {
    key: 'createFolder',
    label: 'Create folder',
    description: 'Makes a folder.',
    request: 'POST /files?supportsAllDrives=true',
    fields: [
      needed(text('folderName', 'Folder name', 'What it is called.', { to: 'name', example: 'Orders' })),
      parentId,
    ],
    shape: ({ parentFolderId: parent, ...sent }) => ({
      ...sent,
      mimeType: FOLDER,
      ...(parent === undefined ? {} : { parents: [parent] }),
    }),
    example: { ...FILE, name: 'Orders', mimeType: FOLDER },
  },
  {
    key: 'emptyTrash',
    label: 'Empty trash',
    description: 'Deletes for good what is in the trash.',
    request: 'DELETE /files/trash',
    example: '',
  },
  {
    key: 'listDrives',
    label: 'List drives',
    description: 'Lists the shared drives.',
    request: 'GET /drives',
    fixed: { pageSize: 100 },
    example: { drives: [{ id: '0AJ8hXGkS2WkzUk9PVA', name: 'Sales' }] },
  },
  {
    key: 'getAbout',
    label: 'Get about',
    description: 'Tells of the user and what Drive can do for them.',
    request: 'GET /about',
    fields: [fields],
    example: { user: { displayName: 'Ann Example', emailAddress: 'ann@example.com' } },
  },
  {
    key: 'getCurrentUser',
    label: 'Get current user',
    description: 'Fetches whom the connection belongs to.',
    request: 'GET /about?fields=user',
    result: (data) => asRecord(valueAt(data, 'user')),
    example: { displayName: 'Ann Example', emailAddress: 'ann@example.com' },
  },
];
