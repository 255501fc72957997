import { messageOf } from '../../lib/errors.ts';
import { xmlLibrary } from '../../lib/xml-library.ts';
import { InputError } from '../conversions.ts';
import { isRecord } from '../records.ts';
import { exactNumber } from './numbers.ts';
import { plainValue } from './plain-value.ts';

const ATTRIBUTE = '@_';
const TEXT = '#text';
const NAME = /^[\p{L}_][\p{L}\p{N}_.:-]*$/u;

const INDENT = 2;
/** Characters that no XML document may have, in whatever form. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that are looked for
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

const shape = { ignoreAttributes: false, attributeNamePrefix: ATTRIBUTE, textNodeName: TEXT };

function check(text: string, label: string): void {
  const outcome = xmlLibrary().XMLValidator.validate(text);
  if (outcome !== true) {
    throw new InputError(
      `The input "${label}" is not valid XML: ${outcome.err.msg} (line ${outcome.err.line}).`,
    );
  }
  const doctype = text.indexOf('<!DOCTYPE');
  if (doctype !== -1 && text.includes('<!ENTITY', doctype)) {
    throw new InputError(
      `The input "${label}" declares entities, which are not expanded here: remove the declarations.`,
    );
  }
}

function scalarOf(text: string, keepsNumbers: boolean): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return keepsNumbers ? text : exactNumber(text);
}

export function parseXml(source: string, label: string, keepsNumbers: boolean): unknown {
  const text = source.replace(/^\uFEFF/, '');
  check(text, label);
  const parser = new (xmlLibrary().XMLParser)({
    ...shape,
    ignoreDeclaration: true,
    ignorePiTags: true,
    // Also covers numeric references such as &#39;, which the parser leaves alone otherwise.
    htmlEntities: true,
    parseTagValue: false,
    tagValueProcessor: (_name, value) => scalarOf(value, keepsNumbers),
  });
  try {
    return parser.parse(text);
  } catch (thrown) {
    throw new InputError(`The input "${label}" cannot be read as XML: ${messageOf(thrown)}`);
  }
}

function refuseKey(key: string, label: string, what: string): never {
  throw new InputError(`The input "${label}" has ${what} under the key ${JSON.stringify(key)}.`);
}

/** What may stand in an attribute is one value. */
function checkKey(key: string, value: unknown, label: string): void {
  const isAttribute = key.startsWith(ATTRIBUTE);
  if (key !== TEXT && !NAME.test(isAttribute ? key.slice(ATTRIBUTE.length) : key)) {
    throw new InputError(
      `The input "${label}" has the key ${JSON.stringify(key)}, which is no XML name: rename it.`,
    );
  }
  if ((isAttribute || key === TEXT) && typeof value === 'object' && value !== null)
    refuseKey(key, label, 'a list or an object, which XML cannot write as one text: make an element of it,');
  if (Array.isArray(value) && value.some(Array.isArray))
    refuseKey(
      key,
      label,
      'a list inside a list, which XML has no form for: put the inner list into an object,',
    );
}

/** The value as the builder writes it: checked, and with what is nothing in a list as an empty element at its place. */
function writable(value: unknown, label: string): unknown {
  if (typeof value === 'string') return checkedText(value, label);
  if (Array.isArray(value)) return value.map((item) => (item === null ? '' : writable(item, label)));
  if (!isRecord(value)) return value;
  const fields = Object.entries(value).map(([key, item]): [string, unknown] => {
    checkKey(key, item, label);
    return [key, writable(item, label)];
  });
  return Object.fromEntries(fields);
}

function checkedText(text: string, label: string): string {
  if (!UNWRITABLE.test(text)) return text;
  throw new InputError(
    `The input "${label}" has text with a control character, which XML cannot hold: replace it first.`,
  );
}

/** XML has one element at the top; a value without exactly one is put into `root`, list items into `item`. */
function rooted(value: unknown): unknown {
  const [key, ...others] = isRecord(value) ? Object.keys(value) : [];
  const isElement = key !== undefined && key !== TEXT && !key.startsWith(ATTRIBUTE);
  if (isRecord(value) && isElement && others.length === 0 && !Array.isArray(value[key])) return value;
  return { root: Array.isArray(value) ? { item: value } : value };
}

export function writeXml(value: unknown, label: string): string {
  const plain = plainValue(value, label, INDENT);
  if (Array.isArray(plain) && plain.some(Array.isArray))
    refuseKey(
      'item',
      label,
      'a list inside a list, which XML has no form for: put the inner list into an object,',
    );
  const builder = new (xmlLibrary().XMLBuilder)({ ...shape, format: true, suppressBooleanAttributes: false });
  // Readers turn a carriage return that is written as such into a line feed.
  return builder.build(rooted(writable(plain, label))).replaceAll('\r', '&#13;');
}
