/** A shared connection that each person connects alone: once for all, and runs for them have it. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { connections } from '../../src/db/schema.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { now } from '../../src/lib/time.ts';
import { connectionChoices } from '../../src/models/connection-pointers.ts';
import { deleteCustomerUser } from '../../src/models/customer-users.ts';
import { targetOf } from '../../src/models/deployments.ts';
import { enqueue } from '../../src/models/executions.ts';
import type { Instance } from '../../src/models/instances.ts';
import { ownAnswers, removeOwnAnswers } from '../../src/models/own-answers.ts';
import { ownSharedConnections, removeOwnShared } from '../../src/models/own-connections.ts';
import { internalRequest, packRequest } from '../../src/models/requests.ts';
import {
  addSharedConnection,
  deleteSharedConnection,
  editSharedConnection,
  fillSharedConnection,
} from '../../src/models/shared-connection-changes.ts';
import { sharedCatalogue } from '../../src/models/shared-connections.ts';
import { createUser } from '../../src/models/users.ts';
import { flow, step, workshop } from '../support/engine.ts';
import { type Someone, setUp, viewerOfPerson } from '../support/own-answers.ts';
import { refusal } from '../support/records.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const shop = workshop({ tell: { perform: ({ configVars }) => ({ data: configVars.Calendar ?? null }) } });
let engine: Engine;
let shared: string;
let first: Instance;
let second: Instance;
let ada: Someone;
let bob: Someone;

/** The variable stands on a page of the instance: it is of each person all the same. */
const settings = {
  requiredConfigVars: [
    { key: 'Region', dataType: 'string', stableKey: 'region' },
    { key: 'Calendar', dataType: 'connection', stableKey: 'cal', useScopedConfigVar: 'the-calendar' },
  ],
  configPages: [
    {
      name: 'All',
      elements: ['Region', 'Calendar'].map((value) => ({ type: 'configVar', value })),
    },
  ],
};
const flows = [flow('Tell', [step('Tell', 'probe.tell')], { isSynchronous: true })];
const tools = () => ({ ...shop.tools, catalog: shop.catalog });

async function shares<T>(made: Promise<T>): Promise<T> {
  const value = await made;
  shop.catalog.share(await sharedCatalogue(shop.store.read, shop.tools.vault));
  return value;
}

beforeAll(async () => {
  engine = await shop.engine();
  const kind = { stableKey: 'the-calendar', name: 'Calendar', component: 'http', connection: 'apiKey' };
  const inputs = { headerKey: 'X-Key' };
  shared = await shares(
    shop.store.write((tx) => addSharedConnection(tx, tools(), { ...kind, scope: 'user', inputs })),
  );
  first = await shop.deploy(flows, settings, { Region: 'eu' });
  second = await shop.deploy(flows, settings, { Region: 'us' }, first.customerId);
  const { customerId } = first;
  const person = async (name: string) => {
    const facts = { name, role: 'customer_member', customerId, externalId: name } as const;
    const { id } = await shop.store.write((tx) => createUser(tx, { email: `${name}@cal.test`, ...facts }));
    return { id, customerId };
  };
  [ada, bob] = [await person('ada'), await person('bob')];
});
afterAll(shop.close);

const account = (name: string) => ({
  Calendar: { fields: { apiKey: `key-of-${name}`, baseUrl: `https://${name}.example`, headerKey: 'X-Mine' } },
});
const accountsOf = async (userId: string) =>
  await shop.store.read.select().from(connections).where(eq(connections.userId, userId));

async function run(userId: string | null, instance: Instance) {
  const payload = await packRequest(internalRequest({}), shop.store.blobs, shop.tools.vault);
  const wanted = { ...targetOf(instance, 'Tell'), kind: 'webhook' as const, payload, userId };
  const { id } = await shop.store.write((tx) => enqueue(tx, wanted));
  engine.wake(await shop.execution(id));
  const execution = await shop.end(id);
  return { execution, data: (await shop.steps(id))[0]?.data };
}

test('the instance runs without it, and each person is asked', async () => {
  expect([first.state, second.state]).toEqual(['active', 'active']);
  await setUp(shop.tools, ada, first.id, account('ada'));
  await setUp(shop.tools, bob, first.id, account('bob'));
  const fields = (name: string) => ({
    fields: { apiKey: '***', baseUrl: `https://${name}.example`, headerKey: 'X-Key' },
  });
  expect((await run(ada.id, first)).data).toMatchObject(fields('ada'));
  expect((await run(bob.id, first)).data).toMatchObject(fields('bob'));
  expect(JSON.stringify((await run(null, first)).data)).not.toContain('.example');
});

test('who has connected it once has it in the next integration, which asks for nothing more', async () => {
  const answered = await ownAnswers(shop.store.read, shop.tools, viewerOfPerson(ada), second);
  expect(answered.own.values.get('Calendar')).toMatchObject({ fields: { apiKey: 'key-of-ada' } });
  await setUp(shop.tools, ada, second.id, {});
  expect((await run(ada.id, second)).data).toMatchObject({ fields: { baseUrl: 'https://ada.example' } });
  expect(await accountsOf(ada.id)).toHaveLength(1);
  const listed = await ownSharedConnections(shop.store.read, tools(), viewerOfPerson(ada), now());
  expect(listed.map(({ usedBy }) => usedBy.map(({ id }) => id))).toEqual([[first.id, second.id]]);
});

test('what somebody changes in one place holds in the other with the next run', async () => {
  await run(ada.id, second);
  const fields = { apiKey: 'another-key', baseUrl: 'https://new.ada.example' };
  await setUp(shop.tools, ada, first.id, { Calendar: { fields } });
  expect((await run(ada.id, second)).data).toMatchObject({ fields: { baseUrl: 'https://new.ada.example' } });
});

test('an account is no choice of others, and the wizard of the instance takes none', async () => {
  const { customerId, integrationId } = first;
  const { configVars } = await shop.tools.compiledVersions.get(shop.store.read, integrationId, 1);
  for (const viewer of [EVERYTHING, viewerFor(customerId)]) {
    const choices = await connectionChoices(shop.store.read, viewer, { customerId }, configVars);
    expect([...choices.values()].flat()).toEqual([]);
  }
  const refused = await refusal(fillSharedConnection(tools(), shared, { customerId, inputs: {} }));
  expect(refused.message).toContain('Each person connects this one alone');
});

test('what staff fill in for all holds in the accounts that are there', async () => {
  await shares(
    shop.store.write((tx) => editSharedConnection(tx, tools(), shared, { inputs: { authScheme: 'Bearer' } })),
  );
  expect((await run(bob.id, first)).data).toMatchObject({ fields: { authScheme: 'Bearer' } });
});

test('the account stays when the answers to one integration are removed, and goes when its owner removes it', async () => {
  await removeOwnAnswers(shop.tools, viewerOfPerson(ada), first.id);
  expect((await run(ada.id, second)).execution.status).toBe('succeeded');
  const [own] = await accountsOf(ada.id);
  const id = own?.id ?? '';
  const foreign = shop.store.write((tx) => removeOwnShared(tx, viewerOfPerson(bob), id));
  await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
  await shop.store.write((tx) => removeOwnShared(tx, viewerOfPerson(ada), id));
  expect((await run(ada.id, second)).execution).toMatchObject({
    status: 'failed',
    error: { message: expect.stringContaining('ada has to answer Calendar') },
  });
  await setUp(shop.tools, ada, second.id, account('ada'));
  expect((await run(ada.id, second)).execution.status).toBe('succeeded');
});

test('with the person the account goes, and with the shared connection those of all', async () => {
  await shop.store.write((tx) => deleteCustomerUser(tx, shop.tools, EVERYTHING, ada.customerId, ada.id));
  expect(await accountsOf(ada.id)).toEqual([]);
  expect(await accountsOf(bob.id)).toHaveLength(1);
  await shares(shop.store.write((tx) => deleteSharedConnection(tx, shop.tools.vault, shared)));
  expect(await accountsOf(bob.id)).toEqual([]);
});
