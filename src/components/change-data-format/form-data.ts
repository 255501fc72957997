import { bodyData } from '../../lib/body-data.ts';
import { charsetOf } from '../../lib/charset.ts';
import { isMultipart, isUrlEncoded } from '../../lib/media-type.ts';
import { multipartFields } from '../../lib/multipart.ts';
import { MultipartError } from '../../lib/multipart-reader.ts';
import { formFields, hasMoreFields, MOST_FIELDS } from '../../lib/urlencoded.ts';
import { InputError, isUnset, jsonText, toObject, toText } from '../conversions.ts';
import { isRecord, ownValue, setOwn } from '../records.ts';

/**
 * Form fields by name: of the body of a trigger, whether its form is read already or not, of a file, of bytes and of
 * text; files come as their bytes with type and name.
 */
export function readFormData(value: unknown, label: string): unknown {
  if (isUnset(value)) throw new InputError(`The input "${label}" is empty: reference the body of a request.`);
  const { data, contentType } = bodyIn(value) ?? { data: value, contentType: '' };
  const isRaw = typeof data === 'string' || data instanceof Uint8Array;
  if (isMultipart(contentType)) return isRaw ? partsOf(data, contentType, label) : flattened(data);
  if (!isRaw) return data;
  if (isUrlEncoded(contentType)) refuseManyFields(toText({ data, contentType }, label), label);
  const read = bodyData(data, contentType);
  if (isRecord(read)) return read;
  const text = typeof read === 'string' ? read : toText(data, label);
  const boundary = FIRST_BOUNDARY.exec(text)?.[1];
  if (boundary !== undefined) return partsOf(data, `multipart/form-data; boundary="${boundary}"`, label);
  refuseManyFields(text, label);
  return formFields(text, charsetOf(contentType));
}

function refuseManyFields(text: string, label: string): void {
  if (hasMoreFields(text, MOST_FIELDS))
    throw new InputError(`The input "${label}" has more than ${MOST_FIELDS} fields, which is the limit.`);
}

// A raw multipart body without its content type begins with the boundary between its parts.
const FIRST_BOUNDARY = /^--([\w'()+,./:=? -]{1,70})\r\nContent-Disposition: *form-data\b/i;

/** `{data, contentType}` as triggers and downloads give it; a form may have fields of these names too. */
function bodyIn(value: unknown): { data: unknown; contentType: string } | undefined {
  if (!isRecord(value) || !Object.hasOwn(value, 'data') || !Object.hasOwn(value, 'contentType'))
    return undefined;
  const type = ownValue(value, 'contentType') ?? '';
  const isType = typeof type === 'string' && (type === '' || /^[\w.+-]+\/[\w.+-]+/.test(type));
  return isType ? { data: value.data, contentType: type } : undefined;
}

function partsOf(data: string | Uint8Array, contentType: string, label: string): unknown {
  try {
    return flattened(multipartFields(typeof data === 'string' ? Buffer.from(data) : data, contentType));
  } catch (thrown) {
    if (!(thrown instanceof MultipartError)) throw thrown;
    throw new InputError(`The input "${label}" is not valid multipart form data. ${thrown.message}`);
  }
}

/** Of a part that is no file only what it says. */
function flattened(parts: unknown): unknown {
  if (!isRecord(parts)) return parts;
  const fields: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(parts))
    setOwn(fields, name, Array.isArray(part) ? part.map(fieldOf) : fieldOf(part));
  return fields;
}

const fieldOf = (part: unknown): unknown =>
  isRecord(part) && Object.hasOwn(part, 'data') && !Object.hasOwn(part, 'fileName') ? part.data : part;

export function writeFormData(value: unknown, label: string): string {
  const form = new URLSearchParams();
  for (const [key, field] of Object.entries(toObject(value, label))) {
    for (const item of Array.isArray(field) ? field : [field]) {
      form.append(key, isRecord(item) ? jsonText(item, label) : toText(item, label));
    }
  }
  return form.toString();
}
