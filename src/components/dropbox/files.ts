import { setTimeout as delay } from 'node:timers/promises';
import { asRecord, valueAt } from '../../lib/records.ts';
import { toBytes, toList } from '../conversions.ts';
import { fileOf, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { file, flag, json, list, needed, number, text } from '../kit/fields.ts';
import {
  asked,
  asUser,
  factsOf,
  folderPath,
  member,
  path,
  pathText,
  placeOf,
  row,
  tagOf,
  transfer,
} from './calls.ts';
import { listChanges } from './changes.ts';

const FILE = {
  '.tag': 'file',
  name: '42.json',
  id: 'id:a4ayc_80_OEAAAAAAAAAXw',
  path_display: '/orders/42.json',
};
const OVERWRITE = { '.tag': 'overwrite' };
const contents = needed(
  file('fileContents', 'File contents', 'The content: a reference to a file, or text.'),
);
const asZip = flag(
  'download_as_zip',
  'Download as zip',
  'Whether it is a folder, which is fetched as one file.',
);
const fromPath = needed(pathText('fromPath', 'From path', 'Where it is.', '/orders/42.json'));
const toPath = needed(pathText('toPath', 'To path', 'Where it goes to.', '/done/42.json'));
const filePaths = list('filePaths', 'File path', 'Paths of files.', { example: '/orders/42.json' });
const dynamicPaths = json('dynamicPaths', 'Dynamic paths', 'Further paths: a list.', {
  example: '["/orders/42.json"]',
});
const jobId = needed(
  text('asyncJobId', 'Async job ID', 'The ID that “Save from URL” has answered.', { to: 'async_job_id' }),
);
const url = (label: string, comments: string) =>
  needed(text('urlToSave', label, comments, { example: 'https://example.com/a.pdf' }));
const waits = flag('waitUntilComplete', 'Wait until complete', 'Whether the step waits until it is there.');
const linkPassword = text('link_password', 'Link password', 'The password of the link, if it has one.', {
  type: 'password',
});

const moved = (key: string, label: string, description: string, method: string): ActionRow =>
  row({
    ...{ key, label, description, method },
    fields: [fromPath, toPath],
    shape: (sent) => ({ from_path: placeOf(sent.fromPath), to_path: placeOf(sent.toPath) }),
    example: { metadata: FILE },
  });

const locked = (
  key: string,
  label: string,
  description: string,
  method: string,
  fields = [asUser],
): ActionRow =>
  row({
    ...{ key, label, description, method },
    fields: [...fields, filePaths, dynamicPaths],
    shape(sent) {
      const given = [sent.filePaths ?? [], sent.dynamicPaths ?? []];
      const all = given.flatMap((paths) => toList(paths, filePaths.input.label));
      return { entries: all.map((each) => ({ path: placeOf(each) })) };
    },
    example: { entries: [{ '.tag': 'success', metadata: FILE }] },
  });

/** Seconds between looks, and how many there are at most. */
const PAUSE_MS = 1000;
const MOST_LOOKS = 300;

export const files = (): ActionRow[] => [
  listChanges(),
  {
    key: 'getCurrentAccount',
    label: 'Get current account',
    description: 'Fetches whom the connection belongs to.',
    perform: async (_calls, params, context) =>
      (await asked(context, params, 'users/get_current_account')).result,
    example: { account_id: 'dbid:AAH4f99T0taONIb', email: 'ann@example.com' },
  },
  {
    key: 'downloadFile',
    label: 'Download file',
    description: 'Fetches a file, or a folder as a zip.',
    fields: [path, asZip],
    async perform(_calls, params, context) {
      const isZip = asZip.value(params) === true;
      const method = isZip ? 'files/download_zip' : 'files/download';
      return fileOf(
        await transfer(context, params, { method, about: { path: placeOf(path.value(params)) } }),
      );
    },
    example: 'the content',
  },
  {
    key: 'uploadFile',
    label: 'Upload file',
    description: 'Stores a file; one of the same name is replaced.',
    fields: [path, contents],
    async perform(_calls, params, context) {
      const about = { path: placeOf(path.value(params)), mode: OVERWRITE };
      const data = toBytes(contents.value(params), contents.input.label);
      const {
        status,
        headers,
        data: result,
      } = await transfer(context, params, { method: 'files/upload', about, data });
      return { status, headers, result };
    },
    example: { status: 200, headers: {}, result: FILE },
  },
  {
    key: 'exportFile',
    label: 'Export file',
    description:
      'Fetches a file that has no content of its own, such as a document of Google, as another kind.',
    fields: [needed(folderPath), ...member],
    async perform(_calls, params, context) {
      const about = { path: placeOf(folderPath.value(params)) };
      const answer = await transfer(context, params, { method: 'files/export', about });
      const result = { ...asRecord(factsOf(answer)), fileBinary: answer.data };
      return { status: answer.status, headers: answer.headers, result };
    },
    example: { status: 200, headers: {}, result: { file_metadata: FILE, fileBinary: 'the content' } },
  },
  {
    key: 'getSharedLinkFile',
    label: 'Get shared link file',
    description: 'Fetches the file that a shared link leads to.',
    fields: [url('Shared link URL', 'The link.'), folderPath, linkPassword, ...member],
    async perform(_calls, params, context) {
      const inner = placeOf(folderPath.value(params));
      const about = {
        url: textOf(params.urlToSave),
        ...(inner === '' ? {} : { path: inner }),
        link_password: linkPassword.value(params),
      };
      const answer = await transfer(context, params, { method: 'sharing/get_shared_link_file', about });
      const result = { ...asRecord(factsOf(answer)), fileBinary: answer.data };
      return { status: answer.status, headers: answer.headers, result };
    },
    example: { status: 200, headers: {}, result: { ...FILE, fileBinary: 'the content' } },
  },
  moved('copyObject', 'Copy object', 'Copies a file or folder.', 'files/copy_v2'),
  moved('moveObject', 'Move object', 'Moves a file or folder.', 'files/move_v2'),
  row({
    key: 'deleteObject',
    label: 'Delete object',
    description: 'Deletes a file or folder.',
    method: 'files/delete_v2',
    fields: [path],
    example: { metadata: FILE },
  }),
  row({
    key: 'getMetadata',
    label: 'Get metadata for file or folder',
    description: 'Fetches what is known of a file or folder.',
    method: 'files/get_metadata',
    fields: [
      path,
      flag('include_media_info', 'Include media info', 'Whether it says more of pictures and films.'),
      flag('include_deleted', 'Include deleted', 'Whether it may be deleted.'),
      flag(
        'include_has_explicit_shared_members',
        'Include has explicit shared members',
        'Whether it says so.',
      ),
      ...member,
    ],
    example: FILE,
  }),
  {
    key: 'saveFromUrl',
    label: 'Save from URL',
    description: 'Has Dropbox fetch a file from an address.',
    fields: [toPath, url('URL to save', 'The address of the file.'), waits],
    async perform(_calls, params, context) {
      const about = { path: placeOf(toPath.value(params)), url: textOf(params.urlToSave) };
      const begun = await asked(context, params, 'files/save_url', about);
      const id = textOf(valueAt(begun.result, 'async_job_id'));
      if (waits.value(params) !== true || id === '') return begun;
      for (let look = 0; ; look += 1) {
        const now = await asked(context, params, 'files/save_url/check_job_status', { async_job_id: id });
        if (tagOf(now.result) !== 'in_progress' || look === MOST_LOOKS) return now;
        await delay(PAUSE_MS, undefined, { signal: context.signal });
      }
    },
    example: { status: 200, headers: {}, result: { ...FILE, '.tag': 'complete' } },
  },
  row({
    key: 'getDownloadStatus',
    label: 'Get download status',
    description: 'Tells how far Dropbox is with what it fetches from an address.',
    method: 'files/save_url/check_job_status',
    fields: [jobId],
    example: { '.tag': 'in_progress' },
  }),
  row({
    key: 'getTemporaryLink',
    label: 'Get temporary link',
    description: 'Makes an address that a file can be fetched from for four hours.',
    method: 'files/get_temporary_link',
    fields: [path, asUser],
    example: { metadata: FILE, link: 'https://dl.dropboxusercontent.com/apitl/1/abc' },
  }),
  row({
    key: 'getTemporaryUploadLink',
    label: 'Get temporary upload link',
    description: 'Makes an address that a file can be sent to.',
    method: 'files/get_temporary_upload_link',
    fields: [path, number('duration', 'Duration', 'For how many seconds.', { default: '3600' })],
    shape: ({ path: place, duration }) => ({ duration, commit_info: { path: place, mode: OVERWRITE } }),
    example: { link: 'https://content.dropboxapi.com/apitul/1/abc' },
  }),
  locked('lockFile', 'Lock file', 'Locks files, so that others do not change them.', 'files/lock_file_batch'),
  locked('unlockFile', 'Unlock file', 'Unlocks files.', 'files/unlock_file_batch', member),
  locked('getFileLock', 'Get file lock', 'Tells who has locked files.', 'files/get_file_lock_batch'),
];
