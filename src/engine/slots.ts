import { AppError } from '../lib/errors.ts';
import { createWaiters } from '../lib/waiters.ts';
import type { QueuedOf } from '../models/flow-queues.ts';
import type { Limits } from './limits.ts';
import type { Queues, RunOwner, Turn } from './queues.ts';

/** What is kept for a run that does not exist yet: a slot, which its lease is for, or else a place in the queue. */
export type Place = { leaseOwner: string | undefined; release(): void };

export type SlotTools = {
  limits: Limits;
  queues: Queues;
  /** The boot id that holds the leases. */
  owner: string;
  /** Why a customer's calls are not taken, in words. */
  storageRefusal(customerId: string): string | undefined;
  /** Says that a slot has been given back. */
  onFree(instanceId: string): void;
};

/** Of so many slots one is kept for customers of whom nothing runs. */
const ONE_KEPT_OF = 10;
/** What is waited for by those who wait until nothing runs. */
const IDLE = 'idle';

/** How many may run, and how many may wait: gives slots and places to runs. */
export class Slots {
  readonly #tools: SlotTools;
  readonly #idle = createWaiters<true>();
  #taken = 0;
  #isHeld = false;

  constructor(tools: SlotTools) {
    this.#tools = tools;
  }

  /** How many are held. */
  get taken(): number {
    return this.#taken;
  }

  /**
   * A slot for a run that is being made, or else a place in the queue.
   * @throws AppError `queue_full`, `storage_full`
   */
  reserve(owner: RunOwner & QueuedOf): Place {
    this.#refuseStorage(owner);
    if (!this.#isFree() || !this.#tools.queues.reserve(owner, this.#isScarce()))
      return this.#placeInQueue(owner);
    this.#taken += 1;
    return { leaseOwner: this.#tools.owner, release: () => this.#tools.onFree(owner.instanceId) };
  }

  /** A place in the queue. @throws AppError `queue_full`, `storage_full` */
  enterQueue(owner: RunOwner): Place {
    this.#refuseStorage(owner);
    return this.#placeInQueue(owner);
  }

  #placeInQueue(owner: RunOwner): Place {
    const { queues } = this.#tools;
    const refusal = this.#queueRefusal(owner);
    if (refusal) throw new AppError('queue_full', `${refusal} Try again once some have run.`);
    queues.expect(owner);
    return { leaseOwner: undefined, release: () => queues.giveUp(owner) };
  }

  /** Why no more runs of these are taken, in words; undefined when they are. */
  refusal(owner: RunOwner): string | undefined {
    return this.#tools.storageRefusal(owner.customerId) ?? this.#queueRefusal(owner);
  }

  #refuseStorage({ customerId }: RunOwner): void {
    const refusal = this.#tools.storageRefusal(customerId);
    if (refusal) throw new AppError('storage_full', refusal);
  }

  #queueRefusal({ instanceId }: RunOwner): string | undefined {
    const { limits, queues } = this.#tools;
    const limit = limits.queuedPerInstance;
    if (queues.lengthOf(instanceId) < limit) return undefined;
    return `${limit} executions of this instance wait already, which is the limit (STEPWELL_MAX_QUEUED_PER_INSTANCE).`;
  }

  /** The run whose turn it is, which has a slot from now on, or a queue to be filled first; undefined when none is free. */
  take(): Turn | undefined {
    const turn = this.#isFree() ? this.#tools.queues.take(this.#isScarce()) : undefined;
    if (turn?.kind === 'run') this.#taken += 1;
    return turn;
  }

  /** A slot more than there are, should none be free, whatever waits before it. */
  occupy(owner: RunOwner): void {
    this.#taken += 1;
    this.#tools.queues.occupy(owner);
  }

  /** Until `goOn` nobody gets a slot but by `occupy`. */
  hold(): void {
    this.#isHeld = true;
  }

  goOn(): void {
    this.#isHeld = false;
  }

  /** Answers whether none is held, as soon as that is so or the time is over. */
  async untilIdle(time: number): Promise<boolean> {
    return this.#taken === 0 || (await this.#idle.wait(IDLE, time)) === true;
  }

  free(instanceId: string): void {
    this.#taken -= 1;
    this.#tools.queues.free(instanceId);
    if (this.#taken === 0) this.#idle.settle(IDLE, true);
  }

  #isFree(): boolean {
    return !this.#isHeld && this.#taken < this.#tools.limits.executions;
  }

  #isScarce(): boolean {
    const { executions } = this.#tools.limits;
    return executions - this.#taken <= Math.floor(executions / ONE_KEPT_OF);
  }
}
