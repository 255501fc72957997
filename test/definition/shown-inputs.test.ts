import { describe, expect, test } from 'bun:test';
import type { InputDeclaration } from '../../src/components/component.ts';
import type { StepInput } from '../../src/definition/document/schema.ts';
import { type ShownInput, shownInputs } from '../../src/definition/read/shown-inputs.ts';

const order = { number: '1', name: 'Get order' };
const stepOf = (key: string) => (key === 'getOrder' ? order : undefined);

function shown(input: StepInput, declared: Partial<InputDeclaration> = {}, key = 'note'): ShownInput {
  const [found] = shownInputs(
    { [key]: input },
    [{ key, label: 'Note', type: 'string', ...declared }],
    stepOf,
  );
  if (!found) throw new Error('no input');
  return found;
}
const read = (input: StepInput, declared: Partial<InputDeclaration> = {}) => shown(input, declared).value;

describe('an input to read', () => {
  test('a value is as it was written; what was chosen in a list reads as it did there', () => {
    expect(read({ type: 'value', value: 'Hi\nthere' })).toEqual({ kind: 'text', text: 'Hi\nthere' });
    const model = [{ label: 'Europe', value: 'eu' }];
    expect(read({ type: 'value', value: 'eu' }, { model })).toEqual({ kind: 'text', text: 'Europe' });
    expect(read({ type: 'value', value: { a: [1] } })).toEqual({ kind: 'text', text: '{"a":[1]}' });
    expect(read({ type: 'value', value: '' })).toEqual({ kind: 'unset' });
  });

  test('a reference leads to its step; one that leads nowhere stays as it was written', () => {
    const reference = (value: string) => read({ type: 'reference', value });
    expect(reference('getOrder.results.id')).toEqual({
      kind: 'reference',
      text: 'getOrder.results.id',
      step: order,
    });
    expect(reference('gone.results.id')).toEqual({
      kind: 'reference',
      text: 'gone.results.id',
      step: undefined,
    });
    expect(reference('no reference')).toEqual({ kind: 'reference', text: 'no reference', step: undefined });
    expect(reference('')).toEqual({ kind: 'unset' });
  });

  test('a template is cut into text, references and config variables', () => {
    expect(read({ type: 'template', value: '{{#Prefix}}: {{$getOrder.results.id}}!' })).toEqual({
      kind: 'template',
      pieces: [
        { kind: 'configVar', key: 'Prefix' },
        { kind: 'text', text: ': ' },
        { kind: 'reference', text: 'getOrder.results.id', step: order },
        { kind: 'text', text: '!' },
      ],
    });
  });

  test('lists, names with values and conditions keep their shape', () => {
    expect(read({ type: 'complex', value: [{ type: 'value', value: 'a' }, 7] })).toEqual({
      kind: 'list',
      items: [
        { kind: 'text', text: 'a' },
        { kind: 'text', text: '7' },
      ],
    });
    const named: StepInput = { type: 'complex', value: [{ name: 'X', type: 'configVar', value: 'Shop' }] };
    expect(read(named, { collection: 'keyvaluelist' })).toEqual({
      kind: 'pairs',
      items: [{ name: { kind: 'text', text: 'X' }, value: { kind: 'configVar', key: 'Shop' } }],
    });
    const condition: StepInput = {
      type: 'complex',
      value: [
        { name: 'Yes', type: 'complex', value: ['or', ['isTrue', { type: 'value', value: 'a' }, 'dead']] },
      ],
    };
    expect(read(condition)).toEqual({
      kind: 'conditions',
      branches: [
        {
          name: 'Yes',
          condition: {
            kind: 'or',
            terms: [
              { kind: 'compare', operator: 'isTrue', left: { kind: 'text', text: 'a' }, right: undefined },
            ],
          },
        },
      ],
    });
    expect(read({ type: 'complex', value: [] })).toEqual({ kind: 'unset' });
  });

  test('code is told from text', () => {
    expect(read({ type: 'value', value: 'x' }, { type: 'code' })).toEqual({
      kind: 'text',
      text: 'x',
      language: '',
    });
  });

  test('inputs come in the declared order, then those that only the document has, and defaults stand for what is not set', () => {
    const declared: InputDeclaration[] = [
      { key: 'a', label: 'A', type: 'string', default: '10', required: true },
      { key: 'b', label: 'B', type: 'string' },
    ];
    const inputs: Record<string, StepInput> = {
      extra: { type: 'value', value: '1' },
      b: { type: 'value', value: '2' },
    };
    const found = shownInputs(inputs, declared);
    expect(found.map(({ key, label, fallback, isDeclared }) => [key, label, fallback, isDeclared])).toEqual([
      ['a', 'A', '10', true],
      ['b', 'B', '', true],
      ['extra', 'extra', '', false],
    ]);
  });
});

describe('a secret is hidden', () => {
  test('where the component declares a password, with its default', () => {
    const { value, fallback } = shown(
      { type: 'value', value: 'hunter2' },
      { type: 'password', default: 'x' },
    );
    expect([value, fallback]).toEqual([{ kind: 'hidden' }, '']);
  });

  test.each([
    'password',
    'apiKey',
    'api_key',
    'clientSecret',
    'accessToken',
    'token',
    'Authorization',
    'privateKey',
  ])('where nothing declares it and it is called %s', (key) => {
    expect(shownInputs({ [key]: { type: 'value', value: 'x' } }, [])[0]?.value).toEqual({ kind: 'hidden' });
  });

  test.each(['url', 'note', 'key', 'keyInput', 'tokenizer', 'authorName'])('but not one called %s', (key) => {
    expect(shownInputs({ [key]: { type: 'value', value: 'x' } }, [])[0]?.value.kind).toBe('text');
  });

  test('in a header of that name, and in the text of a template; what is read from elsewhere is seen', () => {
    const headers: StepInput = {
      type: 'complex',
      value: [
        { name: 'Authorization', type: 'value', value: 'Bearer abc' },
        { name: 'authorization', type: 'template', value: 'Bearer {{#Token}}' },
        { name: 'Accept', type: 'value', value: '*/*' },
      ],
    };
    const value = read(headers, { collection: 'keyvaluelist' });
    expect(value.kind === 'pairs' && value.items.map((item) => item.value)).toEqual([
      { kind: 'hidden' },
      { kind: 'template', pieces: [{ kind: 'hidden' }, { kind: 'configVar', key: 'Token' }] },
      { kind: 'text', text: '*/*' },
    ]);
  });

  test('where the document says that it is only for writing', () => {
    expect(shown({ type: 'value', value: 'x', meta: { writeOnly: true } }).value).toEqual({ kind: 'hidden' });
  });
});
