import { beforeEach, expect, test } from 'bun:test';
import { createCatalog } from '../../src/components/catalog.ts';
import { builtInComponents } from '../../src/components/registry.ts';
import { connections } from '../../src/db/schema.ts';
import type { Database, Store } from '../../src/db/store.ts';
import { MASK } from '../../src/lib/secret-fields.ts';
import type { SharedScope } from '../../src/lib/shared-scopes.ts';
import {
  answeredValues,
  applyAnswers,
  beginActivation,
  configureInstance,
  saveAnswers,
} from '../../src/models/activations.ts';
import { listAudit, writeAs } from '../../src/models/audit.ts';
import { createCompiledVersions } from '../../src/models/compiled-versions.ts';
import { readConfigValues } from '../../src/models/config-values.ts';
import { missingConfigVariables, visibleVariables } from '../../src/models/config-variables.ts';
import { addConnection, deleteConnection } from '../../src/models/connection-changes.ts';
import { getListedConnection, ownConnections } from '../../src/models/connection-list.ts';
import { connectionChoices } from '../../src/models/connection-pointers.ts';
import { getConnection } from '../../src/models/connections.ts';
import { changeVersion, deployInstance, updateInstance } from '../../src/models/deployments.ts';
import { findInstance } from '../../src/models/instances.ts';
import {
  addSharedConnection,
  deleteSharedConnection,
  editSharedConnection,
  fillSharedConnection,
} from '../../src/models/shared-connection-changes.ts';
import { sharedCatalogue } from '../../src/models/shared-connections.ts';
import { planUpgrade } from '../../src/models/upgrade-plans.ts';
import {
  CONNECTION,
  configured,
  customerNamed,
  published,
  publishedNext,
  refusal,
  vault,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
let catalog = createCatalog(builtInComponents());
let compiledVersions = createCompiledVersions(catalog);
beforeEach(() => {
  catalog = createCatalog(builtInComponents());
  compiledVersions = createCompiledVersions(catalog);
});

const SHARED = { key: 'Shop', dataType: 'connection', useScopedConfigVar: 'the-shop' };
const WRITTEN = configured([SHARED]);
const KEY = { apiKey: 'key-of-the-shop' };
const tools = () => ({ store: at.store, vault, catalog, compiledVersions });

/** As after the commit of a change. */
async function heard<T>(done: Promise<T>): Promise<T> {
  const value = await done;
  catalog.share(await sharedCatalogue(at.store.read, vault));
  return value;
}

async function shared(scope: SharedScope, inputs: Record<string, unknown> = {}) {
  const fields = { stableKey: 'the-shop', name: 'The shop', component: 'http', connection: 'apiKey' };
  return await heard(at.store.write((tx) => addSharedConnection(tx, tools(), { ...fields, scope, inputs })));
}

const fill = (id: string, customerId: string | null, inputs: Record<string, unknown> = KEY) =>
  fillSharedConnection(tools(), id, { customerId, inputs });

async function begun(integrationId: string, customerId: string) {
  return await beginActivation(tools(), { customerId, integrationId });
}

const pointedOf = async (id: string) =>
  (await readConfigValues(at.store.read, vault, id)).pointed.get('Shop')?.id;
const stateOf = async (id: string) => (await findInstance(at.store.read, id))?.state;
const rows = async () => await at.store.read.select().from(connections);

async function deployedFor(customerId: string, integrationId: string, configVariables = {}) {
  const fields = { customerId, integrationId, configVariables };
  return (await deployInstance(tools(), fields)).instance;
}

test('one that staff fill in once for everybody holds for the instances of all customers', async () => {
  const id = await shared('organization');
  const integration = await published(at.store, WRITTEN);
  const [acme, bolt] = [await customerNamed(at.store, 'Acme'), await customerNamed(at.store, 'Bolt')];
  const refused = await refusal(deployedFor(acme.id, integration.id));
  expect(refused.issues?.map(({ path }) => path)).toEqual(['configVariables.Shop']);
  const connection = await fill(id, null);
  const first = await deployedFor(acme.id, integration.id);
  const second = await deployedFor(bolt.id, integration.id);
  expect([await pointedOf(first.id), await pointedOf(second.id)]).toEqual([connection, connection]);
  expect([first.state, second.state]).toEqual(['active', 'active']);
  expect((await refusal(fill(id, null))).message).toContain('filled in already');
  expect((await refusal(fill(id, acme.id))).message).toContain('once for everybody');
});

test('one that staff fill in for each customer is another one for each, and customers neither see nor set it', async () => {
  const id = await shared('per_customer');
  const integration = await published(at.store, WRITTEN);
  const [acme, bolt] = [await customerNamed(at.store, 'Acme'), await customerNamed(at.store, 'Bolt')];
  const connection = await fill(id, acme.id);
  const instance = await deployedFor(acme.id, integration.id);
  expect(await pointedOf(instance.id)).toBe(connection);
  await expect(deployedFor(bolt.id, integration.id)).rejects.toThrow('missing or wrong');
  const { configVars } = await compiledVersions.get(at.store.read, integration.id, 1);
  const customer = viewerFor(acme.id);
  expect(visibleVariables(customer, configVars)).toEqual([]);
  expect(await ownConnections(at.store.read, customer, catalog)).toEqual([]);
  await expect(getListedConnection(at.store.read, customer, catalog, connection)).rejects.toThrow(
    'no connection',
  );
  await expect(
    updateInstance(tools(), customer, instance.id, { configVariables: { Shop: { fields: KEY } } }),
  ).rejects.toThrow('missing or wrong');
});

test('what customers fill in is asked in the first wizard, and is there in the next', async () => {
  const id = await shared('customer', { headerKey: 'X-Key' });
  const [first, second] = [await published(at.store, WRITTEN), await published(at.store, WRITTEN)];
  const acme = await customerNamed(at.store, 'Acme');
  const customer = viewerFor(acme.id);
  const { configVars } = await compiledVersions.get(at.store.read, first.id, 1);
  const one = await begun(first.id, acme.id);
  expect(missingConfigVariables(configVars, (await read(one.id)).values)).toEqual(['Shop']);
  const given = { Shop: { fields: { ...KEY, headerKey: 'X-Mine' } } };
  await saveAnswers(tools(), customer, one.id, { given, unset: [] }, configVars);
  await applyAnswers(tools(), customer, one.id);
  const [made] = await rows();
  expect(made).toMatchObject({ sharedId: id, customerId: acme.id, label: 'The shop', isReusable: true });
  // What staff have filled in is not the customer's to say.
  const { held } = await getConnection(at.store.read, vault, made?.id ?? '');
  expect(held.fields).toEqual({ ...KEY, headerKey: 'X-Key' });
  const two = await begun(second.id, acme.id);
  expect(missingConfigVariables(configVars, (await read(two.id)).values)).toEqual([]);
  await applyAnswers(tools(), customer, two.id);
  expect(await pointedOf(two.id)).toBe(made?.id);
  const bolt = await customerNamed(at.store, 'Bolt');
  const other = await begun(first.id, bolt.id);
  expect(missingConfigVariables(configVars, (await read(other.id)).values)).toEqual(['Shop']);

  async function read(instanceId: string) {
    const instance = await findInstance(at.store.read, instanceId);
    if (!instance) throw new Error('It is gone.');
    return await answeredValues(at.store.read, tools(), instance, configVars);
  }
});

test('instances that wait for a shared connection run as soon as it is filled in, those of other customers do not', async () => {
  const integration = await published(at.store, configured([]));
  const [acme, bolt] = [await customerNamed(at.store, 'Acme'), await customerNamed(at.store, 'Bolt')];
  const own = await deployedFor(acme.id, integration.id);
  const others = await deployedFor(bolt.id, integration.id);
  const id = await shared('per_customer');
  await publishedNext(at.store, integration.id, WRITTEN);
  const wanted = { integrationId: integration.id, version: 2, instances: undefined };
  const plan = () => planUpgrade(at.store.read, EVERYTHING, compiledVersions, wanted, 10);
  expect((await plan()).asking.map((each) => each.asks)).toEqual([['Shop'], ['Shop']]);
  for (const each of [own, others]) await changeVersion(tools(), EVERYTHING, each.id, 2);
  expect([await stateOf(own.id), await stateOf(others.id)]).toEqual([
    'needs_configuration',
    'needs_configuration',
  ]);
  await fill(id, acme.id);
  expect([await stateOf(own.id), await stateOf(others.id)]).toEqual(['active', 'needs_configuration']);
});

test('instances of all customers run as soon as one for everybody is filled in', async () => {
  const integration = await published(at.store, configured([]));
  const [acme, bolt] = [await customerNamed(at.store, 'Acme'), await customerNamed(at.store, 'Bolt')];
  const waiting = [await deployedFor(acme.id, integration.id), await deployedFor(bolt.id, integration.id)];
  const id = await shared('organization');
  await publishedNext(at.store, integration.id, WRITTEN);
  for (const each of waiting) await changeVersion(tools(), EVERYTHING, each.id, 2);
  const connection = await fill(id, null);
  for (const each of waiting)
    expect([await stateOf(each.id), await pointedOf(each.id)]).toEqual(['active', connection]);
});

test('what a customer fills in within one wizard reaches their other instances in the same write', async () => {
  const [integration, other] = [
    await published(at.store, configured([])),
    await published(at.store, WRITTEN),
  ];
  const [acme, bolt] = [await customerNamed(at.store, 'Acme'), await customerNamed(at.store, 'Bolt')];
  const own = await deployedFor(acme.id, integration.id);
  const foreign = await deployedFor(bolt.id, integration.id);
  await shared('customer');
  await publishedNext(at.store, integration.id, WRITTEN);
  for (const each of [own, foreign]) await changeVersion(tools(), EVERYTHING, each.id, 2);
  const wizard = await begun(other.id, acme.id);
  const { configVars } = await compiledVersions.get(at.store.read, other.id, 1);
  const given = { Shop: { fields: KEY } };
  await saveAnswers(tools(), viewerFor(acme.id), wizard.id, { given, unset: [] }, configVars);
  expect(await stateOf(own.id)).toBe('needs_configuration');
  const { writes, ...counted } = countingWrites(tools());
  await applyAnswers(counted, viewerFor(acme.id), wizard.id);
  expect(writes()).toBe(1);
  expect([await stateOf(own.id), await stateOf(foreign.id)]).toEqual(['active', 'needs_configuration']);
  expect(await pointedOf(own.id)).toBe((await pointedOf(wizard.id)) ?? '');
  const noted = (await listAudit(at.store.read, {}, { limit: 10 })).items;
  const ofThem = noted.filter(({ subjectId }) => subjectId === own.id || subjectId.startsWith('con_'));
  expect(ofThem.slice(0, 2).map(({ action, details }) => [action, details])).toEqual([
    ['instance.configured', { changed: ['Shop'] }],
    ['connection.created', { component: 'http', connection: 'apiKey' }],
  ]);
});

/** The same tools in somebody's name, and how often they have written. */
function countingWrites(of: ReturnType<typeof tools>) {
  let count = 0;
  const store: Store = Object.create(of.store, {
    write: {
      value: <T>(work: (tx: Database) => Promise<T>) => {
        count += 1;
        return writeAs(of.store, { kind: 'user', id: 'usr_kim', name: 'Kim' }, work);
      },
    },
  });
  return { ...of, store, writes: () => count };
}

test('an upgrade asks nobody for a shared connection that is filled in', async () => {
  const integration = await published(at.store, configured([]));
  const acme = await customerNamed(at.store, 'Acme');
  await deployedFor(acme.id, integration.id);
  await fill(await shared('per_customer'), acme.id);
  await publishedNext(at.store, integration.id, WRITTEN);
  const wanted = { integrationId: integration.id, version: 2, instances: undefined };
  const plan = await planUpgrade(at.store.read, EVERYTHING, compiledVersions, wanted, 10);
  expect(plan).toMatchObject({ ready: 1, needConfiguration: 0 });
});

test('what is filled in for all changes in each connection that is made of it', async () => {
  const id = await shared('customer', { authScheme: 'Bearer' });
  const acme = await customerNamed(at.store, 'Acme');
  const connection = await fill(id, acme.id);
  const change = { name: 'Shop of ours', inputs: { authScheme: 'Token' } };
  await heard(at.store.write((tx) => editSharedConnection(tx, tools(), id, change)));
  const { held } = await getConnection(at.store.read, vault, connection);
  expect(held.fields).toEqual({ ...KEY, authScheme: 'Token' });
  expect(catalog.shared?.get('the-shop')).toMatchObject({ name: 'Shop of ours', filled: ['authScheme'] });
  await heard(at.store.write((tx) => editSharedConnection(tx, tools(), id, { inputs: { authScheme: '' } })));
  expect(catalog.shared?.get('the-shop')?.filled).toEqual([]);
  const elsewhere = { inputs: { baseUrl: 'https://elsewhere.example' } };
  const refused = at.store.write((tx) => editSharedConnection(tx, tools(), id, elsewhere));
  await expect(refused).rejects.toThrow('Type apiKey anew');
});

test('when a shared connection goes, instances keep the connections that are made of it', async () => {
  const id = await shared('customer');
  const integration = await published(at.store, WRITTEN);
  const acme = await customerNamed(at.store, 'Acme');
  const connection = await fill(id, acme.id);
  const instance = await deployedFor(acme.id, integration.id);
  await heard(at.store.write((tx) => deleteSharedConnection(tx, vault, id)));
  expect(await pointedOf(instance.id)).toBe(connection);
  expect(await stateOf(instance.id)).toBe('active');
  await deleteConnection(tools(), EVERYTHING, connection);
  expect(await stateOf(instance.id)).toBe('needs_configuration');
});

const OWN = configured([CONNECTION]);
const owned = async (customerId: string | null, label = 'Made by hand') => {
  const fields = { component: 'http', connection: 'apiKey', label, customerId, inputs: KEY };
  return await at.store.write((tx) => addConnection(tx, tools(), fields));
};

test('a value points to a connection that is there, of the same customer and kind, and to no other', async () => {
  const integration = await published(at.store, OWN);
  const [acme, bolt] = [await customerNamed(at.store, 'Acme'), await customerNamed(at.store, 'Bolt')];
  const mine = await owned(acme.id);
  const foreign = await owned(bolt.id);
  const everybodys = await owned(null);
  const otherKind = await at.store.write((tx) =>
    addConnection(tx, tools(), {
      ...{ component: 'http', connection: 'basic', label: 'Basic', customerId: acme.id },
      inputs: { username: 'u', password: 'p' },
    }),
  );
  const instance = await deployedFor(acme.id, integration.id, { Shop: { connection: mine } });
  expect(await pointedOf(instance.id)).toBe(mine);
  const customer = viewerFor(acme.id);
  const unknown = 'con_00000000000000000000000000';
  const asOf = (viewer: typeof customer, connection: string) => {
    const configVariables = { Shop: { connection } };
    return updateInstance(tools(), viewer, instance.id, { configVariables });
  };
  const messages: string[] = [];
  for (const id of [foreign, unknown, otherKind, everybodys]) {
    const { issues = [] } = await refusal(asOf(customer, id));
    messages.push(...issues.map(({ message }) => message.replace(id, '…')));
  }
  expect(new Set(messages).size).toBe(1);
  await expect(asOf(EVERYTHING, foreign)).rejects.toThrow('not there');
  const { configVars } = await compiledVersions.get(at.store.read, integration.id, 1);
  const choices = await connectionChoices(at.store.read, customer, { customerId: acme.id }, configVars);
  expect(choices.get('Shop')?.map(({ id }) => id)).toEqual([mine]);
  await asOf(EVERYTHING, everybodys);
  expect(await pointedOf(instance.id)).toBe(everybodys);
  expect(await rows()).toHaveLength(4);
});

test('what an instance says of the organization’s connection becomes a connection of its customer', async () => {
  const integration = await published(at.store, OWN);
  const acme = await customerNamed(at.store, 'Acme');
  const everybodys = await owned(null);
  const instance = await deployedFor(acme.id, integration.id, { Shop: { connection: everybodys } });
  const set = (Shop: unknown) => configureInstance(tools(), EVERYTHING, instance.id, { Shop }, () => true);
  await set({ connection: everybodys, fields: { apiKey: MASK } });
  expect(await pointedOf(instance.id)).toBe(everybodys);
  await set({ connection: everybodys, fields: { apiKey: 'another-key' } });
  const own = (await rows()).find(({ customerId }) => customerId === acme.id);
  expect(await pointedOf(instance.id)).toBe(own?.id ?? '');
  expect((await getConnection(at.store.read, vault, everybodys)).held.fields).toEqual(KEY);
});

test('another account than the one that is there is a connection of its own; one that others use stays', async () => {
  const integration = await published(at.store, OWN);
  const acme = await customerNamed(at.store, 'Acme');
  const first = await deployedFor(acme.id, integration.id, { Shop: { fields: KEY } });
  const connection = await pointedOf(first.id);
  const second = await deployedFor(acme.id, integration.id, { Shop: { connection } });
  const other = { Shop: { connection: null, fields: { apiKey: 'of-another-account' } } };
  await updateInstance(tools(), viewerFor(acme.id), second.id, { configVariables: other });
  expect(await pointedOf(first.id)).toBe(connection ?? '');
  expect(await pointedOf(second.id)).not.toBe(connection ?? '');
  await updateInstance(tools(), viewerFor(acme.id), second.id, { configVariables: { Shop: { connection } } });
  // Nothing uses the other one any more.
  expect((await rows()).map(({ id }) => id)).toEqual([connection ?? '']);
});

test('long answers wait beside a shared connection, over the fill of another wizard, and hold as they were given', async () => {
  await shared('customer', { headerKey: 'X-Key' });
  const long = JSON.stringify(Array.from({ length: 8000 }, (_, row) => ({ row, text: 'ä–€ “quoted”' })));
  expect(long.length).toBeGreaterThan(4 * 64 * 1024);
  const rules = { key: 'Rules', dataType: 'code' };
  const written = configured([rules, SHARED]);
  const [first, second] = [await published(at.store, written), await published(at.store, WRITTEN)];
  const acme = await customerNamed(at.store, 'Acme');
  const customer = viewerFor(acme.id);
  const { configVars } = await compiledVersions.get(at.store.read, first.id, 1);
  const one = await begun(first.id, acme.id);
  const save = (given: Record<string, unknown>) =>
    saveAnswers(tools(), customer, one.id, { given, unset: [] }, configVars);
  await save({ Shop: { fields: KEY }, Rules: long });
  await save({ Rules: `${long} ` });
  const two = await begun(second.id, acme.id);
  const other = await compiledVersions.get(at.store.read, second.id, 1);
  const fields = { apiKey: 'key-of-the-other-wizard' };
  await saveAnswers(tools(), customer, two.id, { given: { Shop: { fields } }, unset: [] }, other.configVars);
  await applyAnswers(tools(), customer, two.id);
  const there = await findInstance(at.store.read, one.id);
  if (!there) throw new Error('It is gone.');
  const waiting = await answeredValues(at.store.read, tools(), there, configVars);
  expect(waiting.values.get('Rules')).toBe(`${long} `);
  await applyAnswers(tools(), customer, one.id);
  const { values } = await readConfigValues(at.store.read, vault, one.id);
  expect(values.get('Rules')).toBe(`${long} `);
  expect(values.get('Shop')).toMatchObject({ fields: { ...KEY, headerKey: 'X-Key' } });
  expect(await rows()).toHaveLength(1);
});
