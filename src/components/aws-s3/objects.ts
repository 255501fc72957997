import { createHash } from 'node:crypto';
import { isFile, isKeptFile } from '../../lib/files.ts';
import { KeptFile } from '../../lib/kept-file.ts';
import { asRecord, valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { toBytes } from '../conversions.ts';
import { textOf } from '../kit/answers.ts';
import { awsFields, keysOf, regionOf } from '../kit/aws.ts';
import type { ActionRow } from '../kit/calls.ts';
import { choice, type Field, file, flag, list, needed, number, objectOf, rows, text } from '../kit/fields.ts';
import { type CallContext, connectionIn, type Service } from '../kit/service.ts';
import { addressOf, bucket, objectKey, s3, s3Xml, xmlText } from './call.ts';

export const fileContents = needed(
  file('fileContents', 'File contents', 'The content: a reference to a file, or text.'),
);
const ACLS = [
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
];
const acl = choice('acl', 'ACL permissions', 'Who may do what with it; empty: as the bucket says.', ACLS, {
  to: 'x-amz-acl',
});
export const tagging = rows('tagging', 'Object tags', 'Tags of the object.');
const expirationSeconds = number(
  'expirationSeconds',
  'Expiration seconds',
  'How long the address holds, up to 604800.',
  { default: '3600' },
);
const listing = [
  text('prefix', 'Prefix', 'Only keys that begin so.', { example: 'orders/' }),
  number('maxKeys', 'Max keys', 'How many to return at once, up to 1000.', {
    to: 'max-keys',
    example: '100',
  }),
  text('continuationToken', 'Continuation token', 'What an earlier answer calls NextContinuationToken.', {
    to: 'continuation-token',
  }),
];
const fetchAll = flag('fetchAll', 'Fetch all', 'Fetch all keys as one list, instead of one page.');

/** What goes along with a new object: its type, who may read it, its tags. */
export function objectHeaders(params: Params, content?: unknown): Record<string, string> {
  const tags = tagging.value(params);
  const type = isFile(content) || isKeptFile(content) ? content.contentType : undefined;
  const plain = typeof content === 'string' ? 'text/plain' : 'application/octet-stream';
  const permission = textOf(acl.value(params));
  return {
    'content-type': type || plain,
    ...(permission === '' ? {} : { 'x-amz-acl': permission }),
    ...(tags === undefined ? {} : { 'x-amz-tagging': tagsText(tags) }),
  };
}
export const objectFields: readonly Field[] = [tagging, acl];

const keptIn = (content: unknown): KeptFile | undefined =>
  content instanceof KeptFile ? content : isKeptFile(content) ? content.data : undefined;

const tagsText = (tags: unknown): string => {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(tags ?? {})) query.append(key, String(value));
  return query.toString();
};

/** An address that holds for a while, for somebody who has no keys. */
export async function presigned(
  service: Service,
  context: CallContext,
  params: Params,
  method: string,
  query: Record<string, string>,
) {
  const connection = connectionIn(service, params);
  const url = new URL(
    addressOf(service, params, textOf(bucket.value(params)), textOf(objectKey.value(params))),
  );
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  url.searchParams.set('X-Amz-Expires', textOf(expirationSeconds.value(params)));
  const { AwsV4Signer } = await import('aws4fetch');
  const keys = await keysOf(connection, params, context);
  const signer = new AwsV4Signer({
    ...keys,
    method,
    url: url.href,
    service: 's3',
    region: regionOf(connection, params),
    signQuery: true,
  });
  return (await signer.sign()).url.href;
}

const source = needed(text('sourceBucket', 'Source bucket name', 'The bucket that it is in.'));
const sourceKey = needed(text('sourceKey', 'Source key', 'Its key there.'));
const target = needed(text('destinationBucket', 'Destination bucket name', 'The bucket that it goes to.'));
const targetKey = needed(text('destinationKey', 'Destination key', 'Its key there.'));
const objectKeys = needed(
  list('objectKeys', 'Object keys', 'The keys of the objects.', { example: 'orders/42.json' }),
);

const OBJECT = {
  Key: 'orders/42.json',
  Size: 12,
  ETag: '"fba9dede5f27731c9771645a39863328"',
  LastModified: '2026-01-31T08:00:00.000Z',
};

/** A page of the objects of a bucket. */
export async function pageOf(service: Service, context: CallContext, params: Params, token?: string) {
  const more = token === undefined ? {} : { 'continuation-token': token };
  const query = { 'list-type': '2', ...objectOf(listing, params), ...more };
  const answer = await s3Xml(service, context, params, {
    method: 'GET',
    bucket: bucket.value(params),
    query,
  });
  const contents = answer
    .list('Contents')
    .map((item) => ({ ...asRecord(item), Size: Number(valueAt(item, 'Size')) }));
  return { contents, next: answer.text('')('NextContinuationToken') };
}

const MOST_PAGES = 1000;

export const objects = (service: Service): ActionRow[] => [
  {
    ...{
      key: 'putObject',
      label: 'Put object',
      description: 'Stores an object; one of the same key is replaced.',
    },
    fields: [bucket, fileContents, objectKey, ...objectFields, ...awsFields],
    takesFiles: [fileContents.input.key],
    async perform(_calls, params, context) {
      const content = fileContents.value(params);
      const { headers } = await s3(service, context, params, {
        ...{ method: 'PUT', bucket: bucket.value(params), key: objectKey.value(params) },
        data: keptIn(content) ?? toBytes(content, fileContents.input.label),
        headers: objectHeaders(params, content),
      });
      return { ETag: headers.etag, VersionId: headers['x-amz-version-id'] };
    },
    example: { ETag: OBJECT.ETag },
  },
  {
    ...{ key: 'getObject', label: 'Get object', description: 'Fetches the content of an object.' },
    fields: [bucket, objectKey, ...awsFields],
    async perform(_calls, params, context) {
      const asked = { method: 'GET', bucket: bucket.value(params), key: objectKey.value(params) };
      const { data, headers } = await s3(service, context, params, { ...asked, responseType: 'binary' });
      return { data, contentType: headers['content-type'] };
    },
    example: { data: 'the content', contentType: 'application/json' },
  },
  {
    ...{
      key: 'headObject',
      label: 'Head object',
      description: 'Fetches what is known of an object, without its content.',
    },
    fields: [bucket, objectKey, ...awsFields],
    async perform(_calls, params, context) {
      const asked = { method: 'HEAD', bucket: bucket.value(params), key: objectKey.value(params) };
      const { headers } = await s3(service, context, params, asked);
      const own = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
      return {
        ETag: headers.etag,
        ContentType: headers['content-type'],
        ContentLength: Number(headers['content-length'] ?? 0),
        LastModified: headers['last-modified'],
        Metadata: Object.fromEntries(own.map(([name, value]) => [name.slice('x-amz-meta-'.length), value])),
      };
    },
    example: { ETag: OBJECT.ETag, ContentType: 'application/json', ContentLength: 12, Metadata: {} },
  },
  {
    ...{
      key: 'listObjects',
      label: 'List objects',
      description: 'Lists the keys of the objects in a bucket.',
    },
    fields: [
      bucket,
      ...listing,
      flag('includeMetadata', 'Include metadata', 'Whether size and time are wanted, too.'),
      fetchAll,
      ...awsFields,
    ],
    async perform(_calls, params, context) {
      const isWhole = fetchAll.value(params) === true;
      const all: Awaited<ReturnType<typeof pageOf>>['contents'] = [];
      let { contents, next } = await pageOf(service, context, params);
      all.push(...contents);
      for (let page = 1; isWhole && next !== '' && page < MOST_PAGES; page += 1) {
        ({ contents, next } = await pageOf(service, context, params, next));
        for (const item of contents) all.push(item);
      }
      const withMetadata = String(params.includeMetadata) === 'true';
      return {
        objects: withMetadata ? all : all.map((item) => valueAt(item, 'Key')),
        continuationToken: next || null,
      };
    },
    example: { objects: ['orders/42.json'], continuationToken: null },
  },
  {
    ...{ key: 'copyObject', label: 'Copy object', description: 'Copies an object.' },
    fields: [source, sourceKey, target, targetKey, acl, ...awsFields],
    async perform(_calls, params, context) {
      const from = `/${textOf(source.value(params))}/${textOf(sourceKey.value(params))}`;
      const permission = textOf(acl.value(params));
      const answer = await s3Xml(service, context, params, {
        ...{ method: 'PUT', bucket: target.value(params), key: targetKey.value(params) },
        headers: {
          'x-amz-copy-source': from.split('/').map(encodeURIComponent).join('/'),
          ...(permission === '' ? {} : { 'x-amz-acl': permission }),
        },
      });
      return { CopyObjectResult: answer.root };
    },
    example: { CopyObjectResult: { ETag: OBJECT.ETag, LastModified: OBJECT.LastModified } },
  },
  {
    ...{ key: 'deleteObject', label: 'Delete object', description: 'Deletes an object.' },
    fields: [bucket, objectKey, ...awsFields],
    async perform(_calls, params, context) {
      await s3(service, context, params, {
        method: 'DELETE',
        bucket: bucket.value(params),
        key: objectKey.value(params),
      });
      return {};
    },
    example: {},
  },
  {
    ...{ key: 'deleteObjects', label: 'Delete objects', description: 'Deletes up to 1000 objects at once.' },
    fields: [bucket, objectKeys, ...awsFields],
    async perform(_calls, params, context) {
      const keys = objectKeys.value(params);
      const marked = (Array.isArray(keys) ? keys : []).map(
        (key) => `<Object><Key>${xmlText(key)}</Key></Object>`,
      );
      const body = `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${marked.join('')}</Delete>`;
      const answer = await s3Xml(service, context, params, {
        ...{ method: 'POST', bucket: bucket.value(params), query: { delete: '' }, data: body },
        headers: {
          'content-type': 'application/xml',
          'content-md5': createHash('md5').update(body).digest('base64'),
        },
      });
      return { Deleted: answer.list('Deleted'), Errors: answer.list('Error') };
    },
    example: { Deleted: [{ Key: 'orders/42.json' }], Errors: [] },
  },
  {
    ...{
      key: 'generatePresignedUrl',
      label: 'Generate presigned URL',
      description: 'Makes an address that somebody without keys may use for a while.',
    },
    fields: [
      bucket,
      objectKey,
      choice('actionType', 'Action', 'Whether it fetches or stores the object.', ['download', 'upload'], {
        default: 'download',
      }),
      expirationSeconds,
      ...awsFields,
    ],
    perform: (_calls, params, context) =>
      presigned(service, context, params, params.actionType === 'upload' ? 'PUT' : 'GET', {}),
    example: 'https://my-bucket.s3.us-east-1.amazonaws.com/orders/42.json?X-Amz-Expires=3600',
  },
];
