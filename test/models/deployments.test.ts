import { describe, expect, test } from 'bun:test';
import { isNotNull } from 'drizzle-orm';
import { schedules } from '../../src/db/schema.ts';
import type { Store } from '../../src/db/store.ts';
import { readConfigValues } from '../../src/models/config-values.ts';
import { visibleVariables } from '../../src/models/config-variables.ts';
import {
  changeVersion,
  type Deployed,
  deployInstance,
  setActive,
  setConfigVariables,
  updateInstance,
} from '../../src/models/deployments.ts';
import { listEndpoints } from '../../src/models/endpoints.ts';
import { getExecution } from '../../src/models/executions.ts';
import { RESTORABLE, removeInstance, restoreInstance } from '../../src/models/instance-removal.ts';
import { findInstance, getInstance } from '../../src/models/instances.ts';
import { publishVersion, setVersionAvailable } from '../../src/models/versions.ts';
import {
  CONNECTION,
  configured,
  customerNamed,
  definition,
  deployed,
  flow,
  onDeploy,
  onRemove,
  published,
  publishedNext,
  queued,
  refusal,
  scheduled,
  toolsFor,
  vault,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
const REGION = { key: 'Region', dataType: 'string' };
const COUNT = { key: 'Count', dataType: 'number', defaultValue: '5' };
const valuesOf = async (id: string) =>
  Object.fromEntries((await readConfigValues(at.store.read, vault, id)).values);

test('a deployed instance is active, named after the integration, and has its values', async () => {
  const written = configured([REGION, COUNT]);
  const { instance, integration, customer } = await deployed(at.store, written, { Region: 'eu' });
  expect(instance).toMatchObject({
    state: 'active',
    name: 'Orders',
    version: 1,
    customerId: customer.id,
    integrationId: integration.id,
  });
  expect(await getInstance(at.store.read, EVERYTHING, instance.id)).toEqual(instance);
  expect(await valuesOf(instance.id)).toEqual({ Region: 'eu' });
});

test('an instance may be named and begin paused', async () => {
  const { id: integrationId } = await published(at.store, definition());
  const { id: customerId } = await customerNamed(at.store, 'Acme');
  const fields = { customerId, integrationId, name: 'Second shop', paused: true, configVariables: {} };
  const { instance, queued: runs } = await deployInstance(toolsFor(at.store), fields);
  expect(instance).toMatchObject({ state: 'paused', name: 'Second shop' });
  expect(runs).toEqual([]);
});

test('missing and wrong values are all told at once, one issue each, and nothing is made', async () => {
  const written = configured([REGION, COUNT, CONNECTION, { key: 'Day', dataType: 'date' }]);
  const given = { Count: 'many', Day: 'soon', Reigon: 'eu' };
  const refused = await refusal(deployed(at.store, written, given));
  expect(refused.code).toBe('invalid');
  expect(refused.issues.map(({ path }) => path).sort()).toEqual(
    ['Count', 'Day', 'Region', 'Reigon', 'Shop'].map((key) => `configVariables.${key}`).sort(),
  );
  const { instances } = await import('../../src/db/schema.ts');
  expect(await at.store.read.select().from(instances)).toEqual([]);
});

test('neither an unavailable version nor one that is not there is deployed, nor for a customer who is not there', async () => {
  const { id: integrationId } = await published(at.store, definition());
  const { id: customerId } = await customerNamed(at.store, 'Acme');
  await at.store.write((tx) => setVersionAvailable(tx, integrationId, 1, false));
  const attempt = async (more: object) =>
    (
      await refusal(
        deployInstance(toolsFor(at.store), { customerId, integrationId, configVariables: {}, ...more }),
      )
    ).code;
  expect(await attempt({ version: 1 })).toBe('version_unavailable');
  expect(await attempt({})).toBe('version_unavailable');
  expect(await attempt({ version: 2 })).toBe('not_found');
  expect(await attempt({ customerId: 'cus_none' })).toBe('not_found');
  expect(await attempt({ integrationId: 'int_none' })).toBe('not_found');
});

test('an upgrade that needs a new value stops the instance until the value is there', async () => {
  const { integration, instance } = await deployed(at.store, configured([REGION]), { Region: 'eu' });
  await publishedNext(
    at.store,
    integration.id,
    configured([REGION, CONNECTION], { flows: [flow('Import'), onDeploy] }),
  );
  const tools = toolsFor(at.store);
  const upgraded = await changeVersion(tools, EVERYTHING, instance.id, 2);
  expect(upgraded.instance).toMatchObject({ version: 2, state: 'needs_configuration' });
  expect(upgraded.queued).toEqual([]);
  expect(await valuesOf(instance.id)).toEqual({ Region: 'eu' });

  const enabling = await refusal(setActive(tools, EVERYTHING, instance.id, true));
  expect(enabling.issues.map(({ path }) => path)).toEqual(['configVariables.Shop']);
  const filled = await setConfigVariables(tools, EVERYTHING, instance.id, { Shop: { apiKey: 'k-123456' } });
  expect(filled.instance.state).toBe('active');
  expect(filled.queued).toHaveLength(1);
  expect(await valuesOf(instance.id)).toEqual({ Region: 'eu', Shop: { fields: { apiKey: 'k-123456' } } });
});

test('a paused instance stays paused through an upgrade and new values', async () => {
  const { integration, instance } = await deployed(at.store, configured([REGION]), { Region: 'eu' });
  await at.store.write((tx) => publishVersion(tx, integration.id, ''));
  const tools = toolsFor(at.store);
  await setActive(tools, EVERYTHING, instance.id, false);
  expect((await changeVersion(tools, EVERYTHING, instance.id, 2)).instance.state).toBe('paused');
  expect((await setConfigVariables(tools, EVERYTHING, instance.id, { Region: 'us' })).instance).toMatchObject(
    {
      state: 'paused',
      version: 2,
    },
  );
});

test('an instance goes back to a former version, but to an unavailable one only if it runs it already', async () => {
  const { integration, instance } = await deployed(at.store);
  await at.store.write((tx) => publishVersion(tx, integration.id, ''));
  const tools = toolsFor(at.store);
  await changeVersion(tools, EVERYTHING, instance.id, 2);
  expect((await changeVersion(tools, EVERYTHING, instance.id, 1)).instance.version).toBe(1);
  await at.store.write((tx) => setVersionAvailable(tx, integration.id, 1, false));
  expect((await changeVersion(tools, EVERYTHING, instance.id, 1)).instance.state).toBe('active');
  await changeVersion(tools, EVERYTHING, instance.id, 2);
  const back = await refusal(changeVersion(tools, EVERYTHING, instance.id, 1));
  expect(back.code).toBe('version_unavailable');
});

test('each change of values, version or state counts the revision, by which caches know', async () => {
  const { integration, instance } = await deployed(at.store, configured([REGION]), { Region: 'eu' });
  await at.store.write((tx) => publishVersion(tx, integration.id, ''));
  const tools = toolsFor(at.store);
  let last = instance.revision;
  for (const change of [
    () => setConfigVariables(tools, EVERYTHING, instance.id, { Region: 'us' }),
    () => changeVersion(tools, EVERYTHING, instance.id, 2),
    () => setActive(tools, EVERYTHING, instance.id, false),
    () => updateInstance(tools, EVERYTHING, instance.id, { name: 'New' }),
  ]) {
    const { revision } = (await change()).instance;
    expect(revision).toBeGreaterThan(last);
    last = revision;
  }
  const same = await setActive(tools, EVERYTHING, instance.id, false);
  expect(same.instance.revision).toBe(last);
});

test('of several changes at once all are made, or none', async () => {
  const { instance } = await deployed(at.store, configured([REGION, COUNT]), { Region: 'eu' });
  const tools = toolsFor(at.store);
  const wrong = { name: 'New', configVariables: { Region: 'us', Count: 'x' } };
  await refusal(updateInstance(tools, EVERYTHING, instance.id, wrong));
  expect(await getInstance(at.store.read, EVERYTHING, instance.id)).toEqual(instance);
  expect(await valuesOf(instance.id)).toEqual({ Region: 'eu' });
  const right = { name: 'New', paused: true, configVariables: { Count: '7' } };
  const changed = await updateInstance(tools, EVERYTHING, instance.id, right);
  expect(changed.instance).toMatchObject({ name: 'New', state: 'paused' });
  expect(await valuesOf(instance.id)).toEqual({ Region: 'eu', Count: 7 });
});

test('flows that run on deployment are enqueued with the deployment and with each later one', async () => {
  const written = definition({ flows: [flow('Import'), onDeploy, onRemove] });
  const { integration, instance, queued: runs } = await deployed(at.store, written);
  const [run] = runs;
  expect(runs).toHaveLength(1);
  expect(await getExecution(at.store.read, EVERYTHING, run?.id ?? '')).toMatchObject({
    kind: 'deploy',
    flow: 'On deploy',
    status: 'queued',
    instanceId: instance.id,
    version: 1,
  });
  await at.store.write((tx) => publishVersion(tx, integration.id, ''));
  const tools = toolsFor(at.store);
  const upgrade = await changeVersion(tools, EVERYTHING, instance.id, 2);
  expect(upgrade.queued.map(({ instanceId }) => instanceId)).toEqual([instance.id]);
  expect((await setActive(tools, EVERYTHING, instance.id, false)).queued).toEqual([]);
  expect((await setActive(tools, EVERYTHING, instance.id, true)).queued).toEqual([]);
});

test('a removed instance exists for nobody, but its remove flow runs and its executions stay', async () => {
  const written = definition({ flows: [flow('Import'), onDeploy, onRemove] });
  const { instance } = await deployed(at.store, written);
  const run = await queued(at.store, instance);
  const tools = toolsFor(at.store);
  const removed = await removeInstance(tools, EVERYTHING, instance.id);
  const [last] = removed.queued;
  expect(await getExecution(at.store.read, EVERYTHING, last?.id ?? '')).toMatchObject({
    kind: 'remove',
    flow: 'On remove',
  });
  expect((await refusal(getInstance(at.store.read, EVERYTHING, instance.id))).code).toBe('not_found');
  expect((await findInstance(at.store.read, instance.id))?.state).toBe('removed');
  expect((await getExecution(at.store.read, EVERYTHING, run.id)).instanceId).toBe(instance.id);
  expect((await refusal(removeInstance(tools, EVERYTHING, instance.id))).code).toBe('not_found');
});

test("a customer changes its own instance only, and not the organization's variables", async () => {
  const written = configured([
    REGION,
    { key: 'Margin', dataType: 'number', orgOnly: true, defaultValue: '1' },
  ]);
  const { instance, customer, compiled } = await deployed(at.store, written, { Region: 'eu' });
  const stranger = viewerFor((await customerNamed(at.store, 'Other')).id);
  const own = viewerFor(customer.id);
  const tools = toolsFor(at.store);
  for (const attempt of [
    () => setConfigVariables(tools, stranger, instance.id, { Region: 'us' }),
    () => changeVersion(tools, stranger, instance.id, 1),
    () => setActive(tools, stranger, instance.id, false),
    () => removeInstance(tools, stranger, instance.id),
  ])
    expect((await refusal(attempt())).code).toBe('not_found');
  expect(visibleVariables(own, compiled.configVars).map(({ key }) => key)).toEqual(['Region']);
  await refusal(setConfigVariables(tools, own, instance.id, { Margin: 2 }));
  await setConfigVariables(tools, own, instance.id, { Region: 'us' });
  await setConfigVariables(tools, EVERYTHING, instance.id, { Margin: 2 });
  expect(await valuesOf(instance.id)).toEqual({ Region: 'us', Margin: 2 });
});

test('a removed instance is brought back paused, with its values and addresses, for 30 days', async () => {
  const { instance, customer } = await deployed(at.store, configured([REGION]), { Region: 'eu' });
  const tools = toolsFor(at.store);
  const urls = await listEndpoints(at.store.read, instance.integrationId, instance.id);
  await removeInstance(tools, EVERYTHING, instance.id);
  const stranger = viewerFor('cus_other');
  expect((await refusal(restoreInstance(tools, stranger, instance.id))).code).toBe('not_found');
  const own = viewerFor(customer.id);
  const restored = await restoreInstance(tools, own, instance.id);
  expect(restored.instance.state).toBe('paused');
  expect(restored.queued).toEqual([]);
  expect(await valuesOf(instance.id)).toEqual({ Region: 'eu' });
  expect(await listEndpoints(at.store.read, instance.integrationId, instance.id)).toEqual(urls);
  const again = await restoreInstance(tools, own, instance.id);
  expect(again.instance).toEqual(restored.instance);

  await removeInstance(tools, EVERYTHING, instance.id);
  const { instances } = await import('../../src/db/schema.ts');
  await at.store.write((tx) => tx.update(instances).set({ updatedAt: Date.now() - RESTORABLE - 1000 }));
  const late = await refusal(restoreInstance(tools, EVERYTHING, instance.id));
  expect(late.code).toBe('conflict');
  expect(late.message).toContain('30 days');
});

test('a value that is taken away gives way to the default, or leaves the instance in want of it', async () => {
  const { instance } = await deployed(at.store, configured([REGION, COUNT]), { Region: 'eu', Count: 7 });
  const tools = toolsFor(at.store);
  await updateInstance(tools, EVERYTHING, instance.id, { configVariables: {}, unset: ['Count'] });
  expect(await valuesOf(instance.id)).toEqual({ Region: 'eu' });
  const emptied = await updateInstance(tools, EVERYTHING, instance.id, {
    configVariables: {},
    unset: ['Region'],
  });
  expect(emptied.instance.state).toBe('needs_configuration');
});

test('a deployment under an id that is there already answers the first one', async () => {
  const { instance, customer, integration } = await deployed(at.store);
  const target = { customerId: customer.id, integrationId: integration.id, configVariables: {} };
  const twin = await deployInstance(toolsFor(at.store), { ...target, id: instance.id, name: 'Twin' });
  expect(twin.instance).toEqual(instance);
  expect(twin.queued).toEqual([]);
});

describe('an instance that is upgraded just before it is changed is settled by the version that it then has', () => {
  const FORMER = definition({ flows: [flow('Orders')] });
  const NEXT = definition({ flows: [flow('Orders'), scheduled('Nightly', '0 3 * * *'), onRemove] });
  type Tools = ReturnType<typeof toolsFor>;

  test.each<[string, (tools: Tools, id: string) => Promise<Deployed>, number, number]>([
    ['renamed', (tools, id) => updateInstance(tools, EVERYTHING, id, { name: 'New' }), 1, 0],
    ['given its values', (tools, id) => setConfigVariables(tools, EVERYTHING, id, {}), 1, 0],
    ['paused', (tools, id) => setActive(tools, EVERYTHING, id, false), 0, 0],
    ['removed', (tools, id) => removeInstance(tools, EVERYTHING, id), 0, 1],
  ])('%s', async (_, change, due, runs) => {
    const { instance, integration } = await deployed(at.store, FORMER, {});
    await publishedNext(at.store, integration.id, NEXT);
    const tools = toolsFor(at.store);
    let upgrade: Promise<unknown> | undefined;
    const write: Store['write'] = async (work, what) => {
      upgrade ??= changeVersion(tools, EVERYTHING, instance.id, 2);
      await upgrade;
      return await at.store.write(work, what);
    };
    const store = new Proxy(at.store, {
      get: (own, name) => (name === 'write' ? write : Reflect.get(own, name)),
    });
    const { compiled, queued } = await change({ ...tools, store }, instance.id);
    expect(compiled.flows.map(({ name }) => name)).toContain('Nightly');
    expect(queued).toHaveLength(runs);
    const planned = await at.store.read
      .select({ at: schedules.nextRunAt })
      .from(schedules)
      .where(isNotNull(schedules.nextRunAt));
    expect(planned).toHaveLength(due);
  });
});
