import { describe, expect, test } from 'bun:test';
import { count, eq } from 'drizzle-orm';
import {
  configValues,
  connections,
  customers,
  endpoints,
  executions,
  instances,
  keptResults,
  pinnedOutputs,
  schedules,
  testSnapshots,
} from '../../src/db/schema.ts';
import { readConfigValues } from '../../src/models/config-values.ts';
import { deleteCustomer, updateCustomer } from '../../src/models/customers.ts';
import { deployInstance, updateInstance } from '../../src/models/deployments.ts';
import { listExecutions } from '../../src/models/execution-list.ts';
import { anyActiveInstance, getInstanceEver } from '../../src/models/instances.ts';
import {
  deleteIntegration,
  removeIntegration,
  restoreIntegration,
} from '../../src/models/integration-trash.ts';
import { createIntegration, getDraft, getDraftText } from '../../src/models/integrations.ts';
import { claim } from '../../src/models/leases.ts';
import { configureTests, missingForTests } from '../../src/models/test-configuration.ts';
import { TEST_CUSTOMER } from '../../src/models/test-customer.ts';
import { shownTestValues, testInstanceId } from '../../src/models/test-instances.ts';
import { testRequest } from '../../src/models/test-requests.ts';
import { latestTest, startTest } from '../../src/models/test-runs.ts';
import { definitionOf, deleteUnusedSnapshots } from '../../src/models/test-snapshots.ts';
import { makeTestUrl } from '../../src/models/test-urls.ts';
import { amongTests } from '../../src/models/viewer.ts';
import { putDraft } from '../support/drafts.ts';
import {
  CONNECTION,
  configured,
  definition,
  finished,
  flow,
  refusal,
  scheduled,
  toolsFor,
  vault,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
const request = testRequest({ body: { order: 1 } });
const tested = (id: string, named = 'Import') => startTest(toolsFor(at.store), id, { flow: named, request });
const made = (written = definition()) => at.store.write((tx) => createIntegration(tx, written));
const rowsOf = async (
  table:
    | typeof executions
    | typeof testSnapshots
    | typeof instances
    | typeof customers
    | typeof endpoints
    | typeof schedules
    | typeof configValues
    | typeof connections
    | typeof pinnedOutputs
    | typeof keptResults,
) => (await at.store.read.select({ count: count() }).from(table))[0]?.count;

async function describeDraft(id: string, description: string): Promise<void> {
  const { definition: before, revision } = await getDraft(at.store.read, id);
  await at.store.write((tx) => putDraft(tx, id, { ...before, description }, revision));
}

describe('the test instance', () => {
  test('is made on first use, once for an integration, without an address and without a schedule', async () => {
    const written = definition({ flows: [flow('Import'), scheduled('Hourly', '0 * * * *')] });
    const { id } = await made(written);
    expect(await rowsOf(instances)).toBe(0);
    await tested(id);
    await tested(id, 'Hourly');
    await tested((await made()).id);
    expect(await rowsOf(instances)).toBe(2);
    expect(await rowsOf(customers)).toBe(1);
    expect(await rowsOf(endpoints)).toBe(0);
    expect(await rowsOf(schedules)).toBe(0);
  });

  test('can be neither changed nor deployed to like those of customers, and takes no shared calls', async () => {
    const { id } = await made();
    const run = await tested(id);
    const tools = toolsFor(at.store);
    expect((await refusal(updateInstance(tools, EVERYTHING, run.instanceId, { paused: true }))).code).toBe(
      'not_found',
    );
    expect((await refusal(getInstanceEver(at.store.read, EVERYTHING, run.instanceId))).code).toBe(
      'not_found',
    );
    expect(await anyActiveInstance(at.store.read, id)).toBeUndefined();
    const wanted = { customerId: TEST_CUSTOMER, integrationId: id, configVariables: {} };
    expect((await refusal(deployInstance(tools, wanted))).code).toBe('not_found');
    const renamed = at.store.write((tx) => updateCustomer(tx, TEST_CUSTOMER, { name: 'Mine' }));
    expect((await refusal(renamed)).code).toBe('not_found');
    const deleted = deleteCustomer(at.store, EVERYTHING, TEST_CUSTOMER, () => undefined);
    expect((await refusal(deleted)).code).toBe('not_found');
  });

  test('stays as it is while its integration is in the trash, where nothing is tested', async () => {
    const tools = toolsFor(at.store);
    const { id } = await made();
    const run = await tested(id);
    await removeIntegration(tools, id);
    expect((await refusal(tested(id))).code).toBe('not_found');
    await restoreIntegration(tools, id);
    expect((await tested(id)).instanceId).toBe(run.instanceId);
    expect(await rowsOf(executions)).toBe(2);
  });

  test('and all it has goes with its integration', async () => {
    const { id } = await made(configured([CONNECTION]));
    await configureTests(toolsFor(at.store), id, { Shop: { fields: { apiKey: 'k' } } });
    const run = await tested(id);
    await at.store.write((tx) => claim(tx, run.id, 'boot_1', 1));
    await at.store.write((tx) => finished(tx, run.id, 'boot_1', { status: 'succeeded' }, null, 2));
    const row = { integrationId: id, flow: 'Import', step: 'a', sealed: '', createdAt: 1 };
    await at.store.write(async (tx) => {
      await tx.insert(pinnedOutputs).values(row);
      await tx.insert(keptResults).values({ executionId: run.id, path: 'a', version: run.version });
    });
    await makeTestUrl(toolsFor(at.store), id, 'Import');
    await deleteIntegration(at.store, id, () => undefined);
    const tables = [executions, testSnapshots, instances, configValues, connections];
    for (const table of [...tables, pinnedOutputs, keptResults, endpoints])
      expect(await rowsOf(table)).toBe(0);
  });
});

describe('executions of tests', () => {
  test('are listed among tests alone, those of one integration together', async () => {
    const [one, other] = [await made(), await made()];
    const run = await tested(one.id);
    await tested(other.id);
    const list = (viewer: Parameters<typeof listExecutions>[1], filter = {}) =>
      listExecutions(at.store.read, viewer, filter, { limit: 10 });
    expect((await list(EVERYTHING)).items).toEqual([]);
    expect((await list(EVERYTHING, { instance: run.instanceId })).items).toEqual([]);
    expect((await list(amongTests(EVERYTHING))).items).toHaveLength(2);
    const own = await list(amongTests(EVERYTHING), { instance: testInstanceId(one.id) });
    expect(own.items.map(({ id }) => id)).toEqual([run.id]);
    expect((await list(amongTests(viewerFor('cus_other')))).items).toEqual([]);
  });

  test('the latest of a flow is found by its key, also when the flow has another name by now', async () => {
    const { id } = await made(
      definition({ flows: [flow('Import', { stableKey: 'a:b' }), flow('Other', { stableKey: 'a' })] }),
    );
    const latest = async (key: string, viewer = EVERYTHING) =>
      (await latestTest(at.store.read, viewer, id, key))?.id;
    expect(await latest('a')).toBeUndefined();
    await tested(id);
    const last = await tested(id);
    expect(await latest('a:b')).toBe(last.id);
    expect(await latest('a')).toBeUndefined();
    expect(await latest('a:b', viewerFor('cus_other'))).toBeUndefined();
    const { definition: before, revision } = await getDraft(at.store.read, id);
    const flows = before.flows.map((each) => ({ ...each, name: `${each.name} (new)` }));
    await at.store.write((tx) => putDraft(tx, id, { ...before, flows }, revision));
    expect(await latest('a:b')).toBe(last.id);
  });

  test('a flow or a step that is not there is refused by its field', async () => {
    const { id } = await made();
    expect((await refusal(tested(id, 'Nothing'))).issues[0]?.path).toBe('flow');
    const more = { flow: 'Import', until: 'nothing', request };
    expect((await refusal(startTest(toolsFor(at.store), id, more))).issues[0]?.path).toBe('until');
    expect(await rowsOf(instances)).toBe(0);
  });
});

describe('snapshots of drafts', () => {
  test('are kept once each, as long as a run that has run them or has results of them', async () => {
    const { id } = await made();
    const runs = [await tested(id)];
    expect((await tested(id)).version).toBe(runs[0]?.version ?? 0);
    expect(await rowsOf(testSnapshots)).toBe(1);
    for (const change of ['first', 'second', 'third']) {
      await describeDraft(id, change);
      runs.push(await tested(id));
    }
    const [first, second, third, last] = runs;
    const prune = () => at.store.write(deleteUnusedSnapshots);
    expect(await prune()).toBe(false);
    expect(await rowsOf(testSnapshots)).toBe(4);
    await at.store.write(async (tx) => {
      const version = second?.version ?? 0;
      await tx.insert(keptResults).values({ executionId: third?.id ?? '', path: 'a', version });
      for (const run of [second, last]) await tx.delete(executions).where(eq(executions.id, run?.id ?? ''));
    });
    await prune();
    // The last is what the test instance has.
    expect(await rowsOf(testSnapshots)).toBe(4);
    await at.store.write((tx) => tx.delete(executions).where(eq(executions.id, third?.id ?? '')));
    await prune();
    expect(await rowsOf(testSnapshots)).toBe(2);
    expect((await definitionOf(at.store.read, id, first?.version ?? 0)).description).toBeUndefined();
    expect((await refusal(definitionOf(at.store.read, id, second?.version ?? 0))).code).toBe('not_found');
    // No number is given twice, since what is compiled is known by it: also where an older draft is tested again.
    const { revision } = await getDraft(at.store.read, id);
    await at.store.write((tx) => putDraft(tx, id, definition(), revision));
    expect((await tested(id)).version).toBe(first?.version ?? 0);
    await prune();
    await describeDraft(id, 'fourth');
    expect((await tested(id)).version).toBe((last?.version ?? 0) - 1);
  });
});

describe('the configuration of tests', () => {
  const variables = [CONNECTION, { key: 'Word', dataType: 'string' as const }];

  test('what the draft asks for and tests lack is told, and keeps a test from being run', async () => {
    const { id } = await made(configured(variables));
    const error = await refusal(tested(id));
    expect(error.code).toBe('invalid');
    expect(error.issues.map(({ path }) => path)).toContain('configVariables.Word');
    expect(await rowsOf(executions)).toBe(0);
    const tools = toolsFor(at.store);
    await configureTests(tools, id, { Word: 'w', Shop: { fields: { apiKey: 'key-1' } } });
    const compiled = await tools.compiledVersions.draft(
      at.store.read,
      id,
      await getDraftText(at.store.read, id),
    );
    expect(await missingForTests(tools, id, compiled)).toEqual([]);
    expect((await tested(id)).kind).toBe('test');
  });

  test('secrets are kept sealed and shown as masks; what is wrong changes nothing', async () => {
    const { id } = await made(configured(variables));
    const tools = toolsFor(at.store);
    await configureTests(tools, id, { Shop: { fields: { apiKey: 'the-secret-key' } } });
    expect((await refusal(configureTests(tools, id, { Word: 'w', Nothing: 1 }))).issues[0]?.path).toBe(
      'configVariables.Nothing',
    );
    const compiled = await tools.compiledVersions.draft(
      at.store.read,
      id,
      await getDraftText(at.store.read, id),
    );
    const shown = await shownTestValues(at.store.read, tools, id, compiled.configVars);
    expect(JSON.stringify(shown)).not.toContain('the-secret-key');
    expect(Object.keys(shown)).toEqual(['Shop']);
    expect((await at.bytes()).includes('the-secret-key')).toBe(false);
    const { values } = await readConfigValues(at.store.read, vault, testInstanceId(id));
    expect(JSON.stringify([...values])).toContain('the-secret-key');
  });

  test('a secret stays where it was typed for when the draft sends it elsewhere', async () => {
    const to = (url: string) => ({
      ...CONNECTION,
      inputs: { baseUrl: { type: 'value' as const, value: url } },
    });
    const { id } = await made(configured([to('https://good.example')]));
    const tools = toolsFor(at.store);
    await configureTests(tools, id, { Shop: { fields: { apiKey: 'k' } } });
    await tested(id);
    const { revision } = await getDraft(at.store.read, id);
    const moved = configured([to('https://other.example')]);
    await at.store.write((tx) => putDraft(tx, id, moved, revision));
    const compiled = await tools.compiledVersions.draft(
      at.store.read,
      id,
      await getDraftText(at.store.read, id),
    );
    const issues = await missingForTests(tools, id, compiled);
    expect(issues.map(({ path }) => path)).toEqual(['configVariables.Shop.fields.apiKey']);
    expect((await refusal(tested(id))).code).toBe('invalid');
  });
});
