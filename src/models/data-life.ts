import { and, asc, count, eq, gt, inArray, isNotNull, or } from 'drizzle-orm';
import { deleteSome } from '../db/delete-some.ts';
import {
  blobUses,
  type ExecutionStatus,
  executionRequests,
  executions,
  type InstanceKeeping,
  instanceRuns,
  instances,
  type KeptData,
  stateChanges,
  stepResults,
} from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { MB } from '../lib/bytes.ts';
import { DAY, type Instant } from '../lib/time.ts';
import { record } from './audit.ts';
import { DELETED_AT_ONCE } from './deletions.ts';
import { afterCommit } from './effects.ts';
import { type Execution, ROW_SIZES } from './executions.ts';
import { noteGone } from './instance-runs.ts';
import { changeInstance, getInstance, type Instance } from './instances.ts';
import { isOfTests } from './test-customer.ts';
import type { Viewer } from './viewer.ts';

/*
 * The data of an execution is its call, what its steps were given and gave, and what it has changed of states. It may go
 * before the execution itself, of which its end, its error, its log and how long its steps took are left.
 */

export const KEPT_DATA = ['always', 'on_failure', 'never'] as const satisfies KeptData[];

/** Whether the data of a run that has ended so is kept. */
export function isDataKept(keeps: KeptData, status: ExecutionStatus): boolean {
  return keeps === 'always' || (keeps === 'on_failure' && status !== 'succeeded');
}

/** More steps than this have their data dropped afterwards, a part at a time. */
export const DROPPED_AT_ONCE = DELETED_AT_ONCE.rows;

/** Drops the data of a run that has ended, as much as one write may; answers whether all of it is gone. */
export async function dropData(tx: Database, { id }: Pick<Execution, 'id'>): Promise<boolean> {
  const hasData = or(
    isNotNull(stepResults.input),
    isNotNull(stepResults.output),
    isNotNull(stepResults.sealedOutput),
  );
  const some = tx
    .select({ path: stepResults.path })
    .from(stepResults)
    .where(and(eq(stepResults.executionId, id), hasData))
    .limit(DROPPED_AT_ONCE);
  const dropped = await tx
    .update(stepResults)
    .set({ input: null, output: null, sealedOutput: null })
    .where(and(eq(stepResults.executionId, id), inArray(stepResults.path, some)))
    .returning({ path: stepResults.path });
  if (dropped.length === DROPPED_AT_ONCE) return false;
  const { scope, key, sequence, executionId } = stateChanges;
  const changes = [executionId, scope, key, sequence];
  const gone = await deleteSome(tx, stateChanges, changes, eq(executionId, id), DROPPED_AT_ONCE);
  if (gone === DROPPED_AT_ONCE) return false;
  await tx.delete(blobUses).where(eq(blobUses.executionId, id));
  // Last: as long as it is there, the rest may be.
  await tx.delete(executionRequests).where(eq(executionRequests.executionId, id));
  await noteDropped(tx, id);
  return true;
}

/** About what is left of an execution with so many steps. */
export function sizeWithoutData(steps: number): number {
  return ROW_SIZES.execution + steps * ROW_SIZES.step;
}

/** What is left of it takes less. */
async function noteDropped(tx: Database, id: string): Promise<void> {
  const [run] = await tx.select().from(executions).where(eq(executions.id, id));
  const [steps] = await tx
    .select({ count: count() })
    .from(stepResults)
    .where(eq(stepResults.executionId, id));
  const left = sizeWithoutData(steps?.count ?? 0);
  if (!run || run.size <= left) return;
  await tx.update(executions).set({ size: left }).where(eq(executions.id, id));
  if (!isOfTests(run)) await noteGone(tx, [{ instanceId: run.instanceId, size: run.size - left }]);
}

/** Executions that have data, in the order of their ids, with what their instances say of it. */
export async function withData(
  db: Database,
  after: string,
  limit: number,
): Promise<{ run: Execution; keeping: InstanceKeeping | null }[]> {
  const { executionId } = executionRequests;
  const some = db
    .select({ executionId })
    .from(executionRequests)
    .where(gt(executionId, after))
    .orderBy(asc(executionId))
    .limit(limit)
    .as('some');
  return await db
    .select({ run: executions, keeping: instances.keeping })
    .from(some)
    .innerJoin(executions, eq(executions.id, some.executionId))
    .innerJoin(instances, eq(instances.id, executions.instanceId))
    .orderBy(asc(some.executionId));
}

/** Whether the data of a run is to go by now. @param days after which it does; for ever where there is no limit */
export function isDataPast(
  { status, endedAt }: Pick<Execution, 'status' | 'endedAt'>,
  keeps: KeptData,
  days: number | undefined,
  at: Instant,
): boolean {
  if (endedAt === null) return false;
  return !isDataKept(keeps, status) || (days !== undefined && endedAt < at - days * DAY);
}

/** Instances of whose executions more is kept than they may have, in bytes. */
export async function instancesAbove(
  db: Database,
): Promise<{ instanceId: string; size: number; most: number }[]> {
  const rows = await db
    .select({ instanceId: instances.id, keeping: instances.keeping, size: instanceRuns.size })
    .from(instances)
    .innerJoin(instanceRuns, eq(instanceRuns.instanceId, instances.id))
    .where(isNotNull(instances.keeping));
  return rows.flatMap(({ instanceId, keeping, size }) => {
    const most = (keeping?.storedMb ?? Number.POSITIVE_INFINITY) * MB;
    return size > most ? { instanceId, size, most } : [];
  });
}

/** Says how long what runs of an instance have taken and given is kept. @throws AppError `not_found` */
export async function setKeeping(
  tx: Database,
  viewer: Viewer,
  id: string,
  keeping: InstanceKeeping,
): Promise<Instance> {
  const { name } = await getInstance(tx, viewer, id);
  const said = Object.values(keeping).some((value) => value !== undefined);
  const changed = await changeInstance(tx, id, { keeping: said ? keeping : null });
  await record(tx, 'instance.keeping_changed', { ...changed, name }, { ...keeping });
  afterCommit(tx, { heed: id });
  return changed;
}
