import { hasFileFieldsOnly, isBinaryFile, isFile, isKeptFile } from '../../lib/files.ts';
import { KeptFile } from '../../lib/kept-file.ts';
import type { Params } from '../component.ts';
import { InputError, isUnset, jsonText, toBytes, toText } from '../conversions.ts';
import type { HostFetchInit } from '../host.ts';
import { given, read } from '../read.ts';
import { fromPairs, isRecord, ownValue } from '../records.ts';
import * as fields from './fields.ts';

type Body = NonNullable<HostFetchInit['body']> | KeptFile;

/** A body, and the media type that it has unless the step names another. */
export type RequestBody = { body: Body | undefined; contentType: string | undefined };

// As other clients send text of which nothing else is known, JSON included.
const URL_ENCODED = 'application/x-www-form-urlencoded';

const NO_BODY: RequestBody = { body: undefined, contentType: undefined };

/** The body of a request from the input "Data". */
export function dataBody(params: Params, givenType: string | undefined): RequestBody {
  const { value, contentType } = unwrap(given(params, fields.data));
  if (isUnset(value)) return NO_BODY;
  if (value instanceof Uint8Array || value instanceof KeptFile)
    return { body: value, contentType: contentType ?? 'application/octet-stream' };
  if (typeof value === 'string') return { body: value, contentType: contentType ?? URL_ENCODED };
  const type = givenType ?? contentType ?? '';
  if (isRecord(value) && /^application\/x-www-form-urlencoded\b/i.test(type)) return urlEncoded(value);
  return { body: jsonText(value, fields.data.label), contentType: contentType ?? 'application/json' };
}

type Content = { value: unknown; contentType?: string | undefined; fileName?: string | undefined };

/** A webhook's body and a file come with their media type; what is sent is the content alone. */
function unwrap(value: unknown): Content {
  if (!isFile(value) && !isBody(value) && !isKeptFile(value)) return { value };
  const { data, contentType, fileName } = value;
  return { value: data, contentType: contentType || undefined, fileName: fileName || undefined };
}

/** The body of a call, or a part of one, that is read already: no file, but wrapped as one. */
function isBody(value: unknown): value is { data: unknown; contentType: string; fileName?: string } {
  if (!isRecord(value) || typeof ownValue(value, 'contentType') !== 'string') return false;
  return value.data !== undefined && hasFileFieldsOnly(value);
}

function urlEncoded(record: Record<string, unknown>): RequestBody {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(record)) {
    for (const item of Array.isArray(value) ? value : [value])
      search.append(name, toText(item, fields.data.label));
  }
  return { body: search.toString(), contentType: URL_ENCODED };
}

/** The body of a multipart form; its media type holds the boundary, so it is left to `FormData`. */
export function formBody(params: Params): RequestBody {
  const form = new FormData();
  for (const { key, value } of read.pairs(params, fields.formData)) {
    const { fileName } = unwrap(value);
    if (!isBinary(value)) form.append(key, toText(value, fields.formData.label));
    else form.append(key, blobOf(value), ...(fileName === undefined ? [] : [fileName]));
  }
  const names = fromPairs(read.pairs(params, fields.fileDataFileNames));
  for (const { key, value } of read.pairs(params, fields.fileData)) {
    const given = toText(ownValue(names, key), fields.fileDataFileNames.label);
    form.append(key, blobOf(value), given || unwrap(value).fileName || key);
  }
  return { body: form, contentType: undefined };
}

const isBinary = (value: unknown): boolean => value instanceof Uint8Array || isBinaryFile(value);

function blobOf(file: unknown): Blob {
  const { value, contentType } = unwrap(file);
  const ownType = value instanceof Uint8Array ? 'application/octet-stream' : 'text/plain';
  const type = contentType ?? (isRecord(value) || Array.isArray(value) ? 'application/json' : ownType);
  return new Blob([toBytes(value, fields.fileData.label).slice()], { type });
}

/** The body of a raw request: data or a form, but not both. */
export function rawBody(params: Params, givenType: string | undefined): RequestBody {
  const isForm = [fields.formData, fields.fileData].some((field) => read.pairs(params, field).length > 0);
  if (!isForm) return dataBody(params, givenType);
  if (!isUnset(given(params, fields.data))) {
    throw new InputError(
      'A request carries either "Data" or "Form data" and "File data": leave one of them empty.',
    );
  }
  return formBody(params);
}
