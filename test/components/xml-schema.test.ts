import { describe, expect, test } from 'bun:test';
import { collectionTools } from '../../src/components/collection-tools/index.ts';
import { closedHost } from '../support/host.ts';
import { createContext, dataOf } from './context.ts';

const XSD = `<?xml version="1.0" encoding="UTF-16"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="order">
    <xs:complexType>
      <xs:sequence><xs:element name="id" type="xs:int" maxOccurs="unbounded"/></xs:sequence>
    </xs:complexType>
  </xs:element>
</xs:schema>`;
const ORDER = '<order><id>17</id></order>';

const validate = (xmlInput: unknown, xmlSchema: unknown = XSD) =>
  dataOf(collectionTools, 'validateXmlSchema', { xmlInput, xmlSchema });

async function failure(work: Promise<unknown>): Promise<string> {
  const thrown: unknown = await work.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : '';
}

test('XML that fits its schema is answered as it is, from text and from a file', async () => {
  expect(await validate(ORDER)).toBe(ORDER);
  expect(await validate({ data: Buffer.from(ORDER), contentType: 'application/xml' })).toBe(ORDER);
});

describe('the step fails, and says why', () => {
  test.each([
    [
      'XML that does not fit',
      '<order>\n<id>a</id>\n<name/></order>',
      XSD,
      [
        'InputError: The XML does not fit the schema:',
        "Line 2: Element 'id': 'a' is not a valid value of the atomic type 'xs:int'.",
        "Line 3: Element 'name': This element is not expected. Expected is ( id ).",
      ],
    ],
    [
      'what is no XML',
      '<order>\n<id></order>',
      XSD,
      [
        'InputError: The input "XML" is no XML:',
        'Line 2: Opening and ending tag mismatch: id line 2 and order',
      ],
    ],
    ['a schema that is none', ORDER, '<order/>', ['InputError: The input "XML schema (XSD)" is no schema:']],
    [
      'a schema that is no XML',
      ORDER,
      '<xs:schema',
      ['InputError: The input "XML schema (XSD)" is no schema:'],
    ],
    ['nothing to check', ' ', XSD, ['InputError: The input "XML" is empty']],
    ['no schema', ORDER, '', ['InputError: The input "XML schema (XSD)" is empty']],
  ])('for %s', async (_what, xml, xsd, parts) => {
    const message = await failure(validate(xml, xsd));
    for (const part of parts) expect(message).toContain(part);
  });

  test('with twenty errors at most', async () => {
    const message = await failure(validate(`<order>${'<id>x</id>'.repeat(30)}</order>`));
    expect(message.split('\n')).toHaveLength(22);
    expect(message).toEndWith('… and 10 more');
  });
});

test('a schema reads no file, and an entity neither', async () => {
  const file = 'file:///etc/hostname';
  const include = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation="${file}"/></xs:schema>`;
  expect(await failure(validate(ORDER, include))).toContain('is no schema');
  const entity = `<!DOCTYPE order [<!ENTITY e SYSTEM "${file}">]><order><id>&e;</id></order>`;
  expect(await failure(validate(entity))).toContain('InputError');
});

test('a thread does it where there is one', async () => {
  const asked: unknown[] = [];
  const compute = async (...call: unknown[]) => asked.push(call) && 'done';
  const context = createContext({ host: { ...closedHost, compute } });
  const params = { xmlInput: ORDER, xmlSchema: XSD };
  expect(await dataOf(collectionTools, 'validateXmlSchema', params, context)).toBe('done');
  expect(asked).toEqual([['collection-tools', 'validateXmlSchema', params]]);
});
