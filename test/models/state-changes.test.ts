import { expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { executions } from '../../src/db/schema.ts';
import {
  changesForReplay,
  copyStateChanges,
  dropStateChanges,
  readStateChanges,
  type StateChange,
  writeStateChanges,
} from '../../src/models/state-changes.ts';
import { deployed, queued } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();

async function two(): Promise<[string, string]> {
  const { instance } = await deployed(at.store);
  return [(await queued(at.store, instance)).id, (await queued(at.store, instance)).id];
}

const change = (executionId: string, sequence: number, more: Partial<StateChange>): StateChange => ({
  executionId,
  sequence,
  scope: 'flow',
  key: 'k',
  operation: 'set',
  value: Buffer.from('1'),
  ...more,
});
const write = (...changes: StateChange[]) => at.store.write((tx) => writeStateChanges(tx, changes));
const read = async (id: string) =>
  (await readStateChanges(at.store.read, id)).map(
    ({ sequence, scope, key, operation, value }) =>
      `${sequence} ${scope}.${key} ${operation} ${value === null ? '' : Buffer.from(value).toString()}`,
  );

test('changes of a run are found in their order, and of a key that is set anew only what came after', async () => {
  const [id] = await two();
  await write(
    change(id, 1, { key: 'z', operation: 'add' }),
    change(id, 2, { key: 'a', operation: 'append' }),
    change(id, 3, { key: 'z', operation: 'add' }),
  );
  expect(await read(id)).toEqual(['1 flow.z add 1', '2 flow.a append 1', '3 flow.z add 1']);
  await write(change(id, 4, { key: 'z', operation: 'remove', value: null }));
  await write(change(id, 5, { key: 'z', scope: 'execution' }));
  expect(await read(id)).toEqual(['2 flow.a append 1', '4 flow.z remove ', '5 execution.z set 1']);
});

test('a replay is given the changes of the run that it continues, sealed anew, and they go with either alone', async () => {
  const [from, to] = await two();
  await write(change(from, 1, {}), change(from, 2, { operation: 'remove', value: null }));
  await write(change(from, 3, { operation: 'add' }));
  const reseal = async (sequence: number, value: Uint8Array) =>
    Buffer.from(`${sequence}:${Buffer.from(value)}`);
  const changes = await changesForReplay(at.store.read, from, to, reseal);
  await at.store.write((tx) => copyStateChanges(tx, changes));
  await at.store.write((tx) => dropStateChanges(tx, from));
  expect(await read(from)).toEqual([]);
  expect(await read(to)).toEqual(['2 flow.k remove ', '3 flow.k add 3:1']);
  await at.store.write(async (tx) => {
    await tx.delete(executions).where(eq(executions.id, to));
  });
  expect(await read(to)).toEqual([]);
});
