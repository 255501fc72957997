import { expect, test } from 'bun:test';
import { audit } from '../../src/db/schema.ts';
import { DAY } from '../../src/lib/time.ts';
import { inNameOf, listAudit, namesOf, record, wordsOf, writeAs } from '../../src/models/audit.ts';
import type { Author } from '../../src/models/authors.ts';
import { createCustomer, updateCustomer } from '../../src/models/customers.ts';
import { setConfigVariables } from '../../src/models/deployments.ts';
import { deleteOldAudit } from '../../src/models/retention.ts';
import { configured, customerNamed, deployed, toolsFor } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
const DANA: Author = { kind: 'user', id: 'usr_1', name: 'Dana' };
const SCRIPT: Author = { kind: 'token', id: 'tok_1', name: 'Import' };
const acme = { name: 'Acme', externalId: null, description: '', labels: [], limits: {} };

const rows = async (filter: Parameters<typeof listAudit>[1] = {}) =>
  (await listAudit(at.store.read, filter, { limit: 50 })).items;

test('a change is noted with who made it, what it was, on what and when', async () => {
  const before = Date.now();
  const customer = await writeAs(at.store, DANA, (tx) => createCustomer(tx, acme));
  const [row] = await rows();
  expect(row).toMatchObject({
    ...{ actorKind: 'user', actorId: 'usr_1', actorName: 'Dana', action: 'customer.created' },
    ...{ subjectKind: 'customer', subjectId: customer.id, subjectName: 'Acme', customerId: customer.id },
  });
  expect(row?.at).toBeGreaterThanOrEqual(before);
});

test('what the product does by itself is not noted, nor what a refused change had noted', async () => {
  await customerNamed(at.store, 'Quiet');
  const refused = writeAs(at.store, DANA, async (tx) => {
    await createCustomer(tx, { ...acme, name: 'Never' });
    throw new Error('No.');
  });
  await expect(refused).rejects.toThrow('No.');
  expect(await rows()).toEqual([]);
});

test('changes of several people at once are each noted under the right name', async () => {
  const people = Array.from(
    { length: 20 },
    (_, n): Author => ({ kind: 'user', id: `usr_${n}`, name: `P${n}` }),
  );
  await Promise.all(
    people.map((person) =>
      writeAs(at.store, person, (tx) => createCustomer(tx, { ...acme, name: person.name })),
    ),
  );
  const noted = await rows();
  expect(noted).toHaveLength(20);
  for (const { actorName, subjectName } of noted) expect(actorName).toBe(subjectName);
});

test('what is done in another’s name within a change leaves the rest to its author', async () => {
  await writeAs(at.store, DANA, async (tx) => {
    await inNameOf(tx, SCRIPT, (own) => record(own, 'token.created', { id: 'tok_2', name: 'Own' }));
    await record(tx, 'token.revoked', { id: 'tok_2', name: 'Own' });
  });
  expect((await rows()).map(({ actorName, action }) => [actorName, action])).toEqual([
    ['Dana', 'token.revoked'],
    ['Import', 'token.created'],
  ]);
});

test('the names of changed config variables are noted, and no value of them', async () => {
  const { instance } = await deployed(
    at.store,
    configured([
      { key: 'Shop name', dataType: 'string' },
      { key: 'Pin', dataType: 'password' },
    ]),
    { 'Shop name': 'Nord', Pin: '1234' },
  );
  const asDana: typeof at.store = Object.create(at.store, {
    write: { value: (work: Parameters<typeof writeAs>[2]) => writeAs(at.store, DANA, work) },
  });
  const given = { 'Shop name': 'value-of-name', Pin: 'value-of-pin' };
  await setConfigVariables({ ...toolsFor(at.store), store: asDana }, EVERYTHING, instance.id, given);
  const [row] = await rows({ subject: instance.id });
  expect(row).toMatchObject({ action: 'instance.configured', details: { changed: ['Shop name', 'Pin'] } });
  expect(JSON.stringify(await at.store.read.select().from(audit))).not.toContain('value-of');
});

test('the list is narrowed by person, subject, kind, action and time, and read page by page', async () => {
  const made = await writeAs(at.store, DANA, (tx) => createCustomer(tx, acme));
  await writeAs(at.store, SCRIPT, (tx) => updateCustomer(tx, made.id, { name: 'Bramble' }));
  await writeAs(at.store, SCRIPT, (tx) => record(tx, 'token.created', { id: 'tok_2', name: 'Own' }));
  const actions = async (filter: Parameters<typeof rows>[0]) =>
    (await rows(filter)).map(({ action }) => action);
  expect(await actions({ actor: 'tok_1' })).toEqual(['token.created', 'customer.updated']);
  expect(await actions({ subject: made.id })).toEqual(['customer.updated', 'customer.created']);
  expect(await actions({ kind: 'customer' })).toEqual(['customer.updated', 'customer.created']);
  expect(await actions({ action: 'customer.updated' })).toEqual(['customer.updated']);
  expect(await actions({ from: Date.now() + DAY })).toEqual([]);
  expect(await actions({ to: Date.now() - DAY })).toEqual([]);
  expect(await actions({ from: Date.now() - DAY, to: Date.now() + DAY })).toHaveLength(3);
  const first = await listAudit(at.store.read, {}, { limit: 2 });
  const second = await listAudit(at.store.read, {}, { limit: 2, cursor: first.nextCursor ?? '' });
  expect(second.items.map(({ action }) => action)).toEqual(['customer.created']);
  expect(second.nextCursor).toBeNull();
});

test('rows are kept for 400 days', async () => {
  await writeAs(at.store, DANA, (tx) => createCustomer(tx, acme));
  expect(await at.store.write((tx) => deleteOldAudit(tx, Date.now() + 399 * DAY))).toBe(false);
  expect(await rows()).toHaveLength(1);
  await at.store.write((tx) => deleteOldAudit(tx, Date.now() + 401 * DAY));
  expect(await rows()).toEqual([]);
});

test('an action is told in words, one of another release by its own name', () => {
  expect(wordsOf('instance.paused')).toBe('paused');
  expect(wordsOf('instance.turned_round')).toBe('turned round');
  expect(wordsOf('listing.made')).toBe('made');
  expect(namesOf({ a: 1, b: undefined })).toEqual(['a']);
});
