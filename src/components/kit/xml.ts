import { valueAt } from '../../lib/records.ts';
import { xmlLibrary } from '../../lib/xml-library.ts';
import { textOf } from './answers.ts';

/** What an answer in XML holds; all of it is text. */
export type XmlAnswer = {
  /** What stands in the first element: texts, and objects of elements. */
  root: unknown;
  /** Texts of the elements where the path leads. */
  text(path: string): (name: string) => string;
  /** The elements where the path leads: one is a list, too. */
  list(path: string): unknown[];
};

/** Reads an answer in XML. Entities that it declares itself are not expanded. */
export function xmlOf(source: string): XmlAnswer {
  const { XMLParser } = xmlLibrary();
  const parser = new XMLParser({
    ignoreAttributes: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    parseTagValue: false,
    processEntities: !source.includes('<!ENTITY'),
    htmlEntities: true,
  });
  const whole: unknown = source.trim().startsWith('<') ? parser.parse(source) : {};
  const root = typeof whole === 'object' && whole !== null ? Object.values(whole)[0] : undefined;
  return {
    root,
    text: (path) => (name) => textOf(valueAt(valueAt(root, path), name)),
    list(path) {
      const found = valueAt(root, path);
      if (found === undefined || found === '') return [];
      return Array.isArray(found) ? found : [found];
    },
  };
}
