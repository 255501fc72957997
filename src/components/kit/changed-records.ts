import { isRecord, ownValue } from '../records.ts';
import type { Found } from './cursor-trigger.ts';

/** A record that was made or changed, in milliseconds since 1970. */
export type Changed = { id: string; at: number; createdAt: number; value: unknown };

type Looking = {
  /** Where the last look has ended. */
  cursor: unknown;
  /** Where the first look begins; with what is new from then on when undefined. */
  from: number | undefined;
  /** How long a service may take to show a change: for so long it is looked for again. */
  overlapMs: number;
  most: number;
  shows: { isNew: boolean; isUpdated: boolean };
  /** The time of the newest change. */
  newest(): Promise<number>;
  /** What has changed since, the oldest change first. */
  changedSince(at: number): AsyncIterable<Changed>;
};

/**
 * The records that are new or have changed since the last look. Some of them have the same time, and others are shown late:
 * so it is noted which were handed on, and at which of their changes.
 */
export async function changedRecords({
  cursor,
  from,
  overlapMs,
  most,
  shows,
  ...look
}: Looking): Promise<Found> {
  const begun = placeIn(cursor);
  if (!begun && from === undefined) {
    const newest = await look.newest();
    return { items: [], isEmpty: true, cursor: { at: newest, seen: {}, floor: newest } };
  }
  const { at, seen, floor } = begun ?? { at: from ?? 0, seen: new Map<string, number>(), floor: -1 };
  const since = begun ? at - overlapMs : at;
  const items: unknown[] = [];
  let last = at;
  for await (const { id, at: changedAt, createdAt, value } of look.changedSince(since)) {
    // What was there at the first look is not handed on.
    if (seen.get(id) === changedAt || changedAt <= floor) continue;
    const isNew = !seen.has(id) && createdAt >= since && createdAt > floor;
    seen.set(id, changedAt);
    last = Math.max(last, changedAt);
    if (isNew ? shows.isNew : shows.isUpdated) items.push(value);
    if (items.length === most) break;
  }
  const kept = [...seen].filter(([, changedAt]) => changedAt >= last - overlapMs);
  return { items, isEmpty: items.length === 0, cursor: { at: last, seen: Object.fromEntries(kept), floor } };
}

function placeIn(cursor: unknown) {
  if (!isRecord(cursor) || typeof cursor.at !== 'number') return undefined;
  const kept = ownValue(cursor, 'seen');
  const seen = new Map<string, number>();
  if (isRecord(kept))
    for (const [id, at] of Object.entries(kept)) if (typeof at === 'number') seen.set(id, at);
  return { at: cursor.at, seen, floor: typeof cursor.floor === 'number' ? cursor.floor : -1 };
}
