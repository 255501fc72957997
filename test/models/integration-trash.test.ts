import { describe, expect, test } from 'bun:test';
import { eq, isNotNull } from 'drizzle-orm';
import { configValues, instances, integrations, schedules } from '../../src/db/schema.ts';
import type { Store } from '../../src/db/store.ts';
import { addAttachments, getAttachment } from '../../src/models/attachments.ts';
import { writeAs } from '../../src/models/audit.ts';
import { type DeploymentTools, deployInstance, setActive } from '../../src/models/deployments.ts';
import { findEndpoint, listEndpoints } from '../../src/models/endpoints.ts';
import { listExecutions } from '../../src/models/execution-list.ts';
import { getExecution } from '../../src/models/executions.ts';
import { removeIcon } from '../../src/models/icons.ts';
import { countInstances, instanceCounts } from '../../src/models/instance-counts.ts';
import { recentInstances } from '../../src/models/instance-list.ts';
import { RESTORABLE, removeInstance, restoreInstance } from '../../src/models/instance-removal.ts';
import { findInstance, getInstance, type Instance } from '../../src/models/instances.ts';
import {
  categoriesInUse,
  integrationsByCategory,
  recentIntegrations,
} from '../../src/models/integration-list.ts';
import {
  deleteIntegration,
  finishRemovals,
  getRemoved,
  hasRemoved,
  listRemoved,
  pastRestoring,
  removeIntegration,
  restoreIntegration,
} from '../../src/models/integration-trash.ts';
import {
  createIntegration,
  forkIntegration,
  getDraft,
  getIntegration,
  getIntegrationEver,
  listIntegrations,
  updateIntegration,
} from '../../src/models/integrations.ts';
import { beginUpgrade } from '../../src/models/upgrades.ts';
import {
  publishVersion,
  resetDraft,
  restoreVersion,
  setVersionAvailable,
} from '../../src/models/versions.ts';
import {
  configured,
  definition,
  deployed,
  flow,
  onDeploy,
  onRemove,
  queued,
  refusal,
  scheduled,
  toolsFor,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
const page = { limit: 10 };
const REGION = { key: 'Region', dataType: 'string' };
const written = definition({
  category: 'ERP',
  flows: [flow('Import'), scheduled('Nightly', '0 3 * * *'), onDeploy, onRemove],
});

const remove = (id: string, tools = toolsFor(at.store)) => removeIntegration(tools, id);
const restore = (id: string) => restoreIntegration(toolsFor(at.store), id);
const stateOf = async (id: string) => (await findInstance(at.store.read, id))?.state;
const dueSchedules = async () =>
  (await at.store.read.select().from(schedules).where(isNotNull(schedules.nextRunAt))).length;
const runsOf = async ({ id }: Instance) =>
  (await listExecutions(at.store.read, EVERYTHING, { instance: id }, { limit: 50 })).items.map(
    ({ kind, status }) => `${kind} ${status}`,
  );
const trash = async () => (await listRemoved(at.store.read, EVERYTHING, page)).items;

async function another(of: Instance): Promise<Instance> {
  const { customerId, integrationId } = of;
  const fields = { customerId, integrationId, configVariables: {} };
  return (await deployInstance(toolsFor(at.store), fields)).instance;
}

/** Tools whose store dies at the write of that number. */
function dyingAt(lost: number): DeploymentTools {
  let count = 0;
  const write: Store['write'] = (work, what) => {
    count += 1;
    return count > lost ? Promise.reject(new Error('The process has died.')) : at.store.write(work, what);
  };
  return toolsFor(Object.setPrototypeOf({ write }, at.store));
}

async function age(id: string, by: number): Promise<void> {
  const removedAt = Date.now() - by;
  await at.store.write((tx) => tx.update(integrations).set({ removedAt }).where(eq(integrations.id, id)));
}

describe('a removed integration', () => {
  test('is found nowhere but in the trash, with who removed it and how many instances come back', async () => {
    const { integration, instance } = await deployed(at.store, written);
    await another(instance);
    const other = await at.store.write((tx) => createIntegration(tx, definition({ name: 'Other' })));
    const author = { kind: 'user' as const, id: 'usr_1', name: 'Ada' };
    const store = Object.setPrototypeOf({ write: writeAs.bind(undefined, at.store, author) }, at.store);
    await remove(integration.id, toolsFor(store));

    const { read } = at.store;
    const lists = [recentIntegrations, integrationsByCategory, listIntegrations];
    for (const list of lists)
      expect((await list(read, {}, page)).items.map(({ id }) => id)).toEqual([other.id]);
    expect(await categoriesInUse(read)).toEqual([]);
    expect((await recentInstances(read, EVERYTHING, {}, page)).items).toEqual([]);
    expect(await countInstances(read, EVERYTHING, { integration: integration.id }, 10)).toBe(0);
    expect(await trash()).toMatchObject([{ id: integration.id, removedBy: 'Ada', instances: 2 }]);
    expect(await hasRemoved(read)).toBe(true);
    expect((await getIntegrationEver(read, integration.id)).isRemoved).toBe(true);
  });

  test('takes nothing more: whatever is asked of it finds none', async () => {
    const { integration, instance, customer } = await deployed(at.store, written);
    const { id } = integration;
    const content = { name: 'a.csv', hash: 'h', size: 1 };
    const [attachment] = await at.store.write((tx) => addAttachments(tx, id, [content], 'Ada'));
    await remove(id);
    const tools = toolsFor(at.store);
    const { read, write } = at.store;
    for (const ask of [
      () => getIntegration(read, id),
      () => getDraft(read, id),
      () => getAttachment(read, id, attachment?.id ?? ''),
      () => write((tx) => updateIntegration(tx, id, { name: 'New' })),
      () => write((tx) => forkIntegration(tx, id, { name: 'Copy' })),
      () => write((tx) => publishVersion(tx, id, '')),
      () => write((tx) => resetDraft(tx, id)),
      () => write((tx) => restoreVersion(tx, id, 1)),
      () => write((tx) => setVersionAvailable(tx, id, 1, false)),
      () => write((tx) => removeIcon(tx, id)),
      () => deployInstance(tools, { customerId: customer.id, integrationId: id, configVariables: {} }),
      () => write((tx) => beginUpgrade(tx, EVERYTHING, { integrationId: id, version: 1 })),
      () => remove(id),
    ])
      expect((await refusal(ask())).code).toBe('not_found');
    expect((await refusal(restoreInstance(tools, EVERYTHING, instance.id))).code).toBe('conflict');
  });

  test('leaves its name to others', async () => {
    const first = await at.store.write((tx) => createIntegration(tx, definition({ name: 'Orders' })));
    await remove(first.id);
    const second = await at.store.write((tx) => createIntegration(tx, definition({ name: 'Orders' })));
    await restore(first.id);
    const { items } = await listIntegrations(at.store.read, { name: 'Orders' }, page);
    expect(items.map(({ id }) => id)).toEqual([first.id, second.id]);
  });

  test('stops its instances: their remove flows run, all else is cancelled, schedules and addresses are still', async () => {
    const { integration, instance } = await deployed(at.store, written);
    const [endpoint] = await listEndpoints(at.store.read, integration.id, instance.id);
    await queued(at.store, instance);
    expect(await dueSchedules()).toBe(1);
    await remove(integration.id);
    expect(await stateOf(instance.id)).toBe('removed');
    expect(await runsOf(instance)).toEqual(['remove queued', 'webhook cancelled', 'deploy cancelled']);
    expect(await dueSchedules()).toBe(0);
    expect(await findEndpoint(at.store, endpoint?.id ?? '')).toBeUndefined();
  });

  test('answers nobody from its first write on, also an address that is known already', async () => {
    const { integration, instance } = await deployed(at.store, written);
    const [endpoint] = await listEndpoints(at.store.read, integration.id, instance.id);
    expect(await findEndpoint(at.store, endpoint?.id ?? '')).toMatchObject({ endpoint });
    await expect(remove(integration.id, dyingAt(1))).rejects.toThrow('died');
    expect(await stateOf(instance.id)).toBe('active');
    expect(await findEndpoint(at.store, endpoint?.id ?? '')).toBeUndefined();
  });

  test('touches nothing of other integrations of the same customers', async () => {
    const { integration, instance } = await deployed(at.store, written);
    const other = await deployed(at.store, written);
    const own = { customerId: instance.customerId, integrationId: other.integration.id, configVariables: {} };
    const { instance: sibling } = await deployInstance(toolsFor(at.store), own);
    const run = await queued(at.store, sibling);
    await remove(integration.id);
    expect(await stateOf(sibling.id)).toBe('active');
    expect((await getExecution(at.store.read, EVERYTHING, run.id)).status).toBe('queued');
    expect(await dueSchedules()).toBe(2);
    const ids = [integration.id, other.integration.id];
    const counts = await instanceCounts(at.store.read, EVERYTHING, ids, 10);
    expect(ids.map((id) => counts.get(id))).toEqual([0, 2]);
  });

  test('takes none that is deployed at the same moment', async () => {
    const { integration, instance } = await deployed(at.store, written);
    const both = await Promise.allSettled([remove(integration.id), another(instance)]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    const rows = await at.store.read.select().from(instances);
    expect(rows.map(({ state }) => state)).toEqual(['removed']);
  });
});

describe('a restored integration', () => {
  test('has its instances back in the states and under the addresses that they had', async () => {
    const { integration, instance: active } = await deployed(at.store, written);
    const [paused, gone] = [await another(active), await another(active)];
    const tools = toolsFor(at.store);
    await setActive(tools, EVERYTHING, paused.id, false);
    await removeInstance(tools, EVERYTHING, gone.id);
    const addresses = () => listEndpoints(at.store.read, integration.id, active.id);
    const before = await addresses();
    await remove(integration.id);
    const restored = await restore(integration.id);
    expect(restored).toEqual(await getIntegration(at.store.read, integration.id));
    expect(await Promise.all([active, paused, gone].map(({ id }) => stateOf(id)))).toEqual([
      'active',
      'paused',
      'removed',
    ]);
    expect(await addresses()).toEqual(before);
    expect(await findEndpoint(at.store, before[0]?.id ?? '')).toBeDefined();
    expect(await dueSchedules()).toBe(1);
    expect(await trash()).toEqual([]);
  });

  test('runs the deploy flows of those that run again, since their remove flows have run', async () => {
    const { integration, instance } = await deployed(at.store, written);
    await remove(integration.id);
    await restore(integration.id);
    expect(await runsOf(instance)).toEqual(['deploy queued', 'remove cancelled', 'deploy cancelled']);
  });

  test('has one that lacks values as it was', async () => {
    const { integration, instance } = await deployed(at.store, configured([REGION]), { Region: 'eu' });
    await at.store.write((tx) =>
      tx.update(instances).set({ state: 'needs_configuration' }).where(eq(instances.id, instance.id)),
    );
    await at.store.write((tx) => tx.delete(configValues).where(eq(configValues.instanceId, instance.id)));
    await remove(integration.id);
    await restore(integration.id);
    expect(await stateOf(instance.id)).toBe('needs_configuration');
  });

  test('is left as it is when it is restored again', async () => {
    const { integration, instance } = await deployed(at.store, written);
    await remove(integration.id);
    await restore(integration.id);
    const before = await getInstance(at.store.read, EVERYTHING, instance.id);
    await restore(integration.id);
    expect(await getInstance(at.store.read, EVERYTHING, instance.id)).toEqual(before);
  });
});

describe('after 30 days', () => {
  test('what is in the trash cannot be restored, is in no list, and is to be deleted', async () => {
    const { integration } = await deployed(at.store, written);
    await remove(integration.id);
    await age(integration.id, RESTORABLE - 60_000);
    expect(await trash()).toHaveLength(1);
    expect(await pastRestoring(at.store.read, Date.now())).toEqual([]);
    await age(integration.id, RESTORABLE + 1000);
    expect(await trash()).toEqual([]);
    expect(await hasRemoved(at.store.read)).toBe(false);
    for (const ask of [
      () => restore(integration.id),
      () => getRemoved(at.store.read, EVERYTHING, integration.id),
    ])
      expect((await refusal(ask())).code).toBe('not_found');
    expect(await pastRestoring(at.store.read, Date.now())).toEqual([integration.id]);
  });
});

test('what is being deleted for good can no longer be restored, and is deleted further after a crash', async () => {
  const { integration } = await deployed(at.store, written);
  await remove(integration.id);
  const dying = dyingAt(1).store;
  await expect(deleteIntegration(dying, integration.id, () => undefined)).rejects.toThrow('died');
  expect(await trash()).toEqual([]);
  expect((await refusal(restore(integration.id))).code).toBe('not_found');
  expect(await pastRestoring(at.store.read, Date.now())).toEqual([integration.id]);
  await deleteIntegration(at.store, integration.id, () => undefined);
  expect((await refusal(getIntegrationEver(at.store.read, integration.id))).code).toBe('not_found');
});

test.each([1, 2])(
  'a removal that a crash cuts off after write %p is finished at the next start',
  async (lost) => {
    const { integration, instance } = await deployed(at.store, written);
    for (let n = 0; n < 3; n++) await another(instance);
    await expect(remove(integration.id, dyingAt(lost))).rejects.toThrow('died');
    await finishRemovals(toolsFor(at.store));
    const states = async () => (await at.store.read.select().from(instances)).map(({ state }) => state);
    expect(await states()).toEqual(Array(4).fill('removed'));
    await expect(restoreIntegration(dyingAt(lost), integration.id)).rejects.toThrow('died');
    await finishRemovals(toolsFor(at.store));
    expect(await states()).toEqual(Array(4).fill('active'));
  },
);

test('of integrations in the trash the one that was removed last comes first, page by page', async () => {
  const names = ['A', 'B', 'C', 'D', 'E'];
  for (const name of names) {
    const { id } = await at.store.write((tx) => createIntegration(tx, definition({ name })));
    await remove(id);
    await age(id, 1000 * (names.length - names.indexOf(name)));
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const some = await listRemoved(at.store.read, EVERYTHING, { limit: 2, cursor });
    seen.push(...some.items.map(({ name }) => name));
    cursor = some.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(names.toReversed());
});
