import { valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { textOf } from '../kit/answers.ts';
import type { ActionRow, Call } from '../kit/calls.ts';
import { fieldText } from '../kit/connections.ts';
import { choice, needed, text } from '../kit/fields.ts';
import { connectionIn, type Service } from '../kit/service.ts';

const bucketName = needed(text('bucketName', 'Bucket name', 'The bucket.', { example: 'my-bucket' }));
const BUCKET = { kind: 'storage#bucket', name: 'my-bucket', location: 'EU', storageClass: 'STANDARD' };

const projectOf = (service: Service, params: Params) => fieldText(connectionIn(service, params), 'projectId');

/** All buckets of the project that the connection is for. */
export const bucketsOf = (service: Service): Call => ({
  request: 'GET /storage/v1/b',
  fixed: (params) => ({ project: projectOf(service, params), maxResults: 1000 }),
  pages: {
    items: 'items',
    next({ data }) {
      const token = textOf(valueAt(data, 'nextPageToken'));
      return token === '' ? undefined : { pageToken: token };
    },
  },
});

export const buckets = (service: Service): ActionRow[] => [
  {
    key: 'listBuckets',
    label: 'List buckets',
    description: 'Lists the buckets of the project.',
    fields: [],
    perform: async ({ make }) =>
      valueAt((await make(bucketsOf(service), { fetchAll: true })).data, 'items') ?? [],
    example: [BUCKET],
  },
  {
    key: 'getBucket',
    label: 'Get bucket',
    description: 'Fetches what is known of a bucket.',
    request: 'GET /storage/v1/b/{bucketName}',
    fields: [bucketName],
    example: BUCKET,
  },
  {
    key: 'createBucket',
    label: 'Create bucket',
    description: 'Makes a bucket.',
    fields: [
      bucketName,
      text('location', 'Location', 'Where its files are kept.', { example: 'EU' }),
      choice('storageClassType', 'Storage class', 'How often they are used.', [
        'STANDARD',
        'NEARLINE',
        'COLDLINE',
        'ARCHIVE',
      ]),
    ],
    async perform({ ask }, params) {
      const { bucketName: name, location, storageClassType } = params;
      const { data } = await ask({
        method: 'POST',
        path: '/storage/v1/b',
        query: { project: projectOf(service, params) },
        data: { name, location: location || undefined, storageClass: storageClassType || undefined },
      });
      return data;
    },
    example: BUCKET,
  },
  {
    key: 'deleteBucket',
    label: 'Delete bucket',
    description: 'Deletes a bucket, which must be empty.',
    request: 'DELETE /storage/v1/b/{bucketName}',
    fields: [bucketName],
    example: '',
  },
];
