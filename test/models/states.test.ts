import { expect, test } from 'bun:test';
import {
  readStates,
  type StateOwners,
  type StateWrite,
  sizeOfStates,
  writeStates,
} from '../../src/models/states.ts';
import { keptStates, set } from '../support/kept-states.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();
const owners: StateOwners = { flow: 'ins_1/f', crossFlow: 'ins_1', integration: 'int_1' };

const write = (changes: StateWrite[], of: StateOwners = owners) =>
  at.store.write((tx) => writeStates(tx, of, changes));
const read = async (of: StateOwners = owners) => await keptStates(at.store.read, of);

test('each scope keeps its own keys', async () => {
  await write([set('flow', 'k', '2'), set('crossFlow', 'k', '3'), set('integration', 'k', '4')]);
  expect(await read()).toEqual(['crossFlow.k=3', 'flow.k=2', 'integration.k=4']);
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

test('a run sees nothing of other instances, flows and integrations', async () => {
  await write([set('flow', 'k', '2'), set('crossFlow', 'k', '3'), set('integration', 'k', '4')]);
  expect(await read({ flow: 'ins_2/f', crossFlow: 'ins_2', integration: 'int_2' })).toEqual([]);
  // Another instance of the same integration shares the integration's state alone.
  expect(await read({ ...owners, flow: 'ins_2/f', crossFlow: 'ins_2' })).toEqual(['integration.k=4']);
  // What is the owner of one scope is not that of another.
  expect(await read({ flow: 'ins_1', crossFlow: 'ins_1/f', integration: 'ins_1' })).toEqual([]);
});

test('a key is read without the others, and the size of all is known without reading them', async () => {
  await write([set('flow', 'a', '12345'), set('flow', 'b', '1'), set('crossFlow', 'c', '123')]);
  const rows = await readStates(at.store.read, 'flow', 'ins_1/f', ['b', 'none']);
  expect(rows.map(({ key, size }) => ({ key, size }))).toEqual([{ key: 'b', size: 2 }]);
  expect(await sizeOfStates(at.store.read, owners)).toBe(6 + 2 + 4);
  expect(await sizeOfStates(at.store.read, { flow: '', crossFlow: '', integration: '' })).toBe(0);
});
