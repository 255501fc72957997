import { and, asc, count, eq, exists, gt, inArray, isNull, lte, min, or, type SQLWrapper } from 'drizzle-orm';
import { preparedChange } from '../db/prepared-change.ts';
import { executions, instances, type StoredError } from '../db/schema.ts';
import { coalesce, given, literal, placeholder as p, plus, when } from '../db/sql.ts';
import { type Database, hasChanged, prepared } from '../db/store.ts';
import type { Instant } from '../lib/time.ts';
import { endExecution } from './endings.ts';
import { forgetSeconds } from './execution-seconds.ts';
import type { Execution, ExecutionStatus } from './executions.ts';

/*
 * Who runs an execution: each change of a running one names the boot id that leased it, so that a process that has
 * lost it (cancelled, taken over) changes nothing. One process has the data folder, so a lease of another boot id is
 * that of a dead process.
 */

/** Nothing starts on an instance that is not active; what its removal has enqueued runs when it is removed. */
const takesRuns = (db: Database) =>
  exists(
    db
      .select({ id: instances.id })
      .from(instances)
      .where(
        and(
          eq(instances.id, executions.instanceId),
          or(
            eq(instances.state, 'active'),
            and(eq(instances.state, 'removed'), eq(executions.kind, 'remove')),
          ),
        ),
      ),
  );
const claimById = prepared((db) =>
  db
    .update(executions)
    .set({
      status: 'running',
      leaseOwner: given('owner'),
      startedAt: coalesce(executions.startedAt, p('at')),
    })
    .where(and(eq(executions.id, p('id')), inArray(executions.status, ['queued', 'waiting']), takesRuns(db)))
    .returning()
    .prepare(),
);

/** Leases an execution that waits to be run; undefined when it does not wait any more, or its instance takes no runs. */
export async function claim(
  tx: Database,
  id: string,
  owner: string,
  at: Instant,
): Promise<Execution | undefined> {
  const [row] = await claimById(tx).execute({ id, owner, at });
  return row;
}

const advanceById = preparedChange((db) =>
  db
    .update(executions)
    .set({ cursor: given('cursor'), crashes: 0, size: plus(executions.size, p('added')) })
    .where(isHeld(p('id'), p('owner')))
    .prepare(),
);

/**
 * Moves the cursor of a run. Answers false when the lease is lost: then nothing may be stored for it.
 * @param added bytes that are stored for it in the same write
 */
export async function advance(
  tx: Database,
  id: string,
  owner: string,
  cursor: string,
  added = 0,
): Promise<boolean> {
  return hasChanged(await advanceById(tx, { id, owner, cursor, added }));
}

export type Ending =
  | { status: Extract<ExecutionStatus, 'succeeded'> }
  | {
      status: Extract<ExecutionStatus, 'failed' | 'cancelled'>;
      error: StoredError;
      /** There is a next attempt. */
      isRetried?: boolean;
    };

/** What has to be known of an execution to count its end. */
export type Counted = Pick<Execution, keyof typeof counted>;
const counted = {
  id: executions.id,
  instanceId: executions.instanceId,
  integrationId: executions.integrationId,
  customerId: executions.customerId,
  startedAt: executions.startedAt,
  size: executions.size,
};

const finishById = preparedChange((db) =>
  db
    .update(executions)
    .set({
      status: given('status'),
      cursor: coalesce(p('cursor'), executions.cursor),
      endedAt: given('at'),
      error: given('error'),
      leaseOwner: null,
      crashes: 0,
      size: plus(executions.size, p('added')),
    })
    .where(isHeld(p('id'), p('owner')))
    .prepare(),
);

/** Ends a run and counts it. Answers false when the lease is lost. @param added as of `advance` */
export async function finish(
  tx: Database,
  { id, instanceId, integrationId, customerId, startedAt, size }: Counted,
  owner: string,
  ending: Ending,
  cursor: string | null,
  at: Instant,
  added = 0,
): Promise<boolean> {
  const { status } = ending;
  const error = ending.status === 'succeeded' ? null : JSON.stringify(ending.error);
  if (!hasChanged(await finishById(tx, { id, owner, cursor, status, error, at, added }))) return false;
  await endExecution(tx, {
    id,
    instanceId,
    integrationId,
    customerId,
    startedAt,
    status,
    endedAt: at,
    size: size + added,
    isRetried: 'isRetried' in ending && ending.isRetried === true,
  });
  return true;
}

/** Takes back a run that has come to nothing, as if it had never been made. Answers false when the lease is lost. */
export async function discard(tx: Database, run: Counted, owner: string): Promise<boolean> {
  const gone = await tx.delete(executions).where(isHeld(run.id, owner)).returning({ id: executions.id });
  if (gone.length > 0) await forgetSeconds(tx, [run]);
  return gone.length > 0;
}

function isHeld(id: string | SQLWrapper, owner: string | SQLWrapper) {
  return and(eq(executions.id, id), eq(executions.leaseOwner, owner), eq(executions.status, 'running'));
}

/** Puts a run aside in a step until the instant; its slot is free meanwhile. Answers false when the lease is lost. */
export async function putAside(
  tx: Database,
  id: string,
  owner: string,
  cursor: string,
  runAt: Instant,
  added = 0,
): Promise<boolean> {
  const rows = await tx
    .update(executions)
    .set({
      status: 'waiting',
      runAt,
      cursor,
      leaseOwner: null,
      crashes: 0,
      size: plus(executions.size, added),
    })
    .where(isHeld(id, owner))
    .returning({ id: executions.id });
  return rows.length > 0;
}

/**
 * Sets a run aside that has failed, until somebody resumes it, in the failed step, or cancels it, with which it has failed.
 * Answers false when the lease is lost.
 */
export async function setAsideFailed(
  tx: Database,
  id: string,
  owner: string,
  { cursor, error, added }: { cursor: string | null; error: StoredError; added: number },
): Promise<boolean> {
  const rows = await tx
    .update(executions)
    .set({
      status: 'paused',
      ...(cursor === null ? {} : { cursor }),
      error,
      leaseOwner: null,
      crashes: 0,
      size: plus(executions.size, added),
    })
    .where(isHeld(id, owner))
    .returning({ id: executions.id });
  return rows.length > 0;
}

/** Gives back a run that a graceful stop or a fault of the store has interrupted: no process has died in it. */
export async function release(tx: Database, id: string, owner: string, added = 0): Promise<void> {
  await tx
    .update(executions)
    .set({ status: 'queued', leaseOwner: null, crashes: 0, size: plus(executions.size, added) })
    .where(isHeld(id, owner));
}

/** Gives back a run of an instance that takes none any more, as if it had not been begun. */
export async function passOver(tx: Database, id: string, owner: string): Promise<void> {
  const startedAt = when(isNull(executions.cursor), null, executions.startedAt);
  await tx.update(executions).set({ status: 'queued', leaseOwner: null, startedAt }).where(isHeld(id, owner));
}

/**
 * What may be begun at the instant. `run_at` counts for those that wait alone: a clock that is set back must not hold up
 * what is queued. Suspects have a way of their own.
 */
export function isDue(at: Instant | SQLWrapper) {
  return and(
    isNull(executions.endedAt),
    or(
      and(eq(executions.status, 'queued'), eq(executions.crashes, 0)),
      and(eq(executions.status, 'waiting'), lte(executions.runAt, at)),
    ),
  );
}

/** Instances that have runs waiting to be started at the instant, and how many. */
export async function instancesWithWork(
  db: Database,
  at: Instant,
): Promise<{ instanceId: string; customerId: string; length: number }[]> {
  const { instanceId, customerId } = executions;
  return await db
    .select({ instanceId, customerId, length: count() })
    .from(executions)
    .where(isDue(at))
    .groupBy(instanceId, customerId);
}

// SQLite takes a partial index only for a query that repeats the index's own condition.
const isWaiting = eq(executions.status, literal('waiting'));

/** Instances that have runs whose time has come at the instant. */
export async function instancesDue(
  db: Database,
  at: Instant,
): Promise<{ instanceId: string; customerId: string }[]> {
  const { instanceId, customerId } = executions;
  return await db
    .selectDistinct({ instanceId, customerId })
    .from(executions)
    .where(and(isWaiting, lte(executions.runAt, at)));
}

const nextOfInstance = prepared((db) =>
  db
    .select({ id: executions.id })
    .from(executions)
    .where(and(isDue(p('at')), eq(executions.instanceId, p('instanceId'))))
    .orderBy(asc(executions.id))
    .limit(p('limit'))
    .prepare(),
);

/** The oldest runs of an instance that wait to be started at the instant. */
export async function nextQueued(
  db: Database,
  instanceId: string,
  at: Instant,
  limit: number,
): Promise<Pick<Execution, 'id'>[]> {
  return await nextOfInstance(db).execute({ instanceId, at, limit });
}

/** Of which instance executions are, and whether they run or have ended; those that are gone are left out. */
export async function whetherBegun(
  db: Database,
  ids: string[],
): Promise<Map<string, { instanceId: string; isBegun: boolean }>> {
  const { id, instanceId, status } = executions;
  const rows = await db.select({ id, instanceId, status }).from(executions).where(inArray(id, ids));
  return new Map(
    rows.map((row) => [
      row.id,
      { instanceId: row.instanceId, isBegun: row.status !== 'queued' && row.status !== 'waiting' },
    ]),
  );
}

/** When the earliest waiting run that is not yet due will be. */
export async function earliestWaiting(db: Database, at: Instant): Promise<Instant | undefined> {
  const [row] = await db
    .select({ at: min(executions.runAt) })
    .from(executions)
    .where(and(isWaiting, gt(executions.runAt, at)));
  return row?.at ?? undefined;
}
