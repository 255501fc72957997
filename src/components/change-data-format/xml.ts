import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { messageOf } from '../../lib/errors.ts';
import { InputError, jsonText } from '../inputs.ts';
import { isRecord } from '../records.ts';

const ATTRIBUTE = '@_';
const TEXT = '#text';
const NAME = /^[\p{L}_][\p{L}\p{N}_.:-]*$/u;

const shape = { ignoreAttributes: false, attributeNamePrefix: ATTRIBUTE, textNodeName: TEXT };

/** Codes such as 007 and 1e3 are no numbers: reading them as such would lose what was written. */
const numbers = { hex: false, leadingZeros: false, eNotation: false };

function check(text: string, label: string): void {
  const outcome = XMLValidator.validate(text);
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

export function parseXml(source: string, label: string, keepsNumbers: boolean): unknown {
  const text = source.replace(/^\uFEFF/, '');
  check(text, label);
  const parser = new XMLParser({
    ...shape,
    ignoreDeclaration: true,
    ignorePiTags: true,
    // Also covers numeric references such as &#39;, which the parser leaves alone otherwise.
    htmlEntities: true,
    numberParseOptions: keepsNumbers ? { ...numbers, skipLike: /^/ } : numbers,
  });
  try {
    return parser.parse(text);
  } catch (thrown) {
    throw new InputError(`The input "${label}" cannot be read as XML: ${messageOf(thrown)}`);
  }
}

function checkNames(value: unknown, label: string): void {
  if (Array.isArray(value)) for (const item of value) checkNames(item, label);
  if (!isRecord(value)) return;
  for (const [key, item] of Object.entries(value)) {
    const name = key.startsWith(ATTRIBUTE) ? key.slice(ATTRIBUTE.length) : key;
    if (key !== TEXT && !NAME.test(name)) {
      throw new InputError(
        `The input "${label}" has the key ${JSON.stringify(key)}, which is no XML name: rename it.`,
      );
    }
    checkNames(item, label);
  }
}

/** XML has one element at the top; a value without exactly one is put into `root`, list items into `item`. */
function rooted(value: unknown): unknown {
  const [key, ...others] = isRecord(value) ? Object.keys(value) : [];
  const isElement = key !== undefined && key !== TEXT && !key.startsWith(ATTRIBUTE);
  if (isRecord(value) && isElement && others.length === 0 && !Array.isArray(value[key])) return value;
  return { root: Array.isArray(value) ? { item: value } : value };
}

export function writeXml(value: unknown, label: string): string {
  // Through JSON, so that dates, big integers and what has no JSON are written as JSON would.
  const plain: unknown = JSON.parse(jsonText(value, label));
  checkNames(plain, label);
  return new XMLBuilder({ ...shape, format: true }).build(rooted(plain));
}
