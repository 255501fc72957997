import { remembered, type Shapes } from './growth.ts';

const repeated =
  (part: string, before = '', after = ''): Shapes[string] =>
  (size) =>
    before + part.repeat(Math.ceil(size / part.length)) + after;

const numbered = (size: number, width: number, make: (index: number) => string) =>
  Array.from({ length: Math.ceil(size / width) }, (_each, index) => make(index));

/** Texts that have made one reader or another slow, as long as they are told to be. */
export const texts = remembered({
  'one letter': repeated('a'),
  'a field of one name again and again': repeated('a&'),
  'a field with values again and again': repeated('a=1&'),
  'escaped characters of an address': repeated('%2B'),
  'broken escapes': repeated('%'),
  'opening brackets': repeated('['),
  'lists in lists': (size) => `${'['.repeat(size / 2)}${']'.repeat(size / 2)}`,
  'objects in objects': (size) => `${'{"a":'.repeat(size / 6)}1${'}'.repeat(size / 6)}`,
  'opening angle brackets': repeated('<'),
  'opening scripts': repeated('<script '),
  'opening elements': repeated('<a>'),
  'elements in elements': (size) => `${'<a>'.repeat(size / 7)}${'</a>'.repeat(size / 7)}`,
  'elements beside each other': (size) => `<r>${'<a>1</a>'.repeat(size / 8)}</r>`,
  'elements of different names': (size) =>
    `<r>${numbered(size, 14, (index) => `<k${index}>1</k${index}>`).join('')}</r>`,
  'attributes of one element': (size) => `<r ${numbered(size, 10, (index) => `k${index}="1"`).join(' ')}/>`,
  'opening comments': repeated('<!--'),
  'character references': repeated('&amp;'),
  'ends of character references that do not come': repeated('&#'),
  quotes: repeated('"'),
  'escaped quotes': repeated('\\"', '"', '"'),
  backslashes: repeated('\\'),
  commas: repeated(','),
  'line breaks': repeated('\n'),
  'carriage returns': repeated('\r'),
  spaces: repeated(' '),
  'spaces before a letter': repeated(' ', '', 'x'),
  digits: repeated('7'),
  dots: repeated('a.'),
  'as many columns as rows': (size) =>
    `${numbered(size / 2, 7, (index) => `c${index}`).join(',')}\n${'1\n'.repeat(size / 4)}`,
  'columns of two underscores': (size) => `${'a__'.repeat(size / 3)}b\n1\n`,
  'rows of two columns': (size) => `a,b\n${'1,2\n'.repeat(size / 4)}`,
  'keys of YAML': (size) => numbered(size, 10, (index) => `k${index}: 1\n`).join(''),
  'lines of a list': repeated('- a\n'),
  'lists in a line': repeated('- '),
  'keys within keys': (size) =>
    numbered(Math.sqrt(size) * 3, 3, (index) => `${' '.repeat(index)}a:\n`).join(''),
  'anchors and aliases': (size) => `- &a 1\n${'- *a\n'.repeat(size / 5)}`,
  'merge keys': (size) =>
    `base: &b {x: 1}\nlist:\n${numbered(size, 18, (index) => `  k${index}: {<<: *b}\n`).join('')}`,
  'objects with different keys': (size) => `[${numbered(size, 12, (index) => `{"k${index}":1}`).join(',')}]`,
  'one object of many keys': (size) => `{${numbered(size, 11, (index) => `"k${index}":1`).join(',')}}`,
  'one object with one key again and again': (size) => `{${'"a":1,'.repeat(size / 6)}"a":1}`,
  'a list of numbers': (size) => `[${numbered(size, 6, String).join(',')}]`,
  'lines of JSON': repeated('{"id":17}\n'),
  'references in a template': repeated('{{$a.results.b}}'),
  'openings of references': repeated('{{$'),
  'openings of config variables': repeated('{{#a'),
  'closings of references': repeated('}}'),
  'literals of a date format': repeated('['),
  'a date with brackets behind it': repeated('(', '2026-01-31T08:00:00Z '),
  stars: repeated('*a **b '),
  underscores: repeated('_a __b '),
  'links that do not end': repeated('[a]('),
  'pictures in links': repeated('[![a'),
  'code marks': repeated('`a``'),
  'rows of a table': (size) => `|a|b|\n|-|-|\n${'|1|2|\n'.repeat(size / 6)}`,
  'quotations in quotations': repeated('> '),
  'addresses that are no links yet': repeated('http://a.b '),
  'entity tags': repeated('"a",'),
  'parts of a form': repeated('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n', '', '--b--'),
  'cookies of one name': repeated('session=a; '),
});

/** Values that steps hand on, made of about so many characters. */
export const values = remembered({
  'numbers in a list': (size) => numbered(size, 6, String).map(Number),
  'equal texts in a list': (size) => numbered(size, 6, () => 'acme'),
  'different texts in a list': (size) => numbered(size, 6, (index) => `k${index}`),
  'objects of different keys in a list': (size) =>
    numbered(size, 10, (index) => `k${index}`).map((key) => ({ [key]: 1 })),
  'objects of one key in a list': (size) => numbered(size, 10, String).map((id) => ({ id })),
  'an object of many keys': (size) =>
    Object.fromEntries(numbered(size, 10, (index) => `k${index}`).map((key) => [key, 1])),
  'pairs of keys and values': (size) =>
    numbered(size, 20, (index) => `k${index}`).map((key) => ({ key, value: key })),
  'lists in a list': (size) => numbered(size, 10, (index) => `k${index}`).map((text) => [text, text]),
  'one list in another': (size) => {
    let list: unknown = 1;
    for (let depth = 0; depth < Math.min(size / 20, 2000); depth++) list = [list];
    return list;
  },
  'one object in another': (size) => {
    let record: unknown = 1;
    for (let depth = 0; depth < Math.min(size / 20, 2000); depth++) record = { a: record };
    return record;
  },
  bytes: (size) => Buffer.alloc(size, 97),
  'bytes that are no text': (size) => Buffer.alloc(size, 0xff),
  'a file': (size) => ({ data: Buffer.alloc(size, 38), contentType: 'application/x-www-form-urlencoded' }),
  'dates and big integers': (size) =>
    numbered(size, 20, () => '').map(() => ({ at: new Date(0), big: 12345678901234567890n })),
});
