import { describe, expect, test } from 'bun:test';
import { googleDrive } from '../../src/components/google-drive/index.ts';
import { connectionOf, failureOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { createContext, createPayload, perform, triggerOf } from './context.ts';

const service = loopbackService();
const connection = connectionOf('oauth2', {}, { access_token: 't1' });
const base = 'https://www.googleapis.com/drive/v3';
const upload = 'https://www.googleapis.com/upload/drive/v3/files';
const shared = 'supportsAllDrives=true';
const allDrives = `${shared}&includeItemsFromAllDrives=true`;
const FOLDER = 'mimeType+%3D+%27application%2Fvnd.google-apps.folder%27';

const ROWS: Row[] = [
  {
    action: 'listFiles',
    params: { driveId: 'd1', query: 'trashed = false', pageSize: '5' },
    asks: [
      [`GET ${base}/files?${allDrives}&corpora=drive&driveId=d1&pageSize=5&fields=*&q=trashed+%3D+false`],
    ],
  },
  {
    action: 'listFolders',
    params: { folderId: 'f1', driveId: 'my-drive' },
    asks: [[`GET ${base}/files?corpora=user&pageSize=20&fields=*&q=${FOLDER}+and+%27f1%27+in+parents`]],
  },
  {
    action: 'searchFiles',
    params: { searchQuery: "Ann's", containsQuery: 'true' },
    asks: [
      [
        `GET ${base}/files?${allDrives}&pageSize=20&fields=*&q=mimeType+%21%3D+%27application%2Fvnd.google-apps.folder%27+and+name+contains+%27Ann%5C%27s%27`,
      ],
    ],
  },
  {
    action: 'searchFolders',
    params: { searchQuery: 'Orders', parentFolderId: 'f1' },
    asks: [
      [
        `GET ${base}/files?${allDrives}&pageSize=20&fields=*&q=${FOLDER}+and+name+%3D+%27Orders%27+and+%27f1%27+in+parents`,
      ],
    ],
  },
  { action: 'getFileMetadata', params: { fileId: 'a' }, asks: [[`GET ${base}/files/a?${shared}&fields=*`]] },
  {
    action: 'copyFile',
    params: { fileId: 'a', fileName: 'b.csv', folderId: 'f1' },
    asks: [[`POST ${base}/files/a/copy?${shared}`, { name: 'b.csv', parents: ['f1'] }]],
  },
  {
    action: 'moveFile',
    params: { fileId: 'a', folderId: 'f2' },
    asks: [
      [`GET ${base}/files/a?${shared}&fields=parents`],
      [`PATCH ${base}/files/a?${shared}&removeParents=f1&addParents=f2`],
    ],
    answers: [{ body: { parents: ['f1'] } }, { body: { id: 'a' } }],
  },
  {
    action: 'deleteFile',
    params: { fileId: 'a' },
    asks: [[`DELETE ${base}/files/a?${shared}`]],
    answers: [{ status: 204 }],
    gives: '',
  },
  {
    action: 'createFolder',
    params: { folderName: 'Orders' },
    asks: [
      [`POST ${base}/files?${shared}`, { name: 'Orders', mimeType: 'application/vnd.google-apps.folder' }],
    ],
  },
  { action: 'emptyTrash', asks: [[`DELETE ${base}/files/trash`]], answers: [{ status: 204 }], gives: '' },
  { action: 'listDrives', asks: [[`GET ${base}/drives?pageSize=100`]] },
  { action: 'getAbout', asks: [[`GET ${base}/about?fields=*`]] },
  {
    action: 'getCurrentUser',
    asks: [[`GET ${base}/about?fields=user`]],
    answers: [{ body: { user: { emailAddress: 'a@b.test' } } }],
    gives: { emailAddress: 'a@b.test' },
  },
  {
    action: 'createFile',
    params: { parentFolderId: 'f1', fileName: 'a.csv', fileContent: 'x,y' },
    asks: [
      [
        `POST ${upload}?${shared}&uploadType=multipart&fields=*`,
        expect.stringMatching(/\{"name":"a\.csv","parents":\["f1"\]\}\r\n[\s\S]*x,y\r\n--/),
      ],
    ],
  },
  {
    action: 'updateFile',
    params: { fileId: 'a', fileContent: { data: 'x,y', contentType: 'text/csv' } },
    asks: [
      [
        `PATCH ${upload}/a?${shared}&uploadType=multipart&fields=*`,
        expect.stringMatching(/content-type: text\/csv\r\n\r\nx,y\r\n--/),
      ],
    ],
  },
  {
    action: 'getFile',
    params: { fileId: 'a' },
    asks: [[`GET ${base}/files/a?${shared}&fields=mimeType`], [`GET ${base}/files/a?${shared}&alt=media`]],
    answers: [
      { body: { mimeType: 'text/csv' } },
      { body: Buffer.from('x,y'), headers: { 'content-type': 'text/csv' } },
    ],
    gives: { data: Buffer.from('x,y'), contentType: 'text/csv' },
  },
  {
    action: 'listFileExportTypes',
    params: { fileId: 'a' },
    asks: [[`GET ${base}/files/a?${shared}&fields=mimeType`], [`GET ${base}/about?fields=exportFormats`]],
    answers: [
      { body: { mimeType: 'application/vnd.google-apps.document' } },
      { body: { exportFormats: { 'application/vnd.google-apps.document': ['text/html'] } } },
    ],
    gives: ['text/html'],
  },
  {
    action: 'listChanges',
    params: { driveId: '' },
    asks: [[`GET ${base}/changes/startPageToken?${allDrives}`]],
    answers: [{ body: { startPageToken: '7' } }],
    gives: { changes: [], newStartPageToken: '7' },
  },
  {
    action: 'createDriveWebhook',
    params: { driveId: 'my-drive', endpoint: 'https://stepwell.test/hook', expiration: 1767225600000 },
    asks: [
      [`GET ${base}/changes/startPageToken?restrictToMyDrive=true`],
      [
        `POST ${base}/changes/watch?pageToken=7&restrictToMyDrive=true`,
        {
          id: expect.any(String),
          type: 'web_hook',
          address: 'https://stepwell.test/hook',
          expiration: '1767225600000',
        },
      ],
    ],
    answers: [{ body: { startPageToken: '7' } }, {}],
  },
  {
    action: 'createFileWebhook',
    params: { fileId: 'a', endpoint: 'https://stepwell.test/hook' },
    asks: [
      [
        `POST ${base}/files/a/watch?${shared}`,
        {
          id: expect.any(String),
          type: 'web_hook',
          address: 'https://stepwell.test/hook',
          expiration: expect.stringMatching(/^\d{13}$/),
        },
      ],
    ],
  },
  {
    action: 'deleteWebhook',
    params: { webhookId: 'c1', resourceId: 'r1' },
    asks: [[`POST ${base}/channels/stop`, { id: 'c1', resourceId: 'r1' }]],
    answers: [{ status: 204 }],
    gives: '',
  },
  {
    action: 'queryDriveActivity',
    params: { itemName: 'a', consolidationStrategy: 'legacy', fetchAll: 'true' },
    asks: [
      [
        'POST https://driveactivity.googleapis.com/v2/activity:query',
        { itemName: 'items/a', consolidationStrategy: { legacy: {} } },
      ],
      [
        'POST https://driveactivity.googleapis.com/v2/activity:query',
        { itemName: 'items/a', consolidationStrategy: { legacy: {} }, pageToken: 'p2' },
      ],
    ],
    answers: [
      { body: { activities: [{ a: 1 }], nextPageToken: 'p2' } },
      { body: { activities: [{ a: 2 }] } },
    ],
    gives: { activities: [{ a: 1 }, { a: 2 }] },
  },
];

tryContract(googleDrive, service, { connection }, ROWS);

describe('Google Drive', () => {
  test('turns a document into the type that is wanted, or the first that it can', async () => {
    const answers = [
      { body: { mimeType: 'application/vnd.google-apps.document' } },
      {
        body: { exportFormats: { 'application/vnd.google-apps.document': ['text/html', 'application/pdf'] } },
      },
      { body: Buffer.from('pdf'), headers: { 'content-type': 'application/pdf' } },
    ];
    const params = { connection, fileId: 'a', exportType: 'application/pdf' };
    const result = await perform(googleDrive, 'getFile', params, service.context(answers));
    expect(result.data).toEqual({ data: Buffer.from('pdf'), contentType: 'application/pdf' });
    expect(service.asked.at(-1)?.line).toBe(`GET ${base}/files/a/export?mimeType=application%2Fpdf`);
    const none = [answers[0] ?? {}, { body: { exportFormats: {} } }];
    expect(await failureOf(perform(googleDrive, 'getFile', params, service.context(none)))).toContain(
      'turns a file of the type application/vnd.google-apps.document into no other',
    );
  });

  test('lists the changes since the step has last run, all pages of them', async () => {
    const state = {};
    const run = (answers: Parameters<typeof service.context>[0]) =>
      perform(googleDrive, 'listChanges', { connection }, service.context(answers, { instanceState: state }));
    await run([{ body: { startPageToken: '7' } }]);
    const { data } = await run([
      { body: { changes: [{ fileId: 'a' }], nextPageToken: '8' } },
      { body: { changes: [{ fileId: 'b' }], newStartPageToken: '9' } },
    ]);
    expect(data).toEqual({ changes: [{ fileId: 'a' }, { fileId: 'b' }], newStartPageToken: '9' });
    await run([{ body: { newStartPageToken: '9' } }]);
    expect(service.asked[0]?.line).toContain('pageToken=9');
  });

  test('offers My Drive and the shared drives', async () => {
    const context = service.context([{ body: { drives: [{ id: 'd1', name: 'Sales' }] } }]);
    expect(await googleDrive.dataSources.selectDrive?.perform(context, { connection })).toEqual({
      result: [
        { key: 'my-drive', label: 'My Drive' },
        { key: 'd1', label: 'Sales' },
      ],
    });
  });
});

describe('a look at Google Drive', () => {
  const look = (key: string, state: object, answers: Parameters<typeof service.context>[0], params = {}) =>
    triggerOf(googleDrive, key).perform(
      service.context(answers, { instanceState: { ...state } }),
      createPayload(),
      { connection, ...params },
    );

  test('finds the files that have changed since the one before, and nothing the first time', async () => {
    const context = service.context([{ body: { startPageToken: '7' } }]);
    const trigger = triggerOf(googleDrive, 'pollChangesTrigger');
    expect(await trigger.perform(context, createPayload(), { connection })).toMatchObject({
      payload: { body: { data: [] } },
      resultType: 'polled_no_changes',
    });
    const changes = [
      { fileId: 'a', file: { id: 'a' } },
      { fileId: 'b', removed: true },
    ];
    const found = await look('pollChangesTrigger', context.instanceState, [
      { body: { changes, newStartPageToken: '8' } },
    ]);
    expect(found?.payload).toMatchObject({ body: { data: [{ fileId: 'a', file: { id: 'a' } }] } });
    expect(found).toMatchObject({ resultType: 'completed' });
  });

  test('finds what has happened since, of the kinds that are wanted', async () => {
    const context = service.context([]);
    const trigger = triggerOf(googleDrive, 'driveActivity');
    await trigger.perform(context, createPayload(), { connection });
    const activities = [
      { primaryActionDetail: { edit: {} }, timestamp: '2126-01-31T08:00:00Z' },
      { primaryActionDetail: { move: {} }, timestamp: '2126-01-31T09:00:00Z' },
    ];
    const wanted = { triggerEvents: ['edit'] };
    const found = await look('driveActivity', context.instanceState, [{ body: { activities } }], wanted);
    expect(found?.payload).toMatchObject({ body: { data: [activities[0]] } });
    expect(service.asked[0]?.body).toMatchObject({
      ancestorName: 'items/root',
      filter: expect.stringMatching(/^time > \d+$/),
    });
  });

  test('is started by a call of its own alone', async () => {
    const trigger = triggerOf(googleDrive, 'pushNotificationWebhook');
    const payload = { ...createPayload(), headers: { 'X-Goog-Channel-Id': 'c1' } };
    expect((await trigger.perform(createContext(), payload, {}))?.payload).toBe(payload);
    const other = (async () => trigger.perform(createContext(), createPayload(), {}))();
    expect(await failureOf(other)).toContain('names no channel');
  });
});
