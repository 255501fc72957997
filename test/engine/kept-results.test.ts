import { afterEach, beforeEach, expect, test } from 'bun:test';
import { getDraft, getDraftText } from '../../src/models/integrations.ts';
import { type NewPinned, pinOutput, unpinOutput } from '../../src/models/pinned-outputs.ts';
import { readStates } from '../../src/models/states.ts';
import { configureTests } from '../../src/models/test-configuration.ts';
import { testRequest } from '../../src/models/test-requests.ts';
import { lastOutput, latestTestResults, type NewTest, startTest } from '../../src/models/test-runs.ts';
import { putDraft } from '../support/drafts.ts';
import { flow, reference, type Step, step, value, workshop } from '../support/engine.ts';
import { refusal } from '../support/records.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
let calls: string[];
let engine: Awaited<ReturnType<typeof shop.engine>>;
let id: string;
beforeEach(() => {
  calls = [];
  shop = workshop({
    say: {
      perform: ({ stepId }, { text }) => {
        calls.push(`${stepId} ${JSON.stringify(text)}`);
        return { data: text };
      },
    },
  });
});
afterEach(() => shop.close());

const say = (name: string, input: object, more: Record<string, unknown> = {}): Step =>
  step(name, 'probe.say', { text: input }, { stableKey: `key of ${name}`, ...more });

async function built(steps: Step[], more: Record<string, unknown> = {}, values = {}): Promise<void> {
  engine = await shop.engine();
  const instance = await shop.deploy([flow('Main', steps)], more, values);
  id = instance.integrationId;
}

async function run(more: Partial<NewTest> = {}) {
  const started = await startTest(shop.tools, id, { flow: 'Main', request: undefined, ...more });
  engine.wake(started);
  const ended = await shop.end(started.id);
  return { ...ended, paths: (await shop.steps(ended.id)).map(({ path, data }) => [path, data]) };
}
const whole = (body: unknown) => run({ request: testRequest({ body }) });
const alone = (name: string, rounds?: number[]) =>
  run({ from: { step: `key of ${name}`, only: true, rounds } });
const from = (name: string, rounds?: number[]) =>
  run({ from: { step: `key of ${name}`, only: false, rounds } });
const refused = (name: string, rounds?: number[]) =>
  refusal(
    startTest(shop.tools, id, {
      flow: 'Main',
      request: undefined,
      from: { step: `key of ${name}`, only: true, rounds },
    }),
  );

async function redrawn(change: (text: string) => string): Promise<void> {
  const { definition, revision } = await getDraft(shop.store.read, id);
  const flows = JSON.parse(change(JSON.stringify(definition.flows)));
  await shop.store.write((tx) => putDraft(tx, id, { ...definition, flows }, revision));
}

async function stepOf(name: string) {
  const { flows } = await shop.tools.compiledVersions.draft(
    shop.store.read,
    id,
    await getDraftText(shop.store.read, id),
  );
  const [main] = flows;
  const found = main?.steps.find((each) => each.name === name);
  if (!main || !found) throw new Error(`no step ${name}`);
  return { flow: main, step: found };
}
async function pin(name: string, pinned: NewPinned): Promise<void> {
  const place = await stepOf(name);
  await shop.store.write((tx) => pinOutput(tx, shop.tools, id, place, pinned));
}

const three = () => [
  say('A', reference('start.results.body.data')),
  say('B', reference('a.results')),
  say('C', reference('b.results')),
];

test('a step runs alone on what the latest test has given before it, and none after it runs', async () => {
  await built(three());
  await whole('x');
  calls = [];
  expect((await alone('B')).paths).toEqual([
    ['a', 'x'],
    ['b', 'x'],
  ]);
  expect(calls).toEqual(['b "x"']);
  // What it was run with goes on from run to run.
  expect((await from('B')).paths).toHaveLength(3);
  expect(calls).toEqual(['b "x"', 'b "x"', 'c "x"']);
});

test('a run from a step on ends where it is told to, and takes a payload of its own for its trigger', async () => {
  await built([...three(), say('D', reference('start.results.body.data'))]);
  await whole('x');
  calls = [];
  const more = { from: { step: 'key of B', only: false }, until: 'key of C' };
  expect((await run(more)).paths.map(([path]) => path)).toEqual(['a', 'b', 'c']);
  const request = testRequest({ body: 'y' });
  await run({ from: { step: 'key of D', only: true }, request });
  expect(calls).toEqual(['b "x"', 'c "x"', 'd "y"']);
});

test('what is not kept is told before anything runs, with what to do', async () => {
  await built(three());
  expect((await refused('B')).message).toContain(
    'There is no result of “A” to go on with. Run the flow up to it',
  );
  expect((await refused('A')).message).toContain('Nothing is kept of Main');
  await run({ request: testRequest({ body: 'x' }), until: 'key of A' });
  expect((await refused('C')).message).toContain('“B”');
  expect((await refused('Nothing')).issues[0]?.path).toBe('from');
  const more = {
    flow: 'Main',
    request: undefined,
    until: 'key of A',
    from: { step: 'key of B', only: false },
  };
  expect((await refusal(startTest(shop.tools, id, more))).issues[0]?.path).toBe('from');
});

test('what is disabled is passed over by runs that begin after it, and none begins with it', async () => {
  const off = { isDisabled: true };
  await built([
    say('A', value('x')),
    say('B', value('y'), off),
    { ...loop([say('Inside', value('z'))]), ...off },
    say('C', reference('a.results')),
  ]);
  await whole('x');
  expect((await alone('C')).paths).toEqual([
    ['a', 'x'],
    ['c', 'x'],
  ]);
  for (const name of ['B', 'Each', 'Inside'])
    expect((await refused(name)).message).toContain('is disabled, so that no run can begin there');
});

test('a secret of tests that has changed since is shown neither by what is kept nor by what is pinned', async () => {
  const requiredConfigVars = [{ key: 'Key', dataType: 'password' }];
  const key = { type: 'configVar', value: 'Key' };
  await built(
    [say('A', key), say('B', reference('a.results'))],
    { requiredConfigVars },
    { Key: 'of-customer' },
  );
  await configureTests(shop.tools, id, { Key: 'former-secret' });
  await whole('x');
  const latest = await latestTestResults(shop.store.read, EVERYTHING, id, 'Main');
  const kept = await lastOutput(shop.tools, latest, await stepOf('A'));
  expect((await alone('B')).paths).toEqual([
    ['a', '***'],
    ['b', '***'],
  ]);
  await pin('A', kept);
  calls = [];
  await whole('x');
  expect(calls).toEqual(['b "former-secret"']);
  await configureTests(shop.tools, id, { Key: 'present-secret' });
  await shop.store.write((tx) => unpinOutput(tx, id, { flow: 'Main', step: 'key of A' }));
  expect((await refused('B')).message).toContain('“A” gave holds a secret that has changed since');
  for (const pinned of [kept, { output: 'present-secret' }]) {
    await pin('A', pinned);
    expect((await whole('x')).paths).toEqual([
      ['a', '***'],
      ['b', '***'],
    ]);
  }
});

test('a step that has another name by now gives its result all the same', async () => {
  await built(three());
  await whole('x');
  await redrawn((text) => text.replace('"name":"A"', '"name":"Else"').replace('a.results', 'else.results'));
  expect((await alone('B')).paths).toEqual([
    ['else', 'x'],
    ['b', 'x'],
  ]);
});

test('results of earlier runs say of which draft they are', async () => {
  await built(three());
  const first = await whole('x');
  await redrawn((text) => text.replace('start.results.body.data', 'start.results.body'));
  await alone('B');
  const second = await alone('C');
  const latest = await latestTestResults(shop.store.read, EVERYTHING, id, 'Main');
  expect([...(latest?.steps.values() ?? [])].map(({ path, version }) => [path, version])).toEqual([
    ['a', first.version],
    ['b', second.version + 1],
    ['c', second.version],
  ]);
});

const branching = (steps: Step[][]) =>
  step(
    'Choose',
    'branch.branchOnValue',
    {
      inputValue: reference('start.results.body.data'),
      branchValueMappings: {
        type: 'complex',
        value: steps.map((_, index) => ({ name: `branch ${index}`, ...value(`${index}`) })),
      },
    },
    {
      stableKey: 'key of Choose',
      branches: steps.map((each, index) => ({ name: `branch ${index}`, steps: each })),
    },
  );

test('a step in a branch runs alone where the latest test went into that branch', async () => {
  await built([
    branching([[say('In', value('in')), say('Out', reference('in.results'))], [say('Other', value('o'))]]),
    say('After', value('z')),
  ]);
  await whole('0');
  calls = [];
  expect((await alone('Out')).status).toBe('succeeded');
  expect(calls).toEqual(['out "in"']);
  expect((await refused('Other')).message).toContain('“Choose” went into the branch branch 0');
  await whole('0');
  calls = [];
  await from('After');
  expect(calls).toEqual(['after "z"']);
});

const loop = (steps: Step[]) =>
  step(
    'Each',
    'loop.loopOverItems',
    { items: reference('start.results.body.data') },
    { steps, stableKey: 'key of Each' },
  );
const looped = () => [
  loop([say('In', reference('each.currentItem')), say('Out', reference('in.results'))]),
  say('After', reference('each.results')),
];

test('a step in a loop runs alone in its last round, or in one that is chosen', async () => {
  await built(looped());
  await whole(['p', 'q', 'r']);
  calls = [];
  expect((await alone('Out')).paths).toContainEqual(['each[2].in', 'r']);
  await whole(['p', 'q', 'r']);
  calls = [];
  await alone('Out', [1]);
  expect(calls).toEqual(['each[1].out "q"']);
  // Only that round is kept of the loop from now on, but all its items.
  await alone('In', [0]);
  expect(calls).toEqual(['each[1].out "q"', 'each[0].in "p"']);
  expect((await refused('In', [3])).message).toContain('had 3 rounds');
  expect((await refused('Out', [2])).message).toContain('no result of “In”');
});

test('a run from a step in a loop goes on with the rounds after it, and with what comes after the loop', async () => {
  await built(looped());
  await whole(['p', 'q', 'r']);
  calls = [];
  await from('Out', [1]);
  expect(calls).toEqual(['each[1].out "q"', 'each[2].in "r"', 'each[2].out "r"', 'after ["q","r"]']);
});

test('what a failed round has begun with is gone on with', async () => {
  await built([
    loop([
      say('In', reference('each.currentItem')),
      step('Fail', 'probe.none', {}, { stableKey: 'key of Fail' }),
    ]),
  ]);
  expect((await whole(['p', 'q'])).status).toBe('failed');
  calls = [];
  await redrawn((text) => text.replace('"none"', '"say"'));
  expect((await from('Fail')).status).toBe('succeeded');
  expect(calls[1]).toBe('each[1].in "q"');
});

test('a loop of nothing has no round to run a step in', async () => {
  await built(looped());
  await whole([]);
  expect((await refused('In')).message).toContain('had nothing to repeat');
});

test('a pinned step is not executed in tests and gives its output, whatever value that is', async () => {
  await built(three());
  for (const output of [0, false, '', null, { deep: [1] }]) {
    await pin('A', { output });
    expect((await whole('x')).paths[0]).toEqual(['a', output]);
  }
  expect(calls.filter((call) => call.startsWith('a '))).toEqual([]);
  calls = [];
  // Where it is pinned nothing need be kept.
  await run({ request: testRequest({}), from: { step: 'key of B', only: true } });
  expect(calls).toEqual(['b {"deep":[1]}']);
  await shop.store.write((tx) => unpinOutput(tx, id, { flow: 'Main', step: 'key of A' }));
  await whole('x');
  expect(calls).toContain('a "x"');
});

test('what is pinned is nothing to the instances of customers', async () => {
  engine = await shop.engine();
  const instance = await shop.deploy([flow('Main', three())]);
  id = instance.integrationId;
  await pin('A', { output: 'pinned' });
  await shop.end(await shop.call(instance, 'Main', 'real', engine));
  expect(calls).toEqual(['a "real"', 'b "real"', 'c "real"']);
  expect(await readStates(shop.store.read, 'crossFlow', instance.id, 'all')).toEqual([]);
});

test('what has steps inside it cannot be pinned', async () => {
  await built(looped());
  expect((await refusal(pin('Each', { output: [] }))).issues[0]?.path).toBe('step');
});
