import { and, eq, inArray } from 'drizzle-orm';
import { executions, logs } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { WatchedLevel } from '../lib/monitor-triggers.ts';
import { SECOND, toIso } from '../lib/time.ts';
import { closeAlert, instanceSubject, raiseAlert } from './alerts.ts';
import { emitEvent } from './events.ts';
import type { EndedRun } from './run-counts.ts';
import { type EndMonitor, watchedIn } from './watch-cache.ts';

/** Whether somebody has to hear of an end: not of one that its flow tries again. */
function isFinal({ isRetried }: EndedRun): boolean {
  return isRetried !== true;
}

/**
 * Looks at runs that have ended, in the write that ends them: monitors of such ends raise and close their alerts, and event
 * webhooks are told of failures. Where nobody watches, it costs nothing.
 */
export async function watchEnds(tx: Database, runs: EndedRun[]): Promise<void> {
  const { monitors, isFailureTold } = await watchedIn(tx);
  if (monitors.length === 0 && !isFailureTold) return;
  const final = runs.filter(isFinal);
  if (isFailureTold) for (const run of final) if (run.status === 'failed') await tellFailure(tx, run);
  for (const monitor of monitors) {
    const watched = final.filter((run) => isOver(monitor, run));
    for (const [instanceId, ofInstance] of Map.groupBy(watched, (run) => run.instanceId))
      await judge(tx, monitor, instanceId, ofInstance);
  }
}

function isOver({ integrationId, instanceId }: EndMonitor, run: EndedRun): boolean {
  return (
    (integrationId === null || integrationId === run.integrationId) &&
    (instanceId === null || instanceId === run.instanceId)
  );
}

/** The ends of one instance that were written together, in their order: the last says how things are. */
async function judge(tx: Database, monitor: EndMonitor, instanceId: string, runs: EndedRun[]): Promise<void> {
  let last: EndedRun | undefined;
  let isBad = false;
  let worst: { run: EndedRun; message: string } | undefined;
  for (const run of runs) {
    // What was cancelled or skipped says nothing of how the flow does.
    if (run.status !== 'succeeded' && run.status !== 'failed') continue;
    const message = await complaint(tx, monitor, run);
    last = run;
    isBad = message !== undefined;
    if (message !== undefined) worst = { run, message };
  }
  if (!last) return;
  if (worst) {
    const subject = await instanceSubject(tx, instanceId);
    const { run, message } = worst;
    const found = { monitorId: monitor.id, subjectId: instanceId, message, executionId: run.id };
    if (subject) await raiseAlert(tx, found, subject, run.endedAt);
  }
  if (!isBad) await closeAlert(tx, monitor.id, instanceId, last.endedAt);
}

/** What a monitor has to say of an end; undefined where that is as it should be. */
async function complaint(tx: Database, monitor: EndMonitor, run: EndedRun): Promise<string | undefined> {
  switch (monitor.trigger) {
    case 'failed':
      return run.status === 'failed' ? await failureOf(tx, run) : undefined;
    case 'slow':
      return slowness(monitor.threshold ?? 0, run);
    case 'log_level':
      return await loudest(tx, monitor.level ?? 'error', run);
  }
}

async function failureOf(tx: Database, { id }: EndedRun): Promise<string> {
  const { flow, error } = executions;
  const [row] = await tx.select({ flow, error }).from(executions).where(eq(executions.id, id));
  return row ? `${row.flow} failed: ${row.error?.message ?? 'no reason is known'}` : 'An execution failed.';
}

function slowness(most: number, { startedAt, endedAt }: EndedRun): string | undefined {
  const took = typeof startedAt === 'number' ? endedAt - startedAt : 0;
  if (took <= most * SECOND) return undefined;
  return `An execution took ${Math.round(took / SECOND)} s, more than ${most} s.`;
}

async function loudest(tx: Database, level: WatchedLevel, { id }: EndedRun): Promise<string | undefined> {
  const levels: WatchedLevel[] = level === 'warn' ? ['warn', 'error'] : ['error'];
  const [line] = await tx
    .select({ level: logs.level, message: logs.message })
    .from(logs)
    .where(and(eq(logs.executionId, id), inArray(logs.level, levels)))
    .limit(1);
  return line && `An execution has logged at ${line.level}: ${line.message.slice(0, 200)}`;
}

async function tellFailure(tx: Database, { id, endedAt }: EndedRun): Promise<void> {
  const [row] = await tx.select().from(executions).where(eq(executions.id, id));
  if (!row) return;
  const { instanceId, customerId, integrationId, version, flow, error } = row;
  const facts = { executionId: id, instanceId, customerId, integrationId, version, flow };
  const times = { queuedAt: toIso(row.queuedAt), endedAt: toIso(endedAt) };
  await emitEvent(
    tx,
    'execution.failed',
    { ...facts, ...times, error: error?.message ?? null },
    { at: endedAt },
  );
}
