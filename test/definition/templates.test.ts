import { describe, expect, test } from 'bun:test';
import { parseTemplate, splitTemplate, textOf } from '../../src/definition/document/templates.ts';

describe('a template', () => {
  test('mixes text, references and config variables', () => {
    expect(parseTemplate('Hi {{$getUser.results.name}}, from {{#Company Name}}!')).toEqual([
      'Hi ',
      { kind: 'reference', step: 'getUser', root: 'results', path: ['name'] },
      ', from ',
      { kind: 'configVar', key: 'Company Name' },
      '!',
    ]);
  });

  test.each([
    'no braces at all',
    '{{ticket.id}}',
    '{{ $step.results }}',
    '{{}} {{#}} {{$}}',
    '{{#never closed',
    '{{$broken} }',
    '}}{{',
    'const f = () => { return { a: { b: 1 } }; }',
  ])('leaves %p as it is', (text) => {
    expect(parseTemplate(text).join('')).toBe(text);
    expect(splitTemplate(text).every((piece) => piece.kind === 'text')).toBe(true);
  });

  test('keeps a place whose inside is no reference as the text that was written', () => {
    expect(parseTemplate('{{$name}}')).toEqual(['{{$name}}']);
  });

  test('finds the innermost of nested braces', () => {
    expect(parseTemplate('{{#a {{#b}}')).toEqual(['{{#a ', { kind: 'configVar', key: 'b' }]);
    expect(parseTemplate('{{{#b}}}')).toEqual(['{', { kind: 'configVar', key: 'b' }, '}']);
  });

  test('with a million unfinished places is read without delay', () => {
    expect(splitTemplate('{{#'.repeat(1_000_000))).toHaveLength(1);
    expect(splitTemplate(`${'{{#'.repeat(1_000_000)}x}}`)).toHaveLength(2);
  });
});

test('values become text the way a reader expects', () => {
  const samples: [unknown, string][] = [
    [undefined, ''],
    [null, ''],
    ['text', 'text'],
    [0, '0'],
    [false, 'false'],
    [12n, '12'],
    [{ a: [1] }, '{"a":[1]}'],
    [[], '[]'],
    [new Date('2024-01-01T00:00:00Z'), '2024-01-01T00:00:00.000Z'],
    [new Date(Number.NaN), ''],
    [Buffer.from('über'), 'über'],
  ];
  for (const [value, text] of samples) expect(textOf(value)).toBe(text);
});
