import {
  and,
  asc,
  count,
  eq,
  exists,
  gt,
  inArray,
  isNull,
  lte,
  ne,
  or,
  type SQLWrapper,
  sql,
} from 'drizzle-orm';
import { type Database, hasChanged, prepared } from '../db/database.ts';
import { executions, instances, type StoredError } from '../db/schema.ts';
import type { Instant } from '../lib/time.ts';
import type { Execution, ExecutionStatus, Queued } from './executions.ts';
import { countEnd } from './run-counts.ts';

/*
 * Who runs an execution: each change of a running one names the boot id that leased it, so that a process that has
 * lost it (cancelled, taken over) changes nothing. One process has the data folder, so a lease of another boot id is
 * that of a dead process.
 */

/** How often a process may die in one step before the execution is failed instead of tried again. */
const CRASH_LIMIT = 3;

const p = sql.placeholder;
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
      leaseOwner: sql`${p('owner')}`,
      startedAt: sql`coalesce(${executions.startedAt}, ${p('at')})`,
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

const advanceById = prepared((db) =>
  db
    .update(executions)
    .set({ cursor: sql`${p('cursor')}`, crashes: 0 })
    .where(isHeld(p('id'), p('owner')))
    .prepare(),
);

/** Moves the cursor of a run. Answers false when the lease is lost: then nothing may be stored for it. */
export async function advance(tx: Database, id: string, owner: string, cursor: string): Promise<boolean> {
  return hasChanged(await advanceById(tx).execute({ id, owner, cursor }));
}

export type Ending =
  | { status: Extract<ExecutionStatus, 'succeeded'> }
  | { status: Extract<ExecutionStatus, 'failed' | 'cancelled'>; error: StoredError };

/** What has to be known of an execution to count its end. */
export type Counted = Pick<Execution, keyof typeof counted>;
const counted = {
  id: executions.id,
  instanceId: executions.instanceId,
  integrationId: executions.integrationId,
  kind: executions.kind,
};

const finishById = prepared((db) =>
  db
    .update(executions)
    .set({
      status: sql`${p('status')}`,
      cursor: sql`coalesce(${p('cursor')}, ${executions.cursor})`,
      endedAt: sql`${p('at')}`,
      error: sql`${p('error')}`,
      leaseOwner: null,
      crashes: 0,
    })
    .where(isHeld(p('id'), p('owner')))
    .prepare(),
);

/** Ends a run and counts it. Answers false when the lease is lost. */
export async function finish(
  tx: Database,
  { id, instanceId, integrationId, kind }: Counted,
  owner: string,
  ending: Ending,
  cursor: string | null,
  at: Instant,
): Promise<boolean> {
  const { status } = ending;
  const error = ending.status === 'succeeded' ? null : JSON.stringify(ending.error);
  if (!hasChanged(await finishById(tx).execute({ id, owner, cursor, status, error, at }))) return false;
  await countEnd(tx, { id, instanceId, integrationId, kind, status, endedAt: at });
  return true;
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
): Promise<boolean> {
  const rows = await tx
    .update(executions)
    .set({ status: 'waiting', runAt, cursor, leaseOwner: null })
    .where(isHeld(id, owner))
    .returning({ id: executions.id });
  return rows.length > 0;
}

/** Gives back a run that a graceful stop has interrupted between two steps. */
export async function release(tx: Database, id: string, owner: string): Promise<void> {
  await tx.update(executions).set({ status: 'queued', leaseOwner: null }).where(isHeld(id, owner));
}

/** Gives back a run of an instance that takes none any more, as if it had not been begun. */
export async function passOver(tx: Database, id: string, owner: string): Promise<void> {
  const startedAt = sql`case when ${executions.cursor} is null then null else ${executions.startedAt} end`;
  await tx.update(executions).set({ status: 'queued', leaseOwner: null, startedAt }).where(isHeld(id, owner));
}

/**
 * Takes over what a dead process has left: queued again, or failed when it has died there too often.
 * @returns the ids of both
 */
export async function takeOver(
  tx: Database,
  owner: string,
  at: Instant,
): Promise<{ requeued: string[]; failed: string[] }> {
  const dead = and(
    isNull(executions.endedAt),
    eq(executions.status, 'running'),
    or(ne(executions.leaseOwner, owner), isNull(executions.leaseOwner)),
  );
  const error: StoredError = {
    message: `The process ended ${CRASH_LIMIT} times in the same step of this execution; it is not tried again. Replay it once the cause is found.`,
  };
  const failed = await tx
    .update(executions)
    .set({ status: 'failed', endedAt: at, error, leaseOwner: null })
    .where(and(dead, sql`${executions.crashes} >= ${CRASH_LIMIT - 1}`))
    .returning(counted);
  for (const run of failed) await countEnd(tx, { ...run, status: 'failed', endedAt: at });
  const requeued = await tx
    .update(executions)
    .set({ status: 'queued', leaseOwner: null, crashes: sql`${executions.crashes} + 1` })
    .where(dead)
    .returning({ id: executions.id });
  return { requeued: requeued.map((row) => row.id), failed: failed.map((row) => row.id) };
}

const open = ['queued', 'waiting'] as const;

/** Instances that have runs waiting to be started at the instant, and how many. */
export async function instancesWithWork(
  db: Database,
  at: Instant,
): Promise<{ instanceId: string; customerId: string; length: number }[]> {
  const { instanceId, customerId } = executions;
  return await db
    .select({ instanceId, customerId, length: count() })
    .from(executions)
    .where(and(isNull(executions.endedAt), inArray(executions.status, [...open]), lte(executions.runAt, at)))
    .groupBy(instanceId, customerId);
}

// SQLite takes a partial index only for a query that repeats the index's own condition.
const isWaiting = sql`${executions.status} = 'waiting'`;

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
    .select({
      id: executions.id,
      instanceId: executions.instanceId,
      customerId: executions.customerId,
      runAt: executions.runAt,
    })
    .from(executions)
    .where(
      and(
        isNull(executions.endedAt),
        inArray(executions.status, [...open]),
        eq(executions.instanceId, p('instanceId')),
        lte(executions.runAt, p('at')),
      ),
    )
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
): Promise<Queued[]> {
  return await nextOfInstance(db).execute({ instanceId, at, limit });
}

/** When the earliest waiting run that is not yet due will be. */
export async function earliestWaiting(db: Database, at: Instant): Promise<Instant | undefined> {
  const [row] = await db
    .select({ at: sql<number | null>`min(${executions.runAt})` })
    .from(executions)
    .where(and(isWaiting, gt(executions.runAt, at)));
  return row?.at === null || row?.at === undefined ? undefined : Number(row.at);
}
