import { toBytes } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import { awsFields } from '../kit/aws.ts';
import type { ActionRow } from '../kit/calls.ts';
import { json, needed, number, text } from '../kit/fields.ts';
import type { Service } from '../kit/service.ts';
import { bucket, objectKey, s3, s3Xml, xmlText } from './call.ts';
import { fileContents, objectFields, objectHeaders } from './objects.ts';

const uploadId = needed(text('uploadId', 'Upload ID', 'What “Create multipart upload” has answered.'));
const partNumber = needed(number('partNumber', 'Part number', 'Which part it is, from 1 to 10000.'));
const parts = needed(
  json('parts', 'Parts', 'A list of objects with PartNumber and ETag.', {
    example: '[{"PartNumber": 1, "ETag": "\\"fba9dede5f27731c9771645a39863328\\""}]',
  }),
);
const chunk = { ...fileContents, input: { ...fileContents.input, key: 'fileChunk', label: 'File chunk' } };
const UPLOAD = { Bucket: 'my-bucket', Key: 'orders/42.json', UploadId: 'VXBsb2FkIElE' };
const ETAG = '"fba9dede5f27731c9771645a39863328"';

/** Objects that are sent in parts, each of at least 5 MB but the last. */
export const uploads = (service: Service): ActionRow[] => [
  {
    ...{
      key: 'createMultipartUpload',
      label: 'Create multipart upload',
      description: 'Begins an object that is sent in parts.',
    },
    fields: [bucket, objectKey, ...objectFields, ...awsFields],
    perform: async (_calls, params, context) =>
      (
        await s3Xml(service, context, params, {
          ...{
            method: 'POST',
            bucket: bucket.value(params),
            key: objectKey.value(params),
            query: { uploads: '' },
          },
          headers: objectHeaders(params),
        })
      ).root,
    example: UPLOAD,
  },
  {
    ...{ key: 'uploadPart', label: 'Upload part', description: 'Sends a part of an object.' },
    fields: [bucket, objectKey, uploadId, partNumber, chunk, ...awsFields],
    async perform(_calls, params, context) {
      const number = partNumber.value(params);
      const { headers } = await s3(service, context, params, {
        ...{ method: 'PUT', bucket: bucket.value(params), key: objectKey.value(params) },
        query: { partNumber: number, uploadId: uploadId.value(params) },
        data: toBytes(params.fileChunk, 'File chunk'),
        headers: { 'content-type': 'application/octet-stream' },
      });
      return { ETag: headers.etag, PartNumber: number };
    },
    example: { ETag: ETAG, PartNumber: 1 },
  },
  {
    ...{
      key: 'completeMultipartUpload',
      label: 'Complete multipart upload',
      description: 'Makes an object of its parts.',
    },
    fields: [bucket, objectKey, uploadId, parts, ...awsFields],
    async perform(_calls, params, context) {
      const listed = recordsIn(parts.value(params)).map(
        ({ PartNumber, ETag }) =>
          `<Part><PartNumber>${xmlText(PartNumber)}</PartNumber><ETag>${xmlText(ETag)}</ETag></Part>`,
      );
      const answer = await s3Xml(service, context, params, {
        ...{ method: 'POST', bucket: bucket.value(params), key: objectKey.value(params) },
        query: { uploadId: uploadId.value(params) },
        data: `<CompleteMultipartUpload>${listed.join('')}</CompleteMultipartUpload>`,
        headers: { 'content-type': 'application/xml' },
      });
      return answer.root;
    },
    example: { ...UPLOAD, ETag: ETAG },
  },
  {
    ...{
      key: 'abortMultipartUpload',
      label: 'Abort multipart upload',
      description: 'Throws away the parts that were sent.',
    },
    fields: [bucket, objectKey, uploadId, ...awsFields],
    async perform(_calls, params, context) {
      const query = { uploadId: uploadId.value(params) };
      await s3(service, context, params, {
        method: 'DELETE',
        bucket: bucket.value(params),
        key: objectKey.value(params),
        query,
      });
      return {};
    },
    example: {},
  },
  {
    ...{ key: 'listParts', label: 'List parts', description: 'Lists the parts that were sent.' },
    fields: [bucket, objectKey, uploadId, ...awsFields],
    async perform(_calls, params, context) {
      const query = { uploadId: uploadId.value(params) };
      const asked = { method: 'GET', bucket: bucket.value(params), key: objectKey.value(params), query };
      const found = (await s3Xml(service, context, params, asked)).list('Part');
      return {
        Parts: recordsIn(found).map((part) => ({ ...part, PartNumber: Number(textOf(part.PartNumber)) })),
      };
    },
    example: { Parts: [{ PartNumber: 1, ETag: ETAG }] },
  },
  {
    ...{
      key: 'listMultipartUploads',
      label: 'List multipart uploads',
      description: 'Lists the objects that are being sent in parts.',
    },
    fields: [bucket, ...awsFields],
    async perform(_calls, params, context) {
      const asked = { method: 'GET', bucket: bucket.value(params), query: { uploads: '' } };
      return { Uploads: (await s3Xml(service, context, params, asked)).list('Upload') };
    },
    example: { Uploads: [UPLOAD] },
  },
];
