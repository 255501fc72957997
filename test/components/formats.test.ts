import { describe, expect, test } from 'bun:test';
import { parse } from 'yaml';
import { changeDataFormat } from '../../src/components/change-data-format/index.ts';
import { dataOf } from './context.ts';

const convert = (key: string, data: unknown, others = {}) =>
  dataOf(changeDataFormat, key, { data, ...others });

const big = 12345678901234567890n;
const oldYaml = (text: unknown) => parse(String(text), { version: '1.1' });

/** Each row: the kind, the conversion, what is given, what is right, and other inputs. */
const right: [kind: string, key: string, given: unknown, expected: unknown, others?: object][] = [
  ['a date in a cell', 'binaryToCsv', [{ at: new Date(0) }], 'at\n1970-01-01T00:00:00.000Z'],
  ['a date that is none in a cell', 'binaryToCsv', [{ a: 1, at: new Date(Number.NaN) }], 'a,at\n1,'],
  ['a big integer in a cell', 'binaryToCsv', [{ id: big }], 'id\n12345678901234567890'],
  ['bytes that are text in a cell', 'binaryToCsv', [{ note: Buffer.from('né, yes') }], 'note\n"né, yes"'],
  ['bytes that are no text in a cell', 'binaryToCsv', [{ photo: Buffer.from([0, 255]) }], 'photo\nAP8='],
  [
    'dates in the list of a cell',
    'binaryToCsv',
    [{ at: [new Date(0)] }],
    'at\n"[""1970-01-01T00:00:00.000Z""]"',
  ],
  [
    'big integers in the list of a cell',
    'binaryToCsv',
    [{ ids: [big] }],
    'ids\n"[""12345678901234567890""]"',
  ],
  ['bytes in the list of a cell', 'binaryToCsv', [{ notes: [Buffer.from('x')] }], 'notes\n"[""x""]"'],
  ['no number in a cell', 'binaryToCsv', [{ a: 1, n: Number.NaN }], 'a,n\n1,'],
  [
    'a date in a row of a list',
    'binaryToCsv',
    [[new Date(0), big, null, true]],
    '1970-01-01T00:00:00.000Z,12345678901234567890,,true',
  ],
  [
    'two columns of one name',
    'deserializeFromCsv',
    'id,tag,tag\n1,red,blue',
    [{ id: '1', tag: 'red', tag_2: 'blue' }],
  ],
  ['three columns of one name', 'deserializeFromCsv', 'a,a,a\n1,2,3', [{ a: '1', a_2: '2', a_3: '3' }]],
  [
    'a column that is named like the second of another',
    'deserializeFromCsv',
    'a,a,a_2\n1,2,3',
    [{ a: '1', a_3: '2', a_2: '3' }],
  ],
  ['a column without a name', 'deserializeFromCsv', 'a,,c\n1,2,3', [{ a: '1', column2: '2', c: '3' }]],
  ['two columns without a name', 'deserializeFromCsv', ',\n1,2', [{ column1: '1', column2: '2' }]],
  [
    'a column named like the number of another',
    'deserializeFromCsv',
    'column2,\n1,2',
    [{ column2: '1', column2_2: '2' }],
  ],
  [
    'a nested column in the place of another',
    'deserializeFromCsv',
    'a,a__b\n1,2',
    [{ a: '1', a__b: '2' }],
    { unflattenKeys: 'true' },
  ],
  [
    'a column in the place of a nested one',
    'deserializeFromCsv',
    'a__b,a\n1,2',
    [{ a: { b: '1' }, a_2: '2' }],
    { unflattenKeys: 'true' },
  ],
  ['numbers in a CSV file', 'deserializeFromCsv', 'a,b\n007,1.10', [{ a: '007', b: '1.10' }]],
  [
    'a phone number in XML',
    'deserializeFromXml',
    '<r><phone>+4915112345678</phone></r>',
    { r: { phone: '+4915112345678' } },
  ],
  ['a whole number in XML', 'deserializeFromXml', '<r><n>5</n><m>-17</m></r>', { r: { n: 5, m: -17 } }],
  ['a price with a zero at its end in XML', 'deserializeFromXml', '<r><v>1.10</v></r>', { r: { v: '1.10' } }],
  ['a fraction in XML', 'deserializeFromXml', '<r><v>1.5</v></r>', { r: { v: 1.5 } }],
  [
    'more digits than a number holds in XML',
    'deserializeFromXml',
    '<r><n>12345678901234567890</n></r>',
    { r: { n: '12345678901234567890' } },
  ],
  [
    'a negative zero, an exponent, a bare point in XML',
    'deserializeFromXml',
    '<r><a>-0</a><a>1e3</a><a>.5</a><a>5.</a></r>',
    { r: { a: ['-0', '1e3', '.5', '5.'] } },
  ],
  [
    'words that programs take for numbers in XML',
    'deserializeFromXml',
    '<r><a>Infinity</a><a>NaN</a><a>0x1F</a></r>',
    { r: { a: ['Infinity', 'NaN', '0x1F'] } },
  ],
  [
    'a word of truth in XML',
    'deserializeFromXml',
    '<r><a>true</a><b>TRUE</b></r>',
    { r: { a: true, b: 'TRUE' } },
  ],
  ['a code with zeros in YAML', 'deserializeFromYaml', 'id: 007\n', { id: '007' }],
  [
    'twenty digits in YAML',
    'deserializeFromYaml',
    'id: 12345678901234567890\n',
    { id: '12345678901234567890' },
  ],
  [
    'a price with a zero at its end in YAML',
    'deserializeFromYaml',
    'v: 1.10\nw: 1.5\n',
    { v: '1.10', w: 1.5 },
  ],
  ['a phone number in YAML', 'deserializeFromYaml', 'phone: +4915112345678\n', { phone: '+4915112345678' }],
  [
    'exponents and other bases in YAML',
    'deserializeFromYaml',
    'a: 1e3\nb: 0x1F\nc: 0o17\n',
    { a: '1e3', b: '0x1F', c: '0o17' },
  ],
  [
    'numbers, truth and nothing in YAML',
    'deserializeFromYaml',
    'a: 5\nb: true\nc: null\nd:\n',
    { a: 5, b: true, c: null, d: null },
  ],
  [
    'merge keys in YAML',
    'deserializeFromYaml',
    'base: &b {x: 1, y: 2}\nmine: {<<: *b, y: 3}\n',
    { base: { x: 1, y: 2 }, mine: { x: 1, y: 3 } },
  ],
  [
    'several merge keys in YAML',
    'deserializeFromYaml',
    'a: &a {x: 1}\nb: &b {y: 2}\nc:\n  <<: [*a, *b]\n',
    { a: { x: 1 }, b: { y: 2 }, c: { x: 1, y: 2 } },
  ],
  ['an alias in YAML', 'deserializeFromYaml', 'a: &a [1]\nb: *a\n', { a: [1], b: [1] }],
  [
    'a truth in an attribute',
    'jsonToXml',
    '{"user":{"@_active":true,"@_old":false,"name":"A"}}',
    '<user active="true" old="false">\n  <name>A</name>\n</user>\n',
  ],
  ['a number in an attribute', 'jsonToXml', '{"user":{"@_id":5}}', '<user id="5"></user>\n'],
  [
    'nothing in a list of XML',
    'jsonToXml',
    '{"r":{"a":[1,null,2]}}',
    '<r>\n  <a>1</a>\n  <a></a>\n  <a>2</a>\n</r>\n',
  ],
  [
    'nothing at both ends of a list of XML',
    'jsonToXml',
    '[null,1,null]',
    '<root>\n  <item></item>\n  <item>1</item>\n  <item></item>\n</root>\n',
  ],
  ['a line end of Windows in XML', 'jsonToXml', '{"a":"x\\r\\ny"}', '<a>x&#13;\ny</a>\n'],
  ['bytes in XML', 'binaryToXml', { a: Buffer.from('hi') }, '<a>hi</a>\n'],
  ['a big integer in XML', 'binaryToXml', { a: big }, '<a>12345678901234567890</a>\n'],
];

describe('C (formats)', () => {
  test.each(right)('%s: %s', async (_kind, key, given, expected, others) => {
    expect(await convert(key, given, others)).toEqual(expected);
  });

  const told: [kind: string, key: string, given: unknown, message: string][] = [
    ['a list in a list', 'jsonToXml', '{"r":{"a":[[1,2],3]}}', 'a list inside a list'],
    ['a list in a list at the top', 'jsonToXml', '[[1]]', 'a list inside a list'],
    ['a list in an attribute', 'jsonToXml', '{"r":{"@_a":[1]}}', 'make an element of it'],
    ['an object in an attribute', 'jsonToXml', '{"r":{"@_a":{"b":1}}}', 'make an element of it'],
    ['an object as the text of an element', 'jsonToXml', '{"r":{"#text":{"b":1}}}', 'make an element of it'],
    ['a control character in XML', 'binaryToXml', { a: 'x\u0001' }, 'a control character'],
    ['half a character in XML', 'binaryToXml', { a: 'x\ud83d' }, 'a control character'],
    ['a key that comes twice in YAML', 'deserializeFromYaml', 'a: 1\nb: 2\na: 3\n', 'given twice (line 3)'],
    ['several documents in YAML', 'deserializeFromYaml', 'a: 1\n---\nb: 2\n', 'several documents'],
    [
      'as many columns as rows',
      'deserializeFromCsv',
      `${'c,'.repeat(6000)}\n${'1\n'.repeat(6000)}`,
      'the limit is 1000000 cells',
    ],
    [
      'a table of holes',
      'binaryToCsv',
      Array.from({ length: 900 }, (_each, index) => ({ [`k${index}`]: 1 })),
      'hardly anything in it',
    ],
  ];

  test.each(told)('%s is refused in words', async (_kind, key, given, message) => {
    await expect(convert(key, given)).rejects.toThrow(message);
  });

  test.each([
    'no',
    'on',
    'Yes',
    'y',
    '2026-01-01',
    '12:30:45',
    '1:20',
    '1_000',
    '0o17',
    '~',
    '=',
    '<<',
    '',
    ' a',
    'a: b',
    '# a',
    '007',
    '1e3',
    '.5',
    '+1',
    'null',
    '-',
    '0b1',
  ])('the text %j in YAML is the same text for a reader of version 1.1', async (text) => {
    expect(oldYaml(await convert('binaryToYaml', { a: text }))).toEqual({ a: text });
    expect(await convert('deserializeFromYaml', await convert('binaryToYaml', [text]))).toEqual([text]);
  });
});
