import { afterEach, beforeEach, expect, test } from 'bun:test';
import { changeVersion } from '../../src/models/deployments.ts';
import { getDraft } from '../../src/models/integrations.ts';
import { type Replay, replayExecution } from '../../src/models/replays.ts';
import { publishVersion } from '../../src/models/versions.ts';
import { putDraft } from '../support/drafts.ts';
import { flow, reference, type Step, step, value, workshop } from '../support/engine.ts';
import { refusal } from '../support/records.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
let calls: string[];
let broken: Set<string>;
let engine: Awaited<ReturnType<typeof shop.engine>>;
let instance: Awaited<ReturnType<typeof shop.deploy>>;
beforeEach(() => {
  calls = [];
  broken = new Set();
  shop = workshop({
    say: {
      perform: ({ stepId }, { text }) => {
        calls.push(`${stepId.split('.').at(-1)} ${JSON.stringify(text)}`);
        if (broken.has(String(text))) throw new Error('out of order');
        return { data: text };
      },
    },
    count: {
      perform: (context) => {
        context.instanceState.count = 1;
        return { data: null };
      },
    },
  });
});
afterEach(() => shop.close());

const say = (name: string, input: object, more: Record<string, unknown> = {}): Step =>
  step(name, 'probe.say', { text: input }, { stableKey: `key of ${name}`, ...more });
const loop = (name: string, steps: Step[]) =>
  step(
    name,
    'loop.loopOverItems',
    { items: reference('start.results.body.data') },
    { steps, stableKey: `key of ${name}` },
  );
const three = () => [
  say('A', reference('start.results.body.data')),
  say('B', reference('a.results')),
  say('C', reference('b.results')),
];

async function built(steps: Step[]): Promise<void> {
  engine = await shop.engine();
  instance = await shop.deploy([flow('Main', steps)]);
}

async function run(body: unknown): Promise<string> {
  const { id } = await shop.run(instance, 'Main', body, engine);
  calls = [];
  return id;
}

const ask = (id: string, how: Partial<Replay>) =>
  replayExecution(shop.tools, EVERYTHING, id, { from: 'start', version: 'original', ...how });
const from = (id: string, path: string, more: Partial<Replay> = {}) =>
  ask(id, { from: { step: path }, ...more });

async function replayed(id: string, path: string, more: Partial<Replay> = {}) {
  const again = await from(id, path, more);
  engine.wake(again);
  const { status } = await shop.end(again.id);
  return { status, steps: (await shop.steps(again.id)).map(({ path, data }) => [path, data]) };
}

/** Publishes the flow with its text changed, and takes the instance there. */
async function redrawn(change: (text: string) => string): Promise<void> {
  const { store } = shop;
  const { definition, revision } = await getDraft(store.read, instance.integrationId);
  const flows = JSON.parse(change(JSON.stringify(definition.flows)));
  await store.write((tx) => putDraft(tx, instance.integrationId, { ...definition, flows }, revision));
  await store.write((tx) => publishVersion(tx, instance.integrationId, 'Next'));
  await changeVersion(shop.tools, EVERYTHING, instance.id, 2);
  engine.heed([instance.id]);
}

test('a replay from a step runs it and those after it, on what those before it have given', async () => {
  await built(three());
  const id = await run('x');
  expect(await replayed(id, 'b')).toEqual({
    status: 'succeeded',
    steps: [
      ['a', 'x'],
      ['b', 'x'],
      ['c', 'x'],
    ],
  });
  expect(calls).toEqual(['b "x"', 'c "x"']);
});

test('a replay from the first step does the whole of it', async () => {
  await built(three());
  const id = await run('x');
  await replayed(id, 'a');
  expect(calls).toEqual(['a "x"', 'b "x"', 'c "x"']);
});

test('a replay from a round of a loop keeps the rounds before it, whose results the loop gives as well', async () => {
  const inside = [say('In', reference('each.currentItem')), say('Out', reference('in.results'))];
  await built([loop('Each', inside), say('After', reference('each.results'))]);
  const id = await run(['p', 'q', 'r']);
  const { steps } = await replayed(id, 'each[1].out');
  expect(calls).toEqual(['out "q"', 'in "r"', 'out "r"', 'after ["p","q","r"]']);
  expect(steps.find(([path]) => path === 'each')).toEqual(['each', ['p', 'q', 'r']]);
  expect((await refusal(from(id, 'each[3].in'))).message).toContain('had 3 rounds in this execution');
});

test('a replay from inside a round that failed keeps the rounds before it', async () => {
  await built([
    loop('Each', [say('In', reference('each.currentItem')), say('Out', reference('in.results'))]),
  ]);
  broken.add('q');
  const id = await run(['p', 'q', 'r']);
  broken.clear();
  expect((await replayed(id, 'each[0].out')).status).toBe('succeeded');
  expect(calls[0]).toBe('out "p"');
  calls = [];
  expect((await replayed(id, 'each[1].in')).status).toBe('succeeded');
  expect(calls).toEqual(['in "q"', 'out "q"', 'in "r"', 'out "r"']);
});

test('a branch is gone into where the run has taken it, and no other', async () => {
  const branches = [
    { name: 'Yes', steps: [say('Then', reference('a.results'))] },
    { name: 'Else', steps: [say('Other', reference('a.results'))] },
  ];
  const which = step(
    'Which',
    'branch.branchOnValue',
    {
      branchValueMappings: {
        type: 'complex',
        value: [{ name: value('Yes'), type: 'value', value: 'x' }],
      },
      inputValue: reference('a.results'),
    },
    { branches, stableKey: 'key of Which' },
  );
  await built([say('A', reference('start.results.body.data')), which, say('Z', value('end'))]);
  const id = await run('x');
  const taken = (await shop.steps(id)).map(({ path }) => path);
  const [inside, outside] = taken.includes('then') ? ['then', 'other'] : ['other', 'then'];
  await replayed(id, inside ?? '');
  expect(calls).toEqual([`${inside} "x"`, 'z "end"']);
  expect((await refusal(from(id, outside ?? ''))).message).toContain('does not lead to this step');
});

test('on the current version a step is known whatever it is called there, and is not done twice', async () => {
  await built(three());
  broken.add('x');
  const id = await run('x');
  broken.clear();
  await redrawn((text) => text.replaceAll('"A"', '"First"').replaceAll('a.results', 'first.results'));
  const on = { version: 'current' } as const;
  expect((await replayed(id, 'a', on)).status).toBe('succeeded');
  expect(calls).toEqual(['first "x"', 'b "x"', 'c "x"']);
});

test('from the failed step on the current version the renamed steps before it are behind it', async () => {
  await built([say('A', value('ok')), say('B', value('bad'))]);
  broken.add('bad');
  const id = await run('x');
  broken.clear();
  await redrawn((text) => text.replaceAll('"A"', '"First"'));
  const again = await ask(id, { from: 'failed-step', version: 'current' });
  engine.wake(again);
  expect((await shop.end(again.id)).status).toBe('succeeded');
  expect(calls).toEqual(['b "bad"']);
  expect((await shop.steps(again.id)).map(({ path }) => path)).toEqual(['first', 'b']);
});

test('a step that the current version has no more, or a new one before it, is refused with the reason', async () => {
  await built(three());
  const id = await run('x');
  await redrawn((text) => {
    const [main] = JSON.parse(text);
    const [start, first, , last] = main.steps;
    return JSON.stringify([{ ...main, steps: [start, first, say('New', value('n')), last] }]);
  });
  const on = { version: 'current' } as const;
  expect((await refusal(from(id, 'b', on))).message).toContain('Version 2 has no step “B”: it was removed');
  const { message } = await refusal(from(id, 'c', on));
  expect(message).toContain('no result of “New”');
  expect(message).toContain('Version 2 may have it');
  expect((await refusal(from(id, 'nothing'))).message).toContain('There is no step nothing in version 1');
});

test('a run that has changed states goes on with its failed step alone, for they cannot be told apart', async () => {
  await built([say('A', value('a')), step('Count', 'probe.count'), say('B', value('bad'))]);
  broken.add('bad');
  const id = await run('x');
  broken.clear();
  expect((await refusal(from(id, 'count'))).message).toContain('can go on with the failed step alone');
  expect((await replayed(id, 'b')).status).toBe('succeeded');
});

test('values that were kept for the execution alone are gone with it, so that nothing goes on without them', async () => {
  const keep = step(
    'Keep',
    'persist-data.saveExecutionValue',
    { keyInput: value('k'), valueInput: value('v') },
    { stableKey: 'key of Keep' },
  );
  await built([keep, say('A', value('a'))]);
  const id = await run('x');
  expect((await refusal(from(id, 'a'))).message).toContain('“Keep” keeps values for the execution alone');
  expect((await replayed(id, 'keep')).status).toBe('succeeded');
});
