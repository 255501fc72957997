import { and, type Column, eq, inArray, isNull, type SQL } from 'drizzle-orm';
import { type ExecutionStatus, executions } from '../db/schema.ts';
import { isLiterally } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { firstIdAt } from '../lib/ids.ts';
import type { Instant } from '../lib/time.ts';
import { endOfSifting, executionsAlong, MOST_SIFTED, type Way } from './execution-seconds.ts';
import { executionsWith } from './execution-texts.ts';
import { type Execution, isOpen } from './executions.ts';
import { cursorOf, idOfCursor, type Listed, listed, type Page } from './paging.ts';
import { TEST_CUSTOMER } from './test-customer.ts';
import { type Viewer, within } from './viewer.ts';

export type ExecutionFilter = {
  instance?: string | undefined;
  integration?: string | undefined;
  customer?: string | undefined;
  flow?: string | undefined;
  /** The person whose answers they run with. */
  user?: string | undefined;
  version?: number | undefined;
  status?: ExecutionStatus | undefined;
  /** Those alone that have not ended. */
  isOpen?: boolean | undefined;
  /** Words of the error, and of what called: each has to be there, or begin so. */
  text?: string | undefined;
  from?: Instant | undefined;
  to?: Instant | undefined;
};

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
  const { way, isShown } = listOf(db, viewer, filter);
  if (page.cursor) way.before = earlier(way.before ?? '~', idOfCursor('exe', page.cursor));
  const looked = executionsAlong(db, { ...way, limit: mostSifted });
  const rows = await db
    .select()
    .from(looked)
    .where(isShown(looked))
    .limit(page.limit + 1);
  const { items, nextCursor } = listed(rows, page, ({ id }) => id);
  if (nextCursor !== null) return { items, nextCursor };
  const end = await endOfSifting(db, way, mostSifted);
  return { items, nextCursor: end === undefined ? null : cursorOf(end) };
}

type Columns = Record<keyof typeof executions.$inferSelect, Column>;

/** The way along which a list with that filter is, and which of the executions there it shows. */
export function listOf(
  db: Database,
  viewer: Viewer,
  filter: ExecutionFilter,
): { way: Way; isShown: (run: Columns) => SQL | undefined } {
  const { status, customer, instance, integration, flow, version, user, text, from, to } = filter;
  const own = viewer.scope.kind === 'customer' ? viewer.scope.customerId : undefined;
  const isAmongTests = own === TEST_CUSTOMER;
  const is = (column: Column, value: string | undefined) =>
    value === undefined ? undefined : eq(column, value);
  const way: Way = {
    from: from === undefined ? undefined : firstIdAt('exe', from),
    before: to === undefined ? undefined : firstIdAt('exe', to),
  };
  const words = text === undefined ? undefined : inArray(executions.id, executionsWith(db, text));
  // One index leads along the list, the one that leaves least to sift.
  if (words) way.which = words;
  else if (filter.isOpen) way.which = inArray(executions.id, openIds(db));
  else if (status === undefined || status === 'succeeded')
    way.owner = (isAmongTests ? instance : undefined) ?? own ?? instance ?? customer ?? integration;
  else way.which = hasStatus(db, status);
  return {
    way,
    isShown: (run) =>
      and(
        within(viewer, run.customerId),
        is(run.customerId, customer),
        is(run.instanceId, instance),
        is(run.integrationId, integration),
        is(run.flow, flow),
        is(run.userId, user),
        is(run.status, status),
        filter.isOpen ? isNull(run.endedAt) : undefined,
        version === undefined ? undefined : eq(run.version, version),
      ),
  };
}

/** Of two ids. */
export function earlier(one: string, other: string): string {
  return one < other ? one : other;
}

export function later(one: string, other: string): string {
  return one > other ? one : other;
}

function hasStatus(db: Database, status: Exclude<ExecutionStatus, 'succeeded'>): SQL | undefined {
  const has = eq(executions.status, status);
  if (!isOpen(status)) return and(isLiterally(executions.status, 'failed', 'cancelled', 'skipped'), has);
  return and(inArray(executions.id, openIds(db)), has);
}

function openIds(db: Database) {
  return db.select({ id: executions.id }).from(executions).where(isNull(executions.endedAt));
}
