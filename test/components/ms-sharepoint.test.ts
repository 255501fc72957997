import { describe, expect, test } from 'bun:test';
import { msSharepoint } from '../../src/components/ms-sharepoint/index.ts';
import { connectionOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { perform } from './context.ts';

const service = loopbackService();
const connection = connectionOf('oauth', {}, { access_token: 't1' });
const base = 'https://graph.microsoft.com/v1.0';
const list = { siteId: 's,1', listId: 'l1' };
const file = { driveId: 'd1', itemId: 'i1' };
const hook = 'https://stepwell.test/hook';
const until = { expirationDateTime: '2026-02-03T08:00:00Z' };
const children = `${base}/drives/d1/root/children`;
const content = { body: Buffer.from('a,b'), headers: { 'content-type': 'text/csv' } };

const ROWS: Row[] = [
  {
    action: 'listFilesFromDrive',
    params: { driveId: 'd1', recursive: 'true' },
    asks: [[`GET ${children}`], [`GET ${base}/drives/d1/items/f1/children`]],
    answers: [
      {
        body: {
          value: [
            { id: 'f1', folder: {} },
            { id: 'a', file: {} },
          ],
        },
      },
      { body: { value: [{ id: 'b', file: {} }] } },
    ],
    gives: {
      value: [
        { id: 'a', file: {} },
        { id: 'b', file: {} },
      ],
    },
  },
  { action: 'getFilesFromDrive', params: { driveId: 'd1' }, asks: [[`GET ${children}`]] },
  {
    action: 'listFolderFilesFromDrive',
    params: { driveId: 'd1', folderId: 'f1', pageLimit: 2 },
    asks: [[`GET ${base}/drives/d1/items/f1/children?%24top=2`]],
  },
  {
    action: 'getFolderFilesFromDrive',
    params: { driveId: 'd1', folderId: 'f1' },
    asks: [[`GET ${base}/drives/d1/items/f1/children`]],
  },
  {
    action: 'getFile',
    params: file,
    asks: [[`GET ${base}/drives/d1/items/i1/content`]],
    answers: [content],
    gives: content.body,
  },
  {
    action: 'downloadFile',
    params: file,
    asks: [[`GET ${base}/drives/d1/items/i1/content`]],
    answers: [content],
    gives: content.body,
  },
  {
    action: 'updateFile',
    params: { ...file, fileData: 'new' },
    asks: [[`PUT ${base}/drives/d1/items/i1/content`, 'new']],
  },
  {
    action: 'uploadFile',
    params: { driveId: 'd1', fileName: 'a b.csv', fileData: 'new', folderId: 'f1' },
    asks: [[`PUT ${base}/drives/d1/items/f1:/a%20b.csv:/content`, 'new']],
  },
  { action: 'listSharedDocuments', asks: [[`GET ${base}/me/drive/sharedWithMe`]] },
  {
    action: 'listChanges',
    params: { deltaURL: '/drives/d1/root/delta', fetchAll: 'true' },
    asks: [[`GET ${base}/drives/d1/root/delta`], [`GET ${base}/drives/d1/root/delta?token=2`]],
    answers: [
      { body: { value: [{ id: 'a' }], '@odata.nextLink': `${base}/drives/d1/root/delta?token=2` } },
      { body: { value: [{ id: 'b' }], '@odata.deltaLink': 'https://d.test/?token=3' } },
    ],
    gives: { value: [{ id: 'a' }, { id: 'b' }], '@odata.deltaLink': 'https://d.test/?token=3' },
  },
  { action: 'listSiteLists', params: { siteId: 's,1' }, asks: [[`GET ${base}/sites/s%2C1/lists`]] },
  { action: 'getSiteList', params: list, asks: [[`GET ${base}/sites/s%2C1/lists/l1`]] },
  {
    action: 'getListItemsInSite',
    params: { ...list, pageLimit: '', pageToken: '', optInFields: 'id,fields' },
    asks: [[`GET ${base}/sites/s%2C1/lists/l1/items?%24expand=fields&%24select=id%2Cfields`]],
  },
  {
    action: 'getItemInSite',
    params: { ...list, itemId: '7' },
    asks: [[`GET ${base}/sites/s%2C1/lists/l1/items/7?%24expand=fields`]],
  },
  {
    action: 'createItemInSite',
    params: { ...list, fields: [{ key: 'Title', value: 'Order' }] },
    asks: [[`POST ${base}/sites/s%2C1/lists/l1/items`, { fields: { Title: 'Order' } }]],
  },
  {
    action: 'createSiteListSubscription',
    params: { ...list, notificationUrl: hook, allowDuplicates: 'true', ...until },
    asks: [
      [
        `POST ${base}/subscriptions`,
        { resource: 'sites/s,1/lists/l1', changeType: 'updated', notificationUrl: hook, ...until },
      ],
    ],
  },
  { action: 'listSites', asks: [[`GET ${base}/sites?search=*`]] },
  { action: 'listFollowedSites', asks: [[`GET ${base}/me/followedSites`]] },
  { action: 'getSite', params: { siteId: 's,1' }, asks: [[`GET ${base}/sites/s%2C1`]] },
  { action: 'getRootSite', asks: [[`GET ${base}/sites/root`]] },
  { action: 'listDrives', params: { siteId: 's,1' }, asks: [[`GET ${base}/sites/s%2C1/drives`]] },
  { action: 'getDrive', params: { driveId: 'd1' }, asks: [[`GET ${base}/drives/d1`]] },
  { action: 'getCurrentUser', asks: [[`GET ${base}/me`]] },
  {
    action: 'createSubscription',
    params: { notificationUrl: hook, resource: '/me/drives/d1/root', allowDuplicates: 'true', ...until },
    asks: [
      [
        `POST ${base}/subscriptions`,
        { resource: '/me/drives/d1/root', changeType: 'updated', notificationUrl: hook, ...until },
      ],
    ],
  },
  {
    action: 'updateSiteListSubscription',
    params: { subscriptionId: 's1', ...until },
    asks: [[`PATCH ${base}/subscriptions/s1`, until]],
  },
  {
    action: 'listSubscriptions',
    params: { showInstanceSubscriptions: 'false' },
    asks: [[`GET ${base}/subscriptions`]],
    gives: { value: [] },
  },
  {
    action: 'deleteSubscription',
    params: { subscriptionId: 's1' },
    asks: [[`DELETE ${base}/subscriptions/s1`]],
    answers: [{ status: 204 }],
    gives: '',
  },
  { action: 'deleteAllInstanceSubscriptions', asks: [[`GET ${base}/subscriptions`]], gives: { deleted: [] } },
];

tryContract(msSharepoint, service, { connection }, ROWS);

describe('SharePoint', () => {
  test.each([
    ['listDrives', { dir: '/me/drives' }, '/me/drives', { id: 'd1', name: 'Documents' }],
    ['listDrives', {}, '/me/drives', { id: 'd1', name: 'Documents' }],
    ['listSites', {}, '/sites?search=*', { id: 'd1', displayName: 'Documents' }],
  ])('offers what there is: %s', async (key, params, path, found) => {
    const context = service.context([{ body: { value: [found] } }]);
    expect(await msSharepoint.dataSources[key]?.perform(context, { connection, ...params })).toEqual({
      result: [{ key: 'd1', label: 'Documents' }],
    });
    expect(service.asked[0]?.line).toBe(`GET ${base}${path}`);
  });

  test('gives a file with its type', async () => {
    const result = await perform(
      msSharepoint,
      'getFile',
      { connection, ...file },
      service.context([content]),
    );
    expect(result.contentType).toBe('text/csv');
  });
});
