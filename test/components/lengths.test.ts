import { expect, test } from 'bun:test';
import { changeDataFormat } from '../../src/components/change-data-format/index.ts';
import type { Component } from '../../src/components/component.ts';
import { textManipulation } from '../../src/components/text-manipulation/index.ts';
import { evaluate } from '../../src/definition/compile/evaluate.ts';
import { parseTemplate } from '../../src/definition/document/templates.ts';
import { dataOf } from './context.ts';

const LIMIT = 'larger than 32 MB, which is the limit';
const million = 'a'.repeat(1_000_000);

/** Little data that would become gigabytes. */
const multiplying: [string, Component, string, Record<string, unknown>][] = [
  [
    'a letter replaced by a long text',
    textManipulation,
    'replace',
    { text: million, find: 'a', replace: million },
  ],
  [
    'several replacements, each of more than the last',
    textManipulation,
    'replaceMultipleSubstring',
    {
      text: million,
      replaceWith: [
        { key: 'a', value: 'bb' },
        { key: 'b', value: million },
      ],
    },
  ],
  [
    'a long separator between many parts',
    textManipulation,
    'join',
    { strings: Array(100_000).fill('a'), separator: million },
  ],
  [
    'many newlines of a long kind',
    textManipulation,
    'joinLines',
    { strings: ['a', 'b'], newlineType: million, numberOfNewlines: '100' },
  ],
  [
    'JSON with the indents of many levels',
    changeDataFormat,
    'prettyPrint',
    { data: `${'['.repeat(500)}${'1,'.repeat(50_000)}1${']'.repeat(500)}` },
  ],
  [
    'one value under many keys',
    changeDataFormat,
    'binaryToJson',
    { data: Array(1000).fill({ text: million }) },
  ],
];

test.each(multiplying)('%s is refused before it is made', async (_kind, component, key, params) => {
  await expect(dataOf(component, key, params)).rejects.toThrow(LIMIT);
});

test('a template that names a large value many times is refused before it is filled', () => {
  const parts = parseTemplate('{{$get.results}}'.repeat(1000));
  const scope = { read: () => million, configVar: () => undefined };
  expect(() => evaluate({ kind: 'template', parts }, scope)).toThrow(LIMIT);
});
