import { and, asc, eq, gt, gte, inArray, isNull, lt, min, ne, notExists, type SQL } from 'drizzle-orm';
import { executions, flowActivity, instanceRuns, instances, monitors, notices } from '../db/schema.ts';
import { coalesce, literal } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { type Instant, MINUTE, SECOND } from '../lib/time.ts';
import {
  type Alert,
  type AlertSubject,
  closeAlert,
  type Finding,
  instanceSubject,
  openAlerts,
  raiseAlert,
} from './alerts.ts';
import { connectionSubject, saidOfConnections } from './connection-states.ts';
import { connectionsUsedIn } from './connection-uses.ts';
import type { Monitor } from './monitors.ts';
import { TEST_CUSTOMER } from './test-customer.ts';

/** So many subjects of one monitor are looked at: more alerts help nobody. */
const MOST_FOUND = 500;

/** What is to be written so that alerts are of what is so now. */
export type AlertChanges = { begun: Finding[]; ended: Pick<Alert, 'monitorId' | 'subjectId'>[] };

/** Compares what monitors watch with the alerts that are open; those of ends of runs are only closed here. */
export async function changedAlerts(db: Database, at: Instant): Promise<AlertChanges> {
  const watching = await db.select().from(monitors).where(isNull(monitors.pausedAt));
  if (watching.length === 0) return { begun: [], ended: [] };
  const open = await openAlerts(
    db,
    watching.map(({ id }) => id),
  );
  const byMonitor = Map.groupBy(open, ({ monitorId }) => monitorId);
  const changes: AlertChanges = { begun: [], ended: [] };
  for (const monitor of watching) {
    const known = byMonitor.get(monitor.id) ?? [];
    const found = await foundBy(db, monitor, known, at);
    const isKnown = new Set(known.map(({ subjectId }) => subjectId));
    const isSo = new Set(found.map(({ subjectId }) => subjectId));
    changes.begun.push(...found.filter(({ subjectId }) => !isKnown.has(subjectId)));
    changes.ended.push(...known.filter(({ subjectId }) => !isSo.has(subjectId)));
  }
  return changes;
}

/** Writes what `changedAlerts` has found. */
export async function changeAlerts(tx: Database, { begun, ended }: AlertChanges, at: Instant): Promise<void> {
  for (const { monitorId, subjectId } of ended) await closeAlert(tx, monitorId, subjectId, at);
  for (const finding of begun) {
    const subject = await subjectOf(tx, finding.subjectId);
    if (subject) await raiseAlert(tx, finding, subject, at);
  }
}

async function subjectOf(db: Database, id: string): Promise<AlertSubject | undefined> {
  return (await instanceSubject(db, id)) ?? (await connectionSubject(db, id));
}

async function foundBy(db: Database, monitor: Monitor, known: Alert[], at: Instant): Promise<Finding[]> {
  switch (monitor.trigger) {
    case 'failed_in_a_row':
      return await failingOf(db, monitor);
    case 'no_run':
      return await idleOf(db, monitor, at);
    case 'queued':
      return await waitingOf(db, monitor, at);
    case 'connection_broken':
      return await brokenOf(db, monitor);
    case 'not_configured':
      return await unconfiguredOf(db, monitor);
    case 'failed':
    case 'slow':
    case 'log_level':
      return await stillOpen(db, monitor, known);
  }
}

/** What is found out when runs end stays until another one ends, or nothing runs any more. */
async function stillOpen(db: Database, { id: monitorId }: Monitor, known: Alert[]): Promise<Finding[]> {
  if (known.length === 0) return [];
  const ids = known.map(({ subjectId }) => subjectId);
  const rows = await db
    .select({ id: instances.id })
    .from(instances)
    .where(and(inArray(instances.id, ids), eq(instances.state, 'active')));
  return rows.map(({ id: subjectId }) => ({ monitorId, subjectId, message: '' }));
}

function isWatched({ integrationId, instanceId }: Monitor): SQL | undefined {
  return and(
    instanceId === null ? undefined : eq(instances.id, instanceId),
    integrationId === null ? undefined : eq(instances.integrationId, integrationId),
    ne(instances.customerId, TEST_CUSTOMER),
  );
}

async function failingOf(db: Database, monitor: Monitor): Promise<Finding[]> {
  const { failures, executionId } = instanceRuns;
  const rows = await db
    .select({ subjectId: instances.id, failures, executionId })
    .from(instanceRuns)
    // SQLite keeps the order of a cross join, and so begins with the index of what fails.
    .crossJoin(instances)
    .where(
      and(
        ...[gt(failures, literal(0)), gte(failures, monitor.threshold ?? 1)],
        ...[eq(instances.id, instanceRuns.instanceId), eq(instances.state, 'active'), isWatched(monitor)],
      ),
    )
    .limit(MOST_FOUND);
  return rows.map(({ failures, ...row }) => ({
    ...row,
    monitorId: monitor.id,
    message: `The last ${failures} executions have failed, one after another.`,
  }));
}

/**
 * A change of the instance counts like a run: whoever enables one again has time to see it run. So does a look of a polling
 * trigger that has found nothing new.
 */
async function idleOf(db: Database, monitor: Monitor, at: Instant): Promise<Finding[]> {
  const minutes = monitor.threshold ?? 0;
  const before = at - minutes * MINUTE;
  const looks = db
    .select({ one: literal(1) })
    .from(flowActivity)
    .where(and(eq(flowActivity.instanceId, instances.id), gte(flowActivity.lastEmptyPollAt, before)));
  const rows = await db
    .select({ subjectId: instances.id })
    .from(instances)
    .leftJoin(instanceRuns, eq(instanceRuns.instanceId, instances.id))
    .where(
      and(
        ...[eq(instances.state, 'active'), isWatched(monitor), lt(instances.updatedAt, before)],
        ...[lt(coalesce(instanceRuns.endedAt, literal(0)), before), notExists(looks)],
      ),
    )
    .limit(MOST_FOUND);
  return rows.map((row) => ({
    ...row,
    monitorId: monitor.id,
    message: `Nothing has run for ${minutes} minutes.`,
  }));
}

async function waitingOf(db: Database, monitor: Monitor, at: Instant): Promise<Finding[]> {
  const seconds = monitor.threshold ?? 0;
  const { instanceId, queuedAt, endedAt, status } = executions;
  const rows = await db
    .select({ subjectId: instanceId, since: min(queuedAt) })
    .from(executions)
    .innerJoin(instances, eq(instances.id, instanceId))
    .where(
      and(
        ...[isNull(endedAt), eq(status, 'queued'), lt(queuedAt, at - seconds * SECOND)],
        ...[eq(instances.state, 'active'), isWatched(monitor)],
      ),
    )
    .groupBy(instanceId)
    .orderBy(asc(instanceId))
    .limit(MOST_FOUND);
  return rows.map(({ subjectId }) => ({
    ...{ subjectId, monitorId: monitor.id },
    message: `An execution has been waiting in the queue for more than ${seconds} s.`,
  }));
}

/** Of what `Notices` has found to be broken, what the monitor's instances use. */
async function brokenOf(db: Database, monitor: Monitor): Promise<Finding[]> {
  const { integrationId, instanceId } = monitor;
  const isOfAll = integrationId === null && instanceId === null;
  const rows = await db
    .select({ subjectId: notices.subjectId })
    .from(notices)
    .where(
      and(
        ...[eq(notices.kind, 'connection'), isNull(notices.closedAt)],
        isOfAll ? undefined : inArray(notices.subjectId, connectionsUsedIn(db, isWatched(monitor))),
      ),
    )
    .limit(MOST_FOUND);
  const said = await saidOfConnections(
    db,
    rows.map(({ subjectId }) => subjectId),
  );
  return rows.map(({ subjectId }) => ({
    ...{ subjectId, monitorId: monitor.id },
    message: ['The connection has stopped working', said.get(subjectId)?.problem].filter(Boolean).join(': '),
  }));
}

async function unconfiguredOf(db: Database, monitor: Monitor): Promise<Finding[]> {
  const rows = await db
    .select({ subjectId: instances.id })
    .from(instances)
    .where(and(eq(instances.state, 'needs_configuration'), isWatched(monitor)))
    .limit(MOST_FOUND);
  return rows.map((row) => ({
    ...row,
    monitorId: monitor.id,
    message: 'The instance needs to be configured and does not run until then.',
  }));
}
