import { decodeXML } from 'entities/decode';
import { escapeUTF8 } from 'entities/escape';
import { isRecord } from './records.ts';
import { xmlLibrary } from './xml-library.ts';

export type SvgElement = { name: string; attributes: Map<string, string>; children: SvgNode[] };
export type SvgNode = SvgElement | string;

const ATTRIBUTES = ':@';
const TEXT = '#text';
/** Characters that no XML document may have, in whatever form. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that are looked for
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** The root of an XML document; undefined for what is none, or is nested deeper than the parser goes. */
export function parseSvg(text: string): SvgElement | undefined {
  if (xmlLibrary().XMLValidator.validate(text) !== true) return undefined;
  const parser = new (xmlLibrary().XMLParser)({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    ignoreDeclaration: true,
    ignorePiTags: true,
    parseTagValue: false,
    trimValues: false,
    // They are decoded below: here a file's own declarations would count.
    processEntities: false,
  });
  try {
    const elements = nodesOf(parser.parse(text)).filter((node) => typeof node !== 'string');
    return elements.length === 1 ? elements[0] : undefined;
  } catch {
    return undefined;
  }
}

function nodesOf(parsed: unknown): SvgNode[] {
  return Array.isArray(parsed) ? parsed.flatMap(nodeOf) : [];
}

function nodeOf(parsed: unknown): SvgNode[] {
  if (!isRecord(parsed)) return [];
  const name = Object.keys(parsed).find((key) => key !== ATTRIBUTES);
  if (name === undefined) return [];
  if (name === TEXT) return [decodeXML(String(parsed[TEXT]))];
  const given = Object.entries(isRecord(parsed[ATTRIBUTES]) ? parsed[ATTRIBUTES] : {});
  const attributes = new Map(given.map(([key, value]) => [key, decodeXML(String(value))]));
  return [{ name, attributes, children: nodesOf(parsed[name]) }];
}

/** The text of an element and all in it, each name and value written anew. */
export function writeSvg(node: SvgNode): string {
  if (typeof node === 'string') return escapeUTF8(node.replaceAll(UNWRITABLE, ''));
  const { name, attributes, children } = node;
  const written = [...attributes].map(
    ([key, value]) => ` ${key}="${escapeUTF8(value.replaceAll(UNWRITABLE, ''))}"`,
  );
  return `<${name}${written.join('')}>${children.map(writeSvg).join('')}</${name}>`;
}
