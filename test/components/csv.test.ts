import { expect, test } from 'bun:test';
import { csv } from '../../src/components/csv/index.ts';
import { dataOf } from './context.ts';

test.each([
  [
    'id,name\n17,Acme',
    {},
    [
      ['id', 'name'],
      ['17', 'Acme'],
    ],
  ],
  [
    '\uFEFFid;name\r\n17;"Ac;me\r\n""Ltd"""\r\n',
    { delimiter: ';' },
    [
      ['id', 'name'],
      ['17', 'Ac;me\r\n"Ltd"'],
    ],
  ],
  [
    'a\tb\n\n1\t2\r3\t4',
    { delimiter: '\\t' },
    [
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ],
  ],
  ['id||name', { delimiter: '||' }, [['id', 'name']]],
  ['id,name\n17,Acme', { ignoreHeaders: 'true' }, [['17', 'Acme']]],
  [
    'a,,\n,',
    {},
    [
      ['a', '', ''],
      ['', ''],
    ],
  ],
  ['', {}, []],
])('%j is read with %j as %j', async (text, more, rows) => {
  expect(await dataOf(csv, 'parse', { csv: text, ...more })).toEqual(rows);
  const file = { data: Buffer.from(text), contentType: 'text/csv' };
  expect(await dataOf(csv, 'parse', { csv: file, ...more })).toEqual(rows);
});

test.each([
  [{ inputArray: [{ id: 17, name: 'Acme' }, { id: 18 }] }, 'id,name\n17,Acme\n18,'],
  [{ inputArray: '[{"a": "x;y", "b": "say \\"hi\\""}]', delimiter: ';' }, 'a;b\n"x;y";"say ""hi"""'],
  [{ inputArray: [{ a: 1 }], includeHeader: 'false' }, '1'],
])('objects %j are written as %j', async (params, text) => {
  expect(await dataOf(csv, 'generateFromObject', params)).toBe(text);
});

test('lists of fields are written as rows', async () => {
  const data = [['id', 'name'], '["17", "Ac\\tme"]'];
  expect(await dataOf(csv, 'generate', { data })).toBe('id,name\n17,Ac\tme');
  expect(await dataOf(csv, 'generate', { data, delimiter: '\\t' })).toBe('id\tname\n17\t"Ac\tme"');
});

test('what is no CSV is refused with its row, and a delimiter that cannot be one', async () => {
  await expect(dataOf(csv, 'parse', { csv: 'a\n"b' })).rejects.toThrow('never closed, in row 2');
  await expect(dataOf(csv, 'parse', { csv: 'a\n"b"c,d' })).rejects.toThrow(
    'after a quoted CSV field, in row 2',
  );
  await expect(dataOf(csv, 'parse', { csv: 'a', delimiter: '"' })).rejects.toThrow('"Delimiter"');
});
