import type { Packed } from '../db/payload.ts';
import type { Database, Store } from '../db/store.ts';
import { lastFirings, nextFiring } from '../lib/cron.ts';
import type { Vault } from '../lib/crypto.ts';
import { messageOf, unlessGone } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { type Instant, MINUTE, now, SECOND, toIso, watchClock } from '../lib/time.ts';
import type { CompiledVersions } from '../models/compiled-versions.ts';
import { targetOf } from '../models/deployments.ts';
import { enqueue, type Queued } from '../models/executions.ts';
import { runUnderWay } from '../models/flow-queues.ts';
import { findInstance, type Instance, instanceInMemory } from '../models/instances.ts';
import { type LogLine, writeLogs } from '../models/logs.ts';
import { internalRequest, packRequest } from '../models/requests.ts';
import {
  advanceSchedule,
  dueSchedules,
  earliestSchedule,
  firingOrigin,
  nextOf,
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
const BATCH = 200;
/** More missed firings than this are recorded in one row. */
const MISSED_ROWS = 100;
/** So many more are counted, not all of a downtime of years. */
const COUNTED = 1_000;
/** A firing that is later than that was missed: nothing of ours was there to look. */
const ON_TIME = MINUTE;
/** So many cron lines are read in one turn of the loop. */
const IN_ONE_TURN = 50;

/**
 * Fires schedules. What is due comes from the table, never from a timer alone: a timer only says when to look.
 * After downtime the last missed firing runs once, or as many as the flow says; the others are recorded as skipped.
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
    // Those that are asked for together share writes.
    const fired = await Promise.allSettled(due.map((schedule) => fire(this.#tools, schedule, at)));
    const failed = fired.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
    if (due.length === BATCH) return 0;
    const next = await earliestSchedule(store.read);
    return next === undefined ? LONGEST_NAP : Math.min(Math.max(next - now(), 0), LONGEST_NAP);
  }
}

/** A schedule that is to fire later than its cron line says was moved on by a clock that was ahead. */
async function setBack({ store, log }: SchedulerTools, at: Instant): Promise<void> {
  for (const [index, schedule] of (await schedulesAfter(store.read, at)).entries()) {
    if (index % IN_ONE_TURN === IN_ONE_TURN - 1) await nextTurn();
    const { instanceId, flow, nextRunAt } = schedule;
    const next = nextOf(schedule, at);
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

/** Moves one schedule on and enqueues its firings, in one write. */
async function fire(tools: SchedulerTools, schedule: Schedule, at: Instant): Promise<void> {
  const { store } = tools;
  const isSingleton = await runsAlone(tools, schedule);
  const firings = await firingsUntil(schedule, at);
  if (firings.due.length === 0) return;
  const made = await Promise.all(firings.due.map((planned) => madeFiring(tools, schedule, planned, at)));
  const runs = runsOf(schedule, made);
  const queued = await store.write(async (tx) => {
    if (!(await advanceSchedule(tx, schedule, firings.next))) return [];
    const instance = await findInstance(tx, schedule.instanceId);
    if (instance?.state !== 'active') return [];
    const queued: Queued[] = [];
    for (const [index, firing] of made.entries()) {
      const refusal = await refusalOf(tools, tx, instance, schedule, isSingleton);
      const row = rowOf(instance, schedule, firing);
      if (refusal !== undefined || !runs.has(firing)) {
        const message = runs.has(firing)
          ? `The firing of ${toIso(firing.planned)} was skipped: ${refusal}`
          : missedMessage(schedule, firing, index === 0 ? firings.missedMore : 0);
        await enqueue(tx, { ...row, skipped: { message } });
        continue;
      }
      const run = await enqueue(tx, row);
      if (firing.isLate) await writeLogs(tx, [lateLine(run.id, firing, at)]);
      queued.push(run);
    }
    return queued;
  }, 'schedule');
  for (const run of queued) tools.wake(run);
}

/** Why a firing is not run now; undefined where it is. */
async function refusalOf(
  tools: SchedulerTools,
  tx: Database,
  { id, customerId }: Instance,
  { flow }: Schedule,
  isSingleton: boolean,
): Promise<string | undefined> {
  const before = isSingleton ? await runUnderWay(tx, id, flow) : undefined;
  return before === undefined
    ? tools.refusal({ instanceId: id, customerId })
    : `the run before it, ${before}, has not ended, and the flow runs one at a time.`;
}

/** `planned` is what the cron line says; a schedule in a window fires so much later. */
type Firing = { planned: Instant; isLate: boolean; payload: Packed };

async function madeFiring(
  { store, vault }: SchedulerTools,
  { delay }: Schedule,
  planned: Instant,
  at: Instant,
): Promise<Firing> {
  const data = { scheduledFor: toIso(planned) };
  const payload = await packRequest(internalRequest(data), store.blobs, vault);
  return { planned, isLate: at - planned - delay > ON_TIME, payload };
}

/** Which of them run: what is on time, and of those that were missed as many as the flow wants, the last ones. */
function runsOf({ catchUp }: Schedule, made: Firing[]): ReadonlySet<Firing> {
  const isOnTime = made.at(-1)?.isLate === false;
  const count = Math.max(catchUp, isOnTime ? 1 : 0);
  return new Set(count === 0 ? [] : made.slice(-count));
}

function missedMessage({ catchUp }: Schedule, { planned }: Firing, missedMore: number): string {
  const more = missedMore > 0 ? ` (and at least ${missedMore} before it)` : '';
  const then =
    catchUp === 0
      ? 'Its flow runs no missed firings.'
      : catchUp === 1
        ? 'The last missed firing runs once in their place.'
        : `Of the missed firings the last ${catchUp} run.`;
  return `The firing of ${toIso(planned)}${more} was missed: Stepwell was not running then. ${then}`;
}

/** Stands before what the run itself logs. */
function lateLine(executionId: string, { planned }: Firing, at: Instant): LogLine {
  const message = `This is the firing of ${toIso(planned)}, late: Stepwell was not running then.`;
  return { executionId, sequence: 0, at, level: 'warn', step: '', message };
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
 * All firings that were planned from the recorded one up to the instant, oldest first (of many the last hundred and one),
 * and when the one after is due. Reading cron lines through a long time takes a while: others have their turns between.
 */
async function firingsUntil({ cron, timeZone, nextRunAt, delay }: Schedule, at: Instant): Promise<Firings> {
  const due: Instant[] = [];
  let missedMore = 0;
  let next: Instant | undefined = nextRunAt === null ? undefined : nextRunAt - delay;
  const until = at - delay;
  const dueAt = (planned: Instant | undefined) => (planned === undefined ? undefined : planned + delay);
  while (next !== undefined && next <= until) {
    if (missedMore >= COUNTED) {
      const last = lastFirings(cron, timeZone, until, MISSED_ROWS + 1);
      return { due: last, missedMore, next: dueAt(nextFiring(cron, timeZone, until)) };
    }
    due.push(next);
    if (due.length > MISSED_ROWS + 1) {
      due.shift();
      missedMore += 1;
    }
    if (missedMore % IN_ONE_TURN === IN_ONE_TURN - 1) await nextTurn();
    next = nextFiring(cron, timeZone, next);
  }
  return { due, missedMore, next: dueAt(next) };
}

function rowOf(instance: Instance, schedule: Schedule, { planned, payload }: Firing) {
  const origin = firingOrigin(schedule, planned);
  return { ...targetOf(instance, schedule.flow), kind: 'schedule' as const, payload, origin };
}
