import { and, asc, eq, inArray, isNull, ne, type SQL } from 'drizzle-orm';
import { instances, upgradeJobs, upgradeOutcomes } from '../db/schema.ts';
import { constant, nothing } from '../db/sql.ts';
import { changedRows, type Database } from '../db/store.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { StorageError } from '../lib/storage-error.ts';
import { now } from '../lib/time.ts';
import { authorIn, inNameOf, record } from './audit.ts';
import { aimDraft, forgetTarget } from './configuration-drafts.ts';
import { type Deployed, type DeploymentTools, takeToVersion } from './deployments.ts';
import { afterCommit } from './effects.ts';
import { findInstance, type Instance } from './instances.ts';
import { getIntegration } from './integrations.ts';
import { settle } from './settling.ts';
import { getUpgrade, isIn, type ListedOutcome, listOutcomes, type UpgradeJob } from './upgrade-list.ts';
import { missingUnder } from './upgrade-plans.ts';
import { deployableVersion } from './versions.ts';
import { type Viewer, within } from './viewer.ts';

/** `instances`: those alone; all that are on another version when left out. */
export type WantedUpgrade = { integrationId: string; version: number; instances?: string[] | undefined };

/** Instances of one group share a commit: more would hold up what others write. */
const TOGETHER = 20;
/** Ids that are named in one statement. */
const NAMED = 500;

/**
 * Begins to put instances on a version; the engine does it.
 * @throws AppError `not_found`, also for an instance of another integration; `version_unavailable`
 */
export async function beginUpgrade(
  tx: Database,
  viewer: Viewer,
  { integrationId, version, instances: ids }: WantedUpgrade,
): Promise<UpgradeJob> {
  const integration = await getIntegration(tx, integrationId);
  await deployableVersion(tx, integrationId, version);
  const author = authorIn(tx);
  const job: UpgradeJob = {
    ...{ id: newId('upg'), integrationId, version },
    authorKind: author?.kind ?? 'system',
    authorId: author?.id ?? 'system',
    authorName: author?.name ?? 'Stepwell',
    ...{ createdAt: now(), endedAt: null, cancelledBy: null },
  };
  await tx.insert(upgradeJobs).values(job);
  const isOfIntegration = and(
    within(viewer, instances.customerId),
    eq(instances.integrationId, integrationId),
  );
  const isOther = and(isOfIntegration, ne(instances.state, 'removed'), ne(instances.version, version));
  let size = 0;
  if (!ids) size = await addWaiting(tx, job.id, isOther);
  const named = [...new Set(ids)];
  for (let from = 0; from < named.length; from += NAMED) {
    const some = named.slice(from, from + NAMED);
    const added = await addWaiting(tx, job.id, and(isOfIntegration, inArray(instances.id, some)));
    if (added < some.length)
      throw new AppError('not_found', 'Not all of these instances are of this integration.');
    size += added;
  }
  await record(tx, 'integration.upgrade_started', integration, { version, instances: size });
  afterCommit(tx, { upgrade: job.id });
  return job;
}

async function addWaiting(tx: Database, jobId: string, which: SQL | undefined): Promise<number> {
  const rows = tx
    .select({
      jobId: constant(jobId).as('job_id'),
      instanceId: instances.id,
      outcome: constant('waiting').as('outcome'),
      from: instances.version,
      asks: nothing().as('asks'),
      reason: nothing().as('reason'),
    })
    .from(instances)
    .where(which);
  return changedRows(await tx.insert(upgradeOutcomes).select(rows));
}

/**
 * Does a few of the instances that wait in a job: each is changed and marked in one write, so that it is changed once,
 * however often the process ends meanwhile, or however many do it at a time.
 * @returns the instances that were put on the version; undefined when the job has come to its end
 */
export async function goOnWithUpgrade(
  tools: DeploymentTools,
  job: UpgradeJob,
): Promise<Deployed[] | undefined> {
  const { read } = tools.store;
  const some = await read
    .select({ id: upgradeOutcomes.instanceId, from: upgradeOutcomes.from })
    .from(upgradeOutcomes)
    .where(isIn(job.id, 'waiting'))
    .orderBy(asc(upgradeOutcomes.instanceId))
    .limit(TOGETHER);
  if (some.length === 0) {
    await tools.store.write((tx) => endJob(tx, job.id, {}), 'upgrade');
    return undefined;
  }
  // Compiled here, where it holds up no other write; one that cannot be is the failure of its own instances.
  for (const number of new Set([job.version, ...some.map(({ from }) => from)]))
    await tools.compiledVersions.get(read, job.integrationId, number).catch(() => undefined);
  const done = await Promise.all(some.map(({ id }) => upgradeOne(tools, job, id)));
  return done.filter((each) => each !== undefined);
}

/** The same of a few at once, while whoever asks waits. @throws AppError as `beginUpgrade` does */
export async function upgradeNow(
  tools: DeploymentTools,
  viewer: Viewer,
  wanted: WantedUpgrade,
): Promise<ListedOutcome[]> {
  const job = await tools.store.write((tx) => beginUpgrade(tx, viewer, wanted));
  while (await goOnWithUpgrade(tools, job));
  return (await listOutcomes(tools.store.read, viewer, { jobId: job.id }, { limit: NAMED })).items;
}

async function upgradeOne(
  tools: DeploymentTools,
  job: UpgradeJob,
  id: string,
): Promise<Deployed | undefined> {
  const author = { kind: job.authorKind, id: job.authorId, name: job.authorName };
  try {
    return await tools.store.write(
      (tx) => inNameOf(tx, author, () => upgradeIn(tx, tools, job, id)),
      'upgrade',
    );
  } catch (error) {
    // What the disk refuses waits until it takes data again.
    if (error instanceof StorageError) throw error;
    await tools.store.write(async (tx) => {
      if (await isWaiting(tx, job.id, id))
        await mark(tx, job.id, id, { outcome: 'failed', reason: messageOf(error) });
    }, 'upgrade');
    return undefined;
  }
}

async function upgradeIn(
  tx: Database,
  tools: DeploymentTools,
  { id: jobId, version: number }: UpgradeJob,
  id: string,
): Promise<Deployed | undefined> {
  if (!(await isWaiting(tx, jobId, id))) return undefined;
  const instance = await findInstance(tx, id);
  if (!instance || instance.state === 'removed' || instance.version === number) {
    await mark(tx, jobId, id, { outcome: 'unchanged' });
    return undefined;
  }
  const { version: from } = instance;
  const { asks, deployed } = await upgradeOrAsk(tx, tools, instance, number);
  if (asks.length > 0) await mark(tx, jobId, id, { outcome: 'needs_configuration', from, asks });
  else await mark(tx, jobId, id, { outcome: 'upgraded', from });
  return deployed;
}

type Upgraded = { asks: string[]; deployed: Deployed | undefined };

/**
 * Takes an instance to another version. Where that asks for something first, it goes on as it is, and its wizard asks.
 * @returns what that is @throws AppError `version_unavailable`
 */
export async function upgradeOrAsk(
  tx: Database,
  tools: DeploymentTools,
  instance: Instance,
  number: number,
): Promise<Upgraded> {
  const { id, integrationId, version: from, state } = instance;
  await deployableVersion(tx, integrationId, number);
  const former = await tools.compiledVersions.get(tx, integrationId, from);
  const compiled = await tools.compiledVersions.get(tx, integrationId, number);
  // One that does not run yet loses nothing: it is asked for what the version needs that it will run on.
  const asks =
    state === 'needs_configuration' ? [] : await missingUnder(tx, tools, instance, former, compiled);
  if (asks.length > 0) {
    await aimDraft(tx, tools.vault, instance, number);
    await record(tx, 'instance.upgrade_offered', instance, { from, to: number, asks });
    return { asks, deployed: undefined };
  }
  const there = await takeToVersion(tx, tools, instance, former, { number, compiled });
  await forgetTarget(tx, tools.vault, id);
  const wanted = state === 'paused' ? 'paused' : 'active';
  return { asks, deployed: await settle(tx, tools, there, compiled, wanted, 'deploy') };
}

async function isWaiting(tx: Database, jobId: string, instanceId: string): Promise<boolean> {
  const [row] = await tx
    .select({ outcome: upgradeOutcomes.outcome })
    .from(upgradeOutcomes)
    .innerJoin(upgradeJobs, eq(upgradeJobs.id, upgradeOutcomes.jobId))
    .where(
      and(
        eq(upgradeOutcomes.jobId, jobId),
        eq(upgradeOutcomes.instanceId, instanceId),
        isNull(upgradeJobs.endedAt),
      ),
    );
  return row?.outcome === 'waiting';
}

type Marked = Partial<Omit<typeof upgradeOutcomes.$inferInsert, 'jobId' | 'instanceId'>>;

async function mark(tx: Database, jobId: string, instanceId: string, changes: Marked): Promise<void> {
  await tx
    .update(upgradeOutcomes)
    .set(changes)
    .where(and(eq(upgradeOutcomes.jobId, jobId), eq(upgradeOutcomes.instanceId, instanceId)));
}

async function endJob(
  tx: Database,
  id: string,
  how: { cancelledBy?: string },
): Promise<UpgradeJob | undefined> {
  const end = { endedAt: now(), ...how };
  const [ended] = await tx
    .update(upgradeJobs)
    .set(end)
    .where(and(eq(upgradeJobs.id, id), isNull(upgradeJobs.endedAt)))
    .returning();
  return ended;
}

/** Ends a job: instances that wait in it stay as they are. One that has ended is left so. @throws AppError `not_found` */
export async function cancelUpgrade(tx: Database, integrationId: string, id: string): Promise<UpgradeJob> {
  const integration = await getIntegration(tx, integrationId);
  const job = await getUpgrade(tx, integrationId, id);
  const ended = await endJob(tx, id, { cancelledBy: authorIn(tx)?.name ?? 'Stepwell' });
  if (ended) await record(tx, 'integration.upgrade_cancelled', integration, { version: job.version });
  return ended ?? job;
}
