import { and, desc, eq, isNull, lt, or, type SQL } from 'drizzle-orm';
import { eventWebhooks, instances, integrations, monitors } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError, type Issue } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import {
  boundsOf,
  MONITOR_TRIGGERS,
  type MonitorTrigger,
  type WatchedLevel,
} from '../lib/monitor-triggers.ts';
import { now } from '../lib/time.ts';
import { closeAlertsOf } from './alerts.ts';
import { namesOf, record } from './audit.ts';
import { refuse } from './connection-changes.ts';
import { emailIssue } from './fields.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import { readableBy, type Viewer } from './viewer.ts';
import { forgetWatched } from './watch-cache.ts';

export type Monitor = typeof monitors.$inferSelect;

export type MonitorFields = {
  name: string;
  /** All integrations, where null. */
  integrationId: string | null;
  /** All instances, where null. */
  instanceId: string | null;
  trigger: MonitorTrigger;
  /** How many, or how long, where the trigger asks for it. */
  threshold: number | null;
  level: WatchedLevel | null;
  quietMinutes: number;
  mailTo: string[];
  /** An event webhook that is told whatever it has asked for. */
  webhookId: string | null;
  paused: boolean;
};

export const MOST_ADDRESSES = 20;

/** Of which things monitors are asked for. */
export type MonitorFilter = { integration?: string | undefined; instance?: string | undefined };

/** Those of the organization, latest first: customers are told of none. */
export async function listMonitors(
  db: Database,
  viewer: Viewer,
  filter: MonitorFilter,
  page: Page,
): Promise<Listed<Monitor>> {
  requireOrganization(viewer);
  const { id } = monitors;
  const before = page.cursor ? lt(id, idOfCursor('mon', page.cursor)) : undefined;
  const rows = await db
    .select()
    .from(monitors)
    .where(and(isOver(filter), before))
    .orderBy(desc(id))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => row.id);
}

/** Those that watch over a thing, also as one among others. */
function isOver({ integration, instance }: MonitorFilter): SQL | undefined {
  const { integrationId, instanceId } = monitors;
  if (integration === undefined && instance === undefined) return undefined;
  const ofAll = and(isNull(integrationId), isNull(instanceId));
  const ofIntegration = integration === undefined ? undefined : eq(integrationId, integration);
  const ofInstance = instance === undefined ? undefined : eq(instanceId, instance);
  return or(ofAll, ofIntegration, ofInstance);
}

/** @throws AppError `forbidden` for a customer */
export function requireOrganization({ scope }: Viewer): void {
  if (scope.kind === 'organization') return;
  throw new AppError('forbidden', 'Alerts are the organization’s.');
}

/** @throws AppError `not_found` */
export async function getMonitor(db: Database, viewer: Viewer, id: string): Promise<Monitor> {
  requireOrganization(viewer);
  const [row] = await db.select().from(monitors).where(eq(monitors.id, id));
  if (row) return row;
  throw new AppError('not_found', `There is no monitor ${id}.`);
}

/** @throws AppError `invalid` */
export async function createMonitor(tx: Database, viewer: Viewer, fields: MonitorFields): Promise<Monitor> {
  requireOrganization(viewer);
  refuse(await issuesOf(tx, viewer, fields));
  const id = newId('mon');
  const { paused, ...row } = asked(fields);
  const times = { createdAt: now(), updatedAt: now(), pausedAt: paused ? now() : null };
  await tx.insert(monitors).values({ id, ...row, ...times });
  forgetWatched(tx);
  await record(tx, 'monitor.created', { id, name: fields.name }, { trigger: fields.trigger });
  return await getMonitor(tx, viewer, id);
}

/** Changes what is given; what it has found so far is over where it watches for something else. @throws AppError */
export async function updateMonitor(
  tx: Database,
  viewer: Viewer,
  id: string,
  changes: Partial<MonitorFields>,
): Promise<Monitor> {
  const before = await getMonitor(tx, viewer, id);
  const { pausedAt, ...rest } = before;
  const fields = { ...rest, paused: pausedAt !== null, ...changes };
  refuse(await issuesOf(tx, viewer, fields));
  const { paused, ...row } = asked(fields);
  const set = { ...row, pausedAt: paused ? (pausedAt ?? now()) : null, updatedAt: now() };
  await tx.update(monitors).set(set).where(eq(monitors.id, id));
  forgetWatched(tx);
  const isAnother = WATCHED.some((key) => set[key] !== before[key]);
  if (isAnother || paused) await closeAlertsOf(tx, id, now());
  await record(tx, 'monitor.updated', { id, name: before.name }, { changed: namesOf(changes) });
  return await getMonitor(tx, viewer, id);
}

/** What a monitor watches, and for what. */
const WATCHED = ['integrationId', 'instanceId', 'trigger', 'threshold', 'level'] as const;

/** Deletes it with all that it has found. @throws AppError `not_found` */
export async function deleteMonitor(tx: Database, viewer: Viewer, id: string): Promise<void> {
  const { name } = await getMonitor(tx, viewer, id);
  await tx.delete(monitors).where(eq(monitors.id, id));
  forgetWatched(tx);
  await record(tx, 'monitor.deleted', { id, name });
}

/** Without what its trigger does not ask for. */
function asked({ name, integrationId, instanceId, trigger, ...rest }: MonitorFields): MonitorFields {
  const { threshold, level, quietMinutes, mailTo, webhookId, paused } = rest;
  const { asks } = MONITOR_TRIGGERS[trigger];
  return {
    ...{ name, integrationId, instanceId, trigger, quietMinutes, webhookId, paused },
    threshold: boundsOf(trigger) ? threshold : null,
    level: asks === 'level' ? level : null,
    mailTo: [...new Set(mailTo)],
  };
}

async function issuesOf(tx: Database, viewer: Viewer, fields: MonitorFields): Promise<Issue[]> {
  const { trigger, threshold, level, mailTo, quietMinutes } = fields;
  const bounds = boundsOf(trigger);
  const issues: Issue[] = [...(await placeIssues(tx, viewer, fields))];
  const say = (path: string, message: string) => issues.push({ path, message });
  if (bounds && (threshold === null || threshold < bounds.least || threshold > bounds.most))
    say('threshold', `Type a whole number from ${bounds.least} to ${bounds.most}.`);
  if (MONITOR_TRIGGERS[trigger].asks === 'level' && level === null) say('level', 'Choose a level.');
  if (quietMinutes < 0 || quietMinutes > 43_200) say('quietMinutes', 'Type minutes from 0 to 43200.');
  if (mailTo.length > MOST_ADDRESSES) say('mailTo', `Type at most ${MOST_ADDRESSES} addresses.`);
  const wrong = mailTo.map(emailIssue).find((issue) => issue !== undefined);
  if (wrong !== undefined) say('mailTo', wrong);
  return issues;
}

async function placeIssues(tx: Database, viewer: Viewer, fields: MonitorFields): Promise<Issue[]> {
  const { integrationId, instanceId, webhookId } = fields;
  const issues: Issue[] = [];
  if (integrationId !== null && instanceId !== null)
    issues.push({ path: 'instanceId', message: 'Choose an integration or one of its instances, not both.' });
  const found = async (query: PromiseLike<unknown[]>) => (await query).length > 0;
  const integration = tx.select().from(integrations);
  if (integrationId !== null && !(await found(integration.where(eq(integrations.id, integrationId)))))
    issues.push({ path: 'integrationId', message: `There is no integration ${integrationId}.` });
  const seen = and(eq(instances.id, instanceId ?? ''), readableBy(viewer, instances.customerId));
  if (instanceId !== null && !(await found(tx.select().from(instances).where(seen))))
    issues.push({ path: 'instanceId', message: `There is no instance ${instanceId}.` });
  const webhook = tx.select().from(eventWebhooks);
  if (webhookId !== null && !(await found(webhook.where(eq(eventWebhooks.id, webhookId)))))
    issues.push({ path: 'webhookId', message: `There is no event webhook ${webhookId}.` });
  return issues;
}
