import type { HostFetchInit, Params } from '../component.ts';
import { InputError, isUnset, jsonText, toBytes, toText } from '../inputs.ts';
import { given, read } from '../read.ts';
import { fromPairs, isRecord, ownValue } from '../records.ts';
import * as fields from './fields.ts';

type Body = NonNullable<HostFetchInit['body']>;

/** A body, and the media type that it has unless the step names another. */
export type RequestBody = { body: Body | undefined; contentType: string | undefined };

const NO_BODY: RequestBody = { body: undefined, contentType: undefined };

/** The body of a request from the input "Data". */
export function dataBody(params: Params, givenType: string | undefined): RequestBody {
  const { value, contentType } = unwrap(given(params, fields.data));
  if (isUnset(value)) return NO_BODY;
  if (value instanceof Uint8Array)
    return { body: value, contentType: contentType ?? 'application/octet-stream' };
  if (typeof value === 'string') return { body: value, contentType: contentType ?? typeOfText(value) };
  const type = givenType ?? contentType ?? '';
  if (isRecord(value) && /^application\/x-www-form-urlencoded\b/i.test(type)) return urlEncoded(value);
  return { body: jsonText(value, fields.data.label), contentType: contentType ?? 'application/json' };
}

/** A webhook's body and a downloaded file come with their media type; what is sent is the content alone. */
function unwrap(value: unknown): { value: unknown; contentType: string | undefined } {
  const inner = isRecord(value) ? ownValue(value, 'data') : undefined;
  const type = isRecord(value) ? ownValue(value, 'contentType') : undefined;
  const isWrapped =
    isRecord(value) &&
    inner !== undefined &&
    Object.keys(value).every((key) => key === 'data' || key === 'contentType') &&
    (typeof type === 'string' || inner instanceof Uint8Array);
  return isWrapped
    ? { value: inner, contentType: typeof type === 'string' && type !== '' ? type : undefined }
    : { value, contentType: undefined };
}

function typeOfText(text: string): string {
  try {
    JSON.parse(text);
    return 'application/json';
  } catch {
    return 'text/plain;charset=UTF-8';
  }
}

function urlEncoded(record: Record<string, unknown>): RequestBody {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(record)) {
    for (const item of Array.isArray(value) ? value : [value])
      search.append(name, toText(item, fields.data.label));
  }
  return { body: search.toString(), contentType: 'application/x-www-form-urlencoded' };
}

/** The body of a multipart form; its media type holds the boundary, so it is left to `FormData`. */
export function formBody(params: Params): RequestBody {
  const form = new FormData();
  for (const { key, value } of read.pairs(params, fields.formData)) {
    if (value instanceof Uint8Array) form.append(key, new Blob([value.slice()]));
    else form.append(key, toText(value, fields.formData.label));
  }
  const names = fromPairs(read.pairs(params, fields.fileDataFileNames));
  for (const { key, value } of read.pairs(params, fields.fileData)) {
    const name = toText(ownValue(names, key), fields.fileDataFileNames.label) || key;
    form.append(key, fileOf(value), name);
  }
  return { body: form, contentType: undefined };
}

function fileOf(file: unknown): Blob {
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
