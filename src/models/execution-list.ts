import { and, type Column, desc, eq, gte, inArray, isNull, lt, type SQL } from 'drizzle-orm';
import { type ExecutionStatus, executions, instances } from '../db/schema.ts';
import { isLiterally, unindexed } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { firstIdAt } from '../lib/ids.ts';
import type { Instant } from '../lib/time.ts';
import { type Execution, isOpen } from './executions.ts';
import { cursorOf, idOfCursor, type Listed, listed, type Page } from './paging.ts';
import type { Viewer } from './viewer.ts';

export type ExecutionFilter = {
  instance?: string | undefined;
  integration?: string | undefined;
  customer?: string | undefined;
  flow?: string | undefined;
  status?: ExecutionStatus | undefined;
  from?: Instant | undefined;
  to?: Instant | undefined;
};

/** How many rows of the index are sifted for one page. */
export const MOST_SIFTED = 20_000;

/**
 * Executions, newest first; `from` and `to` bound when they were made. What no index leads to is sifted, at most
 * `mostSifted` rows at a time: then a page has fewer rows than asked for, or none, and its cursor leads further back.
 */
export async function listExecutions(
  db: Database,
  viewer: Viewer,
  filter: ExecutionFilter,
  page: Page,
  mostSifted = MOST_SIFTED,
): Promise<Listed<Execution>> {
  const { along, sifted } = conditionsOf(db, viewer, filter);
  const ahead = [...along, page.cursor ? lt(executions.id, idOfCursor('exe', page.cursor)) : undefined];
  const end = sifted.length === 0 ? undefined : await endOfSifting(db, ahead, mostSifted);
  const rows = await db
    .select()
    .from(executions)
    .where(and(...ahead, ...sifted, end === undefined ? undefined : gte(executions.id, end)))
    .orderBy(desc(executions.id))
    .limit(page.limit + 1);
  const { items, nextCursor } = listed(rows, page, (row) => row.id);
  return { items, nextCursor: nextCursor ?? (end === undefined ? null : cursorOf(end)) };
}

/** The last of the rows that are sifted for this page; undefined when there are not so many. */
async function endOfSifting(
  db: Database,
  ahead: (SQL | undefined)[],
  most: number,
): Promise<string | undefined> {
  const [row] = await db
    .select({ id: executions.id })
    .from(executions)
    .where(and(...ahead))
    .orderBy(desc(executions.id))
    .limit(1)
    .offset(most - 1);
  return row?.id;
}

/** The conditions of what a list with that filter shows. */
export function matching(db: Database, viewer: Viewer, filter: ExecutionFilter): (SQL | undefined)[] {
  const { along, sifted } = conditionsOf(db, viewer, filter);
  return [...along, ...sifted];
}

type Conditions = { along: (SQL | undefined)[]; sifted: SQL[] };

/** One index leads along the list, the one that leaves least to sift; the other conditions sift what it leads to. */
function conditionsOf(db: Database, viewer: Viewer, filter: ExecutionFilter): Conditions {
  const { status, customer, instance, integration, flow, from, to } = filter;
  const leads: (SQL | undefined)[] = [];
  const sifted: SQL[] = [];
  const add = (column: Column, value: string | undefined) => {
    if (value === undefined) return;
    if (leads.length === 0) leads.push(eq(column, value));
    else sifted.push(is(column, value));
  };
  if (status === 'succeeded') sifted.push(is(executions.status, status));
  else if (status) leads.push(hasStatus(db, status));
  if (viewer.scope.kind === 'customer') add(executions.customerId, viewer.scope.customerId);
  add(executions.customerId, customer);
  if (instance !== undefined) {
    // Executions have no index of their own by instance: its customer's leads to them.
    if (leads.length === 0) leads.push(eq(executions.customerId, ownerOf(db, instance)));
    sifted.push(is(executions.instanceId, instance));
  }
  add(executions.integrationId, integration);
  if (flow !== undefined) sifted.push(is(executions.flow, flow));
  const times = [
    from === undefined ? undefined : gte(executions.id, firstIdAt('exe', from)),
    to === undefined ? undefined : lt(executions.id, firstIdAt('exe', to)),
  ];
  return { along: [...leads, ...times], sifted };
}

function is(column: Column, value: string): SQL {
  return eq(unindexed(column), value);
}

function ownerOf(db: Database, instanceId: string) {
  return db.select({ id: instances.customerId }).from(instances).where(eq(instances.id, instanceId));
}

function hasStatus(db: Database, status: Exclude<ExecutionStatus, 'succeeded'>): SQL | undefined {
  const has = eq(executions.status, status);
  if (!isOpen(status)) return and(isLiterally(executions.status, 'failed', 'cancelled', 'skipped'), has);
  const open = db.select({ id: executions.id }).from(executions).where(isNull(executions.endedAt));
  return and(inArray(executions.id, open), has);
}
