import type { Params } from '../component.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import { awsFields, regionOf } from '../kit/aws.ts';
import type { ActionRow, SourceRow } from '../kit/calls.ts';
import { type CallContext, connectionIn, type Service } from '../kit/service.ts';
import { bucket, s3, s3Xml, xmlText } from './call.ts';

async function bucketsOf(service: Service, context: CallContext, params: Params) {
  return recordsIn((await s3Xml(service, context, params, { method: 'GET' })).list('Buckets.Bucket'));
}

export const buckets = (service: Service): ActionRow[] => [
  {
    ...{ key: 'listBuckets', label: 'List buckets', description: 'Lists the buckets.' },
    fields: awsFields,
    perform: async (_calls, params, context) => ({ Buckets: await bucketsOf(service, context, params) }),
    example: { Buckets: [{ Name: 'my-bucket', CreationDate: '2026-01-31T08:00:00.000Z' }] },
  },
  {
    ...{ key: 'createBucket', label: 'Create bucket', description: 'Makes a bucket in the region.' },
    fields: [bucket, ...awsFields],
    async perform(_calls, params, context) {
      const region = regionOf(connectionIn(service, params), params);
      const where = `<LocationConstraint>${xmlText(region)}</LocationConstraint>`;
      await s3(service, context, params, {
        ...{ method: 'PUT', bucket: bucket.value(params) },
        // The first region of all is the one that must not be named.
        ...(region === 'us-east-1'
          ? {}
          : {
              data: `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${where}</CreateBucketConfiguration>`,
              headers: { 'content-type': 'application/xml' },
            }),
      });
      return {};
    },
    example: {},
  },
  {
    ...{
      key: 'headBucket',
      label: 'Head bucket',
      description: 'Finds out whether there is a bucket that the connection may see.',
    },
    fields: [bucket, ...awsFields],
    async perform(_calls, params, context) {
      const { headers } = await s3(service, context, params, {
        method: 'HEAD',
        bucket: bucket.value(params),
      });
      return { BucketRegion: headers['x-amz-bucket-region'] };
    },
    example: { BucketRegion: 'us-east-1' },
  },
  {
    ...{
      key: 'getBucketLocation',
      label: 'Get bucket location',
      description: 'Finds out which region a bucket is in.',
    },
    fields: [bucket, ...awsFields],
    async perform(_calls, params, context) {
      const asked = { method: 'GET', bucket: bucket.value(params), query: { location: '' } };
      return {
        LocationConstraint: textOf((await s3Xml(service, context, params, asked)).root) || 'us-east-1',
      };
    },
    example: { LocationConstraint: 'eu-west-1' },
  },
  {
    ...{ key: 'deleteBucket', label: 'Delete bucket', description: 'Deletes a bucket, which must be empty.' },
    fields: [bucket, ...awsFields],
    async perform(_calls, params, context) {
      await s3(service, context, params, { method: 'DELETE', bucket: bucket.value(params) });
      return {};
    },
    example: {},
  },
];

export const bucketsSource = (service: Service): SourceRow => ({
  ...{ key: 'selectBucket', label: 'Buckets', description: 'Offers the buckets.' },
  fields: awsFields,
  perform: async (context, params) =>
    (await bucketsOf(service, context, params)).map(({ Name }) => textOf(Name)),
});
