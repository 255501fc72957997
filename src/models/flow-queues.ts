import { and, asc, eq, gt, inArray, isNotNull, isNull, not, or, type SQL } from 'drizzle-orm';
import { type ExecutionKind, executions } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledFlow, CompiledIntegration } from '../definition/compile/compiled.ts';
import type { Instant } from '../lib/time.ts';
import type { Execution } from './executions.ts';
import { isDue } from './leases.ts';

/** A queue that runs of one flow have for themselves in each instance: only so many of them go on at once. */
export type FlowQueue = {
  flow: string;
  /** All runs of the flow, or those alone that its trigger has found the data of. */
  of: 'runs' | 'batches';
  limit: number;
};

/** What has to be known of a version. */
export type Versioned = Pick<CompiledIntegration, 'flows' | 'preprocessFlowName'>;

/** What has to be known of a run to find its queue. */
export type QueuedOf = Pick<Execution, 'flow' | 'kind'>;

const ASKED_AT_ONCE = 500;
/** What deploys, removes or tests an instance waits for nobody. */
const QUEUED: readonly ExecutionKind[] = ['webhook', 'schedule', 'invoked', 'batch', 'replay'];
const known = new WeakMap<Versioned, readonly FlowQueue[]>();

/** The queues that flows of a version ask for; of most versions none. */
export function flowQueuesOf(compiled: Versioned): readonly FlowQueue[] {
  const made = known.get(compiled) ?? queuesIn(compiled);
  known.set(compiled, made);
  return made;
}

/** What hands calls on to other flows holds up none of them. */
function queuesIn({ flows, preprocessFlowName }: Versioned): FlowQueue[] {
  return flows.flatMap((flow) => (flow.name === preprocessFlowName ? [] : (queueOf(flow) ?? [])));
}

function queueOf({ name: flow, queue, batches }: CompiledFlow): FlowQueue | undefined {
  const limit = queue.concurrencyLimit ?? (queue.usesFifoQueue ? 1 : undefined);
  const ofBatches = batches.isOn ? batches.limit : undefined;
  if (limit !== undefined) return { flow, of: 'runs', limit: Math.min(limit, ofBatches ?? limit) };
  return ofBatches === undefined ? undefined : { flow, of: 'batches', limit: ofBatches };
}

/** Whether a run stands in that queue. */
export function standsIn({ flow, of }: FlowQueue, run: QueuedOf): boolean {
  return run.flow === flow && (of === 'batches' ? run.kind === 'batch' : QUEUED.includes(run.kind));
}

function inQueue({ flow, of }: FlowQueue): SQL | undefined {
  const isOfKind = of === 'batches' ? eq(executions.kind, 'batch') : inArray(executions.kind, [...QUEUED]);
  return and(eq(executions.flow, flow), isOfKind);
}

/**
 * The oldest runs that wait to be started at the instant, of an instance some flows of which have queues.
 * @param queue whose; undefined for those that stand in none of `all`
 * @param after the id of the one before them
 */
export async function nextInQueue(
  db: Database,
  instanceId: string,
  { queue, all, after }: { queue: FlowQueue | undefined; all: readonly FlowQueue[]; after: string },
  at: Instant,
  limit: number,
): Promise<string[]> {
  const which = queue ? inQueue(queue) : and(...all.flatMap((each) => inQueue(each) ?? []).map(not));
  const rows = await db
    .select({ id: executions.id })
    .from(executions)
    .where(and(isDue(at), eq(executions.instanceId, instanceId), gt(executions.id, after), which))
    .orderBy(asc(executions.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Those of the runs that wait to be gone on with at the instant. */
export async function dueAmong(db: Database, ids: string[], at: Instant): Promise<string[]> {
  const due: string[] = [];
  for (let from = 0; from < ids.length; from += ASKED_AT_ONCE) {
    const some = ids.slice(from, from + ASKED_AT_ONCE);
    const rows = await db
      .select({ id: executions.id })
      .from(executions)
      .where(and(isDue(at), inArray(executions.id, some)))
      .orderBy(asc(executions.id));
    due.push(...rows.map(({ id }) => id));
  }
  return due;
}

/**
 * The oldest run of a flow that is to go on by itself. One that was set aside, and one that waits to be tried again
 * later, keep no firing from running.
 */
export async function runUnderWay(
  db: Database,
  instanceId: string,
  flow: string,
): Promise<string | undefined> {
  const { id, status, startedAt } = executions;
  const isUnderWay = or(
    inArray(status, ['queued', 'running']),
    and(eq(status, 'waiting'), isNotNull(startedAt)),
  );
  const [row] = await db
    .select({ id })
    .from(executions)
    .where(
      and(
        eq(executions.instanceId, instanceId),
        isNull(executions.endedAt),
        eq(executions.flow, flow),
        isUnderWay,
      ),
    )
    .orderBy(asc(id))
    .limit(1);
  return row?.id;
}

/** Runs of an instance that have begun and not ended; those that are set aside keep nobody waiting. */
export async function begunRuns(
  db: Database,
  instanceId: string,
  queues: readonly FlowQueue[],
): Promise<(QueuedOf & { id: string })[]> {
  const { id, flow, kind, status } = executions;
  return await db
    .select({ id, flow, kind })
    .from(executions)
    .where(
      and(
        eq(executions.instanceId, instanceId),
        isNull(executions.endedAt),
        isNotNull(executions.startedAt),
        inArray(status, ['queued', 'running', 'waiting']),
        or(...queues.map(inQueue)),
      ),
    );
}
