import { and, asc, eq, gt, isNotNull, lt, lte } from 'drizzle-orm';
import { executions, instances, integrations, schedules } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledIntegration, CompiledSchedule } from '../definition/compile/compiled.ts';
import { scheduleValue } from '../inputs/schedule.ts';
import { isNever, nextFiring, timeZoneOf } from '../lib/cron.ts';
import { withDistance } from '../lib/cron-distance.ts';
import { hashToken } from '../lib/crypto.ts';
import { type Instant, SECOND } from '../lib/time.ts';
import { type Viewer, within, withinInstances } from './viewer.ts';

export type Schedule = typeof schedules.$inferSelect;

/** Sets the schedules of an instance to what its version and values say, from now on. */
export async function replaceSchedules(
  tx: Database,
  instance: { id: string; state: string },
  compiled: CompiledIntegration,
  configVar: (key: string) => unknown,
  at: Instant,
): Promise<void> {
  const before = await tx.select().from(schedules).where(eq(schedules.instanceId, instance.id));
  await tx.delete(schedules).where(eq(schedules.instanceId, instance.id));
  for (const flow of compiled.flows) {
    const line = flow.schedule && cronOf(flow.schedule, configVar);
    if (!line) continue;
    const { catchUp, spreadMinutes } = flow.schedule ?? { catchUp: 1, spreadMinutes: 0 };
    const delay = placeInSpread(`${instance.id}/${flow.stableKey}`, spreadMinutes);
    const same = before.find(
      (row) =>
        row.flow === flow.name &&
        row.cron === line.cron &&
        row.timeZone === line.timeZone &&
        row.delay === delay,
    );
    const next =
      instance.state === 'active' ? (same?.nextRunAt ?? nextOf({ ...line, delay }, at)) : undefined;
    await tx
      .insert(schedules)
      .values({
        ...{ instanceId: instance.id, flow: flow.name, ...line, delay, catchUp },
        nextRunAt: next ?? null,
      })
      // Of two flows with one name the first is the one that runs.
      .onConflictDoNothing();
  }
}

/** When a schedule fires next after the instant, in its place of the window. */
export function nextOf(
  { cron, timeZone, delay }: Pick<Schedule, 'cron' | 'timeZone' | 'delay'>,
  at: Instant,
): Instant | undefined {
  const planned = nextFiring(cron, timeZone, at - delay);
  return planned === undefined ? undefined : planned + delay;
}

/** Whole seconds into the window, always the same ones for the same flow of an instance. */
function placeInSpread(name: string, minutes: number): number {
  if (minutes === 0) return 0;
  return (Number.parseInt(hashToken(name).slice(0, 12), 16) % (minutes * 60)) * SECOND;
}

function cronOf(
  schedule: CompiledSchedule,
  configVar: (key: string) => unknown,
): { cron: string; timeZone: string } | undefined {
  const { keepsDistance } = schedule;
  if (schedule.kind === 'cron') return usable(schedule.cron, schedule.timeZone, keepsDistance);
  const value = scheduleValue(configVar(schedule.key));
  if (!value || isNever(value.scheduleType)) return undefined;
  return usable(value.cron, value.timeZone ?? schedule.timeZone, keepsDistance);
}

/** A cron line that cannot be read is reported by `check`; here it must not stop a deployment. */
function usable(
  line: string,
  zone: string,
  keepsDistance: boolean,
): { cron: string; timeZone: string } | undefined {
  const timeZone = timeZoneOf(zone);
  const cron = withDistance(line, keepsDistance);
  try {
    return nextFiring(cron, timeZone, 0) === undefined ? undefined : { cron, timeZone };
  } catch {
    return undefined;
  }
}

/** Schedules that are due at the instant, earliest first. */
export async function dueSchedules(db: Database, at: Instant, limit: number): Promise<Schedule[]> {
  return await db
    .select()
    .from(schedules)
    .where(and(isNotNull(schedules.nextRunAt), lte(schedules.nextRunAt, at)))
    .orderBy(asc(schedules.nextRunAt))
    .limit(limit);
}

/** The schedules of an instance; none of one that the viewer does not see. */
export async function schedulesOf(db: Database, viewer: Viewer, instanceId: string): Promise<Schedule[]> {
  const isIts = eq(schedules.instanceId, instanceId);
  return await db
    .select()
    .from(schedules)
    .where(and(isIts, withinInstances(db, viewer, schedules.instanceId)));
}

/** When the earliest schedule is due. */
export async function earliestSchedule(db: Database): Promise<Instant | undefined> {
  const [row] = await db
    .select({ at: schedules.nextRunAt })
    .from(schedules)
    .where(isNotNull(schedules.nextRunAt))
    .orderBy(asc(schedules.nextRunAt))
    .limit(1);
  return row?.at ?? undefined;
}

/** A schedule of an integration's flow, and who has it. */
export type NextFiring = {
  integrationId: string;
  integrationName: string;
  flow: string;
  cron: string;
  timeZone: string;
  /** When the first of the instances is due, and which that is. */
  at: Instant;
  instanceId: string;
  /** How many of the instances that are looked at have it. */
  instances: number;
  /** Whether there may be more instances than were looked at. */
  hasMore: boolean;
};

const LOOKED_AT = 500;

/** The next schedules to fire among the next 500 firings, earliest first, alike ones of an integration's instances in one. */
export async function nextFirings(db: Database, viewer: Viewer, limit: number): Promise<NextFiring[]> {
  const rows = await db
    .select({
      integrationId: instances.integrationId,
      integrationName: integrations.name,
      flow: schedules.flow,
      cron: schedules.cron,
      timeZone: schedules.timeZone,
      at: schedules.nextRunAt,
      instanceId: schedules.instanceId,
    })
    .from(schedules)
    .innerJoin(instances, eq(instances.id, schedules.instanceId))
    .innerJoin(integrations, eq(integrations.id, instances.integrationId))
    .where(and(isNotNull(schedules.nextRunAt), within(viewer, instances.customerId)))
    .orderBy(asc(schedules.nextRunAt))
    .limit(LOOKED_AT);
  const firings = new Map<string, NextFiring>();
  // Alike schedules fire at once: only those of the last instant can go on behind what was looked at.
  const end = rows.length === LOOKED_AT ? rows.at(-1)?.at : undefined;
  for (const { at, ...row } of rows) {
    const key = JSON.stringify([row.integrationId, row.flow, row.cron, row.timeZone]);
    const known = firings.get(key);
    if (known) known.instances += 1;
    else if (at !== null) firings.set(key, { ...row, at, instances: 1, hasMore: at === end });
  }
  return [...firings.values()].slice(0, limit);
}

/** Moves a schedule on, if nobody else has. Answers whether it did. */
export async function advanceSchedule(
  tx: Database,
  schedule: Schedule,
  next: Instant | undefined,
): Promise<boolean> {
  if (schedule.nextRunAt === null) return false;
  const moved = await tx
    .update(schedules)
    .set({ nextRunAt: next ?? null })
    .where(
      and(
        eq(schedules.instanceId, schedule.instanceId),
        eq(schedules.flow, schedule.flow),
        eq(schedules.nextRunAt, schedule.nextRunAt),
      ),
    )
    .returning({ flow: schedules.flow });
  return moved.length > 0;
}

/** Schedules that have their next firing after the instant. */
export async function schedulesAfter(db: Database, at: Instant): Promise<Schedule[]> {
  return await db.select().from(schedules).where(gt(schedules.nextRunAt, at));
}

/** What a firing is known by, so that it is made once. */
export function firingOrigin(
  { instanceId, flow }: Pick<Schedule, 'instanceId' | 'flow'>,
  at: Instant,
): string {
  return `schedule:${instanceId}:${flow}:${at}`;
}

const END_OF_TIME = 9_999_999_999_999;

/**
 * Sets a schedule back that a clock that was ahead has moved on too far. What that clock has recorded as missed was not:
 * these firings are still to come, and must not count as made.
 */
export async function setScheduleBack(
  tx: Database,
  schedule: Schedule,
  next: Instant,
  at: Instant,
): Promise<boolean> {
  if (!(await advanceSchedule(tx, schedule, next))) return false;
  await tx
    .update(executions)
    .set({ origin: null })
    .where(
      and(
        gt(executions.origin, firingOrigin(schedule, at - schedule.delay)),
        lt(executions.origin, firingOrigin(schedule, END_OF_TIME)),
        eq(executions.instanceId, schedule.instanceId),
        eq(executions.flow, schedule.flow),
        eq(executions.status, 'skipped'),
      ),
    );
  return true;
}
