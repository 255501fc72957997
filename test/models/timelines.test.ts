import { expect, test } from 'bun:test';
import { builtInCatalog } from '../../src/components/registry.ts';
import type { ExecutionStatus } from '../../src/db/schema.ts';
import type { Definition, Step } from '../../src/definition/document/schema.ts';
import type { Execution } from '../../src/models/executions.ts';
import { type StepResult, writeStepResult } from '../../src/models/step-results.ts';
import { openRounds, timelineOf } from '../../src/models/timelines.ts';
import { compileDefinition } from '../definition/compiled.ts';
import { definition, deployed, queued, stepRow, trigger } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();

function step(name: string, more: Partial<Step> = {}, action = 'log.writeLog'): Step {
  const [component = '', key = ''] = action.split('.');
  return { name, action: { key, component: { key: component } }, inputs: {}, ...more };
}

const written: Definition = definition({
  flows: [
    {
      name: 'Import',
      steps: [
        trigger('webhook-triggers', 'webhook'),
        step('Get'),
        step(
          'Decide',
          {
            branches: [
              { name: 'Yes', steps: [step('Yes one'), step('Yes two')] },
              { name: 'No', steps: [step('No one')] },
            ],
          },
          'branch.branchOnValue',
        ),
        step('Each', { steps: [step('In one'), step('In two')] }, 'loop.loopOverItems'),
        step('Last'),
      ],
    },
  ],
});

type Rows = Record<string, StepResult['status']>;

/** What the timeline says of each step: `2.1 Yes one succeeded`. */
async function told(
  status: ExecutionStatus,
  rows: Rows,
  path?: string,
  of: Definition = written,
): Promise<string[]> {
  const { instance } = await deployed(at.store, of);
  const made = await queued(at.store, instance);
  await at.store.write(async (tx) => {
    for (const [index, [place, state]] of Object.entries(rows).entries())
      await writeStepResult(tx, stepRow(made.id, index + 1, place, state), []);
  });
  const execution: Execution = { ...made, status };
  const [flow] = compileDefinition(of, builtInCatalog).flows;
  if (!flow) throw new Error('There is no flow.');
  const timeline = await timelineOf(at.store.read, execution, flow, openRounds(path, undefined));
  return timeline.map(({ number, name, state, rounds }) => {
    const round = rounds
      ? `, ${rounds.count} rounds${rounds.open === undefined ? '' : `, at ${rounds.open}`}`
      : '';
    return `${number} ${name}: ${state}${round}`;
  });
}

test('of a run that waits for its turn no step has been begun', async () => {
  expect(new Set((await told('queued', {})).map((line) => line.split(': ')[1]))).toEqual(
    new Set(['not-yet']),
  );
});

test('a run that has just begun is at its first step', async () => {
  const lines = await told('running', {});
  expect(lines[0]).toBe('1 Get: next');
  expect(lines.slice(1).every((line) => line.endsWith('not-yet'))).toBe(true);
});

test('a run inside a branch is at the next step of that branch, and the other one is not taken', async () => {
  expect(await told('running', { get: 'succeeded', decide: 'succeeded', yesOne: 'succeeded' })).toEqual([
    '1 Get: succeeded',
    '2 Decide: succeeded',
    '2.1 Yes one: succeeded',
    '2.2 Yes two: next',
    '2.3 No one: not-taken',
    '3 Each: not-yet',
    '4 Last: not-yet',
  ]);
});

test('a run that has taken a branch to its end is at the step behind it', async () => {
  const lines = await told('running', { get: 'succeeded', decide: 'succeeded', noOne: 'succeeded' });
  expect(lines.slice(2)).toEqual([
    '2.1 Yes one: not-taken',
    '2.2 Yes two: not-taken',
    '2.3 No one: succeeded',
    '3 Each: next',
    '4 Last: not-yet',
  ]);
});

test('a run passes over what is disabled, and is at the step behind it', async () => {
  const [main] = written.flows;
  const steps = main?.steps.map((each) => (each.name === 'Decide' ? { ...each, isDisabled: true } : each));
  const lines = await told('running', { get: 'succeeded' }, undefined, {
    ...written,
    flows: [{ name: 'Import', steps: steps ?? [] }],
  });
  expect(lines).toEqual([
    '1 Get: succeeded',
    '2 Decide: disabled',
    '2.1 Yes one: disabled',
    '2.2 Yes two: disabled',
    '2.3 No one: disabled',
    '3 Each: next',
    '4 Last: not-yet',
  ]);
});

test('which branch was taken is not known before its first step has ended', async () => {
  const lines = await told('running', { get: 'succeeded', decide: 'succeeded' });
  expect(lines.slice(2).every((line) => line.endsWith('not-yet'))).toBe(true);
});

test('a failed run has come to none of the steps behind', async () => {
  expect(await told('failed', { get: 'ignored', decide: 'failed' })).toEqual([
    '1 Get: ignored',
    '2 Decide: failed',
    '2.1 Yes one: not-run',
    '2.2 Yes two: not-run',
    '2.3 No one: not-run',
    '3 Each: not-run',
    '4 Last: not-run',
  ]);
});

const inLoop: Rows = {
  get: 'succeeded',
  decide: 'succeeded',
  yesOne: 'succeeded',
  yesTwo: 'succeeded',
  each: 'running',
  'each[0].inOne': 'succeeded',
  'each[0].inTwo': 'succeeded',
  'each[1].inOne': 'succeeded',
};

test('the rounds of a loop are folded until one is asked for', async () => {
  expect((await told('running', inLoop)).slice(5)).toEqual(['3 Each: running, 2 rounds', '4 Last: not-yet']);
  expect((await told('running', inLoop, 'each[0].inTwo')).slice(5)).toEqual([
    '3 Each: running, 2 rounds, at 0',
    '3.1 In one: succeeded',
    '3.2 In two: succeeded',
    '4 Last: not-yet',
  ]);
  expect((await told('running', inLoop, 'each[99].inTwo')).slice(5)).toEqual([
    '3 Each: running, 2 rounds, at 1',
    '3.1 In one: succeeded',
    '3.2 In two: next',
    '4 Last: not-yet',
  ]);
});

test('a loop in which a run was cancelled was cancelled too, one in which it failed has failed', async () => {
  expect((await told('cancelled', inLoop))[5]).toBe('3 Each: cancelled, 2 rounds');
  const failed: Rows = { ...inLoop, 'each[1].inTwo': 'failed' };
  expect((await told('failed', failed))[5]).toBe('3 Each: failed, 2 rounds');
});

test('a run that has succeeded without the steps behind has stopped there', async () => {
  const lines = await told('succeeded', { get: 'succeeded', decide: 'succeeded' });
  expect(lines.slice(2)).toEqual([
    '2.1 Yes one: not-taken',
    '2.2 Yes two: not-taken',
    '2.3 No one: not-taken',
    '3 Each: not-run',
    '4 Last: not-run',
  ]);
});

test('a step that will be tried again waits', async () => {
  expect((await told('waiting', { get: 'retrying' }))[0]).toBe('1 Get: retrying');
  expect((await told('cancelled', { get: 'retrying' }))[0]).toBe('1 Get: cancelled');
});
