import { isFile } from '../../lib/files.ts';
import { asRecord, valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { InputError, toBytes } from '../conversions.ts';
import { fileOf, textOf } from '../kit/answers.ts';
import type { ActionRow, Calls } from '../kit/calls.ts';
import { file, needed, text } from '../kit/fields.ts';
import { FILE, fields, fileId, fileName, parentId, SHARED } from './service.ts';

const UPLOAD = 'https://www.googleapis.com/upload/drive/v3/files';
const content = needed(file('fileContent', 'File content', 'The content: a reference to a file, or text.'));
const exportType = text(
  'exportType',
  'Preferred export type',
  'What a document of Google is turned into; the first of its types where it has none of that kind.',
  { example: 'application/pdf' },
);

/** Documents of Google have no content of their own: they are turned into other files. */
const isDocument = (type: string) => type.startsWith('application/vnd.google-apps.');

async function exportTypes({ make }: Calls, type: string): Promise<string[]> {
  const { data } = await make({ request: 'GET /about?fields=exportFormats', fields: [] });
  const formats = asRecord(valueAt(data, 'exportFormats'));
  const found = Object.hasOwn(formats, type) ? formats[type] : [];
  return Array.isArray(found) ? found.map(String) : [];
}

async function typeOf({ make }: Calls): Promise<string> {
  const call = { request: 'GET /files/{fileId}', fields: [fileId], fixed: { ...SHARED, fields: 'mimeType' } };
  return textOf(valueAt((await make(call)).data, 'mimeType'));
}

/** The content and what is known of the file, in one request. */
async function upload({ ask }: Calls, method: string, path: string, params: Params, about: object) {
  const value = content.value(params);
  const type = (isFile(value) && value.contentType) || 'application/octet-stream';
  const boundary = `stepwell-${crypto.randomUUID()}`;
  const head = `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(about)}\r\n--${boundary}\r\ncontent-type: ${type}\r\n\r\n`;
  const data = Buffer.concat([
    Buffer.from(head),
    toBytes(value, content.input.label),
    Buffer.from(`\r\n--${boundary}--`),
  ]);
  const answer = await ask({
    method,
    path: UPLOAD + path,
    query: { ...SHARED, uploadType: 'multipart', fields: fields.value(params) },
    data,
    headers: { 'content-type': `multipart/related; boundary=${boundary}` },
  });
  return answer.data;
}

export const contents = (): ActionRow[] => [
  {
    key: 'createFile',
    label: 'Create file',
    description: 'Stores a file.',
    fields: [parentId, content, needed(fileName), fields],
    perform(calls, params) {
      const parent = parentId.value(params);
      const about = { name: needed(fileName).value(params), ...(parent ? { parents: [parent] } : {}) };
      return upload(calls, 'POST', '', params, about);
    },
    example: FILE,
  },
  {
    key: 'updateFile',
    label: 'Update file',
    description: 'Replaces the content of a file.',
    fields: [fileId, content, fileName, fields],
    perform(calls, params) {
      const name = fileName.value(params);
      const path = `/${encodeURIComponent(textOf(fileId.value(params)))}`;
      return upload(calls, 'PATCH', path, params, name === undefined ? {} : { name });
    },
    example: FILE,
  },
  {
    key: 'getFile',
    label: 'Get file',
    description: 'Fetches the content of a file; a document of Google is turned into another kind first.',
    fields: [fileId, exportType],
    async perform(calls, params) {
      const type = await typeOf(calls);
      if (!isDocument(type)) {
        const call = {
          fields: [fileId],
          fixed: { ...SHARED, alt: 'media' },
          responseType: 'binary',
        } as const;
        return fileOf(await calls.make({ request: 'GET /files/{fileId}', ...call }));
      }
      const types = await exportTypes(calls, type);
      const wanted = textOf(exportType.value(params));
      const mimeType = types.includes(wanted) ? wanted : types[0];
      if (mimeType === undefined)
        throw new InputError(
          `Google Drive turns a file of the type ${type} into no other: choose another file.`,
        );
      const call = { fields: [fileId], fixed: { mimeType }, responseType: 'binary' } as const;
      return fileOf(await calls.make({ request: 'GET /files/{fileId}/export', ...call }));
    },
    example: 'Order,Status',
  },
  {
    key: 'listFileExportTypes',
    label: 'List a file’s export types',
    description: 'Lists what a document of Google can be turned into.',
    fields: [fileId],
    perform: async (calls) => exportTypes(calls, await typeOf(calls)),
    example: ['application/pdf', 'text/plain'],
  },
];
