import type { Store } from '../db/database.ts';
import type { Packed } from '../db/payload.ts';
import { nextFiring } from '../lib/cron.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { DAY, type Instant, now, SECOND, toIso } from '../lib/time.ts';
import { targetOf } from '../models/deployments.ts';
import { enqueue, type Queued } from '../models/executions.ts';
import { findInstance, type Instance } from '../models/instances.ts';
import { internalRequest, packRequest } from '../models/requests.ts';
import { advanceSchedule, dueSchedules, earliestSchedule, type Schedule } from '../models/schedules.ts';

/** `wake` hands a run over that a firing has enqueued; `refusal` says why the queue of an instance takes none. */
export type SchedulerTools = {
  store: Store;
  log: Log;
  wake(queued: Queued): void;
  refusal(instanceId: string): string | undefined;
};

const LONGEST_NAP = 30 * SECOND;
const BATCH = 100;
/** More missed firings than this are recorded in one row. */
const MISSED_ROWS = 100;
/** So many are counted one by one; after a longer downtime only those of the last day. */
const COUNTED = 5_000;

/**
 * Fires schedules. What is due comes from the table, never from a timer alone: a timer only says when to look.
 * After downtime the last missed firing runs once; the others are recorded as skipped.
 */
export class Scheduler {
  readonly #tools: SchedulerTools;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;

  constructor(tools: SchedulerTools) {
    this.#tools = tools;
  }

  /** Fires what is due, and looks again when the next schedule will be; also after any change of schedules. */
  look(): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#fireDue()
      .then((nap) => this.#again(nap))
      .catch((error) => {
        this.#tools.log.error('The scheduler could not look; trying again in a second', {
          error: messageOf(error),
        });
        this.#again(SECOND);
      });
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #again(nap: number): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), nap);
  }

  async #fireDue(): Promise<number> {
    const { store } = this.#tools;
    const at = now();
    const due = await dueSchedules(store.read, at, BATCH);
    for (const schedule of due) await fire(this.#tools, schedule, at);
    if (due.length === BATCH) return 0;
    const next = await earliestSchedule(store.read);
    return next === undefined ? LONGEST_NAP : Math.min(Math.max(next - now(), 0), LONGEST_NAP);
  }
}

/** Moves one schedule on and enqueues its firing, in one write. */
async function fire(tools: SchedulerTools, schedule: Schedule, at: Instant): Promise<void> {
  const { store } = tools;
  const payload = await packRequest(internalRequest({}), store.blobs);
  const firings = firingsUntil(schedule, at);
  const last = firings.due.at(-1);
  if (last === undefined) return;
  const queued = await store.write(async (tx) => {
    if (!(await advanceSchedule(tx, schedule, firings.next))) return undefined;
    const instance = await findInstance(tx, schedule.instanceId);
    if (instance?.state !== 'active') return undefined;
    for (const row of skippedRows(instance, schedule, firings, payload)) await enqueue(tx, row);
    const refusal = tools.refusal(instance.id);
    const row = rowOf(instance, schedule, last, payload);
    if (refusal === undefined) return await enqueue(tx, row);
    await enqueue(tx, {
      ...row,
      skipped: { message: `The firing of ${toIso(last)} was skipped: ${refusal}` },
    });
    return undefined;
  }, 'schedule');
  if (queued) tools.wake(queued);
}

type Firings = { due: Instant[]; missedMore: number; next: Instant | undefined };

/** All firings from the recorded one up to the instant, oldest first (the last hundred and one), and the next after. */
function firingsUntil({ cron, timeZone, nextRunAt }: Schedule, at: Instant): Firings {
  const due: Instant[] = [];
  let missedMore = 0;
  let next: Instant | undefined = nextRunAt ?? undefined;
  while (next !== undefined && next <= at) {
    if (missedMore >= COUNTED) next = Math.max(next, at - DAY);
    due.push(next);
    if (due.length > MISSED_ROWS + 1) {
      due.shift();
      missedMore += 1;
    }
    next = nextFiring(cron, timeZone, next);
  }
  return { due, missedMore, next };
}

function rowOf(instance: Instance, schedule: Schedule, firing: Instant, payload: Packed) {
  const origin = `schedule:${instance.id}:${schedule.flow}:${firing}`;
  return { ...targetOf(instance, schedule.flow), kind: 'schedule' as const, payload, origin };
}

function skippedRows(instance: Instance, schedule: Schedule, { due, missedMore }: Firings, payload: Packed) {
  return due.slice(0, -1).map((firing, index) => {
    const more = index === 0 && missedMore > 0 ? ` (and at least ${missedMore} before it)` : '';
    const message = `The firing of ${toIso(firing)}${more} was missed: Stepwell was not running then. The last missed firing runs once in their place.`;
    return { ...rowOf(instance, schedule, firing, payload), skipped: { message } };
  });
}
