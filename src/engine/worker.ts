import type { ActionResult } from '../components/component.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { storageErrorOf } from '../lib/storage-error.ts';
import { now, SECOND } from '../lib/time.ts';
import type { Waiters } from '../lib/waiters.ts';
import type { Execution, Queued, StoredError } from '../models/executions.ts';
import {
  claim,
  earliestWaiting,
  finish,
  instancesWithWork,
  nextQueued,
  release,
  takeOver,
} from '../models/leases.ts';
import type { StoredRequest } from '../models/requests.ts';
import { type ExecuteTools, execute, type Outcome } from './execute.ts';
import { Queues, type Waiting } from './queues.ts';

/** What those who wait for a run are told at its end. */
export type Ended =
  | { status: 'succeeded'; answer: ActionResult | undefined }
  | { status: 'failed' | 'cancelled'; error: StoredError };

/** A slot kept for a run that does not exist yet. */
export type Slot = { leaseOwner: string; release(): void };

/** `ended` tells those who wait for a run of its end. */
export type WorkerTools = Omit<ExecuteTools, 'wake'> & { ended: Waiters<Ended>; log: Log };

const REFILL = 100;
const LONGEST_NAP = 60 * SECOND;

/** Leases runs and executes them: so many at once, so many an instance, each instance in its turn. */
export class Worker {
  readonly #tools: ExecuteTools & WorkerTools;
  readonly #queues: Queues;
  readonly #running = new Map<string, AbortController>();
  #taken = 0;
  #isFilling = false;
  #isStopping = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #onIdle: (() => void) | undefined;

  constructor(tools: WorkerTools) {
    this.#tools = { ...tools, wake: (queued) => this.wake(queued) };
    this.#queues = new Queues(tools.limits.executionsPerInstance);
  }

  /** How many runs hold a slot. */
  get running(): number {
    return this.#taken;
  }

  /** Takes over what a former process has left, and begins. */
  async start(): Promise<void> {
    const { store, owner, log } = this.#tools;
    const { requeued, failed } = await store.write((tx) => takeOver(tx, owner, now()), 'take-over');
    if (requeued.length + failed.length > 0) {
      log.info('Took over the runs of a process that has ended', {
        requeued: requeued.length,
        failed: failed.length,
      });
    }
    await this.#look();
  }

  /**
   * Keeps a slot for a run that is about to be enqueued with the slot's lease, which saves its claim; undefined when
   * none is free or others of the instance come first. The slot is given to `wake` with the run, or released.
   */
  reserve(instanceId: string): Slot | undefined {
    if (this.#isStopping || this.#taken >= this.#tools.limits.executions) return undefined;
    if (!this.#queues.reserve(instanceId)) return undefined;
    this.#taken += 1;
    return { leaseOwner: this.#tools.owner, release: () => this.#free(instanceId) };
  }

  /** Says that a run has been committed and may be started. */
  wake(queued: Queued | Execution, request?: StoredRequest): void {
    if ('leaseOwner' in queued && queued.leaseOwner === this.#tools.owner) {
      void this.#run({ id: queued.id, instanceId: queued.instanceId, request }, queued);
      return;
    }
    if (this.#isStopping) return;
    if (queued.runAt > now()) {
      this.#napUntil(queued.runAt);
      return;
    }
    this.#queues.add(queued, request);
    this.#pump();
  }

  /** Stops a run that has been cancelled, whether it runs or waits. */
  abort(id: string, error: StoredError): void {
    this.#running.get(id)?.abort(new Error(error.message));
    this.#tools.ended.settle(id, { status: 'cancelled', error });
  }

  /**
   * Starts nothing new and resolves when all runs have come to the end of their step. After `time` those that have not
   * are aborted in it; another process goes on with them.
   */
  async stop(time: number): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    if (this.#taken === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, time);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    if (this.#running.size > 0) await this.#cutOff();
  }

  /** Gives back what has not ended in time, so that nothing that comes of it is stored any more, and aborts it. */
  async #cutOff(): Promise<void> {
    const { store, owner, log } = this.#tools;
    const running = [...this.#running];
    const released = running.map(([id]) => store.write((tx) => release(tx, id, owner), 'release'));
    for (const each of await Promise.allSettled(released)) {
      if (each.status === 'rejected')
        log.error('A run could not be given back', { error: messageOf(each.reason) });
    }
    for (const [, controller] of running) controller.abort(new Error('Stepwell was stopped.'));
  }

  /** Looks for runs in the table that are due, and for when the next one will be. */
  async #look(): Promise<void> {
    const { read } = this.#tools.store;
    for (const instanceId of await instancesWithWork(read, now())) this.#queues.markMore(instanceId);
    this.#pump();
    const next = await earliestWaiting(read);
    if (next !== undefined) this.#napUntil(next);
  }

  #napUntil(at: number): void {
    if (this.#isStopping || at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    const nap = Math.min(Math.max(at - now(), 0), LONGEST_NAP);
    this.#timer = setTimeout(() => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#look().catch((error) => this.#tryLater(error));
    }, nap);
  }

  #tryLater(error: unknown): void {
    this.#tools.log.error('The store did not answer; trying again in a second', { error: messageOf(error) });
    this.#napUntil(now() + SECOND);
  }

  #pump(): void {
    while (!this.#isStopping && !this.#isFilling && this.#taken < this.#tools.limits.executions) {
      const next = this.#queues.take();
      if (!next) return;
      if (next.kind === 'refill') {
        this.#isFilling = true;
        this.#fill(next.instanceId).catch((error) => this.#tryLater(error));
        return;
      }
      this.#taken += 1;
      void this.#run(next.waiting);
    }
  }

  async #fill(instanceId: string): Promise<void> {
    try {
      const limit = REFILL + this.#running.size;
      const rows = await nextQueued(this.#tools.store.read, instanceId, now(), limit);
      const ids = rows.flatMap((row) => (this.#running.has(row.id) ? [] : row.id));
      this.#queues.refill(instanceId, ids, rows.length === limit);
    } finally {
      this.#isFilling = false;
    }
    this.#pump();
  }

  /** One run in its slot, from the lease to its end; whatever happens, the slot is free afterwards. */
  async #run(waiting: Waiting, leased?: Execution): Promise<void> {
    const { store, owner, log, limits } = this.#tools;
    const controller = new AbortController();
    this.#running.set(waiting.id, controller);
    const tooLong = `This execution has run for ${limits.runTime / SECOND} seconds, which is the limit.`;
    const timer = setTimeout(() => controller.abort(new Error(tooLong)), limits.runTime);
    let execution = leased;
    try {
      execution ??= await store.write((tx) => claim(tx, waiting.id, owner, now()), 'claim');
      if (execution) await this.#executeLeased(execution, waiting, controller.signal);
    } catch (error) {
      const storage = storageErrorOf(error);
      log.error(
        storage || this.#isStopping
          ? 'A run was interrupted by an error of the store; it is tried again'
          : 'A run cannot go on, for what is stored of it cannot be read',
        { execution: waiting.id, error: messageOf(error) },
      );
      if (storage || this.#isStopping || !execution) this.#giveBackLater(waiting.id);
      else await this.#fail(execution);
    } finally {
      clearTimeout(timer);
      this.#running.delete(waiting.id);
      this.#free(waiting.instanceId);
    }
  }

  /** Tried again it would come to the same each time. */
  async #fail(execution: Execution): Promise<void> {
    const { store, owner, ended } = this.#tools;
    const message =
      'This execution cannot go on: what is stored of it cannot be read. The log of the server says more. Replay it from the start.';
    const ending = { status: 'failed' as const, error: { message } };
    try {
      const isOurs = await store.write((tx) => finish(tx, execution, owner, ending, null, now()), 'finish');
      if (isOurs) ended.settle(execution.id, ending);
    } catch {
      this.#giveBackLater(execution.id);
    }
  }

  #free(instanceId: string): void {
    this.#taken -= 1;
    this.#queues.free(instanceId);
    if (this.#taken === 0) this.#onIdle?.();
    this.#pump();
  }

  async #executeLeased(execution: Execution, waiting: Waiting, signal: AbortSignal): Promise<void> {
    const isStopping = () => this.#isStopping;
    const outcome = await execute(this.#tools, { execution, request: waiting.request, signal, isStopping });
    this.#tell(execution.id, outcome);
  }

  #tell(id: string, outcome: Outcome): void {
    if (outcome.kind === 'waiting') this.#napUntil(outcome.runAt);
    if (outcome.kind !== 'ended') return;
    const { ending, answer } = outcome;
    this.#tools.ended.settle(id, ending.status === 'succeeded' ? { status: 'succeeded', answer } : ending);
  }

  /** The lease is still ours although nothing runs: hand it back once the store takes writes again. */
  #giveBackLater(id: string): void {
    const { store, owner } = this.#tools;
    const timer = setTimeout(() => {
      store
        .write((tx) => release(tx, id, owner))
        .then(
          () => this.#napUntil(now()),
          () => this.#giveBackLater(id),
        );
    }, SECOND);
    timer.unref();
  }
}
