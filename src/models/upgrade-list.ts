import { and, asc, count, desc, eq, gt, isNull, lt, type SQL } from 'drizzle-orm';
import { customers, instances, type UpgradeOutcome, upgradeJobs, upgradeOutcomes } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import type { Instance } from './instances.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import { type Viewer, within } from './viewer.ts';

export const UPGRADE_OUTCOMES = [
  'waiting',
  'upgraded',
  'needs_configuration',
  'unchanged',
  'failed',
] as const satisfies UpgradeOutcome[];
/** Instances of an integration that are put on a version, newer or older, one after another. */
export type UpgradeJob = typeof upgradeJobs.$inferSelect;

/** Jobs that have not ended, oldest first. */
export async function openUpgrades(db: Database): Promise<UpgradeJob[]> {
  return await db.select().from(upgradeJobs).where(isNull(upgradeJobs.endedAt)).orderBy(asc(upgradeJobs.id));
}

/** @throws AppError `not_found`, also for a job of another integration */
export async function getUpgrade(db: Database, integrationId: string, id: string): Promise<UpgradeJob> {
  const isIt = and(eq(upgradeJobs.id, id), eq(upgradeJobs.integrationId, integrationId));
  const [job] = await db.select().from(upgradeJobs).where(isIt);
  if (!job) throw new AppError('not_found', `There is no upgrade ${id} of this integration.`);
  return job;
}

/** The jobs of an integration, newest first. */
export async function listUpgrades(
  db: Database,
  integrationId: string,
  page: Page,
): Promise<Listed<UpgradeJob>> {
  const before = page.cursor ? lt(upgradeJobs.id, idOfCursor('upg', page.cursor)) : undefined;
  const rows = await db
    .select()
    .from(upgradeJobs)
    .where(and(eq(upgradeJobs.integrationId, integrationId), before))
    .orderBy(desc(upgradeJobs.id))
    .limit(page.limit + 1);
  return listed(rows, page, ({ id }) => id);
}

export type UpgradeCounts = Record<UpgradeOutcome, number>;

/** How many instances of a job have come to what. */
export async function upgradeCounts(db: Database, jobId: string): Promise<UpgradeCounts> {
  const rows = await db
    .select({ outcome: upgradeOutcomes.outcome, count: count() })
    .from(upgradeOutcomes)
    .where(eq(upgradeOutcomes.jobId, jobId))
    .groupBy(upgradeOutcomes.outcome);
  const counts = { waiting: 0, upgraded: 0, needs_configuration: 0, unchanged: 0, failed: 0 };
  for (const { outcome, count } of rows) counts[outcome] = count;
  return counts;
}

export type ListedOutcome = Pick<
  typeof upgradeOutcomes.$inferSelect,
  'outcome' | 'from' | 'asks' | 'reason'
> & { instance: Pick<Instance, 'id' | 'name' | 'version' | 'state'>; customerName: string };

/** What a job has done with its instances, those that were made first before others. */
export async function listOutcomes(
  db: Database,
  viewer: Viewer,
  { jobId, outcome }: { jobId: string; outcome?: UpgradeOutcome | undefined },
  page: Page,
): Promise<Listed<ListedOutcome>> {
  const { outcome: what, from, asks, reason, instanceId } = upgradeOutcomes;
  const { id, name, version, state } = instances;
  const after = page.cursor ? gt(instanceId, idOfCursor('ins', page.cursor)) : undefined;
  const rows = await db
    .select({
      ...{ outcome: what, from, asks, reason },
      instance: { id, name, version, state },
      customerName: customers.name,
    })
    .from(upgradeOutcomes)
    .innerJoin(instances, eq(id, instanceId))
    .innerJoin(customers, eq(customers.id, instances.customerId))
    .where(and(isIn(jobId, outcome), within(viewer, instances.customerId), after))
    .orderBy(asc(instanceId))
    .limit(page.limit + 1);
  return listed(rows, page, ({ instance }) => instance.id);
}

/** Those of a job that have come to that; all when it is left out. */
export function isIn(jobId: string, outcome: UpgradeOutcome | undefined): SQL | undefined {
  return and(
    eq(upgradeOutcomes.jobId, jobId),
    outcome === undefined ? undefined : eq(upgradeOutcomes.outcome, outcome),
  );
}
