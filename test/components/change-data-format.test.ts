import { describe, expect, test } from 'bun:test';
import { changeDataFormat } from '../../src/components/change-data-format/index.ts';
import { builtInComponents } from '../../src/components/registry.ts';
import { inHelp, shown } from '../support/help-tables.ts';
import { dataOf } from './context.ts';

const convert = (key: string, data: unknown, others = {}) =>
  dataOf(changeDataFormat, key, { data, ...others });

describe('values', () => {
  test.each(
    inHelp(
      {
        section: 'Conversions',
        columns: ['Action', 'Value', 'Becomes'],
        cells: ([action, value, expected]) => [action, shown(value), shown(expected)],
      },
      [
        ['convertToString', undefined, ''],
        ['convertToString', 17, '17'],
        ['convertToString', { a: 1 }, '{"a":1}'],
        ['convertToString', Buffer.from('hi'), 'hi'],
        ['convertToNumber', ' 1.5 ', 1.5],
        ['convertToInt', '-1.9', -1],
        ['convertToBoolean', 'Yes', true],
        ['convertToBoolean', 'N', false],
        ['convertToBoolean', 'hello', true],
        ['convertToBoolean', '', false],
        ['convertToBoolean', 0, false],
        ['convertToBoolean', [], true],
      ],
    ),
  )('%s of %p is %p', async (key, value, expected) => {
    expect(await dataOf(changeDataFormat, key, { value })).toBe(expected);
  });

  test('that are no numbers are refused', async () => {
    for (const key of ['convertToNumber', 'convertToInt']) {
      await expect(dataOf(changeDataFormat, key, { value: 'x' })).rejects.toThrow(
        'The input "Value" must be a number',
      );
    }
  });
});

describe('JSON', () => {
  test.each(
    inHelp(
      {
        section: 'Conversions of JSON',
        columns: ['Action', 'Value', 'Becomes'],
        cells: ([action, value, expected]) => [action, shown(value), shown(expected)],
      },
      [
        ['deserializeFromJson', '{"a":[1]}', { a: [1] }],
        ['deserializeFromJson', Buffer.from('\uFEFF5'), 5],
        ['deserializeFromJson', { data: '{"a":1}', contentType: 'application/json' }, { a: 1 }],
        ['deserializeFromJson', { a: 1 }, { a: 1 }],
        ['binaryToJson', { a: 1n, b: undefined }, '{"a":"1"}'],
        ['binaryToJson', 'text', '"text"'],
        ['binaryToJson', '{"a": 1}', '{"a":1}'],
        ['deserializeFromBinary', Buffer.from('[1]'), [1]],
        ['deserializeFromBinary', Buffer.from('text'), 'text'],
        ['prettyPrint', { a: [1] }, '{\n  "a": [\n    1\n  ]\n}'],
        ['deserializeJsonl', '{"a":1}\r\n\n2\n', [{ a: 1 }, 2]],
        ['serializeJsonl', [{ a: 1 }, 'b'], '{"a":1}\n"b"'],
      ],
    ),
  )('%s of %p is %p', async (key, data, expected) => {
    expect(await convert(key, data)).toEqual(expected);
  });

  test('that is broken is refused by the name of its input', async () => {
    await expect(convert('deserializeFromJson', '{')).rejects.toThrow('The input "Data" is not valid JSON');
    await expect(convert('deserializeFromJson', '')).rejects.toThrow('The input "Data" is empty');
    await expect(convert('deserializeJsonl', '1\n{')).rejects.toThrow('line 2');
  });
});

describe('XML', () => {
  test('becomes objects with numbers, lists and attributes', async () => {
    const xml =
      '<?xml version="1.0"?><order id="7"><qty>2</qty><item>a</item><item>b &amp; &#233;</item><none/></order>';
    expect(await convert('deserializeFromXml', Buffer.from(xml), { numbersAsStrings: 'false' })).toEqual({
      order: { '@_id': '7', qty: 2, item: ['a', 'b & é'], none: '' },
    });
    const declared = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>caf\u00e9</a>', 'latin1');
    expect(await convert('deserializeFromXml', declared)).toMatchObject({ a: 'café' });
    expect(await convert('xmlToJson', '<a>1.50</a>', { numbersAsStrings: 'true' })).toBe('{"a":"1.50"}');
  });

  test('keeps codes that only look like numbers', async () => {
    expect(
      await convert(
        'deserializeFromXml',
        '<a><b>007</b><b>1e3</b><b>0x1f</b><b>12345678901234567890</b></a>',
      ),
    ).toEqual({
      a: { b: ['007', '1e3', '0x1f', '12345678901234567890'] },
    });
  });

  test.each([
    ['<a><b></a>', 'is not valid XML'],
    ['', 'is empty'],
    ['hello', 'is not valid XML'],
    ['<!DOCTYPE a [<!ENTITY b "boom">]><a>&b;</a>', 'declares entities'],
    [`<a>${'<b>'.repeat(500)}${'</b>'.repeat(500)}</a>`, 'cannot be read as XML'],
    ['<a><__proto__>1</__proto__></a>', 'cannot be read as XML'],
  ])('such as %s is refused', async (xml, message) => {
    await expect(convert('deserializeFromXml', xml)).rejects.toThrow(message);
  });

  test('with an outside document type is read without fetching it', async () => {
    expect(
      await convert('deserializeFromXml', '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a>1</a>'),
    ).toEqual({ a: 1 });
  });

  test.each(
    inHelp(
      {
        section: 'Conversions to XML',
        columns: ['Value', 'Becomes'],
        cells: ([value, expected]) => [shown(value), shown(expected)],
      },
      [
        [{ a: { b: [1, 2], '@_id': 5 } }, '<a id="5">\n  <b>1</b>\n  <b>2</b>\n</a>\n'],
        [5, '<root>5</root>\n'],
        [[1, 2], '<root>\n  <item>1</item>\n  <item>2</item>\n</root>\n'],
        [{ a: 1, b: '<&' }, '<root>\n  <a>1</a>\n  <b>&lt;&amp;</b>\n</root>\n'],
        [{ at: new Date(0) }, '<at>1970-01-01T00:00:00.000Z</at>\n'],
      ],
    ),
  )('is written of %p', async (value, expected) => {
    expect(await convert('binaryToXml', value)).toBe(expected);
  });

  test('is never written with names that would change its structure', async () => {
    for (const key of ['a b', '1a', 'a><b', '', 'a="1"']) {
      await expect(convert('binaryToXml', { root: { [key]: 1 } })).rejects.toThrow('is no XML name');
    }
  });

  test('comes back the same', async () => {
    const value = { order: { '@_id': '7', note: `<b> & "q" 'a'`, lines: { line: ['x', 'y'] } } };
    expect(await convert('deserializeFromXml', await convert('binaryToXml', value))).toEqual(value);
  });
});

describe('CSV', () => {
  test.each(
    inHelp(
      {
        section: 'Conversions of CSV',
        columns: ['Text', 'Becomes'],
        cells: ([csv, expected]) => [shown(csv), shown(expected)],
      },
      [
        ['name,id\nAcme,17\n', [{ name: 'Acme', id: '17' }]],
        ['\uFEFFa\r\n1\r\n\r\n2', [{ a: '1' }, { a: '2' }]],
        [
          'a,b\r\n1,Ada\n2,Eve\r3,Bo',
          [
            { a: '1', b: 'Ada' },
            { a: '2', b: 'Eve' },
            { a: '3', b: 'Bo' },
          ],
        ],
        ['a,b\n"x, ""y""","line\nbreak"\n', [{ a: 'x, "y"', b: 'line\nbreak' }]],
        [
          'a,b\n1\n1,2,3',
          [
            { a: '1', b: '' },
            { a: '1', b: '2', column3: '3' },
          ],
        ],
        ['a,b\n,', [{ a: '', b: '' }]],
        ['a', []],
      ],
    ),
  )('of %j becomes objects', async (csv, expected) => {
    expect(await convert('deserializeFromCsv', csv)).toEqual(expected);
  });

  test('without a header becomes lists, and may hold nested keys', async () => {
    expect(await convert('deserializeFromCsv', 'a,b\n1,2', { csvHeader: 'false' })).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    const nested = 'p__first,p__last,x\nA,B,1';
    expect(await convert('deserializeFromCsv', nested, { unflattenKeys: 'true' })).toEqual([
      { p: { first: 'A', last: 'B' }, x: '1' },
    ]);
    const evil = await convert('csvToJson', '__proto__,__proto____bad\n1,2', { unflattenKeys: 'true' });
    expect(String(evil)).not.toBe('');
    expect(Object.hasOwn(Object.prototype, 'bad')).toBe(false);
  });

  test('with broken quotes is refused', async () => {
    await expect(convert('deserializeFromCsv', 'a\n"x')).rejects.toThrow('never closed');
    await expect(convert('deserializeFromCsv', 'a\n"x"y')).rejects.toThrow(
      'after a quoted CSV field, in row 2',
    );
  });

  test.each(
    inHelp(
      {
        section: 'Conversions to CSV',
        columns: ['Value', 'Becomes'],
        cells: ([value, expected]) => [shown(value), shown(expected)],
      },
      [
        [
          [
            { a: 1, b: 'x' },
            { a: null, c: true },
          ],
          'a,b,c\n1,x,\n,,true',
        ],
        [[{ p: { q: 'x,y' } }], 'p__q\n"x,y"'],
        [
          [
            ['a', 'b'],
            [1, ' "'],
          ],
          'a,b\n1," """',
        ],
        [{ rows: { row: [{ a: 1 }] } }, 'a\n1'],
        [{ a: 1, b: 2 }, 'a,b\n1,2'],
        [[{ a: [1, 2] }], 'a\n"[1,2]"'],
        [[], ''],
      ],
    ),
  )('is written of %j', async (value, expected) => {
    expect(await convert('binaryToCsv', value)).toBe(expected);
  });

  test('is not written of a list of texts', async () => {
    await expect(convert('binaryToCsv', ['a'])).rejects.toThrow('a list of objects or a list of lists');
  });
});

describe('YAML', () => {
  test('is read and written', async () => {
    expect(await convert('deserializeFromYaml', 'a: 1\nb: [x, "2"]\n')).toEqual({ a: 1, b: ['x', '2'] });
    expect(await convert('jsonToYaml', '{"a":{"b":[1,"2"]}}')).toBe('a:\n  b:\n    - 1\n    - "2"\n');
    expect(await convert('yamlToJson', 'a: 2026-01-31')).toBe('{"a":"2026-01-31"}');
  });

  test('that is broken or a bomb is refused', async () => {
    await expect(convert('deserializeFromYaml', 'a: [1')).rejects.toThrow('is not valid YAML');
    const bomb = `a: &a [x,x]\n${'bcdefgh'
      .split('')
      .map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]},`.repeat(9)}]`)
      .join('\n')}`;
    await expect(convert('deserializeFromYaml', bomb)).rejects.toThrow('is not valid YAML');
  });
});

test.each(
  inHelp(
    {
      section: 'From one format to another',
      columns: ['Action', 'Value', 'Becomes'],
      cells: ([action, value, expected]) => [action, shown(value), shown(expected)],
    },
    [
      ['jsonToXml', '{"a":1}', '<a>1</a>\n'],
      ['jsonToXml', 5, '<root>5</root>\n'],
      ['jsonToCsv', '[{"a":1}]', 'a\n1'],
      ['xmlToCsv', '<rows><row><a>1</a></row><row><a>2</a></row></rows>', 'a\n1\n2'],
      ['xmlToYaml', '<a><b>1</b></a>', 'a:\n  b: 1\n'],
      ['csvToJson', 'a\n1', '[{"a":"1"}]'],
      ['csvToXml', 'a\n1', '<root>\n  <item>\n    <a>1</a>\n  </item>\n</root>\n'],
      ['csvToYaml', 'a\n1', '- a: "1"\n'],
      ['yamlToCsv', '- a: 1', 'a\n1'],
      ['yamlToXml', 'a: 1', '<a>1</a>\n'],
      ['binaryToYaml', [1], '- 1\n'],
    ],
  ),
)('%s of %j is %j', async (key, data, expected) => {
  expect(await convert(key, data)).toBe(expected);
});

describe('form data', () => {
  test.each([
    ['a text', 'a=1&b=x+y%21&a=2', { a: ['1', '2'], b: 'x y!' }],
    [
      'the body of a request',
      { data: 'payload=%7B%7D', contentType: 'application/x-www-form-urlencoded' },
      { payload: '{}' },
    ],
    ['a body without a type', { data: Buffer.from('a=1'), contentType: undefined }, { a: '1' }],
    ['fields that were read before', { a: '1' }, { a: '1' }],
  ])('is read from %s', async (_name, data, expected) => {
    expect(await convert('deserializeFormData', data)).toEqual(expected);
  });

  test('of several parts gives fields and files', async () => {
    const form = new FormData();
    form.append('person', '{"name":"A"}');
    form.append('photo', new File([new Uint8Array([0, 255])], 'a.png', { type: 'image/png' }));
    const response = new Response(form);
    const contentType = response.headers.get('content-type');
    const data = Buffer.from(await response.arrayBuffer());
    expect(await convert('deserializeFormData', { data, contentType })).toEqual({
      person: '{"name":"A"}',
      photo: { data: Buffer.from([0, 255]), contentType: 'image/png', fileName: 'a.png' },
    });
    await expect(
      convert('deserializeFormData', { data: 'x', contentType: 'multipart/form-data' }),
    ).rejects.toThrow('not valid multipart form data');
  });

  test('is written of an object', async () => {
    expect(await convert('serializeFormData', { a: 'x y', b: [1, 2], c: { d: 1 }, e: null })).toBe(
      'a=x+y&b=1&b=2&c=%7B%22d%22%3A1%7D&e=',
    );
  });

  test('with more fields than anybody means is refused, however it is given', async () => {
    const text = 'a&'.repeat(10_001);
    const type = 'application/x-www-form-urlencoded';
    for (const data of [text, Buffer.from(text), { data: text, contentType: type }])
      await expect(convert('deserializeFormData', data)).rejects.toThrow('10000 fields');
  });

  test('with a field named __proto__ has that field', async () => {
    const fields = await convert('deserializeFormData', '__proto__=1');
    expect(Object.keys(Object(fields))).toEqual(['__proto__']);
  });
});

test('no start waits for examples: they are made when somebody looks at them', () => {
  const actions = builtInComponents().find(({ key }) => key === 'change-data-format')?.actions ?? {};
  const { jsonToXml } = actions;
  expect(Object.getOwnPropertyDescriptor(jsonToXml, 'examplePayload')?.get).toBeFunction();
  expect(JSON.stringify(jsonToXml?.examplePayload)).toContain('<name>Acme</name>');
});
