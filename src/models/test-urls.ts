import { and, asc, eq } from 'drizzle-orm';
import { touchDeployments } from '../db/change-counter.ts';
import { endpoints } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { randomToken } from '../lib/ids.ts';
import { now } from '../lib/time.ts';
import { record } from './audit.ts';
import type { DeploymentTools } from './deployments.ts';
import { getDraftText, getIntegration } from './integrations.ts';
import { testInstanceId, testInstanceOn } from './test-instances.ts';

/*
 * Addresses that run a flow of the draft as a test: there is none until somebody makes one. Whoever knows it may call it,
 * since it is made to be tried with.
 */

/** The id in the address that tests a flow; undefined where none was made. @param flowKey as of `keyOfFlow` */
export async function findTestUrl(
  db: Database,
  integrationId: string,
  flowKey: string,
): Promise<string | undefined> {
  const [row] = await db.select({ id: endpoints.id }).from(endpoints).where(ofFlow(integrationId, flowKey));
  return row?.id;
}

/** Keys of the flows that have an address, also of those that the draft no longer has. */
export async function listTestUrls(db: Database, integrationId: string): Promise<string[]> {
  const rows = await db
    .select({ flow: endpoints.flowKey })
    .from(endpoints)
    .where(eq(endpoints.instanceId, testInstanceId(integrationId)))
    .orderBy(asc(endpoints.flowKey));
  return rows.flatMap(({ flow }) => flow ?? []);
}

/**
 * Makes an address that tests a flow, where it has none.
 * @throws AppError `not_found`, also for a flow that the draft has not
 */
export async function makeTestUrl(
  tools: DeploymentTools,
  integrationId: string,
  flowKey: string,
): Promise<string> {
  const { store, compiledVersions } = tools;
  const integration = await getIntegration(store.read, integrationId);
  const draft = await getDraftText(store.read, integrationId);
  const { configVars, flows } = await compiledVersions.draft(store.read, integrationId, draft);
  const flow = flows.find(({ stableKey }) => stableKey === flowKey);
  if (!flow) throw new AppError('not_found', 'The flow is no longer there.');
  return await store.write(async (tx) => {
    const made = await findTestUrl(tx, integrationId, flowKey);
    if (made !== undefined) return made;
    const instance = await testInstanceOn(tx, tools, integration, { text: draft.text, configVars });
    const id = randomToken();
    await tx
      .insert(endpoints)
      .values({ id, integrationId, instanceId: instance.id, flowKey, createdAt: now() });
    await touchDeployments(tx);
    await record(tx, 'integration.test_url_made', integration, { flow: flow.name });
    return id;
  });
}

/** From now on the address leads nowhere. @throws AppError `not_found` */
export async function removeTestUrl(tx: Database, integrationId: string, flowKey: string): Promise<void> {
  const integration = await getIntegration(tx, integrationId);
  const gone = await tx
    .delete(endpoints)
    .where(ofFlow(integrationId, flowKey))
    .returning({ id: endpoints.id });
  if (gone.length === 0) throw new AppError('not_found', 'This flow has no test URL.');
  await touchDeployments(tx);
  await record(tx, 'integration.test_url_removed', integration, { flow: flowKey });
}

function ofFlow(integrationId: string, flowKey: string) {
  return and(eq(endpoints.instanceId, testInstanceId(integrationId)), eq(endpoints.flowKey, flowKey));
}
