import { isFile } from '../files.ts';
import { InputError, isUnset, jsonText, toBytes, toObject, toText } from '../inputs.ts';
import { isRecord, ownValue, setOwn } from '../records.ts';

/** A field that comes again makes a list of its values. */
function collect(entries: Iterable<[string, unknown]>): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    if (!Object.hasOwn(fields, key)) setOwn(fields, key, value);
    else setOwn(fields, key, [ownValue(fields, key)].flat(1).concat(value));
  }
  return fields;
}

async function readMultipart(
  value: unknown,
  contentType: string,
  label: string,
): Promise<Record<string, unknown>> {
  const response = new Response(Buffer.from(toBytes(value, label)), {
    headers: { 'content-type': contentType },
  });
  const form = await response.formData().catch(() => {
    throw new InputError(`The input "${label}" is not valid multipart form data.`);
  });
  const fields = [...form.entries()].map(async ([key, field]): Promise<[string, unknown]> => {
    if (typeof field === 'string') return [key, field];
    const data = Buffer.from(await field.arrayBuffer());
    return [key, { data, contentType: field.type, fileName: field.name }];
  });
  return collect(await Promise.all(fields));
}

/** Form fields by name, of a form sent by a browser; files come as their bytes with type and name. */
export async function readFormData(value: unknown, label: string): Promise<unknown> {
  if (isUnset(value)) throw new InputError(`The input "${label}" is empty: reference the body of a request.`);
  const contentType = (isFile(value) && value.contentType) || '';
  if (/^multipart\/form-data\b/i.test(contentType)) return readMultipart(value, contentType, label);
  if (isRecord(value) && !isFile(value)) return value;
  return collect(new URLSearchParams(toText(value, label)));
}

export function writeFormData(value: unknown, label: string): string {
  const form = new URLSearchParams();
  for (const [key, field] of Object.entries(toObject(value, label))) {
    for (const item of Array.isArray(field) ? field : [field]) {
      form.append(key, isRecord(item) ? jsonText(item, label) : toText(item, label));
    }
  }
  return form.toString();
}
