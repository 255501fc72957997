import { describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { dropbox } from '../../src/components/dropbox/index.ts';
import {
  connectionOf,
  failureOf,
  loopbackService,
  type Row,
  refusalOf,
  tryContract,
} from './connector-calls.ts';
import { createContext, createPayload, perform, triggerOf } from './context.ts';

const service = loopbackService();
const dropboxConnection = connectionOf('oauth', {}, { access_token: 't1' });
const base = 'https://api.dropboxapi.com/2';
const content = 'https://content.dropboxapi.com/2';
const path = { path: '/a.txt' };
const file = { path: '/a.txt', mode: { '.tag': 'overwrite' } };
/** What is answered in any case, and given with its status. */
const answers = [{ body: { ok: 1 }, headers: { 'x-test': '1' } }];
const gives = { status: 200, headers: expect.objectContaining({ 'x-test': '1' }), result: { ok: 1 } };
const call = (action: string, params: object, method: string, body?: unknown): Row => ({
  ...{ action, params: { ...params }, answers, gives },
  asks: [body === undefined ? [`POST ${base}/${method}`] : [`POST ${base}/${method}`, body]],
});
const entries = { entries: [{ path: '/a.txt' }, { path: 'id:b' }] };
const paths = { filePaths: ['/a.txt'], dynamicPaths: '["id:b"]', teamMemberId: 'dbmid:1' };
const bytes = [
  {
    body: Buffer.from('hi'),
    headers: { 'content-type': 'text/plain', 'dropbox-api-result': '{"name":"a"}' },
  },
];
const withBytes = {
  status: 200,
  headers: expect.anything(),
  result: { name: 'a', fileBinary: Buffer.from('hi') },
};

const ROWS: Row[] = [
  call('listFolder', { ...path, path: '/', recursive: 'true', limit: '5' }, 'files/list_folder', {
    path: '',
    limit: 5,
    recursive: true,
  }),
  call('createFolder', path, 'files/create_folder_v2', path),
  call('searchFiles', { query: 'a', path: '/b', limit: 5 }, 'files/search_v2', {
    query: 'a',
    options: { filename_only: true, max_results: 5, path: '/b' },
  }),
  call('searchFolders', { query: 'a', cursor: 'c1' }, 'files/search/continue_v2', { cursor: 'c1' }),
  call('listSharingFolder', { path: '/x', folderActions: ['edit_contents'] }, 'sharing/list_folders', {
    actions: ['edit_contents'],
  }),
  call('listTeamFolder', { path: '' }, 'team/team_folder/list', {}),
  call('getTeamMembers', { lookupKey: 'email', lookupValue: 'a@b.test' }, 'team/members/get_info_v2', {
    members: [{ '.tag': 'email', email: 'a@b.test' }],
  }),
  call(
    'createSharedLink',
    { ...path, expires: '2026-12-31T00:00:00Z', audience: '' },
    'sharing/create_shared_link_with_settings',
    {
      ...path,
      settings: { expires: '2026-12-31T00:00:00Z' },
    },
  ),
  call('listSharedLinks', { path: '/a.txt' }, 'sharing/list_shared_links', {
    path: '/a.txt',
    direct_only: false,
  }),
  call('shareFolder', { path: '/a', member_policy: 'team' }, 'sharing/share_folder', {
    path: '/a',
    force_async: false,
    member_policy: 'team',
  }),
  call('unshareFolder', { shared_folder_id: '8' }, 'sharing/unshare_folder', {
    shared_folder_id: '8',
    leave_a_copy: false,
  }),
  call('unshareFile', { fileId: 'id:1' }, 'sharing/unshare_file', { file: 'id:1' }),
  call('getSharedMetadataForFile', { fileId: 'id:1' }, 'sharing/get_file_metadata', { file: 'id:1' }),
  call('getSharedMetadataForFolder', { fileId: '8' }, 'sharing/get_folder_metadata', {
    shared_folder_id: '8',
  }),
  call('copyObject', { fromPath: '/a', toPath: '/b' }, 'files/copy_v2', { from_path: '/a', to_path: '/b' }),
  call('moveObject', { fromPath: '/a', toPath: '/b' }, 'files/move_v2', { from_path: '/a', to_path: '/b' }),
  call('deleteObject', path, 'files/delete_v2', path),
  call('getMetadata', path, 'files/get_metadata', {
    ...path,
    include_media_info: false,
    include_deleted: false,
    include_has_explicit_shared_members: false,
  }),
  call('getDownloadStatus', { asyncJobId: 'j1' }, 'files/save_url/check_job_status', { async_job_id: 'j1' }),
  call('getTemporaryLink', path, 'files/get_temporary_link', path),
  call('getTemporaryUploadLink', path, 'files/get_temporary_upload_link', {
    duration: 3600,
    commit_info: file,
  }),
  call('lockFile', paths, 'files/lock_file_batch', entries),
  call('unlockFile', paths, 'files/unlock_file_batch', entries),
  call('getFileLock', paths, 'files/get_file_lock_batch', entries),
  {
    action: 'getCurrentAccount',
    asks: [[`POST ${base}/users/get_current_account`]],
    answers: [{ body: { account_id: 'dbid:1' } }],
  },
  {
    action: 'listChanges',
    params: { directoryPath: '/orders', recursive: 'true' },
    asks: [
      [
        `POST ${base}/files/list_folder/get_latest_cursor`,
        { path: '/orders', recursive: true, include_deleted: false },
      ],
    ],
    answers: [{ body: { cursor: 'c1' } }],
    gives: { entries: [], cursor: 'c1', has_more: false },
  },
  {
    action: 'saveFromUrl',
    params: { toPath: '/a.pdf', urlToSave: 'https://a.test/a.pdf', waitUntilComplete: 'true' },
    asks: [
      [`POST ${base}/files/save_url`, { path: '/a.pdf', url: 'https://a.test/a.pdf' }],
      [`POST ${base}/files/save_url/check_job_status`, { async_job_id: 'j1' }],
    ],
    answers: [{ body: { '.tag': 'async_job_id', async_job_id: 'j1' } }, { body: { '.tag': 'complete' } }],
    gives: { status: 200, headers: expect.anything(), result: { '.tag': 'complete' } },
  },
  {
    action: 'downloadFile',
    params: path,
    asks: [[`POST ${content}/files/download`]],
    answers: bytes,
    gives: { data: Buffer.from('hi'), contentType: 'text/plain' },
  },
  {
    action: 'uploadFile',
    params: { ...path, fileContents: 'hi' },
    asks: [[`POST ${content}/files/upload`, 'hi']],
    answers,
    gives,
  },
  {
    action: 'exportFile',
    params: path,
    asks: [[`POST ${content}/files/export`]],
    answers: bytes,
    gives: withBytes,
  },
  {
    action: 'getSharedLinkFile',
    params: { urlToSave: 'https://dropbox.test/s/1' },
    asks: [[`POST ${content}/sharing/get_shared_link_file`]],
    answers: bytes,
    gives: withBytes,
  },
];

tryContract(dropbox, service, { dropboxConnection }, ROWS);

describe('Dropbox', () => {
  test('is told of a file in a header, in signs that headers can carry', async () => {
    const params = { dropboxConnection, path: '/für.txt', download_as_zip: 'true', userType: 'admin' };
    await perform(dropbox, 'downloadFile', params, service.context([{ body: 'x' }]));
    expect(service.asked[0]?.line).toBe(`POST ${content}/files/download_zip`);
    expect(service.asked[0]?.headers.get('dropbox-api-arg')).toBe('{"path":"/f\\u00fcr.txt"}');
  });

  test('is asked for somebody of a team', async () => {
    const own = { dropboxConnection, path: '/a', userType: 'admin', teamMemberId: 'dbmid:1' };
    await perform(dropbox, 'listFolder', own, service.context([{}]));
    expect(service.asked[0]?.headers.get('dropbox-api-select-admin')).toBe('dbmid:1');
    await perform(dropbox, 'lockFile', { dropboxConnection, ...paths }, service.context([{}]));
    expect(service.asked[0]?.headers.get('dropbox-api-select-user')).toBe('dbmid:1');
  });

  test('says in its own words what is wrong', async () => {
    const gone = { status: 409, body: { error_summary: 'path/not_found/..', error: { '.tag': 'path' } } };
    const ask = (place: string, next: object[]) =>
      failureOf(perform(dropbox, 'createFolder', { dropboxConnection, path: place }, service.context(next)));
    expect(await ask('/a', [gone])).toStartWith('Dropbox answered 409: path/not_found/.. Correct what');
    expect(await ask('a', [])).toContain('does not begin with a slash');
  });

  test('tells what has changed since the step has last run, however many pages that is', async () => {
    const instanceState = {};
    const run = (next: object[]) =>
      perform(dropbox, 'listChanges', { dropboxConnection }, service.context(next, { instanceState }));
    await run([{ body: { cursor: 'c1' } }]);
    const { data } = await run([
      { body: { entries: [{ name: 'a' }], cursor: 'c2', has_more: true } },
      { body: { entries: [{ name: 'b' }], cursor: 'c3', has_more: false } },
    ]);
    expect(data).toEqual({ entries: [{ name: 'a' }, { name: 'b' }], cursor: 'c3', has_more: false });
    await run([{ body: { entries: [], cursor: 'c3' } }]);
    expect(service.asked[0]?.body).toEqual({ cursor: 'c3' });
  });

  test('starts a flow on its schedule where files have changed', async () => {
    const trigger = triggerOf(dropbox, 'pollChangesTrigger');
    const context = service.context([
      { body: { cursor: 'c1' } },
      { body: { entries: [{ name: 'a' }], cursor: 'c2' } },
    ]);
    const look = () =>
      trigger.perform(context, createPayload(), { dropboxConnection, directoryPath: '/orders' });
    expect(await look()).toMatchObject({ resultType: 'polled_no_changes' });
    const found = await look();
    expect(found?.payload).toMatchObject({ body: { data: { entries: [{ name: 'a' }], cursor: 'c2' } } });
    expect(found).toMatchObject({ resultType: 'completed' });
  });

  test('offers what a folder holds', async () => {
    const found = [
      { '.tag': 'folder', name: 'Orders', path_lower: '/orders' },
      { '.tag': 'file', name: 'a', path_lower: '/a' },
    ];
    const context = service.context([{ body: { entries: found } }]);
    const params = { connection: dropboxConnection, path: '/', entryFilter: 'folder' };
    expect(await dropbox.dataSources.listFolders?.perform(context, params)).toEqual({
      result: [{ key: '/orders', label: 'Orders' }],
    });
  });
});

describe('the webhook of Dropbox', () => {
  const trigger = () => triggerOf(dropbox, 'dropboxWebhook');
  const params = { signingSecret: 's1' };

  test('shows that the address is right, and takes a branch of its own for that', async () => {
    const payload = { ...createPayload(), queryParameters: { challenge: 'c 1' } };
    expect(await trigger().perform(createContext(), payload, params)).toMatchObject({
      response: { statusCode: 200, contentType: 'text/plain', body: 'c 1' },
      branch: 'Verification Request',
    });
  });

  test('takes a signed call and refuses another', async () => {
    const body = { list_folder: { accounts: ['dbid:1'] } };
    const signature = createHmac('sha256', 's1').update(JSON.stringify(body)).digest('hex');
    const call = (signed: string) =>
      trigger().perform(
        createContext(),
        { ...createPayload(body), headers: { 'X-Dropbox-Signature': signed } },
        params,
      );
    expect(await call(signature)).toMatchObject({
      branch: 'Notification',
      payload: { body: { data: body } },
    });
    const refused = (async () => call('00'))();
    expect(await refusalOf(refused)).toContain('not signed as Dropbox would sign it');
  });
});
