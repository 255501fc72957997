import { describe, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import { awsS3 } from '../../src/components/aws-s3/index.ts';
import type { Params } from '../../src/components/component.ts';
import {
  type Answer,
  connectionOf,
  failureOf,
  loopbackService,
  type Row,
  tryContract,
} from './connector-calls.ts';
import { createPayload, perform, triggerOf } from './context.ts';

const service = loopbackService();
const keys = { accessKeyId: 'AKIA1', secretAccessKey: 's1' };
const awsConnection = connectionOf('apiKeySecret', keys);
const awsRegion = 'eu-west-1';
const at = 'https://acme.s3.eu-west-1.amazonaws.com';
const one = { bucket: 'acme', objectKey: 'orders/4 2.json' };
const path = `${at}/orders/4%202.json`;
const deletion =
  '<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key></Object></Delete>';
const page = (key: string, next: string) =>
  `<?xml version="1.0"?><ListBucketResult><Contents><Key>${key}</Key><Size>3</Size></Contents>${next}</ListBucketResult>`;

const ROWS: Row[] = [
  {
    action: 'putObject',
    params: {
      ...one,
      fileContents: { data: Buffer.from('a,b'), contentType: 'text/csv' },
      tagging: [{ key: 'kind', value: 'a b' }],
      acl: 'private',
    },
    asks: [[`PUT ${path}`, 'a,b']],
    answers: [{ headers: { etag: '"e1"' }, body: '' }],
    gives: { ETag: '"e1"', VersionId: undefined },
  },
  {
    action: 'getObject',
    params: one,
    asks: [[`GET ${path}`]],
    answers: [{ body: Buffer.from('a,b'), headers: { 'content-type': 'text/csv' } }],
    gives: { data: Buffer.from('a,b'), contentType: 'text/csv' },
  },
  {
    action: 'headObject',
    params: one,
    asks: [[`HEAD ${path}`]],
    answers: [{ body: '', headers: { etag: '"e1"', 'content-type': 'text/csv', 'x-amz-meta-kind': 'a' } }],
    gives: expect.objectContaining({ ETag: '"e1"', ContentType: 'text/csv', Metadata: { kind: 'a' } }),
  },
  {
    action: 'listObjects',
    params: { bucket: 'acme', prefix: 'in/', fetchAll: 'true' },
    asks: [
      [`GET ${at}/?list-type=2&prefix=in%2F`],
      [`GET ${at}/?list-type=2&prefix=in%2F&continuation-token=n%2B1`],
    ],
    answers: [
      { body: page('in/a&amp;b', '<NextContinuationToken>n+1</NextContinuationToken>') },
      { body: page('in/c', '') },
    ],
    gives: { objects: ['in/a&b', 'in/c'], continuationToken: null },
  },
  {
    action: 'listObjects',
    params: { bucket: 'acme', includeMetadata: 'true', maxKeys: '1' },
    asks: [[`GET ${at}/?list-type=2&max-keys=1`]],
    answers: [{ body: page('007', '<NextContinuationToken>n1</NextContinuationToken>') }],
    gives: { objects: [{ Key: '007', Size: 3 }], continuationToken: 'n1' },
  },
  {
    action: 'copyObject',
    params: { sourceBucket: 'from', sourceKey: 'a b', destinationBucket: 'acme', destinationKey: 'c' },
    asks: [[`PUT ${at}/c`]],
    answers: [{ body: '<CopyObjectResult><ETag>"e1"</ETag></CopyObjectResult>' }],
    gives: { CopyObjectResult: { ETag: '"e1"' } },
  },
  { action: 'deleteObject', params: one, asks: [[`DELETE ${path}`]], answers: [{ status: 204 }], gives: {} },
  {
    action: 'deleteObjects',
    params: { bucket: 'acme', objectKeys: ['a&b', 'c'] },
    asks: [[`POST ${at}/?delete=`, deletion]],
    answers: [
      {
        body: '<DeleteResult><Deleted><Key>a&amp;b</Key></Deleted><Error><Key>c</Key><Code>AccessDenied</Code></Error></DeleteResult>',
      },
    ],
    gives: { Deleted: [{ Key: 'a&b' }], Errors: [{ Key: 'c', Code: 'AccessDenied' }] },
  },
  {
    action: 'generatePresignedUrl',
    params: one,
    asks: [],
    gives: expect.stringContaining(`${path}?X-Amz-Expires=3600`),
  },
  {
    action: 'getObjectTags',
    params: one,
    asks: [[`GET ${path}?tagging=`]],
    answers: [{ body: '<Tagging><TagSet><Tag><Key>kind</Key><Value>1</Value></Tag></TagSet></Tagging>' }],
    gives: { TagSet: [{ Key: 'kind', Value: '1' }] },
  },
  {
    action: 'putObjectTags',
    params: { ...one, tagging: [{ key: 'kind', value: '<1>' }] },
    asks: [
      [
        `PUT ${path}?tagging=`,
        '<Tagging><TagSet><Tag><Key>kind</Key><Value>&lt;1&gt;</Value></Tag></TagSet></Tagging>',
      ],
    ],
    answers: [{ body: '' }],
    gives: {},
  },
  ...notificationRows(),
  {
    action: 'createMultipartUpload',
    params: one,
    asks: [[`POST ${path}?uploads=`]],
    answers: [
      {
        body: '<InitiateMultipartUploadResult><Bucket>acme</Bucket><UploadId>u1</UploadId></InitiateMultipartUploadResult>',
      },
    ],
    gives: { Bucket: 'acme', UploadId: 'u1' },
  },
  {
    action: 'uploadPart',
    params: { ...one, uploadId: 'u1', partNumber: '2', fileChunk: Buffer.from('abc') },
    asks: [[`PUT ${path}?partNumber=2&uploadId=u1`, 'abc']],
    answers: [{ headers: { etag: '"e2"' }, body: '' }],
    gives: { ETag: '"e2"', PartNumber: 2 },
  },
  {
    action: 'completeMultipartUpload',
    params: { ...one, uploadId: 'u1', parts: [{ PartNumber: 2, ETag: '"e2"' }] },
    asks: [
      [
        `POST ${path}?uploadId=u1`,
        '<CompleteMultipartUpload><Part><PartNumber>2</PartNumber><ETag>&quot;e2&quot;</ETag></Part></CompleteMultipartUpload>',
      ],
    ],
    answers: [{ body: '<CompleteMultipartUploadResult><ETag>"e3"</ETag></CompleteMultipartUploadResult>' }],
    gives: { ETag: '"e3"' },
  },
  {
    action: 'abortMultipartUpload',
    params: { ...one, uploadId: 'u1' },
    asks: [[`DELETE ${path}?uploadId=u1`]],
    answers: [{ status: 204 }],
    gives: {},
  },
  {
    action: 'listParts',
    params: { ...one, uploadId: 'u1' },
    asks: [[`GET ${path}?uploadId=u1`]],
    answers: [
      { body: '<ListPartsResult><Part><PartNumber>1</PartNumber><ETag>"e1"</ETag></Part></ListPartsResult>' },
    ],
    gives: { Parts: [{ PartNumber: 1, ETag: '"e1"' }] },
  },
  {
    action: 'listMultipartUploads',
    params: { bucket: 'acme' },
    asks: [[`GET ${at}/?uploads=`]],
    answers: [
      {
        body: '<ListMultipartUploadsResult><Upload><Key>a</Key><UploadId>u1</UploadId></Upload></ListMultipartUploadsResult>',
      },
    ],
    gives: { Uploads: [{ Key: 'a', UploadId: 'u1' }] },
  },
  {
    action: 'listBuckets',
    asks: [['GET https://s3.eu-west-1.amazonaws.com/']],
    answers: [
      {
        body: '<ListAllMyBucketsResult><Buckets><Bucket><Name>acme</Name></Bucket></Buckets></ListAllMyBucketsResult>',
      },
    ],
    gives: { Buckets: [{ Name: 'acme' }] },
  },
  {
    action: 'createBucket',
    params: { bucket: 'acme' },
    asks: [
      [
        `PUT ${at}/`,
        '<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>',
      ],
    ],
    answers: [{ body: '' }],
    gives: {},
  },
  {
    action: 'headBucket',
    params: { bucket: 'acme' },
    asks: [[`HEAD ${at}/`]],
    answers: [{ body: '', headers: { 'x-amz-bucket-region': 'eu-west-1' } }],
    gives: { BucketRegion: 'eu-west-1' },
  },
  {
    action: 'getBucketLocation',
    params: { bucket: 'acme' },
    asks: [[`GET ${at}/?location=`]],
    answers: [
      {
        body: '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu-west-1</LocationConstraint>',
      },
    ],
    gives: { LocationConstraint: 'eu-west-1' },
  },
  {
    action: 'deleteBucket',
    params: { bucket: 'acme' },
    asks: [[`DELETE ${at}/`]],
    answers: [{ status: 204 }],
    gives: {},
  },
];

/** Notifications that are there stay, but for one of the same name. */
function notificationRows(): Row[] {
  const open = '<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">';
  const close = '</NotificationConfiguration>';
  const topic = (id: string, arn: string) =>
    `<TopicConfiguration><Id>${id}</Id><Topic>${arn}</Topic><Event>s3:ObjectCreated:*</Event></TopicConfiguration>`;
  const queue = '<QueueConfiguration><Id>a&amp;b</Id><Queue>q</Queue></QueueConfiguration>';
  const at = 'https://acme.s3.eu-west-1.amazonaws.com/?notification=';
  const params = {
    ...{ bucket: 'acme', snsTopicArn: 'arn:new', eventsList: ['s3:ObjectCreated:*'] },
    ...{ eventNotificationName: 'a&b', bucketOwnerAccountid: '1' },
  };
  const row = (before: string, after: string): Row => ({
    ...{ action: 'bucketEventTriggerConfiguration', params },
    ...{ asks: [[`GET ${at}`], [`PUT ${at}`, `${open}${after}${topic('a&amp;b', 'arn:new')}${close}`]] },
    ...{ answers: [{ body: before }, { body: '' }], gives: {} },
  });
  return [
    row('<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>', ''),
    row(
      `${open}${topic('a&amp;b', 'arn:old')}${topic('other', 'arn:other')}${queue}${close}`,
      `${topic('other', 'arn:other')}${queue}`,
    ),
  ];
}

tryContract(awsS3, service, { awsConnection, awsRegion }, ROWS);

const run = (
  action: string,
  params: object,
  answers: Parameters<typeof service.context>[0] = [{ body: '' }],
) => perform(awsS3, action, { awsConnection, awsRegion, ...one, ...params }, service.context(answers));

describe('Amazon S3', () => {
  test('gets what goes along with an object as headers', async () => {
    const fileContents = { data: Buffer.from('a,b'), contentType: 'text/csv' };
    await run('putObject', { fileContents, tagging: [{ key: 'kind', value: 'a b' }], acl: 'private' });
    const headers = service.asked[0]?.headers ?? new Headers();
    expect(headers.get('content-type')).toBe('text/csv');
    expect(headers.get('x-amz-tagging')).toBe('kind=a+b');
    expect(headers.get('x-amz-acl')).toBe('private');
    await run('copyObject', {
      sourceBucket: 'from',
      sourceKey: 'a b',
      destinationBucket: 'acme',
      destinationKey: 'c',
    });
    expect(service.asked[0]?.headers.get('x-amz-copy-source')).toBe('/from/a%20b');
    await run('deleteObjects', { objectKeys: ['a&b', 'c'] });
    expect(service.asked[0]?.headers.get('content-md5')).toBe(
      createHash('md5').update(deletion).digest('base64'),
    );
  });

  test('is asked at an endpoint of one’s own with the bucket in the path', async () => {
    const own = connectionOf('apiKeySecret', { ...keys, endpoint: 'https://minio.acme.test/' });
    await run('deleteObject', { awsConnection: own }, [{ status: 204 }]);
    expect(service.asked[0]?.line).toBe('DELETE https://minio.acme.test/acme/orders/4%202.json');
    await run('deleteObject', { bucket: 'a.b' }, [{ status: 204 }]);
    expect(service.asked[0]?.line).toBe('DELETE https://s3.eu-west-1.amazonaws.com/a.b/orders/4%202.json');
  });

  test('an address for others is signed for what they may do', async () => {
    const { data } = await run('generatePresignedUrl', { actionType: 'upload', expirationSeconds: '60' });
    const url = new URL(String(data));
    const signature = url.searchParams.get('X-Amz-Signature');
    url.searchParams.delete('X-Amz-Signature');
    const signer = new AwsV4Signer({
      ...keys,
      method: 'PUT',
      url: url.href,
      service: 's3',
      region: awsRegion,
      signQuery: true,
    });
    expect((await signer.sign()).url.searchParams.get('X-Amz-Signature')).toBe(signature);
    expect(url.searchParams.get('X-Amz-Expires')).toBe('60');
  });

  test('says in its own words what is wrong', async () => {
    const body =
      '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>';
    expect(await failureOf(run('getObject', {}, [{ status: 404, body }]))).toStartWith(
      'Amazon S3 answered 404: The specified key does not exist. Check',
    );
    expect(await failureOf(run('getObject', { objectKey: 'a/../b' }, []))).toContain(
      'parts that are only dots',
    );
    expect(await failureOf(run('getObject', { bucket: 'a/b' }, []))).toContain('is no name of a bucket');
  });

  test('offers its buckets', async () => {
    const body = '<R><Buckets><Bucket><Name>a</Name></Bucket><Bucket><Name>b</Name></Bucket></Buckets></R>';
    const source = awsS3.dataSources.selectBucket;
    expect(await source?.perform(service.context([{ body }]), { awsConnection, awsRegion })).toEqual({
      result: ['a', 'b'],
    });
  });
});

describe('the trigger for new and updated files', () => {
  const trigger = triggerOf(awsS3, 'pollChangesFilesTrigger');
  const object = ([key, time]: string[]) =>
    `<Contents><Key>${key}</Key><Size>1</Size><LastModified>${time}</LastModified></Contents>`;
  const page = (next: string, ...objects: string[][]): Answer => ({
    body: `<ListBucketResult>${objects.map(object).join('')}${next === '' ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`}</ListBucketResult>`,
  });
  const polling = (more: Params = {}) => {
    const instanceState = {};
    const params = { accessKey: awsConnection, awsRegion, bucket: 'acme', prefix: 'in/', ...more };
    return async (...pages: Answer[]) => {
      const result = await trigger.perform(
        service.context(pages, { instanceState }),
        createPayload(),
        params,
      );
      return [result?.resultType, Object(result?.payload).body.data];
    };
  };
  const [a, b, later] = [
    ['in/a', '2026-01-30T08:00:00.000Z'],
    ['in/b', '2026-01-31T08:00:00.000Z'],
    ['in/a', '2026-02-01T08:00:00.000Z'],
  ];

  test('begins after those that are there, and gives each that comes or changes once, from all pages', async () => {
    const look = polling();
    expect(await look(page('', a ?? []))).toEqual(['polled_no_changes', []]);
    expect(await look(page('n1', a ?? []), page('', b ?? []))).toEqual([undefined, ['in/b']]);
    expect(service.asked.map(({ line }) => line)).toEqual([
      'GET https://acme.s3.eu-west-1.amazonaws.com/?list-type=2&prefix=in%2F',
      'GET https://acme.s3.eu-west-1.amazonaws.com/?list-type=2&prefix=in%2F&continuation-token=n1',
    ]);
    expect(await look(page('', later ?? [], b ?? []))).toEqual([undefined, ['in/a']]);
    expect(await look(page('', later ?? [], b ?? []))).toEqual(['polled_no_changes', []]);
  });

  test('begins with those since a day, where it is told one', async () => {
    expect(await polling({ lookBackDate: '2026-01-31' })(page('', a ?? [], b ?? []))).toEqual([
      undefined,
      ['in/b'],
    ]);
    expect(await failureOf(polling({ lookBackDate: 'Friday' })())).toContain('must be a day like 2026-01-31');
  });
});
