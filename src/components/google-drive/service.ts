import type { Params } from '../component.ts';
import { textOf } from '../kit/answers.ts';
import { needed, number, text } from '../kit/fields.ts';
import { googlePages, googleService, pageToken } from '../kit/google.ts';

export const SCOPES =
  'https://www.googleapis.com/auth/drive https://www.googleapis.com/auth/drive.activity.readonly';
export const service = googleService(
  'Google Drive',
  'connection',
  'https://www.googleapis.com/drive/v3',
  SCOPES,
);

export const fileId = needed(
  text('fileId', 'File ID', 'The ID of the file, which stays the same when it is renamed.', {
    example: '1dyUEebJaFnWa3Z4n0BFMVAXQ7mfUH11g',
  }),
);
export const folderId = text('folderId', 'Folder ID', 'The ID of the folder.', {
  example: '0BwwA4oUTeiV1TGRPeTVjaWRDY1E',
  dataSource: 'selectFolder',
});
export const parentId = text('parentFolderId', 'Parent folder ID', 'The folder that it is in.', {
  example: '0BwwA4oUTeiV1TGRPeTVjaWRDY1E',
  dataSource: 'selectFolder',
});
export const fileName = text('fileName', 'File name', 'What it is called.', { example: 'orders.csv' });
export const fields = text('fields', 'Fields', 'What is returned, separated by commas; * for all of it.', {
  default: '*',
});
export const driveId = text(
  'driveId',
  'Drive ID',
  'The ID of a shared drive, or my-drive for My Drive alone. Empty: all drives.',
  { example: '0AJ8hXGkS2WkzUk9PVA', dataSource: 'selectDrive' },
);
const pageSize = number('pageSize', 'Page size', 'How many to return at once.', { default: '20' });

export const listing = [pageSize, pageToken, fields];
export const pages = googlePages('files');

export const FOLDER = 'application/vnd.google-apps.folder';
/** Shared drives are seen by those alone who say that they know of them. */
export const SHARED = { supportsAllDrives: true };

/** How lists are asked for the drives that are meant. */
export function drivesOf(params: Params): Record<string, unknown> {
  const drive = textOf(driveId.value(params));
  const all = { ...SHARED, includeItemsFromAllDrives: true };
  if (drive === 'my-drive') return { corpora: 'user' };
  return drive === '' ? { ...all, corpora: 'allDrives' } : { ...all, corpora: 'drive', driveId: drive };
}

/** A text as a query of Drive writes it. */
export const quoted = (value: unknown) =>
  `'${textOf(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

export const FILE = {
  kind: 'drive#file',
  id: '1dyUEebJaFnWa3Z4n0BFMVAXQ7',
  name: 'orders.csv',
  mimeType: 'text/csv',
};
