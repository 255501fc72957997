import { expect, test } from 'bun:test';
import { textManipulation } from '../../src/components/text-manipulation/index.ts';
import { dataOf } from './context.ts';

test.each([
  ['upperCase', { text: 'straße' }, 'STRASSE'],
  ['lowerCase', { text: 'ÄB' }, 'äb'],
  ['trim', { text: ' \t a b \n' }, 'a b'],
  ['stringLength', { text: 'abc' }, 3],
  ['stringLength', { text: 12345 }, 5],
  ['upperCase', {}, ''],
  ['join', { strings: ['gh', 17], separator: '-' }, 'gh-17'],
  ['join', { strings: ['a', 'b'], separator: '' }, 'ab'],
  ['join', { strings: [['a', 'b'], 'c'], separator: ',' }, 'a,b,c'],
  ['join', { strings: [null, 'b', undefined], separator: ',' }, ',b,'],
  ['joinLines', { strings: ['a', 'b'], newlineType: '\n', numberOfNewlines: '1' }, 'a\nb'],
  ['joinLines', { strings: ['a', 'b'], newlineType: '\r\n', numberOfNewlines: 2 }, 'a\r\n\r\nb'],
  ['joinLines', { strings: ['a', 'b'], newlineType: '', numberOfNewlines: '' }, 'a\nb'],
  ['split', { text: 'prismatic/examples', separator: '/' }, ['prismatic', 'examples']],
  ['split', { text: 'abc', separator: '' }, ['a', 'b', 'c']],
  ['split', { text: '', separator: ',' }, ['']],
  ['split', { text: 'a.b', separator: '.' }, ['a', 'b']],
  ['splitLines', { text: 'a\r\n\nb\rc\n' }, ['a', 'b', 'c']],
  ['splitLines', { text: 'a\n\n', filterBlankLines: 'false' }, ['a', '', '']],
  ['replace', { text: '/in/a.xml', find: '/in/', replace: '/out/' }, '/out/a.xml'],
  ['replace', { text: 'gh-1 gh-2', find: 'gh-', replace: '' }, '1 2'],
  ['replace', { text: 'a.b.c', find: '.', replace: '$&$1' }, 'a$&$1b$&$1c'],
  ['replace', { text: 'abc', find: '', replace: 'x' }, 'abc'],
  ['slice', { text: 'Hello, world', sliceStart: '7' }, 'world'],
  ['slice', { text: 'Hello', sliceStart: '', sliceStop: '2' }, 'He'],
  ['slice', { text: 'Hello', sliceStart: -3, sliceStop: -1 }, 'll'],
  ['htmlEncode', { text: `<a href="x">'&'</a>` }, '&lt;a href=&quot;x&quot;&gt;&#x27;&amp;&#x27;&lt;/a&gt;'],
  ['htmlDecode', { text: '&lt;b&gt; &amp;amp; &eacute;&#233;&#xE9; &euro;' }, '<b> &amp; ééé €'],
  ['htmlDecode', { text: '&check;&Alpha;&euro; &nbsp &amp;lt;' }, '✓Α€ &nbsp &lt;'],
  ['htmlDecode', { text: '&nothing; &#0; &#xD800; &#x110000; &' }, '&nothing; &#0; &#xD800; &#x110000; &'],
  ['encodeBase64', { textOrFile: 'é' }, 'w6k='],
  ['encodeBase64', { textOrFile: { data: Buffer.from([0, 255]), contentType: 'x/y' } }, 'AP8='],
  ['decodeBase64', { base64Text: 'w6k=\n' }, 'é'],
])('%s of %j is %j', async (key, params, expected) => {
  expect(await dataOf(textManipulation, key, params)).toEqual(expected);
});

test('several texts are replaced one after another', async () => {
  const replaceWith = [
    { key: 'a', value: 'b' },
    { key: 'b', value: 'c' },
  ];
  expect(await dataOf(textManipulation, 'replaceMultipleSubstring', { text: 'ab', replaceWith })).toBe('cc');
});

test('a pattern finds all matches, or the first one with its groups', async () => {
  const params = { text: '17-4 18-2', regex: '(\\d+)-(\\d)' };
  expect(await dataOf(textManipulation, 'match', params)).toEqual(['17-4', '18-2']);
  expect(await dataOf(textManipulation, 'match', { ...params, regexFlags: 'i' })).toEqual([
    '17-4',
    '17',
    '4',
  ]);
  expect(await dataOf(textManipulation, 'match', { ...params, regex: 'x' })).toBeNull();
  await expect(dataOf(textManipulation, 'match', { ...params, regex: '(' })).rejects.toThrow();
});

test('what cannot be used is refused by the name of its input', async () => {
  await expect(dataOf(textManipulation, 'decodeBase64', { base64Text: 'ü' })).rejects.toThrow(
    '"Base64 text"',
  );
  await expect(dataOf(textManipulation, 'join', { strings: 'a' })).rejects.toThrow('The input "Strings"');
  await expect(dataOf(textManipulation, 'slice', { text: 'a', sliceStart: 'x' })).rejects.toThrow(
    'The input "Start"',
  );
});
