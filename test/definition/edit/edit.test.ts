import { expect, test } from 'bun:test';
import type { Definition, Step } from '../../../src/definition/document/schema.ts';
import { type Command, edit } from '../../../src/definition/edit/edit.ts';

const webhook: Step = {
  name: 'Webhook',
  isTrigger: true,
  action: { key: 'webhook', component: { key: 'webhook-triggers' } },
};
const schedule: Step = {
  name: 'Schedule',
  isTrigger: true,
  action: { key: 'schedule', component: { key: 'schedule-triggers' } },
  schedule: { type: 'value', value: '0 * * * *' },
};
const log: Step = { name: 'Log', action: { key: 'writeLog', component: { key: 'log' } } };
const draft: Definition = {
  definitionVersion: 7,
  name: 'Orders',
  description: 'From the shop.',
  category: 'Shops',
  labels: ['eu'],
  documentation: '# Orders',
  ownField: { kept: true },
  flows: [
    { name: 'Other', stableKey: 'k-0', steps: [webhook] },
    { name: 'Import', stableKey: 'k-1', steps: [webhook, log] },
  ],
};
const restored: Definition = { definitionVersion: 7, name: 'Orders of May', flows: [] };

const COMMANDS: [name: string, command: Command, then: Partial<Definition>][] = [
  ['the name', { kind: 'change-details', details: { name: 'New' } }, { name: 'New' }],
  ['the description', { kind: 'change-details', details: { description: '' } }, { description: '' }],
  ['the category', { kind: 'change-details', details: { category: 'Banks' } }, { category: 'Banks' }],
  ['the labels', { kind: 'change-details', details: { labels: ['b', 'a'] } }, { labels: ['b', 'a'] }],
  ['the documentation', { kind: 'change-details', details: { documentation: 'x' } }, { documentation: 'x' }],
  [
    'several at once',
    { kind: 'change-details', details: { name: 'N', labels: [] } },
    { name: 'N', labels: [] },
  ],
  [
    'the trigger of a flow, and nothing else of it',
    { kind: 'set-trigger', flow: 'k-1', trigger: schedule },
    { flows: [draft.flows[0] ?? never(), { name: 'Import', stableKey: 'k-1', steps: [schedule, log] }] },
  ],
];

function never(): never {
  throw new Error('The first flow is there.');
}

test.each(COMMANDS)(
  'a draft changes in %s, is itself left alone, and can be taken back',
  (_, command, then) => {
    const before = structuredClone(draft);
    const edited = edit(draft, command);
    if (!('ok' in edited)) throw new Error(edited.problem);
    expect(edited.ok).toEqual({ ...draft, ...then });
    expect(draft).toEqual(before);
    expect(edit(edited.ok, edited.undo)).toMatchObject({ ok: draft });
  },
);

test('a restored version takes the place of all there was, and gives it back', () => {
  const edited = edit(draft, { kind: 'restore', definition: restored });
  if (!('ok' in edited)) throw new Error(edited.problem);
  expect(edited.ok).toEqual(restored);
  expect(edit(restored, edited.undo)).toMatchObject({ ok: draft });
});

test.each([
  ['the same name', { name: 'Orders' }],
  ['nothing', {}],
  ['equal labels', { labels: ['eu'] }],
])('%s is no change: the definition is the very same', (_, details) => {
  const edited = edit(draft, { kind: 'change-details', details });
  expect('ok' in edited && edited.ok).toBe(draft);
});

const bare: Definition = { ...draft, flows: [{ name: 'Bare', stableKey: 'k-2', steps: [log] }] };

test.each<[string, Definition, Command, RegExp]>([
  ['a flow that is gone', draft, { kind: 'set-trigger', flow: 'k-9', trigger: schedule }, /no longer there/],
  [
    'a step that is no trigger',
    draft,
    { kind: 'set-trigger', flow: 'k-1', trigger: log },
    /Log starts no flow/,
  ],
])('a trigger cannot be set for %s, and the answer says so', (_, definition, command, said) => {
  expect(edit(definition, command)).toEqual({ problem: expect.stringMatching(said) });
});

test('a flow without a trigger is given one, in front of its steps', () => {
  const made = edit(bare, { kind: 'set-trigger', flow: 'k-2', trigger: schedule });
  const names = 'ok' in made ? made.ok.flows[0]?.steps.map(({ name }) => name) : [];
  expect(names).toEqual([schedule.name, 'Log']);
});
