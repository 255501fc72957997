import { isFile } from '../../lib/files.ts';
import { valueAt } from '../../lib/records.ts';
import { InputError, isUnset, toBytes } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow, Calls, Pages } from '../kit/calls.ts';
import { file, needed, number, object, text } from '../kit/fields.ts';

const bucketName = needed(
  text('bucketName', 'Bucket name', 'The bucket.', { example: 'my-bucket', dataSource: 'selectBucket' }),
);
const fileName = needed(
  text('fileName', 'File name', 'The name of the file in the bucket, with its folders.', {
    example: 'orders/42.json',
  }),
);
const sourceBucket = needed(text('sourceBucketName', 'Source bucket', 'The bucket that it is in.'));
const sourceFile = needed(
  text('sourceFileName', 'Source file name', 'Its name there.', { example: 'unprocessed/42.json' }),
);
const targetBucket = needed(
  text('destinationBucketName', 'Destination bucket', 'The bucket that it goes to.'),
);
const targetFile = needed(
  text('destinationFileName', 'Destination file name', 'Its name there.', { example: 'processed/42.json' }),
);
const fileContents = needed(
  file('fileContents', 'File contents', 'The content: a reference to a file, or text.'),
);
const object_ = '/storage/v1/b/{bucketName}/o/{fileName}';

const FILE = {
  kind: 'storage#object',
  name: 'orders/42.json',
  bucket: 'my-bucket',
  size: '12',
  contentType: 'application/json',
};
const NAMES = ['orders/42.json', 'orders/43.json'];

const pages: Pages = {
  items: 'items',
  next({ data }) {
    const token = valueAt(data, 'nextPageToken');
    return token === undefined ? undefined : { pageToken: token };
  },
};

const listed = {
  request: 'GET /storage/v1/b/{bucketName}/o',
  fields: [
    bucketName,
    text('prefix', 'Prefix', 'Only names that begin so, such as those of a folder.', { example: 'orders/' }),
    text('pageToken', 'Page token', 'What an earlier answer calls nextPageToken.'),
    number('maxResults', 'Max results', 'How many to return at once, up to 1000.', { example: '100' }),
  ],
  pages,
};

const copied = {
  request:
    'POST /storage/v1/b/{sourceBucketName}/o/{sourceFileName}/rewriteTo/b/{destinationBucketName}/o/{destinationFileName}',
  fields: [sourceBucket, sourceFile, targetBucket, targetFile],
  sends: 'query',
} as const;

const MOST_PARTS = 10_000;

/** Large files are copied in several calls, each of which goes on where the one before has ended. */
async function copy({ make }: Calls): Promise<unknown> {
  let token: unknown;
  for (let part = 0; part < MOST_PARTS; part += 1) {
    const { data } = await make({ ...copied, fixed: token === undefined ? {} : { rewriteToken: token } });
    if (valueAt(data, 'done') === true) return valueAt(data, 'resource');
    token = valueAt(data, 'rewriteToken');
  }
  throw new InputError('Google Cloud Storage does not come to an end with the copy: try it again later.');
}

export const files = (): ActionRow[] => [
  {
    key: 'listFilesV2',
    label: 'List files',
    description: 'Lists the names of the files in a bucket.',
    ...listed,
    result: (data) => ({
      files: recordsIn(valueAt(data, 'items')).map(({ name }) => name),
      nextPageToken: valueAt(data, 'nextPageToken') ?? null,
    }),
    example: { files: NAMES, nextPageToken: null },
  },
  {
    key: 'listFiles',
    label: 'List files (former)',
    description: 'Lists the names of the files in a bucket as a list alone.',
    ...listed,
    result: (data) => recordsIn(valueAt(data, 'items')).map(({ name }) => name),
    example: NAMES,
  },
  {
    key: 'getFile',
    label: 'Get file',
    description: 'Fetches what is known of a file, without its content.',
    request: `GET ${object_}`,
    fields: [fileName, bucketName],
    example: FILE,
  },
  {
    key: 'downloadFile',
    label: 'Download file',
    description: 'Fetches the content of a file.',
    request: `GET ${object_}`,
    fields: [fileName, bucketName],
    fixed: { alt: 'media' },
    responseType: 'binary',
    example: { data: 'the content', contentType: 'application/json' },
  },
  {
    key: 'saveFile',
    label: 'Save file',
    description: 'Stores a file; one of the same name is replaced.',
    fields: [
      fileContents,
      fileName,
      bucketName,
      object(
        'fileMetadata',
        'File metadata',
        'Further facts about the file: contentType, or names of your own under metadata.',
        { example: '{"contentType": "text/csv"}' },
      ),
    ],
    async perform({ ask, make }, params) {
      const content = fileContents.value(params);
      const { contentType, ...metadata } = metadataIn(params.fileMetadata);
      const type = textOf(contentType) || typeOf(content);
      const place = `/upload/storage/v1/b/${encodeURIComponent(textOf(bucketName.value(params)))}/o`;
      const { data } = await ask({
        method: 'POST',
        path: place,
        query: { uploadType: 'media', name: fileName.value(params) },
        data: toBytes(content, fileContents.input.label),
        headers: { 'content-type': type },
      });
      if (Object.keys(metadata).length === 0) return data;
      return (await make({ request: `PATCH ${object_}`, fields: [fileName, bucketName], fixed: metadata }))
        .data;
    },
    example: FILE,
  },
  {
    key: 'copyFile',
    label: 'Copy file',
    description: 'Copies a file.',
    fields: copied.fields,
    perform: copy,
    example: FILE,
  },
  {
    key: 'moveFile',
    label: 'Move file',
    description: 'Moves or renames a file: it is copied, and then deleted where it was.',
    fields: copied.fields,
    async perform(calls) {
      const moved = await copy(calls);
      await calls.make({
        request: 'DELETE /storage/v1/b/{sourceBucketName}/o/{sourceFileName}',
        fields: [sourceBucket, sourceFile],
      });
      return moved;
    },
    example: FILE,
  },
  {
    key: 'deleteFile',
    label: 'Delete file',
    description: 'Deletes a file.',
    request: `DELETE ${object_}`,
    fields: [fileName, bucketName],
    example: '',
  },
];

const metadataField = object('fileMetadata', 'File metadata', '');

function metadataIn(value: unknown): Record<string, unknown> {
  // The field's own default says only that there may be some.
  if (isUnset(value) || value === 'true' || value === 'false') return {};
  return Object.fromEntries(Object.entries(metadataField.value({ fileMetadata: value }) ?? {}));
}

const typeOf = (content: unknown): string => {
  const type = isFile(content) ? content.contentType : undefined;
  return type || (typeof content === 'string' ? 'text/plain' : 'application/octet-stream');
};
