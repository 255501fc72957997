import { librarySpecifier } from '../../lib/assets.ts';
import type { Action, InputDeclaration, Params } from '../component.ts';
import { InputError } from '../conversions.ts';
import { read } from '../read.ts';

const xmlInput: InputDeclaration = {
  key: 'xmlInput',
  label: 'XML',
  type: 'code',
  language: 'xml',
  comments: 'What to check: a reference, or XML.',
  example: '<order><id>17</id></order>',
  default: '',
  required: true,
};

const xmlSchema: InputDeclaration = {
  key: 'xmlSchema',
  label: 'XML schema (XSD)',
  type: 'code',
  language: 'xml',
  comments: 'What it must be like, all of it: a schema that includes or imports other files finds none.',
  example: '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="order"/></xs:schema>',
  default: '',
  required: true,
};

const MOST_ERRORS = 20;

type Libxml = typeof import('libxml2-wasm');
let loaded: Promise<Libxml> | undefined;

/** Loaded with the first document. */
function libxml(): Promise<Libxml> {
  loaded ??= librarySpecifier('libxml2-wasm').then((specifier) => import(specifier));
  return loaded;
}

/** Answers the XML. @throws InputError that says what is wrong with it, or with the schema */
async function validated(params: Params): Promise<string> {
  const { XmlDocument, XmlError, XmlLibError, XsdValidator } = await libxml();
  const xml = textIn(params, xmlInput);
  const parts: Disposable[] = [];
  const kept = <Part extends Disposable>(part: Part): Part => {
    parts.unshift(part);
    return part;
  };
  const attempt = <Made>(failure: string, make: () => Made): Made => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      const lines = error instanceof XmlLibError ? linesOf(error.details) : error.message;
      throw new InputError(`${failure}\n${lines}`);
    }
  };
  try {
    const document = attempt(`The input "${xmlInput.label}" is no XML:`, () =>
      kept(XmlDocument.fromString(xml)),
    );
    const validator = attempt(`The input "${xmlSchema.label}" is no schema:`, () =>
      kept(XsdValidator.fromDoc(kept(XmlDocument.fromString(textIn(params, xmlSchema))))),
    );
    attempt('The XML does not fit the schema:', () => validator.validate(document));
    return xml;
  } finally {
    for (const part of parts) part[Symbol.dispose]();
  }
}

/** An encoding that is named in front is that of the bytes, which are text by now. */
function textIn(params: Params, input: InputDeclaration): string {
  const text = read.text(params, input);
  if (text.trim() === '')
    throw new InputError(`The input "${input.label}" is empty: reference what to check.`);
  return text.replace(/^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')/, '$1').trimStart();
}

function linesOf(details: readonly { message: string; line: number }[]): string {
  const lines = details.map(({ message, line }) => `${line > 0 ? `Line ${line}: ` : ''}${message.trim()}`);
  const rest = lines.length > MOST_ERRORS ? [`… and ${lines.length - MOST_ERRORS} more`] : [];
  return [...lines.slice(0, MOST_ERRORS), ...rest].join('\n');
}

export const validateXmlSchema: Action = {
  key: 'validateXmlSchema',
  display: {
    label: 'Validate XML schema',
    description:
      'Fails, naming what is wrong, unless the XML is as a schema (XSD) describes it; answers the XML.',
  },
  inputs: [xmlInput, xmlSchema],
  compute: validated,
  // Schemas can be made to keep a processor busy: another thread's, where there is one.
  perform: async ({ host }, params) => ({
    data: host.compute
      ? await host.compute('collection-tools', 'validateXmlSchema', params)
      : await validated(params),
  }),
  examplePayload: { data: '<order><id>17</id></order>' },
};
