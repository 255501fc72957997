import { InputError, toInteger, toPairs, toText } from './conversions.ts';
import { setOwn } from './records.ts';

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const MOST_HEADERS = 1000;

/** Informational statuses cannot end an exchange, so an answer starts at 200. */
export function toStatusCode(value: unknown, label: string): number {
  return toInteger(value, label, 200, 599);
}

/** Rows as header lines; refuses what would break the HTTP message or smuggle a second header. */
export function toHeaders(value: unknown, label: string): Record<string, string> {
  const headers: Record<string, string> = {};
  const pairs = toPairs(value, label);
  if (pairs.length > MOST_HEADERS)
    throw new InputError(
      `The input "${label}" holds ${pairs.length} headers; the limit is ${MOST_HEADERS}, more than servers take.`,
    );
  for (const pair of pairs) {
    const name = pair.key.trim();
    const text = toText(pair.value, label);
    if (!HEADER_NAME.test(name)) {
      throw new InputError(`The input "${label}" holds ${JSON.stringify(name)}, which is not a header name.`);
    }
    if (!HEADER_VALUE.test(text)) {
      throw new InputError(
        `The value of the header "${name}" in "${label}" holds a character that headers cannot carry.`,
      );
    }
    setOwn(headers, name, text);
  }
  return headers;
}
