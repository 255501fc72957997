import { touchDeployments } from '../db/change-counter.ts';
import { customers } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable, CompiledIntegration } from '../definition/compile/compiled.ts';
import { createRedactor, type Redactor } from '../lib/redact.ts';
import { now } from '../lib/time.ts';
import { type ConfigValues, NO_VALUES, readConfigValues, shownValues } from './config-values.ts';
import { pointToShared, withSharedValues } from './connection-pointers.ts';
import type { DeploymentTools } from './deployments.ts';
import { readInstanceSecrets } from './instance-secrets.ts';
import { changeInstance, findInstance, type Instance, insertInstance } from './instances.ts';
import type { Integration } from './integrations.ts';
import { carryValues, valuesUnder } from './moved-secrets.ts';
import { TEST_CUSTOMER } from './test-customer.ts';
import { keepSnapshot } from './test-snapshots.ts';

/*
 * The hidden instance in which the draft of an integration is tested. It has values and states of its own, no address
 * and no schedule, and as its version the snapshot of the draft that was run last.
 */

/** The id of the one test instance that an integration may have. */
export function testInstanceId(integrationId: string): string {
  return integrationId.replace(/^int_/, 'ins_');
}

/** The test instance; undefined where nothing was tested or configured yet. */
export async function findTestInstance(db: Database, integrationId: string): Promise<Instance | undefined> {
  const instance = await findInstance(db, testInstanceId(integrationId));
  return instance?.customerId === TEST_CUSTOMER ? instance : undefined;
}

type Tools = Pick<DeploymentTools, 'vault' | 'compiledVersions'>;

/**
 * The test instance with that draft as its version: made on first use, its values carried over from the draft before.
 * @param draft its text, and the config variables that it compiles to
 */
export async function testInstanceOn(
  tx: Database,
  { vault, compiledVersions }: Tools,
  { id: integrationId, name }: Pick<Integration, 'id' | 'name'>,
  draft: { text: string; configVars: CompiledConfigVariable[] },
): Promise<Instance> {
  const version = await keepSnapshot(tx, integrationId, compiledVersions.pinned(draft.text));
  const before = await findTestInstance(tx, integrationId);
  const instance = before ?? (await makeTestInstance(tx, integrationId, name, version));
  await pointToShared(tx, instance, draft.configVars);
  if (instance.version === version) return instance;
  const former = await compiledVersions.get(tx, integrationId, instance.version);
  await carryValues(tx, vault, instance.id, former.configVars, draft.configVars);
  return await changeInstance(tx, instance.id, { version });
}

async function makeTestInstance(
  tx: Database,
  integrationId: string,
  name: string,
  version: number,
): Promise<Instance> {
  const at = now();
  const hidden = {
    id: TEST_CUSTOMER,
    name: 'Tests',
    externalId: null,
    description: '',
    labels: [],
    limits: {},
  };
  await tx
    .insert(customers)
    .values({ ...hidden, createdAt: at, updatedAt: at })
    .onConflictDoNothing();
  await touchDeployments(tx);
  const id = testInstanceId(integrationId);
  await insertInstance(tx, {
    id,
    customerId: TEST_CUSTOMER,
    integrationId,
    version,
    name: `Test of ${name}`,
  });
  return await changeInstance(tx, id, { state: 'active' });
}

/** The values that tests have, as they are under the draft of now; secrets opened. */
export async function testValues(
  db: Database,
  tools: Tools,
  integrationId: string,
  configVars: CompiledConfigVariable[],
): Promise<Map<string, unknown>> {
  return (await testConfiguration(db, tools, integrationId, configVars)).values;
}

/** The values that tests have under the draft of now, with the connections that they point to; secrets opened. */
export async function testConfiguration(
  db: Database,
  { vault, compiledVersions }: Tools,
  integrationId: string,
  configVars: CompiledConfigVariable[],
): Promise<ConfigValues> {
  const instance = await findTestInstance(db, integrationId);
  const stored = instance ? await readConfigValues(db, vault, instance.id) : NO_VALUES;
  const held = await withSharedValues(db, vault, { customerId: TEST_CUSTOMER }, configVars, stored);
  if (!instance) return held;
  const former = await compiledVersions.get(db, integrationId, instance.version);
  const carried = valuesUnder(former.configVars, configVars, held.values);
  return { ...held, values: new Map([...held.values, ...carried]) };
}

/** The same with masks for what is secret, as pages and answers know them. */
export async function shownTestValues(
  db: Database,
  tools: Tools,
  integrationId: string,
  configVars: CompiledConfigVariable[],
): Promise<Record<string, unknown>> {
  return shownValues(await testConfiguration(db, tools, integrationId, configVars));
}

/** Masks what tests of the draft of now may not show. */
export async function testRedactor(
  db: Database,
  tools: Tools,
  integrationId: string,
  compiled: CompiledIntegration,
): Promise<Redactor> {
  const id = testInstanceId(integrationId);
  const stored = await testConfiguration(db, tools, integrationId, compiled.configVars);
  const { secrets } = await readInstanceSecrets(db, tools.vault, id, compiled, stored);
  return createRedactor(secrets);
}
