import type { Packed } from '../db/payload.ts';
import type { Store } from '../db/store.ts';
import { lastFirings, nextFiring } from '../lib/cron.ts';
import type { Vault } from '../lib/crypto.ts';
import { messageOf, unlessGone } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { type Instant, now, SECOND, toIso, watchClock } from '../lib/time.ts';
import type { CompiledVersions } from '../models/compiled-versions.ts';
import { targetOf } from '../models/deployments.ts';
import { enqueue, type Queued } from '../models/executions.ts';
import { runUnderWay } from '../models/flow-queues.ts';
import { findInstance, type Instance, instanceInMemory } from '../models/instances.ts';
import { internalRequest, packRequest } from '../models/requests.ts';
import {
  advanceSchedule,
  dueSchedules,
  earliestSchedule,
  firingOrigin,
  type Schedule,
  schedulesAfter,
  setScheduleBack,
} from '../models/schedules.ts';
import type { RunOwner } from './queues.ts';

/** `wake` hands a run over that a firing has enqueued; `refusal` says why none is taken. */
export type SchedulerTools = {
  store: Store;
  vault: Vault;
  compiledVersions: CompiledVersions;
  log: Log;
  wake(queued: Queued): void;
  refusal(owner: RunOwner): string | undefined;
  /** Renews the tokens that end soon; nobody waits for it. */
  renewTokens?(): void;
};

const LONGEST_NAP = 30 * SECOND;
const BATCH = 100;
/** More missed firings than this are recorded in one row. */
const MISSED_ROWS = 100;
/** So many more are counted, not all of a downtime of years. */
const COUNTED = 1_000;
/** So many cron lines are read in one turn of the loop. */
const IN_ONE_TURN = 50;

/**
 * Fires schedules. What is due comes from the table, never from a timer alone: a timer only says when to look.
 * After downtime the last missed firing runs once; the others are recorded as skipped.
 */
export class Scheduler {
  readonly #tools: SchedulerTools;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;
  /** At the first look nothing is known of the clock that the last process had. */
  #isFirst = true;
  readonly #isSetBack = watchClock();

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
    const isSetBack = this.#isSetBack();
    const at = now();
    if (isSetBack || this.#isFirst) await setBack(this.#tools, at);
    this.#isFirst = false;
    this.#tools.renewTokens?.();
    const due = await dueSchedules(store.read, at, BATCH);
    for (const schedule of due) await fire(this.#tools, schedule, at);
    if (due.length === BATCH) return 0;
    const next = await earliestSchedule(store.read);
    return next === undefined ? LONGEST_NAP : Math.min(Math.max(next - now(), 0), LONGEST_NAP);
  }
}

/** A schedule that is to fire later than its cron line says was moved on by a clock that was ahead. */
async function setBack({ store, log }: SchedulerTools, at: Instant): Promise<void> {
  for (const [index, schedule] of (await schedulesAfter(store.read, at)).entries()) {
    if (index % IN_ONE_TURN === IN_ONE_TURN - 1) await nextTurn();
    const { instanceId, flow, cron, timeZone, nextRunAt } = schedule;
    const next = nextFiring(cron, timeZone, at);
    if (next === undefined || nextRunAt === null || next >= nextRunAt) continue;
    if (!(await store.write((tx) => setScheduleBack(tx, schedule, next, at)))) continue;
    log.warn('The clock was ahead: a schedule is set back to what its cron line says now', {
      instance: instanceId,
      flow,
      from: toIso(nextRunAt),
      to: toIso(next),
    });
  }
}

/** Moves one schedule on and enqueues its firing, in one write. */
async function fire(tools: SchedulerTools, schedule: Schedule, at: Instant): Promise<void> {
  const { store } = tools;
  const payload = await packRequest(internalRequest({}), store.blobs, tools.vault);
  const isSingleton = await runsAlone(tools, schedule);
  const firings = await firingsUntil(schedule, at);
  const last = firings.due.at(-1);
  if (last === undefined) return;
  const queued = await store.write(async (tx) => {
    if (!(await advanceSchedule(tx, schedule, firings.next))) return undefined;
    const instance = await findInstance(tx, schedule.instanceId);
    if (instance?.state !== 'active') return undefined;
    for (const row of skippedRows(instance, schedule, firings, payload)) await enqueue(tx, row);
    const before = isSingleton ? await runUnderWay(tx, instance.id, schedule.flow) : undefined;
    const refusal =
      before === undefined
        ? tools.refusal({ instanceId: instance.id, customerId: instance.customerId })
        : `the run before it, ${before}, has not ended, and the flow runs one at a time.`;
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

/** Whether a firing is to be skipped while the last run goes on. */
async function runsAlone({ store, compiledVersions }: SchedulerTools, schedule: Schedule): Promise<boolean> {
  const instance = await instanceInMemory(store, schedule.instanceId);
  if (!instance) return false;
  const { integrationId, version } = instance;
  const compiled = await unlessGone(compiledVersions.get(store.read, integrationId, version));
  const flow = compiled?.flows.find(({ name }) => name === schedule.flow);
  return flow?.queue.singletonExecutions === true;
}

type Firings = { due: Instant[]; missedMore: number; next: Instant | undefined };

/**
 * All firings from the recorded one up to the instant, oldest first (of many the last hundred and one), and the next
 * after. Reading cron lines through a long time takes a while: others have their turns between.
 */
async function firingsUntil({ cron, timeZone, nextRunAt }: Schedule, at: Instant): Promise<Firings> {
  const due: Instant[] = [];
  let missedMore = 0;
  let next: Instant | undefined = nextRunAt ?? undefined;
  while (next !== undefined && next <= at) {
    if (missedMore >= COUNTED) {
      const last = lastFirings(cron, timeZone, at, MISSED_ROWS + 1);
      return { due: last, missedMore, next: nextFiring(cron, timeZone, at) };
    }
    due.push(next);
    if (due.length > MISSED_ROWS + 1) {
      due.shift();
      missedMore += 1;
    }
    if (missedMore % IN_ONE_TURN === IN_ONE_TURN - 1) await nextTurn();
    next = nextFiring(cron, timeZone, next);
  }
  return { due, missedMore, next };
}

function rowOf(instance: Instance, schedule: Schedule, firing: Instant, payload: Packed) {
  const origin = firingOrigin(schedule, firing);
  return { ...targetOf(instance, schedule.flow), kind: 'schedule' as const, payload, origin };
}

function skippedRows(instance: Instance, schedule: Schedule, { due, missedMore }: Firings, payload: Packed) {
  return due.slice(0, -1).map((firing, index) => {
    const more = index === 0 && missedMore > 0 ? ` (and at least ${missedMore} before it)` : '';
    const message = `The firing of ${toIso(firing)}${more} was missed: Stepwell was not running then. The last missed firing runs once in their place.`;
    return { ...rowOf(instance, schedule, firing, payload), skipped: { message } };
  });
}
