import { describe, expect, test } from 'bun:test';
import { msOnedrive } from '../../src/components/ms-onedrive/index.ts';
import { connectionOf, failureOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { createContext, createPayload, perform, triggerOf } from './context.ts';

const service = loopbackService();
const oneDriveConnection = connectionOf('oauth', {}, { access_token: 't1' });
const base = 'https://graph.microsoft.com/v1.0';
const paged = { pageLimit: '5', pageToken: 's1' };
const item = { driveId: 'd!1', itemId: 'i1' };
const hook = 'https://stepwell.test/hook';
const subscriptions = {
  body: {
    value: [
      { id: 's1', notificationUrl: hook, resource: 'me/drive/root' },
      { id: 's2', notificationUrl: 'https://elsewhere.test/', resource: 'me/drive/root' },
    ],
  },
};

const ROWS: Row[] = [
  {
    action: 'listChanges',
    params: { deltaURL: '/drives/d!1/root/delta?token=5', $select: 'id', $expand: '', $top: '' },
    asks: [[`GET ${base}/drives/d!1/root/delta?token=5&$select=id`.replace('$', '%24')]],
  },
  {
    action: 'listItemsInDirectory',
    params: { directory: '/Orders/2026 new', ...paged },
    asks: [[`GET ${base}/me/drive/root:/Orders/2026%20new:/children?%24top=5&%24skiptoken=s1`]],
  },
  {
    action: 'listChildren',
    params: { ...item, fetchAll: 'true' },
    asks: [[`GET ${base}/drives/d!1/items/i1/children`], [`GET ${base}/next?$skiptoken=2`]],
    answers: [
      { body: { value: [{ id: 'a' }], '@odata.nextLink': `${base}/next?$skiptoken=2` } },
      { body: { value: [{ id: 'b' }] } },
    ],
    gives: { value: [{ id: 'a' }, { id: 'b' }] },
  },
  { action: 'getItem', params: item, asks: [[`GET ${base}/drives/d!1/items/i1`]] },
  {
    action: 'getItemByPath',
    params: { path: '/a/../b.txt' },
    asks: [[`GET ${base}/me/drive/root:/a/b.txt`]],
  },
  {
    action: 'downloadFile',
    params: { path: '/b.txt', timeout: '' },
    asks: [[`GET ${base}/me/drive/root:/b.txt:/content`]],
    answers: [{ body: Buffer.from('hi'), headers: { 'content-type': 'text/plain' } }],
    gives: { data: Buffer.from('hi'), contentType: 'text/plain' },
  },
  {
    action: 'uploadFile',
    params: { path: '/b.txt', fileData: 'hi' },
    asks: [[`PUT ${base}/me/drive/root:/b.txt:/content`, 'hi']],
  },
  {
    action: 'updateFile',
    params: {
      path: '/b.txt',
      newFileName: 'c.txt',
      newPath: '/Done',
      values: [{ key: 'description', value: 'x' }],
    },
    asks: [
      [
        `PATCH ${base}/me/drive/root:/b.txt`,
        { name: 'c.txt', description: 'x', parentReference: { path: '/drive/root:/Done' } },
      ],
    ],
  },
  {
    action: 'moveFile',
    params: { currentPath: '/b.txt', newPath: '/', newFileName: 'c.txt' },
    asks: [
      [`PATCH ${base}/me/drive/root:/b.txt`, { parentReference: { path: '/drive/root' }, name: 'c.txt' }],
    ],
  },
  {
    action: 'deleteFile',
    params: item,
    asks: [[`DELETE ${base}/drives/d!1/items/i1`]],
    answers: [{ status: 204 }],
    gives: '',
  },
  {
    action: 'searchDrive',
    params: { search: "Ann's" },
    asks: [[`GET ${base}/me/drive/root/search(q='Ann''s')`]],
  },
  {
    action: 'listFilesSharedWithMe',
    params: paged,
    asks: [[`GET ${base}/me/drive/sharedWithMe?%24top=5&%24skiptoken=s1`]],
  },
  { action: 'listShared', asks: [[`GET ${base}/me/drive/sharedWithMe`]] },
  { action: 'listMyDrives', asks: [[`GET ${base}/me/drives`]] },
  { action: 'listDrivesByUser', params: { userId: 'u1' }, asks: [[`GET ${base}/users/u1/drives`]] },
  { action: 'listDrivesByGroup', params: { groupId: 'g1' }, asks: [[`GET ${base}/groups/g1/drives`]] },
  { action: 'listDrivesBySite', params: { siteId: 'a,b' }, asks: [[`GET ${base}/sites/a%2Cb/drives`]] },
  { action: 'getDrive', params: { driveId: 'd1' }, asks: [[`GET ${base}/drives/d1`]] },
  { action: 'listGroups', asks: [[`GET ${base}/groups`]] },
  { action: 'listSites', asks: [[`GET ${base}/sites?search=*`]] },
  { action: 'getSite', params: { siteId: 'root' }, asks: [[`GET ${base}/sites/root`]] },
  { action: 'searchUsers', params: { userId: 'a@b.test' }, asks: [[`GET ${base}/users/a%40b.test`]] },
  {
    action: 'createSubscription',
    params: {
      notificationUrl: hook,
      resource: '/me/drive/root',
      clientState: 'x',
      expirationDateTime: '2026-02-03T08:00:00Z',
    },
    asks: [
      [`GET ${base}/subscriptions`],
      [
        `POST ${base}/subscriptions`,
        {
          resource: '/me/drive/root',
          changeType: 'updated',
          clientState: 'x',
          notificationUrl: hook,
          expirationDateTime: '2026-02-03T08:00:00Z',
        },
      ],
    ],
    answers: [subscriptions, { status: 201, body: { id: 's3' } }],
  },
  {
    action: 'listSubscriptions',
    asks: [[`GET ${base}/subscriptions`]],
    answers: [subscriptions],
    gives: { value: [subscriptions.body.value[0]] },
  },
  {
    action: 'deleteSubscription',
    params: { subscriptionId: 's1' },
    asks: [[`DELETE ${base}/subscriptions/s1`]],
    answers: [{ status: 204 }],
    gives: '',
  },
  {
    action: 'deleteAllInstanceSubscriptions',
    asks: [[`GET ${base}/subscriptions`], [`DELETE ${base}/subscriptions/s1`]],
    answers: [subscriptions, { status: 204 }],
    gives: { deleted: ['s1'] },
  },
];

tryContract(msOnedrive, service, { oneDriveConnection }, ROWS);

describe('OneDrive', () => {
  test('is not told twice to call the same address about the same thing', async () => {
    const params = { oneDriveConnection, notificationUrl: hook, resource: 'me/drive/root' };
    const { data } = await perform(
      msOnedrive,
      'createSubscription',
      params,
      service.context([subscriptions]),
    );
    expect(data).toEqual(subscriptions.body.value[0]);
    await perform(
      msOnedrive,
      'createSubscription',
      { ...params, allowDuplicates: 'true' },
      service.context([{}]),
    );
    const [asked] = service.asked;
    expect(asked?.line).toBe(`POST ${base}/subscriptions`);
    expect(asked?.body).toMatchObject({ expirationDateTime: expect.stringMatching(/^\d{4}-.*Z$/) });
  });

  test('is sent a large file in parts, to an address that needs no token', async () => {
    const size = 5 * 1024 * 1024;
    const params = { oneDriveConnection, path: '/big.bin', fileData: Buffer.alloc(size, 1) };
    const answers = [
      { body: { uploadUrl: 'https://up.test/session' } },
      { status: 202 },
      { body: { id: 'i9' } },
    ];
    const { data } = await perform(msOnedrive, 'uploadFile', params, service.context(answers));
    expect(data).toEqual({ id: 'i9' });
    const parts = service.asked
      .slice(1)
      .map(({ line, headers }) => [line, headers.get('content-range'), headers.get('authorization')]);
    expect(parts).toEqual([
      ['PUT https://up.test/session', `bytes 0-3932159/${size}`, null],
      ['PUT https://up.test/session', `bytes 3932160-${size - 1}/${size}`, null],
    ]);
  });

  test('follows what it answers to no other place', async () => {
    const params = { oneDriveConnection, deltaURL: 'https://elsewhere.test/delta' };
    expect(await failureOf(perform(msOnedrive, 'listChanges', params, service.context([])))).toContain(
      'leads to https://elsewhere.test',
    );
  });

  test('is shown that the address is right, and its calls take the other branch', async () => {
    const trigger = triggerOf(msOnedrive, 'webhook');
    const shown = { ...createPayload(), queryParameters: { validationToken: 'v 1' } };
    expect(await trigger.perform(createContext(), shown, {})).toMatchObject({
      response: { statusCode: 200, contentType: 'text/plain', body: 'v 1' },
      branch: 'URL Validation',
    });
    expect(await trigger.perform(createContext(), createPayload({ value: [] }), {})).toMatchObject({
      response: { statusCode: 202 },
      branch: 'Notification',
    });
  });
});
