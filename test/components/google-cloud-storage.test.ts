import { describe, expect, test } from 'bun:test';
import { generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { googleCloudStorage } from '../../src/components/google-cloud-storage/index.ts';
import { connectionOf, failureOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { perform } from './context.ts';

const service = loopbackService();
const connection = connectionOf('oauth2', { projectId: 'p1' }, { access_token: 't1' });
const api = 'https://storage.googleapis.com/storage/v1';
const objects = `${api}/b/acme/o`;
const one = { bucketName: 'acme', fileName: 'orders/4 2.json' };
const path = `${objects}/orders%2F4%202.json`;
const copy = {
  sourceBucketName: 'acme',
  sourceFileName: 'in/1',
  destinationBucketName: 'acme',
  destinationFileName: 'out/1',
};
const rewrite = `POST ${objects}/in%2F1/rewriteTo/b/acme/o/out%2F1`;
const list = { body: { items: [{ name: 'a' }, { name: 'b' }], nextPageToken: 'n1' } };

const ROWS: Row[] = [
  {
    action: 'listFilesV2',
    params: { bucketName: 'acme', prefix: 'in/', maxResults: '2', pageToken: '' },
    asks: [[`GET ${objects}?prefix=in%2F&maxResults=2`]],
    answers: [list],
    gives: { files: ['a', 'b'], nextPageToken: 'n1' },
  },
  {
    action: 'listFiles',
    params: { bucketName: 'acme', fetchAll: 'true' },
    asks: [[`GET ${objects}`], [`GET ${objects}?pageToken=n1`]],
    answers: [list, { body: { items: [{ name: 'c' }] } }],
    gives: ['a', 'b', 'c'],
  },
  { action: 'getFile', params: one, asks: [[`GET ${path}`]] },
  {
    action: 'downloadFile',
    params: one,
    asks: [[`GET ${path}?alt=media`]],
    answers: [{ body: Buffer.from('{"id":1}'), headers: { 'content-type': 'application/json' } }],
    gives: Buffer.from('{"id":1}'),
  },
  {
    action: 'saveFile',
    params: {
      ...one,
      fileContents: { data: Buffer.from('a,b'), contentType: 'text/csv' },
      fileMetadata: 'true',
    },
    asks: [
      [
        'POST https://storage.googleapis.com/upload/storage/v1/b/acme/o?uploadType=media&name=orders%2F4+2.json',
        'a,b',
      ],
    ],
  },
  {
    action: 'saveFile',
    params: { ...one, fileContents: 'Hi', fileMetadata: { metadata: { a: '1' } } },
    asks: [
      [
        'POST https://storage.googleapis.com/upload/storage/v1/b/acme/o?uploadType=media&name=orders%2F4+2.json',
        'Hi',
      ],
      [`PATCH ${path}`, { metadata: { a: '1' } }],
    ],
    answers: [{}, { body: { name: 'orders/4 2.json' } }],
  },
  {
    action: 'copyFile',
    params: copy,
    asks: [[rewrite], [`${rewrite}?rewriteToken=r1`]],
    answers: [
      { body: { done: false, rewriteToken: 'r1' } },
      { body: { done: true, resource: { name: 'out/1' } } },
    ],
    gives: { name: 'out/1' },
  },
  {
    action: 'moveFile',
    params: copy,
    asks: [[rewrite], [`DELETE ${objects}/in%2F1`]],
    answers: [{ body: { done: true, resource: { name: 'out/1' } } }, { status: 204 }],
    gives: { name: 'out/1' },
  },
  { action: 'deleteFile', params: one, asks: [[`DELETE ${path}`]], answers: [{ status: 204 }], gives: '' },
  {
    action: 'listBuckets',
    asks: [[`GET ${api}/b?project=p1&maxResults=1000`]],
    answers: [{ body: { items: [{ name: 'acme' }] } }],
    gives: [{ name: 'acme' }],
  },
  { action: 'getBucket', params: { bucketName: 'acme' }, asks: [[`GET ${api}/b/acme`]] },
  {
    action: 'createBucket',
    params: { bucketName: 'acme', location: 'EU', storageClassType: '' },
    asks: [[`POST ${api}/b?project=p1`, { name: 'acme', location: 'EU' }]],
  },
  {
    action: 'deleteBucket',
    params: { bucketName: 'acme' },
    asks: [[`DELETE ${api}/b/acme`]],
    answers: [{ status: 204 }],
    gives: '',
  },
];

tryContract(googleCloudStorage, service, { connection }, ROWS);

test('a file keeps its type on the way in and out', async () => {
  const file = { data: Buffer.from('a,b'), contentType: 'text/csv' };
  await perform(
    googleCloudStorage,
    'saveFile',
    { connection, ...one, fileContents: file },
    service.context([{}]),
  );
  expect(service.asked[0]?.headers.get('content-type')).toBe('text/csv');
  const answers = [{ body: Buffer.from('a,b'), headers: { 'content-type': 'text/csv' } }];
  const result = await perform(
    googleCloudStorage,
    'downloadFile',
    { connection, ...one },
    service.context(answers),
  );
  expect(result.contentType).toBe('text/csv');
});

test('offers the buckets of the project', async () => {
  const context = service.context([{ body: { items: [{ name: 'acme' }] } }]);
  expect(await googleCloudStorage.dataSources.selectBucket?.perform(context, { connection })).toEqual({
    result: ['acme'],
  });
});

describe('a service account', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const account = connectionOf('privateKey', {
    clientEmail: 'a@p1.test',
    privateKey: pem.replaceAll('\n', '\\n'),
    projectId: 'p1',
  });
  const read = (own: object, answers: Parameters<typeof service.context>[0]) =>
    perform(
      googleCloudStorage,
      'getBucket',
      { connection: own, bucketName: 'acme' },
      service.context(answers),
    );

  test('exchanges a claim that it has signed for a token, which is used until it ends', async () => {
    const token = { body: { access_token: 'g1', expires_in: 3600 } };
    await read(account, [token, {}]);
    const [asked, call] = service.asked;
    expect(asked?.line).toBe('POST https://oauth2.googleapis.com/token');
    const form = new URLSearchParams(String(asked?.body));
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const { payload } = await jwtVerify(form.get('assertion') ?? '', publicKey, {
      audience: 'https://oauth2.googleapis.com/token',
    });
    expect(payload).toMatchObject({
      iss: 'a@p1.test',
      scope: 'https://www.googleapis.com/auth/devstorage.full_control',
    });
    expect(call?.headers.get('authorization')).toBe('Bearer g1');
    await read(account, [{}]);
    expect(service.asked.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer g1']);
  });

  test('says what is wrong with its key, or what Google says', async () => {
    const none = connectionOf('privateKey', { clientEmail: 'a@p1.test', privateKey: 'abc' });
    expect(await failureOf(read(none, []))).toContain('is none: copy private_key');
    const other = connectionOf('privateKey', { clientEmail: 'b@p1.test', privateKey: pem });
    const refusal = {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' },
    };
    expect(await failureOf(read(other, [refusal]))).toContain('invalid_grant: Invalid JWT Signature.');
  });
});
