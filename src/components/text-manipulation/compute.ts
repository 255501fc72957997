import type { InputDeclaration, Params } from '../component.ts';
import { InputError, isUnset, toBytes, toInteger, toText } from '../conversions.ts';
import { given, read } from '../read.ts';
import { joined, refuseLength } from '../size.ts';
import * as fields from './fields.ts';

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

export function decodeBase64(params: Params): string {
  const encoded = read.text(params, fields.base64Text).replace(/\s/g, '');
  if (!BASE64.test(encoded))
    throw new InputError(`The input "${fields.base64Text.label}" is not base64 text.`);
  return Buffer.from(encoded, 'base64').toString('utf8');
}

export function encodeBase64(params: Params): string {
  const bytes = toBytes(given(params, fields.textOrFile), fields.textOrFile.label);
  return Buffer.from(bytes).toString('base64');
}

/** Plain text on both sides: a pattern could keep the server busy, and `$` has no meaning here. */
function replaceAll(text: string, find: string, by: string): string {
  if (find === '') return text;
  // Counted before it is made: a short text for every letter of a long one may be more than the memory holds.
  if (by.length > find.length) refuseLength(text.length + count(text, find) * (by.length - find.length));
  return text.replaceAll(find, () => by);
}

function count(text: string, part: string): number {
  let found = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) found += 1;
  return found;
}

export const replace = (params: Params): string =>
  replaceAll(
    read.text(params, fields.text),
    read.text(params, fields.find),
    read.text(params, fields.replaceBy),
  );

export function replaceSeveral(params: Params): string {
  const pairs = read.pairs(params, fields.replacements);
  const { label } = fields.replacements;
  return pairs.reduce(
    (text, { key, value }) => replaceAll(text, key, toText(value, label)),
    read.text(params, fields.text),
  );
}

export function slice(params: Params): string {
  const at = (field: InputDeclaration) => {
    const value = given(params, field);
    return isUnset(value) ? undefined : toInteger(value, field.label, Number.MIN_SAFE_INTEGER);
  };
  return read.text(params, fields.text).slice(at(fields.sliceStart), at(fields.sliceStop));
}

/** A part that is itself a list counts as its items. */
const parts = (params: Params): string[] =>
  read
    .list(params, fields.strings)
    .flat(1)
    .map((part) => toText(part, fields.strings.label));

export const join = (params: Params): string => joined(parts(params), read.text(params, fields.separator));

export function joinLines(params: Params): string {
  const times = read.integer(params, fields.numberOfNewlines, 0, 100);
  const newline = read.text(params, fields.newlineType);
  refuseLength(newline.length * times);
  return joined(parts(params), newline.repeat(times));
}

export const split = (params: Params): string[] =>
  read.text(params, fields.text).split(read.text(params, fields.separator));

export function splitLines(params: Params): string[] {
  const lines = read.text(params, fields.text).split(/\r\n|\n|\r/);
  return read.boolean(params, fields.filterBlankLines) ? lines.filter((line) => line.trim() !== '') : lines;
}
