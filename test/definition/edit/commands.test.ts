import { describe, expect, test } from 'bun:test';
import type { Definition, Step, StepInput } from '../../../src/definition/document/schema.ts';
import { type Command, edit } from '../../../src/definition/edit/edit.ts';

const reference = (value: string): StepInput => ({ type: 'reference', value });
const template = (value: string): StepInput => ({ type: 'template', value });
const step = (
  key: string,
  name: string,
  inputs: Record<string, StepInput> = {},
  more: Partial<Step> = {},
): Step => ({
  ...{ name, stableKey: key, action: { key: 'writeLog', component: { key: 'log' } }, inputs },
  ...more,
});
const trigger = (name: string): Step => ({
  ...{ name, stableKey: `t-${name}`, isTrigger: true },
  action: { key: 'webhook', component: { key: 'webhook-triggers' } },
});

const inBranch = step('s-4', 'In branch', { a: template('{{$getUser.results.id}} of {{#Currency}}') });
const inLoop = step('s-6', 'In loop', { a: reference('eachOrder.currentItem.id') });
const draft: Definition = {
  name: 'Orders',
  flows: [
    {
      ...{ name: 'Import', stableKey: 'f-1' },
      steps: [
        trigger('On call'),
        step('s-1', 'Get User', { url: reference('onCall.results.webhookUrls.Import') }),
        step('s-2', 'Use it', {
          a: reference('getUser.results.data.name'),
          b: {
            type: 'complex',
            value: [['and', [['equal', reference('getUser.results.x'), template('{{$getUser.results}}')]]]],
          },
          c: { type: 'configVar', value: 'Currency' },
          d: reference('getUserAgain.results'),
        }),
        step(
          's-3',
          'Choose',
          {},
          {
            branches: [
              { name: 'Yes', steps: [inBranch] },
              { name: 'Else', steps: [] },
            ],
          },
        ),
        step('s-5', 'Each Order', {}, { steps: [inLoop] }),
      ],
    },
    {
      ...{ name: 'Sync', stableKey: 'f-2' },
      steps: [
        { ...trigger('At night'), schedule: { type: 'configVar', value: 'Currency' } },
        {
          ...step('s-7', 'Call', { flowName: { type: 'value', value: 'Import' } }),
          action: { key: 'invokeFlow', component: { key: 'cross-flow' } },
        },
      ],
    },
  ],
  preprocessFlowName: 'Import',
  requiredConfigVars: [
    { key: 'Currency', dataType: 'string' },
    { key: 'Other', dataType: 'string' },
  ],
  configPages: [
    {
      name: 'Page',
      elements: [
        { type: 'configVar', value: 'Currency' },
        { type: 'htmlElement', value: 'Currency' },
      ],
    },
  ],
};

function done(command: Command, definition = draft): Definition {
  const edited = edit(definition, command);
  if ('problem' in edited) throw new Error(edited.problem);
  expect(edit(edited.ok, edited.undo)).toMatchObject({ ok: definition });
  return edited.ok;
}

/** The steps of a flow with those inside them, as one line. */
function outline(definition: Definition, flow = 0): string {
  const of = (steps: Step[]): string =>
    steps
      .map(({ name, branches, steps: inner }) => {
        const inside = (branches ?? []).map((branch) => `${branch.name}: ${of(branch.steps ?? [])}`);
        return [name, ...inside.map((each) => `[${each}]`), inner ? `(${of(inner)})` : ''].join('');
      })
      .join(', ');
  return of(definition.flows[flow]?.steps ?? []);
}

const BEFORE = 'On call, Get User, Use it, Choose[Yes: In branch][Else: ], Each Order(In loop)';

describe('steps', () => {
  test.each<[string, Command, string]>([
    [
      'are put behind another',
      { kind: 'add-steps', flow: 'f-1', place: { after: 's-1' }, steps: [step('n', 'New')] },
      BEFORE.replace('Get User', 'Get User, New'),
    ],
    [
      'are put first in a branch',
      {
        kind: 'add-steps',
        flow: 'f-1',
        place: { firstIn: 's-3', branch: 'Else' },
        steps: [step('n', 'New')],
      },
      BEFORE.replace('Else: ', 'Else: New'),
    ],
    [
      'are put first in a loop',
      { kind: 'add-steps', flow: 'f-1', place: { firstIn: 's-5' }, steps: [step('n', 'New')] },
      BEFORE.replace('(In', '(New, In'),
    ],
    [
      'get another name where theirs is taken',
      {
        kind: 'add-steps',
        flow: 'f-1',
        place: { after: 's-5' },
        steps: [step('n', 'get-user'), step('m', 'Get User')],
      },
      `${BEFORE}, get-user 2, Get User 3`,
    ],
    [
      'go into a branch',
      { kind: 'move-step', flow: 'f-1', step: 's-1', place: { after: 's-4' } },
      'On call, Use it, Choose[Yes: In branch, Get User][Else: ], Each Order(In loop)',
    ],
    [
      'go out of a loop',
      { kind: 'move-step', flow: 'f-1', step: 's-6', place: { after: 't-On call' } },
      'On call, In loop, Get User, Use it, Choose[Yes: In branch][Else: ], Each Order()',
    ],
    [
      'go with what is inside them',
      { kind: 'move-step', flow: 'f-1', step: 's-3', place: { firstIn: 's-5' } },
      'On call, Get User, Use it, Each Order(Choose[Yes: In branch][Else: ], In loop)',
    ],
    ['are removed', { kind: 'remove-step', flow: 'f-1', step: 's-4' }, BEFORE.replace('In branch', '')],
    [
      'without keys that have one name get one each',
      {
        kind: 'add-steps',
        flow: 'f-1',
        place: { after: 's-5' },
        steps: ['Get User', 'Get User'].map((name) => ({ name, action: step('', '').action })),
      },
      `${BEFORE}, Get User 2, Get User 3`,
    ],
  ])('%s', (_, command, expected) => {
    expect(outline(done(command))).toBe(expected);
  });

  test('that are renamed are followed by every reference to them, and by no other', () => {
    const text = JSON.stringify(
      done({ kind: 'rename-step', flow: 'f-1', step: 's-1', name: ' Fetch user ' }),
    );
    const before = JSON.stringify(draft).replace('"Get User"', '"Fetch user"');
    expect(text).toBe(before.replaceAll(/getUser(?=\.)/g, 'fetchUser'));
  });

  test('a loop that is renamed is followed by what reads its item', () => {
    const text = JSON.stringify(done({ kind: 'rename-step', flow: 'f-1', step: 's-5', name: 'Orders' }));
    expect(text).toContain('"orders.currentItem.id"');
  });

  test('references to a name that two steps have stay with the other', () => {
    const steps = [...(draft.flows[0]?.steps ?? []), step('s-9', 'get user')];
    const twice = { ...draft, flows: [{ name: 'Import', stableKey: 'f-1', steps }] };
    const text = JSON.stringify(done({ kind: 'rename-step', flow: 'f-1', step: 's-9', name: 'Last' }, twice));
    expect(text).toContain('getUser.results.data.name');
  });

  test('references to the trigger follow another one', () => {
    const made = done({ kind: 'set-trigger', flow: 'f-1', trigger: trigger('Every hour') });
    expect(JSON.stringify(made)).toContain('everyHour.results.webhookUrls.Import');
  });

  test('an input is set, and taken out', () => {
    const set = done({
      kind: 'set-input',
      flow: 'f-1',
      step: 's-4',
      input: 'b',
      value: reference('x.results'),
    });
    expect(JSON.stringify(set)).toContain('"b":{"type":"reference","value":"x.results"}');
    const out = done({ kind: 'set-input', flow: 'f-1', step: 's-4', input: 'a', value: null });
    expect(JSON.stringify(out)).toContain(
      '"s-4","action":{"key":"writeLog","component":{"key":"log"}},"inputs":{}',
    );
  });
});

describe('flows', () => {
  test('one that is renamed is followed inside templates, and not by what holds its name by chance', () => {
    const inputs = {
      flowName: { type: 'value' as const, value: 'Import' },
      data: { type: 'value' as const, value: 'Import' },
      address: template('{{$onCall.results.webhookUrls.Import}} of Import'),
    };
    const call = {
      ...step('s-1', 'Call', inputs),
      action: { key: 'invokeFlow', component: { key: 'cross-flow' } },
    };
    const one = {
      ...draft,
      flows: [{ name: 'Import', stableKey: 'f-1', steps: [trigger('On call'), call] }],
    };
    const made = done({ kind: 'rename-flow', flow: 'f-1', name: 'Take in' }, one);
    expect(made.flows[0]?.steps[1]?.inputs).toEqual({
      flowName: { type: 'value', value: 'Take in' },
      data: { type: 'value', value: 'Import' },
      address: { type: 'template', value: '{{$onCall.results.webhookUrls.Take in}} of Import' },
    });
  });

  test('one that is renamed is followed by calls, addresses and routing', () => {
    const text = JSON.stringify(done({ kind: 'rename-flow', flow: 'f-1', name: 'Take in' }));
    expect(text).toBe(JSON.stringify(draft).replaceAll(/(?<=")Import(?=")|(?<=Urls\.)Import/g, 'Take in'));
  });

  test('one whose name begins that of another leaves the addresses of the other alone', () => {
    const at = (path: string) => template(`{{$onCall.results.${path}}}`);
    const inputs = {
      ...{ own: at('webhookUrls.Orders'), key: at('webhookApiKeys.Orders.0') },
      ...{ other: at('webhookUrls.Orders.EU'), keyOfOther: at('webhookApiKeys.Orders.EU.0') },
    };
    const flows = [
      { name: 'Orders', stableKey: 'f-1', steps: [trigger('On call'), step('s-1', 'Note', inputs)] },
      { name: 'Orders.EU', stableKey: 'f-2', steps: [trigger('On call')] },
    ];
    const textOf = (flow: string, name: string) =>
      JSON.stringify(done({ kind: 'rename-flow', flow, name }, { ...draft, flows }).flows[0]?.steps[1]);
    const before = JSON.stringify(flows[0]?.steps[1]);
    expect(textOf('f-1', 'All')).toBe(before.replaceAll(/Orders(?!\.EU)/g, 'All'));
    expect(textOf('f-2', 'EU')).toBe(before.replaceAll('Orders.EU', 'EU'));
  });

  test.each<[string, Command, string[]]>([
    ['are moved', { kind: 'move-flow', flow: 'f-2', at: 0 }, ['Sync', 'Import']],
    ['are removed', { kind: 'remove-flow', flow: 'f-1' }, ['Sync']],
    [
      'are added at a place',
      { kind: 'add-flow', at: 1, flow: { name: 'New', stableKey: 'f-3', steps: [trigger('T')] } },
      ['Import', 'New', 'Sync'],
    ],
  ])('%s', (_, command, expected) => {
    expect(done(command).flows.map(({ name }) => name)).toEqual(expected);
  });
});

describe('config variables', () => {
  test('one that is renamed is followed by inputs, templates, schedules and pages', () => {
    const text = JSON.stringify(done({ kind: 'rename-config-var', configVar: 'Currency', name: 'Money' }));
    const html = JSON.stringify({ type: 'htmlElement', value: 'Currency' });
    const expected = JSON.stringify(draft).replaceAll('Currency', 'Money');
    expect(text).toBe(expected.replace(html.replace('Currency', 'Money'), html));
  });

  test('one that is removed leaves its pages, and what reads it stays to be told', () => {
    const made = done({ kind: 'remove-config-var', configVar: 'Currency' });
    expect(made.requiredConfigVars?.map(({ key }) => key)).toEqual(['Other']);
    expect(made.configPages?.[0]?.elements).toEqual([{ type: 'htmlElement', value: 'Currency' }]);
    expect(JSON.stringify(made)).toContain('"type":"configVar","value":"Currency"');
  });

  test('one that is added stands on its page', () => {
    const made = done({ kind: 'add-config-var', configVar: { key: 'New', dataType: 'string' }, page: 0 });
    expect(made.configPages?.[0]?.elements?.at(-1)).toEqual({ type: 'configVar', value: 'New' });
  });
});

const twoFlows = draft.flows.slice(0, 1);
test.each<[string, Command, RegExp]>([
  [
    'a step into itself',
    { kind: 'move-step', flow: 'f-1', step: 's-5', place: { firstIn: 's-5' } },
    /behind or into itself/,
  ],
  [
    'a step into what is inside it',
    { kind: 'move-step', flow: 'f-1', step: 's-3', place: { after: 's-4' } },
    /behind or into itself/,
  ],
  [
    'the trigger',
    { kind: 'move-step', flow: 'f-1', step: 't-On call', place: { after: 's-1' } },
    /trigger stays/,
  ],
  ['a step that is gone', { kind: 'remove-step', flow: 'f-1', step: 'x' }, /no longer in the flow Import/],
  ['a step of another flow', { kind: 'remove-step', flow: 'f-2', step: 's-1' }, /no longer in the flow Sync/],
  ['a flow that is gone', { kind: 'remove-step', flow: 'x', step: 's-1' }, /flow is no longer there/],
  ['the trigger away', { kind: 'remove-step', flow: 'f-1', step: 't-On call' }, /needs its trigger/],
  [
    'a place that is gone',
    { kind: 'move-step', flow: 'f-1', step: 's-1', place: { after: 'x' } },
    /place .* no longer there/,
  ],
  [
    'a branch that is gone',
    { kind: 'move-step', flow: 'f-1', step: 's-1', place: { firstIn: 's-3', branch: 'x' } },
    /no longer there/,
  ],
  [
    'a trigger among steps',
    { kind: 'add-steps', flow: 'f-1', place: { after: 's-1' }, steps: [trigger('T')] },
    /only begins a flow/,
  ],
  [
    'a key that is taken',
    { kind: 'add-steps', flow: 'f-1', place: { after: 's-1' }, steps: [step('s-4', 'N')] },
    /key of N already/,
  ],
  [
    'a name that is taken',
    { kind: 'rename-step', flow: 'f-1', step: 's-1', name: 'use-it' },
    /Use it is referred to as useIt/,
  ],
  ['a name of signs', { kind: 'rename-step', flow: 'f-1', step: 's-1', name: '…' }, /needs a letter/],
  [
    'a flow’s name that is taken',
    { kind: 'rename-flow', flow: 'f-1', name: 'Sync' },
    /There is a flow Sync already/,
  ],
  ['a second flow of a key', { kind: 'add-flow', flow: twoFlows[0] ?? never() }, /key of Import already/],
  [
    'a variable that is there',
    { kind: 'add-config-var', configVar: { key: 'Other', dataType: 'string' } },
    /Other already/,
  ],
  [
    'a variable in the place of another that is not there',
    { kind: 'replace-config-var', configVar: 'Other', by: 'Nothing' },
    /no config variable Nothing/,
  ],
  [
    'a variable to a name that is taken',
    { kind: 'rename-config-var', configVar: 'Other', name: 'Currency' },
    /Currency already/,
  ],
  ['a variable that is gone', { kind: 'remove-config-var', configVar: 'x' }, /no config variable x/],
  [
    'a page that is gone',
    { kind: 'add-config-var', configVar: { key: 'N', dataType: 'string' }, page: 3 },
    /page is no longer there/,
  ],
])('what cannot be done is said, and nothing is changed: %s', (_, command, said) => {
  const before = structuredClone(draft);
  expect(edit(draft, command)).toEqual({ problem: expect.stringMatching(said) });
  expect(draft).toEqual(before);
});

test('the last flow cannot be removed', () => {
  expect(edit({ ...draft, flows: twoFlows }, { kind: 'remove-flow', flow: 'f-1' })).toEqual({
    problem: 'An integration has one flow at least: add another first.',
  });
});

test('what a file gave no keys goes by its names', () => {
  const bare: Definition = {
    name: 'B',
    flows: [
      {
        name: 'Only',
        steps: [
          { ...trigger('Go'), stableKey: null },
          { name: 'Get It', action: { key: 'writeLog', component: { key: 'log' } } },
        ],
      },
    ],
  };
  expect(outline(done({ kind: 'rename-step', flow: 'Only', step: 'getIt', name: 'Take' }, bare))).toBe(
    'Go, Take',
  );
});

test('what is not touched is the very same', () => {
  const made = done({ kind: 'rename-step', flow: 'f-2', step: 's-7', name: 'Call it' });
  expect(made.flows[0]).toBe(draft.flows[0]);
  expect(made.requiredConfigVars).toBe(draft.requiredConfigVars);
});

function never(): never {
  throw new Error('The first flow is there.');
}

test('steps that are added beside others of their names refer to each other, and to nobody else', () => {
  const pasted = [
    step('n-1', 'Get User'),
    step('n-2', 'Get User 2'),
    step('n-3', 'Use both', {
      a: template('{{$getUser.results}} {{$getUser2.results}} {{$onCall.results}}'),
    }),
  ];
  const made = done({ kind: 'add-steps', flow: 'f-1', place: { after: 's-5' }, steps: pasted });
  const [one, two, both] = made.flows[0]?.steps.slice(-3) ?? [];
  expect([one?.name, two?.name]).toEqual(['Get User 3', 'Get User 2']);
  expect(both?.inputs?.a?.value).toBe('{{$getUser3.results}} {{$getUser2.results}} {{$onCall.results}}');
});

test('another trigger gets a name that no step has', () => {
  const made = done({ kind: 'set-trigger', flow: 'f-1', trigger: trigger('Use it') });
  expect(made.flows[0]?.steps[0]?.name).toBe('Use it 2');
});

test('two thousand steps of one name are put beside two thousand in a moment', () => {
  const many = Array.from({ length: 2_000 }, (_, n) =>
    step(`m-${n}`, 'Same', { a: reference('same.results') }),
  );
  const before = process.cpuUsage();
  const made = done({ kind: 'add-steps', flow: 'f-1', place: { after: 's-5' }, steps: many });
  const { user, system } = process.cpuUsage(before);
  expect(made.flows[0]?.steps).toHaveLength(2_005);
  expect((user + system) / 1e6).toBeLessThan(2);
});

test.each(['', ' ', 'a'.repeat(201)])(
  'a step or a flow that is added is called something: not %p',
  (name) => {
    const step = { name, stableKey: 'new', action: { key: 'writeLog', component: { key: 'log' } } };
    const place = { after: 's-3' };
    expect(edit(draft, { kind: 'add-steps', flow: 'f-1', place, steps: [step] })).toEqual({
      problem: 'A step needs a name of 1 to 200 letters.',
    });
    expect(edit(draft, { kind: 'add-flow', flow: { name, stableKey: 'new', steps: [] } })).toEqual({
      problem: 'A flow needs a name of 1 to 200 letters.',
    });
  },
);

describe('a step is disabled', () => {
  const disable: Command = { kind: 'disable-step', flow: 'f-1', step: 's-4' };
  const enable: Command = { kind: 'enable-step', flow: 'f-1', step: 's-4' };
  const done = (definition: Definition, command: Command) => {
    const edited = edit(definition, command);
    if ('problem' in edited) throw new Error(edited.problem);
    return edited;
  };

  test('in a branch too, and is as it was once it is enabled, or the change is taken back', () => {
    const { ok, undo } = done(draft, disable);
    expect(ok.flows[0]?.steps[3]?.branches?.[0]?.steps).toEqual([{ ...inBranch, isDisabled: true }]);
    expect(done(ok, enable).ok).toEqual(draft);
    expect(done(ok, undo).ok).toEqual(draft);
    expect(done(ok, disable).ok).toBe(ok);
    expect(done(draft, enable).ok).toBe(draft);
  });

  test('but no trigger', () => {
    expect(edit(draft, { kind: 'disable-step', flow: 'f-1', step: 't-On call' })).toEqual({
      problem: expect.stringContaining('needs its trigger'),
    });
  });
});

test('conditions that are nested deeper than a document may be are refused, and nothing is lost', () => {
  let value: Extract<StepInput, { type: 'complex' }>['value'] = ['exists', reference('onCall.results')];
  for (let depth = 0; depth < 400; depth++) value = ['and', value];
  const set = (nested: typeof value): Command => ({
    ...{ kind: 'set-input', flow: 'f-1', step: 's-3', input: 'conditions' },
    value: { type: 'complex', value: [{ name: 'Yes', type: 'complex', value: nested }] },
  });
  expect(edit(draft, set(value))).toEqual({
    problem: expect.stringContaining('more than 200 levels deep'),
  });
  expect(edit(draft, set(['and', ['exists', reference('onCall.results')]]))).toHaveProperty('ok');
});

describe('parts of other components', () => {
  const action = { key: 'httpGet', component: { key: 'http', version: 'LATEST' } };
  const withParts: Definition = {
    ...draft,
    requiredConfigVars: [
      ...(draft.requiredConfigVars ?? []),
      { key: 'Shop', dataType: 'connection', connection: { key: 'basic', component: { key: 'log' } } },
      { key: 'Sizes', dataType: 'picklist', dataSource: { key: 'sizes', component: { key: 'log' } } },
    ],
  };

  test('are put in the place of those that steps and variables name, each of its own kind', () => {
    const part = (kind: 'action' | 'trigger' | 'connection' | 'dataSource', key: string) => ({
      ...{ kind, component: 'log', key, to: action },
    });
    const parts = [part('action', 'writeLog'), part('connection', 'basic'), part('dataSource', 'sizes')];
    const text = JSON.stringify(done({ kind: 'map-parts', parts }, withParts));
    const former = /\{"key":"(writeLog|basic|sizes)","component":\{"key":"log"\}\}/g;
    expect(text).toBe(JSON.stringify(withParts).replaceAll(former, JSON.stringify(action)));
    const others = [part('trigger', 'writeLog'), part('action', 'basic')];
    expect(edit(withParts, { kind: 'map-parts', parts: others })).toMatchObject({ ok: withParts });
  });

  test('a variable in the place of another is read by all that read that one, which goes', () => {
    const made = done({ kind: 'replace-config-var', configVar: 'Currency', by: 'Other' });
    expect(made.requiredConfigVars?.map(({ key }) => key)).toEqual(['Other']);
    expect(made.configPages?.[0]?.elements).toEqual([{ type: 'htmlElement', value: 'Currency' }]);
    const text = JSON.stringify(made.flows);
    expect(text).toBe(JSON.stringify(draft.flows).replaceAll('Currency', 'Other'));
  });

  test('a variable that steps read and nobody has declared is replaced as well', () => {
    const undeclared = { ...draft, requiredConfigVars: [{ key: 'Other', dataType: 'string' }] };
    const made = done({ kind: 'replace-config-var', configVar: 'Currency', by: 'Other' }, undeclared);
    expect(JSON.stringify(made.flows)).not.toContain('Currency');
  });
});
