import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { storageErrorOf } from '../lib/storage-error.ts';
import { elapsed, now, SECOND, watchClock } from '../lib/time.ts';
import type { Waiters } from '../lib/waiters.ts';
import type { Execution, Queued, StoredError } from '../models/executions.ts';
import type { QueuedOf, Versioned } from '../models/flow-queues.ts';
import { claim, earliestWaiting } from '../models/leases.ts';
import type { StoredRequest } from '../models/requests.ts';
import { acquit, type Suspect } from '../models/suspects.ts';
import { Backlog } from './backlog.ts';
import { toldOf } from './conclude.ts';
import { cutOff } from './cut-off.ts';
import { giveBackLater } from './give-back.ts';
import { Invocations } from './invoke-flow.ts';
import { KnownQueues } from './known-queues.ts';
import { mendLateRuns } from './late-runs.ts';
import { type LendingTools, type LentSlot, runInside } from './lent-slot.ts';
import { Queues, type RunOwner, type Waiting } from './queues.ts';
import { type ExecuteTools, execute, type Outcome } from './run-execution.ts';
import { RunningRuns } from './running.ts';
import { type Place, Slots } from './slots.ts';
import type { StopSign } from './stop-sign.ts';
import type { Ended } from './stored-results.ts';
import { Suspects } from './suspects.ts';
import { failUnreadable } from './unreadable.ts';

export type { Ended };

/** `ended` tells those who wait for a run of its end. */
export type WorkerTools = Omit<ExecuteTools, 'wake' | 'runInside' | 'enterQueue' | 'invocations'> & {
  ended: Waiters<Ended>;
  /** Why a customer's calls are not taken, in words. */
  storageRefusal(customerId: string): string | undefined;
  log: Log;
};

/** The clock may be set meanwhile: so late is seen what is due then. */
const LONGEST_NAP = 15 * SECOND;

/** Leases runs and executes them: so many at once, a customer and an instance, each customer in its turn. */
export class Worker {
  readonly #tools: ExecuteTools & WorkerTools;
  readonly #queues: Queues;
  readonly #slots: Slots;
  readonly #backlog: Backlog;
  readonly #running: RunningRuns;
  readonly #suspects = new Suspects({
    run: (suspect, onStep) => this.#runSuspect(suspect, onStep),
    hold: (time) => this.#hold(time),
    goOn: () => this.#goOn(),
  });
  #isStopping = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer is due, in a time that nobody sets. */
  #timerAt = Number.POSITIVE_INFINITY;
  readonly #isSetBack = watchClock();

  constructor(tools: WorkerTools) {
    const lending: Pick<LendingTools, 'run' | 'wake' | 'occupy'> = {
      run: (waiting, leased, slot) => this.#run(waiting, leased, slot),
      wake: (queued) => this.wake(queued),
      occupy: (owner) => this.#slots.occupy(owner),
    };
    const own = {
      invocations: new Invocations(tools.limits.crossFlowExecutions),
      wake: (queued: Queued) => this.wake(queued),
      runInside: (queued: Queued, signal: AbortSignal) => runInside({ ...tools, ...lending }, queued, signal),
      enterQueue: (owner: RunOwner) => this.#slots.enterQueue(owner),
    };
    this.#tools = { ...tools, ...own };
    this.#running = new RunningRuns(tools.limits.runTime);
    const { executionsPerInstance: perInstance, executionsPerCustomer: perCustomer } = tools.limits;
    const known = new KnownQueues(tools);
    const queues = new Queues({ perInstance, perCustomer }, (id) => known.of(id));
    this.#queues = queues;
    this.#slots = new Slots({ ...tools, queues, onFree: (id) => this.#free(id) });
    this.#backlog = new Backlog({
      ...{ store: tools.store, queues, known, running: this.#running, ended: tools.ended },
      abort: (run, error) => this.abort(run, error),
      goOn: () => this.#pump(),
      tryLater: (error) => this.#tryLater(error),
    });
  }

  /** How many runs hold a slot. */
  get running(): number {
    return this.#slots.taken;
  }

  /** Takes over what a former process has left, and begins. */
  async start(): Promise<void> {
    await this.#backlog.start();
    await this.#suspects.takeOver(this.#tools);
    await mendLateRuns(this.#tools);
    await this.#look();
  }

  /**
   * Keeps a slot for a run that is about to be enqueued with the slot's lease, which saves its claim; a place in the
   * queue when none is free or others of the instance come first. It goes to `wake` with the run, or is released.
   * @param compiled the version that the instance has
   * @throws AppError `queue_full`, `storage_full`
   */
  reserve(run: RunOwner & QueuedOf, compiled: Versioned): Place {
    this.#backlog.tellVersion(run, compiled);
    return this.#isStopping ? this.#slots.enterQueue(run) : this.#slots.reserve(run);
  }

  /** Why no more runs of these are taken, in words; undefined when they are. */
  refusal(owner: RunOwner): string | undefined {
    return this.#slots.refusal(owner);
  }

  /** Says that a run has been committed and may be started. */
  wake(queued: Queued | Execution, request?: StoredRequest): void {
    if ('size' in queued) this.#tools.noteStored(queued.customerId, queued.size);
    if ('leaseOwner' in queued && queued.leaseOwner === this.#tools.owner) {
      const { id, instanceId, customerId } = queued;
      void this.#run({ id, instanceId, customerId, request }, queued);
      return;
    }
    // A suspect has its turn among the others of its kind, whoever wants it again.
    if (this.#isStopping || queued.crashes > 0) return;
    if (queued.status === 'waiting' && queued.runAt > now()) {
      this.#napUntil(queued.runAt);
      return;
    }
    this.#backlog.add(queued, request);
    this.#pump();
  }

  /** Stops a run that has been cancelled, whether it runs or waits. */
  abort(run: { id: string; instanceId: string }, error: StoredError): void {
    this.#running.get(run.id)?.stop.raise(new Error(error.message));
    this.#leaveQueue(run, { status: 'cancelled', error });
  }

  /** Lets a run that somebody has set aside wait for no turn. */
  setAside(run: { id: string; instanceId: string }, error: StoredError): void {
    this.#leaveQueue(run, { status: 'paused', error });
  }

  #leaveQueue({ id, instanceId }: { id: string; instanceId: string }, end: Ended): void {
    this.#tools.ended.settle(id, end);
    if (!this.#running.has(id) && this.#queues.remove(instanceId, id)) this.#pump();
  }

  /** Heeds that instances have changed or are gone. */
  async heed(instanceIds: string[]): Promise<void> {
    await this.#backlog.heed(instanceIds);
    this.#pump();
  }

  /** Heeds that a customer's limits have changed, or that it is gone. */
  async heedLimits(customerId: string): Promise<void> {
    await this.#backlog.readLimit(customerId);
    this.#pump();
  }

  /**
   * Starts nothing new and resolves when all runs have come to the end of their step. After `time` those that have not
   * are aborted in it; another process goes on with them.
   */
  async stop(time: number): Promise<void> {
    this.#isStopping = true;
    this.#suspects.stop();
    clearTimeout(this.#timer);
    await this.#slots.untilIdle(time);
    await cutOff(this.#tools, this.#running);
  }

  async #hold(time: number): Promise<boolean> {
    this.#slots.hold();
    return await this.#slots.untilIdle(time);
  }

  #goOn(): void {
    this.#slots.goOn();
    this.#pump();
  }

  /** It waits for no slot: behind others it would not be alone. */
  async #runSuspect({ crashes: _, ...suspect }: Suspect, onStep: () => void): Promise<void> {
    this.#slots.occupy(suspect);
    this.#queues.begin(suspect);
    await this.#run({ ...suspect, request: undefined, onStep });
    // Where it could not be begun, it waits like others now.
    if (!(await this.#tools.store.write((tx) => acquit(tx, suspect.id)))) return;
    this.#backlog.isBehind = true;
    this.#napUntil(now());
  }

  /** Looks for runs in the table that are due, and for when the next one will be. */
  async #look(): Promise<void> {
    if (this.#isSetBack()) await mendLateRuns(this.#tools);
    const at = now();
    await this.#backlog.look(at);
    this.#pump();
    const next = await earliestWaiting(this.#tools.store.read, at);
    if (next !== undefined) this.#napUntil(next);
  }

  #napUntil(at: number): void {
    const nap = Math.min(Math.max(at - now(), 0), LONGEST_NAP);
    const timerAt = elapsed() + nap;
    if (this.#isStopping || timerAt >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = timerAt;
    this.#timer = setTimeout(() => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#look().catch((error) => this.#tryLater(error));
    }, nap);
  }

  #tryLater(error: unknown): void {
    this.#tools.log.error('The store did not answer; trying again in a second', { error: messageOf(error) });
    this.#backlog.isBehind = true;
    this.#napUntil(now() + SECOND);
  }

  #pump(): void {
    while (!this.#isStopping && !this.#backlog.isFilling) {
      const next = this.#slots.take();
      if (!next) return;
      if (next.kind === 'refill') {
        void this.#backlog.fill(next);
        return;
      }
      void this.#run(next.waiting);
    }
  }

  /** One run in its slot, from the lease to its end; whatever happens, the slot is free afterwards. */
  async #run(waiting: Waiting, leased?: Execution, slot?: LentSlot): Promise<void> {
    const { store, owner, log } = this.#tools;
    const stop = this.#running.add(waiting.id, waiting.instanceId);
    let execution = leased;
    let isOver = true;
    try {
      execution ??= await store.write((tx) => claim(tx, waiting.id, owner, now()), 'claim');
      if (execution) isOver = await this.#executeLeased(execution, waiting, stop, slot);
      else if (!(await this.#backlog.takesRuns(waiting))) this.#queues.putBack(waiting);
    } catch (error) {
      const storage = storageErrorOf(error);
      log.error(
        storage || this.#isStopping
          ? 'A run was interrupted by an error of the store; it is tried again'
          : 'A run cannot go on, for what is stored of it cannot be read',
        { execution: waiting.id, error: messageOf(error) },
      );
      const unreadable = storage || this.#isStopping ? undefined : execution;
      isOver = unreadable !== undefined && (await failUnreadable(this.#tools, unreadable));
      if (!isOver) giveBackLater(this.#tools, waiting, () => this.#putBack(waiting));
    } finally {
      this.#running.delete(waiting.id, stop);
      if (isOver) this.#queues.end(waiting);
      if (!slot || slot.isOwn) this.#free(waiting.instanceId);
      if (slot) slot.isOver = true;
    }
  }

  #putBack(waiting: Waiting): void {
    this.#queues.putBack(waiting);
    this.#pump();
  }

  #free(instanceId: string): void {
    this.#slots.free(instanceId);
    this.#pump();
  }

  /** Answers whether it goes on no more, or not from where it is: it keeps no place in the queue of its flow. */
  async #executeLeased(
    execution: Execution,
    waiting: Waiting,
    stop: StopSign,
    slot: LentSlot | undefined,
  ): Promise<boolean> {
    const { request, onStep } = waiting;
    // A run that is waited for goes on to its end, with the step that waits for it.
    const isStopping = () => this.#isStopping && (!slot || slot.isOwn);
    const outcome = await execute(this.#tools, { execution, request, stop, isStopping, onStep });
    if (outcome.kind === 'passed over') this.#queues.putBack(waiting);
    this.#tell(waiting, outcome);
    return outcome.kind !== 'waiting' && outcome.kind !== 'released';
  }

  #tell(run: Waiting, outcome: Outcome): void {
    const { id } = run;
    if (outcome.kind === 'waiting') this.#napUntil(outcome.runAt);
    if (outcome.kind === 'waiting' || outcome.kind === 'passed over') this.#backlog.tellStopped(run);
    const told = toldOf(outcome);
    if (told) this.#tools.ended.settle(id, told);
  }
}
