import { and, eq } from 'drizzle-orm';
import { flowActivity } from '../db/schema.ts';
import { plus } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import type { Instant } from '../lib/time.ts';
import { type Viewer, withinInstances } from './viewer.ts';

/*
 * What flows of instances have done without an execution: looked and found nothing, refused calls. It is counted, so
 * that their pages can say so.
 */

/** What there is to say of a flow; each flow of an instance has one row, once something has happened. */
export type FlowActivity = typeof flowActivity.$inferSelect;
/** A flow of an instance. */
export type Place = Pick<FlowActivity, 'instanceId' | 'flowKey'>;

/** Counts a look of a polling trigger that has found nothing new. */
export async function noteEmptyPoll(tx: Database, place: Place, at: Instant): Promise<void> {
  const lastEmptyPollAt = at;
  await tx
    .insert(flowActivity)
    .values({ ...place, emptyPolls: 1, lastEmptyPollAt })
    .onConflictDoUpdate({
      target: [flowActivity.instanceId, flowActivity.flowKey],
      set: { emptyPolls: plus(flowActivity.emptyPolls, 1), lastEmptyPollAt },
    });
}

/** What the flows of an instance have done so, by the stable key of the flow. */
export async function activityOf(
  db: Database,
  viewer: Viewer,
  instanceId: string,
): Promise<Map<string, FlowActivity>> {
  const isIts = eq(flowActivity.instanceId, instanceId);
  const rows = await db
    .select()
    .from(flowActivity)
    .where(and(isIts, withinInstances(db, viewer, flowActivity.instanceId)));
  return new Map(rows.map((row) => [row.flowKey, row]));
}

/** Notes the run of the instance's deployment or removal, in place of that of the last one. */
export async function noteEvent(tx: Database, place: Place, eventExecutionId: string): Promise<void> {
  await tx
    .insert(flowActivity)
    .values({ ...place, eventExecutionId })
    .onConflictDoUpdate({
      target: [flowActivity.instanceId, flowActivity.flowKey],
      set: { eventExecutionId },
    });
}

/** Counts calls that conditions of triggers have refused. */
export async function noteRefusals(
  tx: Database,
  refused: (Place & { count: number })[],
  at: Instant,
): Promise<void> {
  for (const { count, ...place } of refused)
    await tx
      .insert(flowActivity)
      .values({ ...place, refusedCalls: count, lastRefusedAt: at })
      .onConflictDoUpdate({
        target: [flowActivity.instanceId, flowActivity.flowKey],
        set: { refusedCalls: plus(flowActivity.refusedCalls, count), lastRefusedAt: at },
      });
}
