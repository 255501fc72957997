import { and, eq, isNull } from 'drizzle-orm';
import { countRows } from '../db/count.ts';
import { type Packed, packedSize } from '../db/payload.ts';
import { preparedChange } from '../db/prepared-change.ts';
import {
  blobUses,
  EXECUTION_STATUSES,
  type ExecutionKind,
  type ExecutionStatus,
  executionRequests,
  executions,
  type KeptData,
  type StoredError,
} from '../db/schema.ts';
import { given, placeholder as p } from '../db/sql.ts';
import { type Database, prepared } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { type Instant, now } from '../lib/time.ts';
import { record, type Subject } from './audit.ts';
import { cancelOpen, endExecution } from './endings.ts';
import { noteMade } from './execution-seconds.ts';
import { readableBy, type Viewer, within } from './viewer.ts';

export type { ExecutionKind, ExecutionStatus, KeptData, StoredError };
export { EXECUTION_STATUSES };
export type Execution = typeof executions.$inferSelect;

/** What an execution is of. */
export type Target = {
  instanceId: string;
  customerId: string;
  integrationId: string;
  version: number;
  flow: string;
};

export type NewExecution = Target & {
  /** Made beforehand where the payload is sealed for it. */
  id?: string;
  kind: ExecutionKind;
  /** The person whose values it runs with; the instance's own when absent. */
  userId?: string | null;
  /** The trigger's payload, packed before the write. */
  payload: Packed;
  /** Not to be run before; now when absent. */
  runAt?: Instant;
  /** Recorded but never run, with the reason. */
  skipped?: StoredError;
  replayOf?: string;
  /** The last step that is behind it already: with one, the run resumes instead of starting. */
  cursor?: string;
  /** Bytes of what is behind it, which it keeps as its own. */
  copied?: number;
  depth?: number;
  /** Leased from the start, when the worker has kept a slot for it (`Worker.reserve`). */
  leaseOwner?: string | undefined;
  /** Unique: a second execution of the same origin is not made, the first is answered. */
  origin?: string;
};

/** What the worker has to know of an execution that waits to be run. */
export type Queued = Pick<
  Execution,
  'id' | 'instanceId' | 'customerId' | 'flow' | 'kind' | 'status' | 'runAt' | 'crashes'
>;

/** About what a row takes beside what is counted of it, with its place in indexes. */
export const ROW_SIZES = { execution: 700, step: 250, line: 100, state: 100 };

const inserting = (db: Database) =>
  db.insert(executions).values({
    id: p('id'),
    instanceId: p('instanceId'),
    customerId: p('customerId'),
    integrationId: p('integrationId'),
    version: p('version'),
    flow: p('flow'),
    kind: p('kind'),
    status: p('status'),
    queuedAt: p('queuedAt'),
    runAt: p('runAt'),
    startedAt: p('startedAt'),
    endedAt: p('endedAt'),
    leaseOwner: p('leaseOwner'),
    crashes: 0,
    cursor: p('cursor'),
    error: given('error'),
    replayOf: p('replayOf'),
    userId: p('userId'),
    depth: p('depth'),
    origin: p('origin'),
    size: p('size'),
  });
const insertExecution = preparedChange((db) => inserting(db).prepare());
const insertUnlessMade = prepared((db) =>
  inserting(db).onConflictDoNothing().returning({ id: executions.id }).prepare(),
);
const insertRequest = preparedChange((db) =>
  db
    .insert(executionRequests)
    .values({ executionId: p('executionId'), payload: p('payload') })
    .prepare(),
);

/**
 * The one door: whatever wants a flow to run comes through here, in the same write as what caused it.
 * After the commit the caller hands the answer to the worker's `wake`; without it the run starts at its next look.
 * @returns the execution to wake, or the one that the same origin made before
 */
export async function enqueue(tx: Database, run: NewExecution): Promise<Execution> {
  const row = rowOf(run, now());
  const values = row.error ? { ...row, error: JSON.stringify(row.error) } : row;
  if (run.origin === undefined) {
    // To be told what was inserted costs a third of the statement, and webhooks need not ask.
    await insertExecution(tx, values);
  } else if ((await insertUnlessMade(tx).execute(values)).length === 0) {
    return await ofOrigin(tx, run.origin);
  }
  await noteMade(tx, row);
  await insertRequest(tx, { executionId: row.id, payload: run.payload.bytes });
  if (run.payload.blob) await tx.insert(blobUses).values({ hash: run.payload.blob, executionId: row.id });
  if (row.endedAt !== null) await endExecution(tx, { ...row, endedAt: row.endedAt });
  return row;
}

function rowOf(run: NewExecution, at: Instant): Execution {
  const runAt = run.runAt ?? at;
  const leaseOwner = run.leaseOwner ?? null;
  return {
    id: run.id ?? newId('exe'),
    instanceId: run.instanceId,
    customerId: run.customerId,
    integrationId: run.integrationId,
    version: run.version,
    flow: run.flow,
    kind: run.kind,
    status: run.skipped ? 'skipped' : leaseOwner ? 'running' : runAt > at ? 'waiting' : 'queued',
    queuedAt: at,
    runAt,
    startedAt: leaseOwner ? at : null,
    endedAt: run.skipped ? at : null,
    leaseOwner,
    crashes: 0,
    cursor: run.cursor ?? null,
    error: run.skipped ?? null,
    replayOf: run.replayOf ?? null,
    userId: run.userId ?? null,
    depth: run.depth ?? 0,
    origin: run.origin ?? null,
    size: ROW_SIZES.execution + packedSize(run.payload) + (run.copied ?? 0),
  };
}

async function ofOrigin(db: Database, origin: string): Promise<Execution> {
  const made = await executionOfOrigin(db, origin);
  if (!made) throw new AppError('conflict', 'The execution could not be made; try again.');
  return made;
}

/** What the same thing has made before, if it has: to be woken like a new one. */
export async function executionOfOrigin(db: Database, origin: string): Promise<Execution | undefined> {
  const [row] = await db.select().from(executions).where(eq(executions.origin, origin));
  // It may run already, in a slot of its own: to wake it must not run it beside itself.
  return row && { ...row, leaseOwner: null };
}

/** @throws AppError `not_found`, also for an execution outside the scope */
export async function getExecution(db: Database, viewer: Viewer, id: string): Promise<Execution> {
  const [row] = await db
    .select()
    .from(executions)
    .where(and(eq(executions.id, id), readableBy(viewer, executions.customerId)));
  if (!row) throw new AppError('not_found', `There is no execution ${id}.`);
  return row;
}

const requestById = prepared((db) =>
  db
    .select({ payload: executionRequests.payload })
    .from(executionRequests)
    .where(eq(executionRequests.executionId, p('id')))
    .prepare(),
);

/** The stored trigger payload of an execution. */
export async function getRequest(db: Database, id: string): Promise<Uint8Array | undefined> {
  const [row] = await requestById(db).execute({ id });
  return row?.payload;
}

/** How many executions have not ended, counted up to `most`. */
export async function countOpenExecutions(db: Database, viewer: Viewer, most: number): Promise<number> {
  const open = db
    .select({ id: executions.id })
    .from(executions)
    .where(and(within(viewer, executions.customerId), isNull(executions.endedAt)))
    .limit(most)
    .as('open');
  return await countRows(db, open);
}

const OPEN: ExecutionStatus[] = ['queued', 'running', 'waiting', 'paused'];

/** Whether an execution of that status has still to come to its end. */
export function isOpen(status: ExecutionStatus): boolean {
  return OPEN.includes(status);
}

export function hasEnded(status: ExecutionStatus): boolean {
  return !isOpen(status);
}

/** How long an execution took from its start to its end, in milliseconds. */
export function tookOf({ startedAt, endedAt }: Execution): number | undefined {
  return startedAt === null || endedAt === null ? undefined : endedAt - startedAt;
}

/** The error of an execution that was cancelled. */
export const CANCELLED_BY_USER = { message: 'Cancelled by a user.' };

/**
 * Cancels an execution that has not ended; one that runs stops before its next step.
 * @throws AppError `not_found`; `conflict` when it has ended
 */
export async function cancelExecution(
  tx: Database,
  viewer: Viewer,
  id: string,
): Promise<Execution & { error: NonNullable<Execution['error']> }> {
  const before = await getExecution(tx, viewer, id);
  const [row] = await cancelOpen(tx, eq(executions.id, id), CANCELLED_BY_USER);
  if (!row)
    throw new AppError(
      'conflict',
      `This execution has ended (${before.status}); there is nothing to cancel.`,
    );
  await record(tx, 'execution.cancelled', runSubject(row));
  return { ...row, error: row.error ?? CANCELLED_BY_USER };
}

/** An execution as what something was done with: it goes by the name of its flow. */
export function runSubject({ id, flow, customerId }: Pick<Execution, 'id' | 'flow' | 'customerId'>): Subject {
  return { id, name: flow, customerId };
}
