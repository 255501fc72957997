import { expect, test } from 'bun:test';
import { customersByName } from '../../src/models/customer-list.ts';
import { countOwned } from '../../src/models/customers.ts';
import { removeInstance } from '../../src/models/instance-removal.ts';
import { claim } from '../../src/models/leases.ts';
import { customerNames } from '../../src/models/name-lookup.ts';
import { customerNamed, deployed, finished, queued, refusal, toolsFor } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
const namesOf = ({ items }: { items: { name: string }[] }) => items.map(({ name }) => name);
const list = (filter: Parameters<typeof customersByName>[2] = {}, limit = 10, cursor?: string) =>
  customersByName(at.store.read, EVERYTHING, filter, { limit, cursor });

test('customers come by name, and go on where a page has ended, also between equal names', async () => {
  for (const name of ['B', 'A', 'B', 'C', 'B']) await customerNamed(at.store, name);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({}, 2, cursor);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(new Set(seen).size).toBe(5);
  expect(namesOf(await list())).toEqual(['A', 'B', 'B', 'B', 'C']);
  expect((await refusal(list({}, 2, 'nonsense'))).code).toBe('bad_request');
});

test('they are found by parts of name and external id, and by a whole label', async () => {
  await customerNamed(at.store, '100% Wool', { externalId: 'W_1', labels: ['eu'] });
  await customerNamed(at.store, 'Acme', { labels: ['Europe'] });
  expect(namesOf(await list({ text: '0% w' }))).toEqual(['100% Wool']);
  expect(namesOf(await list({ text: 'w_1' }))).toEqual(['100% Wool']);
  expect(namesOf(await list({ text: '%' }))).toEqual(['100% Wool']);
  expect(namesOf(await list({ label: 'EU' }))).toEqual(['100% Wool']);
  expect(namesOf(await list({ text: 'wool', label: 'Europe' }))).toEqual([]);
});

test('each has how many instances it has and how many fail; removed ones count for neither', async () => {
  const { instance, customer } = await deployed(at.store);
  expect((await list()).items[0]).toMatchObject({ instances: 1, failing: 0 });
  const { id } = await queued(at.store, instance);
  await at.store.write(async (tx) => {
    await claim(tx, id, 'me', 1);
    await finished(tx, id, 'me', { status: 'failed', error: { message: 'No' } }, null, 2);
  });
  expect((await list()).items[0]).toMatchObject({ instances: 1, failing: 1 });
  expect(await countOwned(at.store.read, EVERYTHING, customer.id, 10)).toEqual({
    instances: 1,
    executions: 1,
  });
  await removeInstance(toolsFor(at.store), EVERYTHING, instance.id);
  expect((await list()).items[0]).toMatchObject({ instances: 0, failing: 0 });
  expect((await countOwned(at.store.read, EVERYTHING, customer.id, 10)).instances).toBe(0);
});

test('names are looked up for a page, of those that are there', async () => {
  const { id } = await customerNamed(at.store, 'Acme');
  expect(await customerNames(at.store.read, EVERYTHING, [id, id, 'cus_none'])).toEqual(
    new Map([[id, 'Acme']]),
  );
  expect(await customerNames(at.store.read, EVERYTHING, [])).toEqual(new Map());
});
