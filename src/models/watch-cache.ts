import { and, inArray, isNull } from 'drizzle-orm';
import { eventWebhooks, monitors } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { MonitorTrigger } from '../lib/monitor-triggers.ts';

export type EndMonitor = typeof monitors.$inferSelect & { trigger: EndTrigger };
/** What is watched when runs end; the rest is looked at from time to time. */
export type EndTrigger = Extract<MonitorTrigger, (typeof END_TRIGGERS)[number]>;
export const END_TRIGGERS = ['failed', 'slow', 'log_level'] as const;

/** Who has to hear of runs that end. */
export type Watched = { monitors: EndMonitor[]; isFailureTold: boolean };

const known = new WeakMap<Database, Watched>();

/** What is watched when runs end, kept in memory until it changes: where it is nothing, no end costs a query. */
export async function watchedIn(tx: Database): Promise<Watched> {
  const kept = known.get(tx);
  if (kept) return kept;
  const { trigger, pausedAt } = monitors;
  const rows = await tx
    .select()
    .from(monitors)
    .where(and(isNull(pausedAt), inArray(trigger, [...END_TRIGGERS])));
  const webhooks = await tx
    .select({ events: eventWebhooks.events })
    .from(eventWebhooks)
    .where(isNull(eventWebhooks.disabledAt));
  const watched = {
    monitors: rows.flatMap((row) => (isOfEnds(row) ? [row] : [])),
    isFailureTold: webhooks.some(({ events }) => events.includes('execution.failed')),
  };
  known.set(tx, watched);
  return watched;
}

function isOfEnds(row: typeof monitors.$inferSelect): row is EndMonitor {
  return row.trigger === 'failed' || row.trigger === 'slow' || row.trigger === 'log_level';
}

/** To be called by whatever changes monitors or event webhooks, in the same write. */
export function forgetWatched(tx: Database): void {
  known.delete(tx);
}
