import { expect, test } from 'bun:test';
import { cancelRunsOfRemoved, cancelStopped } from '../../src/models/cancellations.ts';
import { limitedCustomers, limitsOfCustomer, updateCustomer } from '../../src/models/customers.ts';
import { type ExecutionKind, getExecution } from '../../src/models/executions.ts';
import { changeInstance, type InstanceState } from '../../src/models/instances.ts';
import { callerOf, countInvocations, firstOf, invocationOrigin } from '../../src/models/invocations.ts';
import { claim, passOver } from '../../src/models/leases.ts';
import { deployed, queued } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
const read = (id: string) => getExecution(at.store.read, EVERYTHING, id);
const become = (id: string, state: InstanceState) =>
  at.store.write((tx) => changeInstance(tx, id, { state }));

const states: [InstanceState, ExecutionKind[]][] = [
  ['active', ['webhook', 'remove']],
  ['paused', []],
  ['needs_configuration', []],
  ['removed', ['remove']],
];
test.each(states)('on an instance that is %s these kinds of runs are begun: %p', async (state, kinds) => {
  const { instance } = await deployed(at.store);
  const runs = [await queued(at.store, instance), await queued(at.store, instance, { kind: 'remove' })];
  await become(instance.id, state);
  const claimed = [];
  for (const { id } of runs) claimed.push(await at.store.write((tx) => claim(tx, id, 'boot_1', 1000)));
  expect(claimed.flatMap((row) => row?.kind ?? [])).toEqual(kinds);
});

test('a run that is passed over is as if it had not been begun, and one with steps behind it keeps its start', async () => {
  const { instance } = await deployed(at.store);
  const [fresh, resumed] = [
    await queued(at.store, instance),
    await queued(at.store, instance, { cursor: 'a' }),
  ];
  for (const { id } of [fresh, resumed]) {
    await at.store.write((tx) => claim(tx, id, 'boot_1', 1000));
    await at.store.write((tx) => passOver(tx, id, 'boot_2'));
    expect((await read(id)).status).toBe('running');
    await at.store.write((tx) => passOver(tx, id, 'boot_1'));
  }
  expect(await read(fresh.id)).toMatchObject({ status: 'queued', startedAt: null, leaseOwner: null });
  expect(await read(resumed.id)).toMatchObject({ status: 'queued', startedAt: 1000, leaseOwner: null });
});

test('a removal cancels what has not ended but what it is for, of that instance alone', async () => {
  const [one, other] = [(await deployed(at.store)).instance, (await deployed(at.store)).instance];
  const mine = await queued(at.store, one);
  const goodbye = await queued(at.store, one, { kind: 'remove' });
  const theirs = await queued(at.store, other);
  expect(await at.store.write((tx) => cancelRunsOfRemoved(tx, one.id))).toEqual([mine.id]);
  expect(await at.store.write((tx) => cancelRunsOfRemoved(tx, one.id))).toEqual([]);
  for (const { id } of [goodbye, theirs]) expect((await read(id)).status).toBe('queued');
  const removed = { ...one, state: 'removed' as const };
  const back = await at.store.write((tx) => cancelStopped(tx, removed, { ...one, state: 'paused' }));
  expect(back.ids).toEqual([goodbye.id]);
  expect((await read(goodbye.id)).error?.message).toContain('was brought back');
});

test('customers with limits are known, and those without are not read', async () => {
  const [limited, other] = [await deployed(at.store), await deployed(at.store)];
  await at.store.write((tx) => updateCustomer(tx, limited.customer.id, { limits: { executions: 3 } }));
  expect(await limitedCustomers(at.store.read)).toEqual([
    { id: limited.customer.id, limits: { executions: 3 } },
  ]);
  expect(await limitsOfCustomer(at.store.read, limited.customer.id)).toEqual({ executions: 3 });
  expect(await limitsOfCustomer(at.store.read, other.customer.id)).toEqual({});
  expect(await limitsOfCustomer(at.store.read, 'cus_none')).toEqual({});
});

test('all that one execution has led to by calls is counted together, however deep', async () => {
  const { instance } = await deployed(at.store);
  const [first, stranger] = [await queued(at.store, instance), await queued(at.store, instance)];
  const called = async (caller: typeof first, number: number) => {
    const more = {
      kind: 'invoked' as const,
      origin: invocationOrigin(await read(caller.id), 'call', number),
    };
    return await read((await queued(at.store, instance, more)).id);
  };
  const child = await called(first, 1);
  const grandchild = await called(child, 1);
  await called(grandchild, 2);
  await called(stranger, 1);
  expect([firstOf(first), firstOf(child), firstOf(grandchild)]).toEqual([first.id, first.id, first.id]);
  expect([callerOf(child), callerOf(grandchild)]).toEqual([first.id, child.id]);
  expect(await countInvocations(at.store.read, first.id, 100)).toBe(3);
  expect(await countInvocations(at.store.read, first.id, 2)).toBe(2);
  expect(await countInvocations(at.store.read, child.id, 100)).toBe(0);
});
