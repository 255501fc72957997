import { expect, test } from 'bun:test';
import { setActive } from '../../src/models/deployments.ts';
import { removeInstance } from '../../src/models/instance-removal.ts';
import {
  changeInstance,
  findInstance,
  getInstance,
  instanceOfCustomer,
  listInstances,
} from '../../src/models/instances.ts';
import { deployed, refusal, toolsFor } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();

test('instances are listed by customer, integration and state, in the order of their making', async () => {
  const { store } = at;
  const all = [await deployed(store), await deployed(store), await deployed(store)];
  const [first, second, third] = all.map(({ instance }) => instance);
  await setActive(toolsFor(store), EVERYTHING, second?.id ?? '', false);
  const ids = async (filter: object) =>
    (await listInstances(store.read, EVERYTHING, filter, { limit: 9 })).items.map(({ id }) => id);
  expect(await ids({})).toEqual(all.map(({ instance }) => instance.id));
  expect(await ids({ customer: first?.customerId })).toEqual([first?.id ?? '']);
  expect(await ids({ integration: third?.integrationId })).toEqual([third?.id ?? '']);
  expect(await ids({ state: 'paused' })).toEqual([second?.id ?? '']);
  expect(await ids({ state: 'active' })).toEqual([first?.id ?? '', third?.id ?? '']);
  expect(await ids({ state: 'active', customer: second?.customerId })).toEqual([]);
});

test('a list comes page by page and leaves the removed ones out', async () => {
  const { store } = at;
  const made = [await deployed(store), await deployed(store), await deployed(store), await deployed(store)];
  const gone = made[1]?.instance.id ?? '';
  await removeInstance(toolsFor(store), EVERYTHING, gone);
  const first = await listInstances(store.read, EVERYTHING, {}, { limit: 2 });
  const rest = await listInstances(store.read, EVERYTHING, {}, { limit: 2, cursor: first.nextCursor ?? '' });
  const ids = [...first.items, ...rest.items].map(({ id }) => id);
  expect(ids).toEqual(made.map(({ instance }) => instance.id).filter((id) => id !== gone));
  expect(rest.nextCursor).toBeNull();
});

test('a customer sees its own instances, and no other exists for it', async () => {
  const { store } = at;
  const [own, other] = [await deployed(store), await deployed(store)];
  const viewer = viewerFor(own.customer.id);
  const listed = await listInstances(store.read, viewer, {}, { limit: 9 });
  expect(listed.items).toEqual([own.instance]);
  const asked = { customer: other.customer.id };
  expect((await listInstances(store.read, viewer, asked, { limit: 9 })).items).toEqual([]);
  expect(await getInstance(store.read, viewer, own.instance.id)).toEqual(own.instance);
  const hidden = await refusal(getInstance(store.read, viewer, other.instance.id));
  const missing = await refusal(getInstance(store.read, viewer, 'ins_none'));
  expect(hidden.code).toBe('not_found');
  expect(hidden.message.replace(other.instance.id, '')).toBe(missing.message.replace('ins_none', ''));
});

test('a shared address leads to the oldest active instance of the customer', async () => {
  const { store } = at;
  const { instance, customer, integration } = await deployed(store);
  const { deployInstance } = await import('../../src/models/deployments.ts');
  const fields = { customerId: customer.id, integrationId: integration.id, configVariables: {} };
  const second = await deployInstance(toolsFor(store), fields);
  const found = () => instanceOfCustomer(store.read, integration.id, customer.id);
  expect((await found())?.id).toBe(instance.id);
  await setActive(toolsFor(store), EVERYTHING, instance.id, false);
  expect((await found())?.id).toBe(second.instance.id);
  await removeInstance(toolsFor(store), EVERYTHING, second.instance.id);
  expect(await found()).toMatchObject({ id: instance.id, state: 'paused' });
  await removeInstance(toolsFor(store), EVERYTHING, instance.id);
  expect(await found()).toBeUndefined();
});

test('an instance that is not there is found by nobody and changed by nobody', async () => {
  const { store } = at;
  expect(await findInstance(store.read, 'ins_none')).toBeUndefined();
  const change = store.write((tx) => changeInstance(tx, 'ins_none', { name: 'x' }));
  expect((await refusal(change)).code).toBe('not_found');
});
