import { describe, expect, test } from 'bun:test';
import { chooseBranch, evaluate, type ReferenceScope } from '../../src/definition/compile/evaluate.ts';
import { compileInput } from '../../src/definition/compile/value.ts';
import type { StepInput } from '../../src/definition/document/schema.ts';

const results: Record<string, unknown> = {
  hook: {
    body: { data: { action: 'opened', issue: { number: 7, labels: ['bug', 'ui'] } } },
    headers: { 'X-Id': 'a1' },
  },
};
const scope: ReferenceScope = {
  read: (step, root) => {
    if (root === 'results') return Object.hasOwn(results, step) ? results[step] : undefined;
    return root === 'index' ? 2 : { name: 'third' };
  },
  configVar: (key) => (key === 'Company' ? 'Acme' : undefined),
};

function received(input: StepInput, declared = {}): unknown {
  const compiled = compileInput(input, declared);
  return compiled && evaluate(compiled, scope);
}

const literal = (value: unknown): StepInput => ({ type: 'value', value });
const reference = (value: string): StepInput => ({ type: 'reference', value });

describe('an input gives', () => {
  test('the text that was written, never a template', () => {
    expect(received(literal('false'))).toBe('false');
    expect(received(literal('{{$hook.results}} {% if x %}'))).toBe('{{$hook.results}} {% if x %}');
  });

  test('the text of a number, a boolean or JSON that was written without quotes', () => {
    expect(received(literal(50))).toBe('50');
    expect(received(literal(false))).toBe('false');
    expect(received(literal({ a: [1] }))).toBe('{"a":[1]}');
  });

  test('what an earlier step answered, as it is', () => {
    expect(received(reference('hook.results.body.data.issue.labels'))).toEqual(['bug', 'ui']);
    expect(received(reference('hook.results.headers.X-Id'))).toBe('a1');
    expect(received(reference('hook.results.body.data.nothing.here'))).toBeUndefined();
    expect(received(reference('never.results.x'))).toBeUndefined();
  });

  test('the item and the position of a loop', () => {
    expect(received(reference('loop.currentItem.name'))).toBe('third');
    expect(received(reference('loop.index'))).toBe(2);
  });

  test('a config variable', () => {
    expect(received({ type: 'configVar', value: 'Company' })).toBe('Acme');
  });

  test('a filled-in template, with objects as JSON and nothing for what is not there', () => {
    const value =
      '{{#Company}}: {{$hook.results.body.data.issue.labels}}{{$hook.results.nothing}} #{{$loop.index}}';
    expect(received({ type: 'template', value })).toBe('Acme: ["bug","ui"] #2');
  });

  test('a list of values', () => {
    const value = [literal('gh'), reference('hook.results.body.data.issue.number'), literal('')];
    expect(received({ type: 'complex', value })).toEqual(['gh', 7, '']);
  });

  test('named values, whose names may be references themselves', () => {
    const value: StepInput[] = [
      { ...literal('application/json'), name: 'Content-Type' },
      { ...reference('hook.results.body.data.action'), name: reference('hook.results.headers.X-Id') },
      { ...literal('x'), name: literal('Third') },
    ];
    expect(received({ type: 'complex', value })).toEqual([
      { key: 'Content-Type', value: 'application/json' },
      { key: 'a1', value: 'opened' },
      { key: 'Third', value: 'x' },
    ]);
  });

  test('the kind of list that the component declares, whatever the items look like', () => {
    const named: StepInput = { type: 'complex', value: [{ ...literal('v'), name: 'n' }] };
    const plain: StepInput = { type: 'complex', value: [literal('v')] };
    expect(received(named, { collection: 'valuelist' })).toEqual(['v']);
    expect(received(plain, { collection: 'keyvaluelist' })).toEqual([{ key: '', value: 'v' }]);
    expect(received({ type: 'complex', value: [] }, { collection: 'keyvaluelist' })).toEqual([]);
  });

  test('nothing when it is not set', () => {
    const unset: StepInput[] = [
      literal(''),
      literal(null),
      { type: 'value' },
      reference(''),
      reference('nonsense'),
      { type: 'configVar', value: '' },
      { type: 'template', value: '' },
      { type: 'complex', value: '' },
      { type: 'complex' },
    ];
    for (const input of unset) expect(compileInput(input)).toBeUndefined();
  });
});

describe('the conditions of a branch', () => {
  const expression = (...terms: unknown[]): StepInput => ({
    type: 'complex',
    value: [{ name: 'Found', type: 'complex', value: JSON.parse(JSON.stringify(terms)) }],
  });
  const conditions: StepInput = {
    type: 'complex',
    value: [
      {
        name: 'Closed',
        type: 'complex',
        value: ['and', ['equal', reference('hook.results.body.data.action'), literal('closed')]],
      },
      {
        name: 'Labelled',
        type: 'complex',
        value: [
          'or',
          ['isEmpty', reference('hook.results.body.data.issue.labels'), literal('')],
          [
            'and',
            ['in', literal('bug'), reference('hook.results.body.data.issue.labels')],
            ['exists', reference('hook.results.headers.X-Id')],
          ],
        ],
      },
    ],
  };

  test('reach a component as nested lists with their terms resolved', () => {
    expect(received(conditions)).toEqual([
      { key: 'Closed', value: ['and', ['equal', 'opened', 'closed']] },
      {
        key: 'Labelled',
        value: ['or', ['isEmpty', ['bug', 'ui']], ['and', ['in', 'bug', ['bug', 'ui']], ['exists', 'a1']]],
      },
    ]);
  });

  test('choose the first branch that holds', () => {
    const compiled = compileInput(conditions);
    expect(compiled?.kind === 'conditions' && chooseBranch(compiled.branches, scope)).toBe('Labelled');
  });

  test('choose none when none holds', () => {
    const compiled = compileInput(expression('and', ['equal', literal('a'), literal('b')]));
    expect(compiled?.kind === 'conditions' && chooseBranch(compiled.branches, scope)).toBeUndefined();
  });

  test('compare a missing term as an empty text', () => {
    expect(received(expression('and', ['equal', literal(''), reference('')]))).toEqual([
      { key: 'Found', value: ['and', ['equal', '', '']] },
    ]);
  });

  test('of an input that holds one condition only are that condition', () => {
    const value = ['and', ['equal', reference('hook.results.headers.X-Id'), literal('a1')]];
    expect(received({ type: 'complex', value }, { type: 'conditional' })).toEqual([
      'and',
      ['equal', 'a1', 'a1'],
    ]);
  });
});
