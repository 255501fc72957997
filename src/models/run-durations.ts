import { and, eq, gte, inArray, lt } from 'drizzle-orm';
import { connectionMemory } from '../db/connection-memory.ts';
import { deleteSome } from '../db/delete-some.ts';
import { runDurations } from '../db/schema.ts';
import { excluded } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { DAY, HOUR, type Instant } from '../lib/time.ts';
import type { EndedRun } from './run-counts.ts';
import type { Viewer } from './viewer.ts';

/** Half and nearly all of the executions of a time took no longer; in milliseconds. */
export type Durations = { at: Instant; p50: number | undefined; p95: number | undefined };

/** Owner of the durations of all executions, which are by the hour. */
export const EVERY = 'all';

/** Each class is longer than the one before by a third, so that what is said of it is wrong by a sixth at most. */
const GROWTH = 4 / 3;
const CLASSES = 64;

type Waiting = Map<string, { owner: string; at: Instant; counts: number[] }>;

// What has not been written yet, of each store: a run that ends pays for a look into a map.
const waitingIn = connectionMemory((): Waiting => new Map());

/** Notes how long runs took; it is written from time to time by `takeDurations`, and what was not is lost with the process. */
export function noteDurations(tx: Database, runs: EndedRun[]): void {
  const known = waitingIn(tx);
  for (const { status, startedAt, endedAt, ...of } of runs) {
    if (typeof startedAt !== 'number' || (status !== 'succeeded' && status !== 'failed')) continue;
    const nth = classOf(endedAt - startedAt);
    add(known, EVERY, endedAt - (endedAt % HOUR), nth);
    const day = endedAt - (endedAt % DAY);
    for (const owner of [of.integrationId, of.instanceId, of.customerId]) add(known, owner, day, nth);
  }
}

function add(known: Waiting, owner: string, at: Instant, nth: number): void {
  const key = `${owner} ${at}`;
  const entry = known.get(key) ?? { owner, at, counts: [] };
  while (entry.counts.length <= nth) entry.counts.push(0);
  entry.counts[nth] = (entry.counts[nth] ?? 0) + 1;
  known.set(key, entry);
}

function classOf(ms: number): number {
  return ms <= 1 ? 0 : Math.min(CLASSES - 1, Math.ceil(Math.log(ms) / Math.log(GROWTH)));
}

/** Writes a part of what was noted since. @returns whether there is more */
export async function takeDurations(tx: Database, most: number): Promise<boolean> {
  const known = waitingIn(tx);
  if (known.size === 0) return false;
  const taken = [...known].slice(0, most);
  for (const [key] of taken) known.delete(key);
  const owners = taken.map(([, { owner }]) => owner);
  const from = Math.min(...taken.map(([, { at }]) => at));
  const before = await tx
    .select()
    .from(runDurations)
    .where(and(inArray(runDurations.owner, owners), gte(runDurations.at, from)));
  const byKey = new Map(before.map((row) => [`${row.owner} ${row.at}`, row.counts]));
  const rows = taken.map(([key, { owner, at, counts }]) => ({
    ...{ owner, at },
    counts: summed([counts, byKey.get(key) ?? []]),
  }));
  await tx
    .insert(runDurations)
    .values(rows)
    .onConflictDoUpdate({
      target: [runDurations.owner, runDurations.at],
      set: { counts: excluded(runDurations.counts) },
    });
  return known.size > 0;
}

function summed(several: number[][]): number[] {
  const length = Math.max(0, ...several.map((counts) => counts.length));
  return Array.from({ length }, (_, nth) => several.reduce((sum, counts) => sum + (counts[nth] ?? 0), 0));
}

/** Of what durations are asked for. */
export type DurationsOf = { kind: 'all' } | { kind: 'integration' | 'instance' | 'customer'; id: string };

/**
 * One entry for each hour (of all executions) or day that begins in `[from, to)`, and the one that `from` is in, oldest first.
 * @throws AppError `forbidden` for a customer
 */
export async function runDurationsOf(
  db: Database,
  { scope }: Viewer,
  of: DurationsOf,
  from: Instant,
  to: Instant,
): Promise<Durations[]> {
  if (scope.kind !== 'organization') throw new AppError('forbidden', 'Durations are the organization’s.');
  const span = of.kind === 'all' ? HOUR : DAY;
  const first = from - (from % span);
  const owner = of.kind === 'all' ? EVERY : of.id;
  const { at } = runDurations;
  const rows = await db
    .select()
    .from(runDurations)
    .where(and(eq(runDurations.owner, owner), gte(at, first), lt(at, to)));
  const known = new Map(rows.map((row) => [row.at, row.counts]));
  return Array.from({ length: Math.ceil((to - first) / span) }, (_, nth) => {
    const at = first + nth * span;
    const counts = known.get(at) ?? [];
    return { at, p50: quantile(counts, 0.5), p95: quantile(counts, 0.95) };
  });
}

/** The middle of the class that so much of all is in or below; undefined of nothing. */
function quantile(counts: number[], share: number): number | undefined {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return undefined;
  let left = Math.ceil(all * share);
  const nth = counts.findIndex((count) => {
    left -= count;
    return left <= 0;
  });
  return nth === 0 ? 1 : Math.round(GROWTH ** (nth - 0.5));
}

/** Drops at most so many durations of those owners; answers how many. */
export async function deleteSomeDurations(tx: Database, owners: string[], most: number): Promise<number> {
  const { owner, at } = runDurations;
  return await deleteSome(tx, runDurations, [owner, at], inArray(owner, owners), most);
}

/** Drops at most so many of hours and days that began before the instant; answers how many. */
export async function deleteOldDurations(tx: Database, before: Instant, most: number): Promise<number> {
  const { owner, at } = runDurations;
  return await deleteSome(tx, runDurations, [owner, at], lt(at, before), most);
}
