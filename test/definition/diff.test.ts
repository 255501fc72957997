import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { builtInCatalog } from '../../src/components/registry.ts';
import { definitionChanges, sameDefinition } from '../../src/definition/diff/diff.ts';
import type { Definition, Step, StepInput } from '../../src/definition/document/schema.ts';
import { definitions } from './definition-arbitraries.ts';

const value = (text: unknown): StepInput => ({ type: 'value', value: text });
const step = (name: string, more: Partial<Step> = {}): Step => ({
  name,
  action: { key: 'httpGet', component: { key: 'http' } },
  ...more,
});
const start = step('Start', {
  isTrigger: true,
  action: { key: 'webhook', component: { key: 'webhook-triggers' } },
});
const withSteps = (...steps: Step[]): Definition => ({
  name: 'Orders',
  flows: [{ name: 'Sync', steps: [start, ...steps] }],
});
const base = withSteps(step('Get order', { inputs: { url: value('https://a.test') } }), step('Tell'));

/** Each difference as one line. */
function told(before: Definition, after: Definition): string[] {
  return definitionChanges(before, after, builtInCatalog).map(
    ({ place, field, before: was, after: is }) =>
      `${place}${field === undefined ? '' : ` (${field})`}: ${was ?? '–'} → ${is ?? '–'}`,
  );
}

describe('what differs between two definitions is told by meaning', () => {
  const look = (url: string, more: Partial<Step> = {}) =>
    withSteps(step('Get order', { inputs: { url: value(url) }, ...more }), step('Tell'));
  const cases: [what: string, before: Definition, after: Definition, changes: string[]][] = [
    ['nothing', base, structuredClone(base), []],
    [
      'an input, by the name that its component gives it',
      base,
      look('https://b.test'),
      ['Sync › 1 Get order (URL): https://a.test → https://b.test'],
    ],
    [
      'what happens when a step fails',
      look('https://a.test', { errorConfig: { errorHandlerType: 'retry', maxAttempts: 1 } }),
      look('https://a.test', { errorConfig: { errorHandlerType: 'retry', maxAttempts: 3 } }),
      ['Sync › 1 Get order (When it fails: attempts): 1 → 3'],
    ],
    [
      'a description of the whole, and a note of a step',
      base,
      {
        ...withSteps(
          step('Get order', { inputs: { url: value('https://a.test') }, description: 'Reads it' }),
          step('Tell'),
        ),
        description: 'Sends orders on',
      },
      ['Sync › 1 Get order (Note): – → Reads it', 'Integration (Description): – → Sends orders on'],
    ],
    [
      'a new step',
      base,
      withSteps(...base.flows.flatMap(({ steps }) => steps.slice(1)), step('Reply')),
      ['Sync › 3 Reply: – → new step'],
    ],
    [
      'a step that is gone, by the number that it had',
      base,
      withSteps(...base.flows.flatMap(({ steps }) => steps.slice(1, 2))),
      ['Sync › 2 Tell: step removed → –'],
    ],
    [
      'another order of steps',
      withSteps(step('A'), step('B')),
      withSteps(step('B'), step('A')),
      ['Sync (Order of steps): Start, A, B → Start, B, A'],
    ],
    [
      'a step with a stable key under a new name',
      withSteps(step('A', { stableKey: 'one' })),
      withSteps(step('Z', { stableKey: 'one' })),
      ['Sync › 1 Z (Name): A → Z'],
    ],
    [
      'another action',
      withSteps(step('A')),
      withSteps(step('A', { action: { key: 'httpPost', component: { key: 'http', version: 3 } } })),
      ['Sync › 1 A (Action): http › httpGet → http › httpPost', 'Sync › 1 A (Component: Version): – → 3'],
    ],
    [
      'a step that has moved into a branch',
      withSteps(step('A'), step('Which', { branches: [{ name: 'EU' }] })),
      withSteps(step('Which', { branches: [{ name: 'EU', steps: [step('A')] }] })),
      ['Sync › 1.1 A (Place): 1 → 1.1'],
    ],
    [
      'branches by their names',
      withSteps(step('Which', { branches: [{ name: 'EU' }, { name: 'Else' }] })),
      withSteps(step('Which', { branches: [{ name: 'EU' }, { name: 'US' }, { name: 'Else' }] })),
      ['Sync › 1 Which (Branches): EU, Else → EU, US, Else'],
    ],
    [
      'a reference that becomes a template',
      withSteps(step('A', { inputs: { url: { type: 'reference', value: 'start.results.url' } } })),
      withSteps(
        step('A', { inputs: { url: { type: 'template', value: '{{#Base}}/{{$start.results.id}}' } } }),
      ),
      ['Sync › 1 A (URL): start.results.url → {{#Base}}/{{$start.results.id}}'],
    ],
    [
      'a config variable in place of a value',
      withSteps(step('A', { inputs: { url: value('https://a.test') } })),
      withSteps(step('A', { inputs: { url: { type: 'configVar', value: 'Base' } } })),
      ['Sync › 1 A (URL): https://a.test → {{#Base}}'],
    ],
    [
      'what reads alike, by its JSON',
      withSteps(step('A', { inputs: { url: value('5') } })),
      withSteps(step('A', { inputs: { url: value(5) } })),
      ['Sync › 1 A (URL): {"type":"value","value":"5"} → {"type":"value","value":5}'],
    ],
    [
      'an input that has been emptied or left out',
      withSteps(step('A', { inputs: { url: value('x'), body: value('y') } })),
      withSteps(step('A', { inputs: { url: value('') } })),
      ['Sync › 1 A (URL): x → empty', 'Sync › 1 A (Body): y → –'],
    ],
    [
      'lists of headers as one value',
      withSteps(
        step('A', { inputs: { headers: { type: 'complex', value: [{ ...value('1'), name: 'x-a' }] } } }),
      ),
      withSteps(
        step('A', { inputs: { headers: { type: 'complex', value: [{ ...value('2'), name: 'x-a' }] } } }),
      ),
      ['Sync › 1 A (Headers): x-a: 1 → x-a: 2'],
    ],
    [
      'config variables',
      {
        ...base,
        requiredConfigVars: [
          { key: 'Limit', dataType: 'number' },
          { key: 'Old', dataType: 'string' },
        ],
      },
      {
        ...base,
        requiredConfigVars: [
          { key: 'Limit', dataType: 'number', defaultValue: '100' },
          { key: 'Note prefix', dataType: 'string', defaultValue: 'Order from shop' },
          { key: 'Shop', dataType: 'connection', connection: { key: 'basic', component: { key: 'http' } } },
        ],
      },
      [
        'Config › Limit (Default): – → 100',
        'Config › Note prefix: – → string, “Order from shop”',
        'Config › Shop: – → connection, http › basic',
        'Config › Old: config variable removed → –',
      ],
    ],
    [
      'pages of the configuration',
      { ...base, configPages: [{ name: 'One', tagline: 'a' }] },
      { ...base, configPages: [{ name: 'One', tagline: 'b' }, { name: 'Two' }] },
      ['Config page › One (Tagline): a → b', 'Config page › Two: – → new page'],
    ],
    [
      'flows and how they answer',
      { ...base, flows: [...base.flows, { name: 'Gone', steps: [start] }] },
      {
        ...base,
        flows: [
          ...base.flows.map((flow) => ({ ...flow, isSynchronous: true })),
          { name: 'Report', steps: [start] },
        ],
      },
      ['Sync (Answers with its result): – → true', 'Report: – → new flow', 'Gone: flow removed → –'],
    ],
    [
      'name, labels and documentation',
      { ...base, labels: ['a'] },
      { ...base, name: 'Bestellungen', labels: ['a', 'b'], documentation: 'How to' },
      [
        'Integration (Name): Orders → Bestellungen',
        'Integration (Labels): a → a, b',
        'Integration (Documentation): – → How to',
      ],
    ],
  ];
  test.each(cases)('%s', (_what, before, after, changes) => {
    expect(told(before, after).sort()).toEqual(changes.sort());
  });

  test('a long text is shown from a little before the place where it changes', () => {
    const code = (end: string) =>
      withSteps(step('Code', { inputs: { code: value(`${'x'.repeat(5000)}${end}${'y'.repeat(900)}`) } }));
    const [line = ''] = told(code('OLD'), code('NEW'));
    expect(line).toContain(`…${'x'.repeat(40)}OLDyyy`);
    expect(line).toContain(`…${'x'.repeat(40)}NEWyyy`);
    expect(line.length).toBeLessThan(800);
  });

  test('code is told line by line, with lines around what differs and none of the rest', () => {
    const lines = Array.from({ length: 20 }, (_, number) => `line ${number}`);
    const code = (written: string[]) =>
      withSteps(step('Code', { inputs: { code: value(`${written.join('\n')}\n`) } }));
    const after = lines.with(3, 'changed').toSpliced(15, 0, 'new');
    const [change] = definitionChanges(code(lines), code(after), builtInCatalog);
    expect(change?.lines?.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      ...['same line 1', 'same line 2', 'removed line 3', 'added changed', 'same line 4', 'same line 5'],
      ...['gap …', 'same line 13', 'same line 14', 'added new', 'same line 15', 'same line 16'],
    ]);
  });

  test('texts of one line, and those that differ in too much, are not', () => {
    const texts = (a: string, b: string) =>
      definitionChanges({ ...base, description: a }, { ...base, description: b }, builtInCatalog)[0]?.lines;
    expect(texts('One', 'Two')).toBeUndefined();
    const many = (word: string) =>
      Array.from({ length: 3000 }, (_, number) => `${word} ${number}`).join('\n');
    expect(texts(many('a'), many('b'))).toBeUndefined();
    const some = Array.from({ length: 300 }, (_, number) => `b ${number}`).join('\n');
    expect(texts('a', some)).toHaveLength(201);
  });

  test('two steps of one name are each told once', () => {
    const twice = withSteps(step('A'), step('A'));
    expect(told(twice, withSteps(step('A')))).toEqual(['Sync › 2 A: step removed → –']);
  });

  test('there are changes exactly when the definitions differ', () => {
    fc.assert(
      fc.property(definitions, definitions, (a, b) => {
        expect(definitionChanges(a, structuredClone(a), builtInCatalog)).toEqual([]);
        expect(definitionChanges(a, b, builtInCatalog).length > 0).toBe(!sameDefinition(a, b));
      }),
      { numRuns: 60, seed: 4 },
    );
  });
});
