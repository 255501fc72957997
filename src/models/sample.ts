import { and, eq, isNull } from 'drizzle-orm';
import * as v from 'valibot';
import { customers, instances, integrations, users } from '../db/schema.ts';
import type { Database, Store } from '../db/store.ts';
import { record } from './audit.ts';
import { deleteCustomer } from './customers.ts';
import type { DeploymentTools } from './deployments.ts';
import { afterCommit } from './effects.ts';
import { curlLine, endpointOf, listEndpoints, triggerUrl } from './endpoints.ts';
import { enqueue, type NewExecution, runSubject } from './executions.ts';
import { type Instance, instanceOfCustomer } from './instances.ts';
import { deleteIntegration } from './integration-trash.ts';
import { getIntegration, type Integration } from './integrations.ts';
import { dropFact, getFact, setFact } from './settings-store.ts';
import { systemViewer } from './viewer.ts';

const FACT = 'sample';
const Facts = v.object({ integrationId: v.string(), customerId: v.string() });

/** What an empty installation began with. */
export type SampleFacts = v.InferOutput<typeof Facts>;

/** The order that the sample is called with. */
export const SAMPLE_ORDER =
  '{"customer":"Ada","items":[{"sku":"A-1","quantity":2,"price":10},{"sku":"B-7","quantity":1,"price":95}]}';

/** The line that calls the sample from a terminal. @param publicUrl without a slash at its end */
export function sampleCurl(publicUrl: string, endpointId: string): string {
  return curlLine(triggerUrl(publicUrl, endpointId), SAMPLE_ORDER);
}

/** Notes what the sample was made as. */
export async function setSampleFacts(
  tx: Database,
  { integrationId, customerId }: SampleFacts,
): Promise<void> {
  await setFact(tx, FACT, JSON.stringify({ integrationId, customerId }));
}

/** The sample's integration and customer; undefined where there was no sample, or its integration is gone or in the trash. */
export async function sampleFacts(db: Database): Promise<SampleFacts | undefined> {
  const kept = await keptFacts(db);
  return kept && (await isUsable(db, kept.integrationId)) ? kept : undefined;
}

/**
 * Removes the sample's integration with all that belongs to it, as far as it is there, and its customer, unless that has
 * come to be used for something else.
 * @param tell as of `deleteBelongings`
 */
export async function removeSample(store: Store, tell: (instanceIds: string[]) => void): Promise<void> {
  const { read } = store;
  const kept = await keptFacts(read);
  if (!kept) return;
  if (await isThere(read, 'integration', kept.integrationId))
    await deleteIntegration(store, kept.integrationId, tell);
  const isLeft = await isThere(store.read, 'customer', kept.customerId);
  if (isLeft && !(await isUsed(store.read, kept.customerId)))
    await deleteCustomer(store, systemViewer('the removal of the sample'), kept.customerId, tell);
  await store.write(async (tx) => {
    await dropFact(tx, FACT);
    await record(tx, 'sample.removed', { id: 'sample', name: 'The sample' });
  });
}

/** Whether a customer has instances, be they removed, or people. */
async function isUsed(db: Database, customerId: string): Promise<boolean> {
  const own = db.select({ id: instances.id }).from(instances).where(eq(instances.customerId, customerId));
  const people = db.select({ id: users.id }).from(users).where(eq(users.customerId, customerId));
  return (await own.limit(1)).length + (await people.limit(1)).length > 0;
}

async function keptFacts(db: Database): Promise<SampleFacts | undefined> {
  const kept = await getFact(db, FACT);
  return kept === undefined ? undefined : v.parse(Facts, JSON.parse(kept));
}

async function isUsable(db: Database, integrationId: string): Promise<boolean> {
  const isIt = and(eq(integrations.id, integrationId), isNull(integrations.removedAt));
  return (await db.select({ id: integrations.id }).from(integrations).where(isIt)).length > 0;
}

/** An integration also when it is in the trash. */
async function isThere(db: Database, what: 'integration' | 'customer', id: string): Promise<boolean> {
  const table = what === 'integration' ? integrations : customers;
  const rows = await db.select({ id: table.id }).from(table).where(eq(table.id, id));
  return rows.length > 0;
}

/** Calls the sample's flow. */
export async function callSample(tx: Database, run: NewExecution): Promise<void> {
  const queued = await enqueue(tx, run);
  await record(tx, 'execution.started', runSubject(queued));
  afterCommit(tx, { wake: queued });
}

export type SampleDeployment = {
  integration: Integration;
  instance: Instance;
  flow: string;
  endpointId: string;
};

/** The sample as it runs; undefined when it, or its instance, is gone. */
export async function findSample({
  store,
  compiledVersions,
}: Pick<DeploymentTools, 'store' | 'compiledVersions'>): Promise<SampleDeployment | undefined> {
  const { read } = store;
  const facts = await sampleFacts(read);
  const instance = facts && (await instanceOfCustomer(read, facts.integrationId, facts.customerId));
  if (!instance) return undefined;
  const { id, integrationId, version } = instance;
  const [flow] = (await compiledVersions.get(read, integrationId, version)).flows;
  const endpoint = flow && endpointOf(await listEndpoints(read, integrationId, id), flow);
  if (!flow || !endpoint) return undefined;
  return {
    integration: await getIntegration(read, integrationId),
    instance,
    flow: flow.name,
    endpointId: endpoint.id,
  };
}
