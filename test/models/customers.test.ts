import { expect, test } from 'bun:test';
import {
  customerByExternalId,
  deleteCustomer,
  getCustomer,
  listCustomers,
  updateCustomer,
} from '../../src/models/customers.ts';
import { getExecution } from '../../src/models/executions.ts';
import { findInstance, getInstance } from '../../src/models/instances.ts';
import { writeStates } from '../../src/models/states.ts';
import { keptStates, set } from '../support/kept-states.ts';
import { customerNamed, deployed, queued, refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();

test('a customer is read back as it was made', async () => {
  const { store } = at;
  const made = await customerNamed(store, 'Müller “& Söhne”', {
    externalId: 'm-1',
    description: 'Since 2020',
    labels: ['gold', 'eu'],
    limits: { executions: 5 },
  });
  expect(made.id).toStartWith('cus_');
  expect(await getCustomer(store.read, EVERYTHING, made.id)).toEqual(made);
  expect(await customerByExternalId(store.read, 'm-1')).toEqual(made);
  expect(await customerByExternalId(store.read, 'm-2')).toBeUndefined();
});

test('two customers cannot have one external id, but many may have none', async () => {
  const { store } = at;
  await customerNamed(store, 'A', { externalId: 'same' });
  const refused = await refusal(customerNamed(store, 'B', { externalId: 'same' }));
  expect(refused.code).toBe('conflict');
  expect(refused.issues).toEqual([{ path: 'externalId', message: 'is in use' }]);
  await customerNamed(store, 'C');
  const d = await customerNamed(store, 'D');
  const change = store.write((tx) => updateCustomer(tx, d.id, { externalId: 'same' }));
  expect((await refusal(change)).code).toBe('conflict');
  expect(
    (await listCustomers(store.read, EVERYTHING, {}, { limit: 9 })).items.map((each) => each.name),
  ).toEqual(['A', 'C', 'D']);
});

test('only what is named is changed', async () => {
  const { store } = at;
  const made = await customerNamed(store, 'Acme', { externalId: 'a', labels: ['x'] });
  const changed = await store.write((tx) => updateCustomer(tx, made.id, { name: 'Acme Ltd' }));
  expect(changed).toEqual({ ...made, name: 'Acme Ltd', updatedAt: changed.updatedAt });
  expect(changed.updatedAt).toBeGreaterThanOrEqual(made.updatedAt);
  const cleared = await store.write((tx) => updateCustomer(tx, made.id, { externalId: null, labels: [] }));
  expect(cleared).toMatchObject({ externalId: null, labels: [], name: 'Acme Ltd' });
});

test('a customer sees itself, and no other exists for it', async () => {
  const { store } = at;
  const [a, b] = [await customerNamed(store, 'A'), await customerNamed(store, 'B')];
  expect((await getCustomer(store.read, viewerFor(a.id), a.id)).name).toBe('A');
  const other = await refusal(getCustomer(store.read, viewerFor(a.id), b.id));
  const missing = await refusal(getCustomer(store.read, viewerFor(a.id), 'cus_none'));
  expect(other.code).toBe('not_found');
  expect(other.message.replace(b.id, '')).toBe(missing.message.replace('cus_none', ''));
  const listed = await listCustomers(store.read, viewerFor(a.id), {}, { limit: 9 });
  expect(listed).toEqual({ items: [a], nextCursor: null });
});

test('a list comes page by page, each customer once, in the order of their making', async () => {
  const { store } = at;
  const names = ['one', 'two', 'three', 'four', 'five'];
  for (const name of names) await customerNamed(store, name);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listCustomers(store.read, EVERYTHING, {}, { limit: 2, cursor });
    seen.push(...page.items.map((each) => each.name));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toEqual(names);
});

test('what goes with a customer goes: instances, executions and what they remember', async () => {
  const { store } = at;
  const { customer, instance } = await deployed(store);
  const kept = await deployed(store);
  const run = await queued(store, instance);
  const owners = (id: string) => ({ flow: `${id}/import`, crossFlow: id, integration: '' });
  const changes = (['flow', 'crossFlow'] as const).map((scope) => set(scope, 'k', 'v'));
  await store.write((tx) => writeStates(tx, owners(instance.id), changes));
  await store.write((tx) => writeStates(tx, owners(kept.instance.id), changes));
  const together = { flow: '', crossFlow: '', integration: instance.integrationId };
  const shared = [set('integration', 'k', 'v')];
  await store.write((tx) => writeStates(tx, together, shared));

  await deleteCustomer(store, EVERYTHING, customer.id, () => {});
  expect((await refusal(getCustomer(store.read, EVERYTHING, customer.id))).code).toBe('not_found');
  expect((await refusal(getInstance(store.read, EVERYTHING, instance.id))).code).toBe('not_found');
  expect((await refusal(getExecution(store.read, EVERYTHING, run.id))).code).toBe('not_found');
  expect(await keptStates(store.read, owners(instance.id))).toEqual([]);
  expect(await keptStates(store.read, owners(kept.instance.id))).toHaveLength(2);
  // What all instances of an integration remember together is not this customer's alone.
  expect(await keptStates(store.read, together)).toHaveLength(1);
  expect((await getInstance(store.read, EVERYTHING, kept.instance.id)).id).toBe(kept.instance.id);
});

test('what is not there can be neither changed nor removed', async () => {
  const { store } = at;
  const change = store.write((tx) => updateCustomer(tx, 'cus_none', { name: 'x' }));
  expect((await refusal(change)).code).toBe('not_found');
  expect((await refusal(deleteCustomer(store, EVERYTHING, 'cus_none', () => {}))).code).toBe('not_found');
});

test('a change of a customer is a change for each of its instances, and for no other', async () => {
  const { store } = at;
  const [own, other] = [await deployed(store), await deployed(store)];
  await store.write((tx) => updateCustomer(tx, own.instance.customerId, { name: 'Renamed' }));
  const revisionOf = async ({ instance }: typeof own) =>
    (await findInstance(store.read, instance.id))?.revision;
  expect(await revisionOf(own)).toBe(own.instance.revision + 1);
  expect(await revisionOf(other)).toBe(other.instance.revision);
});
