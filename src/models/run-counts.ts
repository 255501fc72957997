import { and, eq, gte, inArray, lt, type SQL } from 'drizzle-orm';
import { gathered } from '../db/batched.ts';
import { deleteSome } from '../db/delete-some.ts';
import { preparedChange } from '../db/prepared-change.ts';
import { instances, runCounts } from '../db/schema.ts';
import { excluded, placeholder as p, plus, total } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { DAY, HOUR, type Instant } from '../lib/time.ts';
import { type LastRun, noteLastRuns } from './instance-runs.ts';
import { noteDurations } from './run-durations.ts';
import { isOfTests } from './test-customer.ts';
import { type Viewer, within, withinInstances } from './viewer.ts';
import { watchEnds } from './watched-ends.ts';

/** What has to be known of an execution that has ended to count it. */
export type EndedRun = LastRun & {
  integrationId: string;
  customerId: string;
  /** Null of what was never begun. */
  startedAt?: Instant | null;
  /** Its flow tries again: this is not the end of the matter. */
  isRetried?: boolean;
};

/** Executions that ended in the hour or day (UTC) that begins at the instant; `other` were cancelled or skipped. */
export type RunCount = { at: Instant; succeeded: number; failed: number; other: number };

/** Owner of the counts of all executions, which are by the hour; those of integrations and instances are by the day. */
const ALL = 'all';

type Sum = RunCount & { owner: string };

// A statement costs more than its rows.
const WIDTH = 8;
const COLUMNS = ['owner', 'at', 'succeeded', 'failed', 'other'] as const;
const addMany = adding(WIDTH);
const addOne = adding(1);

/** The statement that adds so many rows; no two may be of the same owner and time. */
function adding(width: number) {
  const rows = Array.from({ length: width }, (_, n) => ({
    owner: p(`owner${n}`),
    at: p(`at${n}`),
    succeeded: p(`succeeded${n}`),
    failed: p(`failed${n}`),
    other: p(`other${n}`),
  }));
  return preparedChange((db) =>
    db
      .insert(runCounts)
      .values(rows)
      .onConflictDoUpdate({
        target: [runCounts.owner, runCounts.at],
        set: {
          succeeded: plus(runCounts.succeeded, excluded(runCounts.succeeded)),
          failed: plus(runCounts.failed, excluded(runCounts.failed)),
          other: plus(runCounts.other, excluded(runCounts.other)),
        },
      })
      .prepare(),
  );
}

async function addSums(tx: Database, sums: Sum[]): Promise<void> {
  for (let from = 0; from < sums.length; ) {
    const isWide = sums.length - from >= WIDTH;
    const width = isWide ? WIDTH : 1;
    const values: Record<string, unknown> = {};
    for (let n = 0; n < width; n++) {
      const sum = sums[from + n];
      for (const key of COLUMNS) values[`${key}${n}`] = sum?.[key];
    }
    await (isWide ? addMany : addOne)(tx, values);
    from += width;
  }
}

/** Counts the end of an execution in the transaction that ends it, so that no crash can part the two. Test runs are not counted, nor what they lead to. */
export function countEnd(tx: Database, run: EndedRun): Promise<void> {
  return isOfTests(run) ? Promise.resolve() : count(tx, run);
}

// Almost all runs that end together end in one hour and belong to few integrations and instances.
const count = gathered<EndedRun>(async (tx, runs) => {
  const sums = new Map<string, Sum>();
  const add = (owner: string, span: number, { status, endedAt }: EndedRun) => {
    const at = beginOf(span, endedAt);
    const key = `${owner} ${at}`;
    const sum = sums.get(key) ?? { owner, at, succeeded: 0, failed: 0, other: 0 };
    sum[status === 'succeeded' || status === 'failed' ? status : 'other'] += 1;
    sums.set(key, sum);
  };
  for (const run of runs) {
    add(ALL, HOUR, run);
    add(run.integrationId, DAY, run);
    add(run.instanceId, DAY, run);
  }
  await addSums(tx, [...sums.values()]);
  await noteLastRuns(tx, runs);
  noteDurations(tx, runs);
  await watchEnds(tx, runs);
});

/**
 * One entry for every hour that begins in `[from, to)`, and for the one that `from` is in, oldest first.
 * @throws AppError `forbidden` for a customer: these are the counts of all together
 */
export async function runsPerHour(
  db: Database,
  viewer: Viewer,
  from: Instant,
  to: Instant,
): Promise<RunCount[]> {
  if (viewer.scope.kind !== 'organization')
    throw new AppError('forbidden', 'Executions are counted by the hour for all customers together.');
  const first = beginOf(HOUR, from);
  const rows = await countsBetween(db, eq(runCounts.owner, ALL), first, to);
  return filled(rows, first, Math.ceil((to - first) / HOUR), HOUR);
}

/**
 * The last `days` days up to the one that `at` is in, oldest first, for each of the owners. To a customer the
 * executions of an integration, and those of other customers' instances, do not exist.
 * @param owners ids of integrations or instances, of one page
 */
export async function runsPerDay(
  db: Database,
  viewer: Viewer,
  owners: string[],
  days: number,
  at: Instant,
): Promise<Map<string, RunCount[]>> {
  if (owners.length === 0) return new Map();
  const end = beginOf(DAY, at) + DAY;
  const first = end - days * DAY;
  const rows = await countsBetween(
    db,
    and(inArray(runCounts.owner, owners), withinInstances(db, viewer, runCounts.owner)),
    first,
    end,
  );
  const byOwner = Map.groupBy(rows, ({ owner }) => owner);
  return new Map(owners.map((owner) => [owner, filled(byOwner.get(owner) ?? [], first, days, DAY)]));
}

/** The same of all instances of a customer together; of those that are deleted nothing is known any more. */
export async function customerRunsPerDay(
  db: Database,
  viewer: Viewer,
  customerId: string,
  days: number,
  at: Instant,
): Promise<RunCount[]> {
  const end = beginOf(DAY, at) + DAY;
  const first = end - days * DAY;
  const isOwn = and(eq(instances.customerId, customerId), within(viewer, instances.customerId));
  const own = db.select({ id: instances.id }).from(instances).where(isOwn);
  const byDay = await db
    .select({
      at: runCounts.at,
      succeeded: total(runCounts.succeeded),
      failed: total(runCounts.failed),
      other: total(runCounts.other),
    })
    .from(runCounts)
    .where(and(inArray(runCounts.owner, own), gte(runCounts.at, first), lt(runCounts.at, end)))
    .groupBy(runCounts.at);
  return filled(byDay, first, days, DAY);
}

/** Whether anything ended in those hours or days. */
export function hasRuns(counts: RunCount[]): boolean {
  return counts.some(({ succeeded, failed, other }) => succeeded + failed + other > 0);
}

async function countsBetween(db: Database, isOwner: SQL | undefined, from: Instant, to: Instant) {
  return await db
    .select()
    .from(runCounts)
    .where(and(isOwner, gte(runCounts.at, from), lt(runCounts.at, to)));
}

function filled(rows: RunCount[], first: Instant, length: number, step: number): RunCount[] {
  const known = new Map(
    rows.map(({ at, succeeded, failed, other }) => [at, { at, succeeded, failed, other }]),
  );
  return Array.from({ length }, (_, index) => {
    const at = first + index * step;
    return known.get(at) ?? { at, succeeded: 0, failed: 0, other: 0 };
  });
}

function beginOf(span: number, at: Instant): Instant {
  return at - (at % span);
}

/** Drops at most so many counts of integrations and instances; answers how many. */
export async function deleteSomeRunCounts(tx: Database, owners: string[], most: number): Promise<number> {
  return await deleteSome(
    tx,
    runCounts,
    [runCounts.owner, runCounts.at],
    inArray(runCounts.owner, owners),
    most,
  );
}
