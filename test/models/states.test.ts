import { expect, test } from 'bun:test';
import {
  copyExecutionState,
  dropExecutionState,
  readStates,
  type StateChange,
  type StateOwners,
  type StateScope,
  writeStates,
} from '../../src/models/states.ts';
import { shelf } from './stores.ts';

const at = shelf();
const owners: StateOwners = { execution: 'exe_1', flow: 'ins_1/f', crossFlow: 'ins_1', integration: 'int_1' };

const set = (scope: StateScope, key: string, text: string | undefined): StateChange => ({
  scope,
  key,
  value: text === undefined ? undefined : Buffer.from(text),
});
const write = (changes: StateChange[], of: StateOwners = owners) =>
  at.store.write((tx) => writeStates(tx, of, changes));
const read = async (of: StateOwners = owners) =>
  (await readStates(at.store.read, of))
    .map(({ scope, key, value }) => `${scope}.${key}=${Buffer.from(value).toString()}`)
    .sort();

test('each scope keeps its own keys', async () => {
  await write([
    set('execution', 'k', '1'),
    set('flow', 'k', '2'),
    set('crossFlow', 'k', '3'),
    set('integration', 'k', '4'),
  ]);
  expect(await read()).toEqual(['crossFlow.k=3', 'execution.k=1', 'flow.k=2', 'integration.k=4']);
});

test('a key that is written again has the new value, and one without a value is gone', async () => {
  await write([set('flow', 'a', '1'), set('flow', 'b', '2')]);
  await write([set('flow', 'a', '3'), set('flow', 'b', undefined), set('flow', 'none', undefined)]);
  expect(await read()).toEqual(['flow.a=3']);
});

test('runs at the same time overwrite only the keys that they changed', async () => {
  await write([set('flow', 'a', '1'), set('flow', 'b', '1')]);
  await Promise.all([write([set('flow', 'a', '2')]), write([set('flow', 'b', '2')])]);
  expect(await read()).toEqual(['flow.a=2', 'flow.b=2']);
});

test('a run sees nothing of other instances, flows, executions and integrations', async () => {
  await write([
    set('execution', 'k', '1'),
    set('flow', 'k', '2'),
    set('crossFlow', 'k', '3'),
    set('integration', 'k', '4'),
  ]);
  expect(
    await read({ execution: 'exe_2', flow: 'ins_2/f', crossFlow: 'ins_2', integration: 'int_2' }),
  ).toEqual([]);
  // Another instance of the same integration shares the integration's state alone.
  expect(await read({ ...owners, execution: 'exe_2', flow: 'ins_2/f', crossFlow: 'ins_2' })).toEqual([
    'integration.k=4',
  ]);
  // What is the owner of one scope is not that of another.
  expect(
    await read({ execution: 'int_1', flow: 'ins_1', crossFlow: 'ins_1/f', integration: 'exe_1' }),
  ).toEqual([]);
});

test("a replay is given the execution's state, and the end of a run drops it alone", async () => {
  await write([set('execution', 'a', '1'), set('execution', 'b', '2'), set('flow', 'k', '3')]);
  await at.store.write((tx) => copyExecutionState(tx, 'exe_1', 'exe_2'));
  await at.store.write((tx) => dropExecutionState(tx, 'exe_1'));
  expect(await read()).toEqual(['flow.k=3']);
  expect(await read({ ...owners, execution: 'exe_2' })).toEqual([
    'execution.a=1',
    'execution.b=2',
    'flow.k=3',
  ]);
});
