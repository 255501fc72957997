import { charsetOf, decoded, withoutMark, writtenIn } from './charset.ts';
import { isBinary, isJson, isMultipart, isUrlEncoded } from './media-type.ts';
import { multipartFields } from './multipart.ts';
import { MultipartError } from './multipart-reader.ts';
import { formFields } from './urlencoded.ts';

/**
 * What a body says by its content type, the same wherever it is asked: JSON is parsed, a form gives its fields, a
 * multipart form its parts, other text is text in the charset that it was written in. The rest stays what it is: text
 * that is not what its type says, and bytes.
 */
export function bodyData(body: string | Uint8Array, contentType: string): unknown {
  if (isMultipart(contentType)) return partsOf(body, contentType);
  const text = bodyText(body, contentType);
  if (text === undefined) return body;
  if (isJson(contentType)) return jsonOf(text);
  return isUrlEncoded(contentType) ? formFields(text, charsetOf(contentType)) : text;
}

/** The text of a body in the charset that it is in; undefined for what is no text. */
export function bodyText(body: string | Uint8Array, contentType: string): string | undefined {
  if (typeof body === 'string') return withoutMark(body);
  if (isBinary(contentType)) return undefined;
  return decoded(body, writtenIn(body, contentType));
}

function jsonOf(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function partsOf(body: string | Uint8Array, contentType: string): unknown {
  if (body.length === 0) return {};
  try {
    return multipartFields(typeof body === 'string' ? Buffer.from(body) : body, contentType);
  } catch (error) {
    if (error instanceof MultipartError) return body;
    throw error;
  }
}
