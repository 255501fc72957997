import { Fifo } from '../lib/fifo.ts';
import type { StoredRequest } from '../models/requests.ts';

/** Whose a run is. */
export type RunOwner = { instanceId: string; customerId: string };

/** A run that waits in memory, with its payload where that has not left memory since the call. */
export type Waiting = RunOwner & { id: string; request: StoredRequest | undefined; onStep?: () => void };

/** A run whose turn it is, or an instance whose queue has to be filled first. */
export type Turn = { kind: 'run'; waiting: Waiting } | ({ kind: 'refill' } & RunOwner);

/** How many may run at once: of one instance, and of one customer that has no limit of its own. */
export type Caps = { perInstance: number; perCustomer: number };

type InstanceQueue = {
  id: string;
  customer: CustomerQueue;
  waiting: Waiting[];
  running: number;
  /** Whether the table has runs of it that are not in `waiting`. */
  hasMore: boolean;
  /** Whether one has come that is in the table alone since it was said to be filled. */
  hasMissed: boolean;
  /** How many wait, in memory and in the table. */
  length: number;
  /** How many have a place in the queue and are being made. */
  expected: number;
  isInTurn: boolean;
};

type CustomerQueue = {
  id: string;
  limit: number;
  running: number;
  instances: number;
  /** Those that can run, and some that no longer can. */
  turns: Fifo<InstanceQueue>;
  isInTurn: { idle: boolean; busy: boolean };
};

const KEPT_IDS = 200;
const KEPT_REQUESTS = 50;

/**
 * Runs that wait, taken by customer, then by instance of that customer, then the oldest first, so that nobody's many
 * hold up anybody else. Customers of whom nothing runs come before the others.
 * What does not fit in memory stays in the table, and is fetched in its order when the queue is empty.
 * Whoever can run stands in a line once; who cannot any more is found out when its turn comes, which its place in the
 * line has paid for. So a turn costs the same however many wait.
 */
export class Queues {
  readonly #queues = new Map<string, InstanceQueue>();
  readonly #customers = new Map<string, CustomerQueue>();
  readonly #limits = new Map<string, number>();
  readonly #lines = { idle: new Fifo<CustomerQueue>(), busy: new Fifo<CustomerQueue>() };
  readonly #caps: Caps;

  constructor(caps: Caps) {
    this.#caps = caps;
  }

  /** Sets how many of a customer may run at once; undefined for as many as of any. */
  setLimit(customerId: string, limit: number | undefined): void {
    if (limit === undefined) this.#limits.delete(customerId);
    else this.#limits.set(customerId, limit);
    const customer = this.#customers.get(customerId);
    if (!customer) return;
    customer.limit = limit ?? this.#caps.perCustomer;
    this.#lineCustomer(customer);
  }

  /** Keeps a place for a run that is being made, until it is added or given up. */
  expect(owner: RunOwner): void {
    this.#of(owner).expected += 1;
  }

  /** Gives up a place that was kept. */
  giveUp(owner: RunOwner): void {
    const queue = this.#of(owner);
    queue.expected = Math.max(queue.expected - 1, 0);
    this.#forgetIdle(queue);
  }

  add(run: RunOwner & { id: string }, request: StoredRequest | undefined): void {
    const queue = this.#of(run);
    queue.expected = Math.max(queue.expected - 1, 0);
    queue.length += 1;
    if (queue.hasMore || queue.waiting.length >= KEPT_IDS) {
      queue.hasMore = true;
      queue.hasMissed = true;
    } else {
      const kept = queue.waiting.length < KEPT_REQUESTS ? request : undefined;
      const { id, instanceId, customerId } = run;
      queue.waiting.push({ id, instanceId, customerId, request: kept });
    }
    this.#lineInstance(queue);
  }

  /** How many runs of the instance wait or are about to. */
  lengthOf(instanceId: string): number {
    const queue = this.#queues.get(instanceId);
    return queue ? queue.length + queue.expected : 0;
  }

  /** Says that the table has runs of the instance. @param length how many, where they were counted */
  markMore(owner: RunOwner, length?: number): void {
    const queue = this.#of(owner);
    queue.hasMore = true;
    queue.length = Math.max(length ?? queue.length, queue.waiting.length + 1);
    this.#lineInstance(queue);
  }

  /** @param isScarce when the last slots are to be had: they are for customers of whom nothing runs */
  take(isScarce = false): Turn | undefined {
    for (;;) {
      const isIdle = this.#lines.idle.shift();
      const customer = isIdle ?? (isScarce ? undefined : this.#lines.busy.shift());
      if (!customer) return undefined;
      customer.isInTurn[isIdle ? 'idle' : 'busy'] = false;
      const isLate = isIdle && customer.running > 0;
      const turn = isLate || customer.running >= customer.limit ? undefined : this.#takeOf(customer);
      this.#lineCustomer(customer);
      if (turn) return turn;
    }
  }

  #takeOf(customer: CustomerQueue): Turn | undefined {
    for (;;) {
      const queue = customer.turns.shift();
      if (!queue) return undefined;
      queue.isInTurn = false;
      if (!this.#canRun(queue)) continue;
      const waiting = queue.waiting.shift();
      if (!waiting) {
        // It has no turn until it is filled.
        queue.hasMissed = false;
        return { kind: 'refill', instanceId: queue.id, customerId: customer.id };
      }
      queue.length = Math.max(queue.length - 1, queue.waiting.length + (queue.hasMore ? 1 : 0));
      this.#start(queue);
      this.#lineInstance(queue);
      return { kind: 'run', waiting };
    }
  }

  /** Takes a slot for a run that is being made, when nothing of the instance waits and one is free for it. */
  reserve(owner: RunOwner, isScarce = false): boolean {
    const queue = this.#of(owner);
    const { customer } = queue;
    if (queue.hasMore || queue.waiting.length > 0 || queue.running >= this.#caps.perInstance) return false;
    if (customer.running >= customer.limit || (isScarce && customer.running > 0)) return false;
    this.#start(queue);
    return true;
  }

  /** Counts a run that has a slot whatever waits before it. */
  occupy(owner: RunOwner): void {
    this.#start(this.#of(owner));
  }

  /** Puts runs fetched from the table in the place of those in memory; `hasMore` when there may be others. */
  refill(owner: RunOwner, ids: string[], hasMore: boolean): void {
    const queue = this.#of(owner);
    queue.waiting = ids.map((id) => ({ ...owner, id, request: undefined }));
    queue.hasMore = hasMore || queue.hasMissed;
    queue.length = queue.hasMore ? Math.max(queue.length, ids.length + 1) : ids.length;
    this.#lineInstance(queue);
    this.#forgetIdle(queue);
  }

  /** Runs of the instance stay in the table until `markMore`; how many they are is not forgotten. */
  pause(instanceId: string): void {
    const queue = this.#queues.get(instanceId);
    if (!queue) return;
    queue.waiting = [];
    queue.hasMore = false;
  }

  /** A run that was taken waits again, in the table. */
  putBack(owner: RunOwner): void {
    const queue = this.#of(owner);
    queue.waiting = [];
    this.markMore(owner, queue.length + 1);
  }

  /** A run that waited does so no more. */
  remove(instanceId: string, id: string): void {
    const queue = this.#queues.get(instanceId);
    if (!queue) return;
    queue.waiting = queue.waiting.filter((each) => each.id !== id);
    queue.length = Math.max(queue.length - 1, queue.waiting.length);
    this.#forgetIdle(queue);
  }

  /** Forgets what waits of an instance that is gone. @returns the ids that were in memory */
  drop(instanceId: string): string[] {
    const queue = this.#queues.get(instanceId);
    if (!queue) return [];
    const ids = queue.waiting.map(({ id }) => id);
    queue.waiting = [];
    queue.hasMore = false;
    queue.length = 0;
    this.#forgetIdle(queue);
    return ids;
  }

  /** A run has left its slot. */
  free(instanceId: string): void {
    const queue = this.#queues.get(instanceId);
    if (!queue) return;
    queue.running -= 1;
    queue.customer.running -= 1;
    this.#lineInstance(queue);
    this.#lineCustomer(queue.customer);
    this.#forgetIdle(queue);
  }

  #start(queue: InstanceQueue): void {
    queue.running += 1;
    queue.customer.running += 1;
  }

  #canRun(queue: InstanceQueue): boolean {
    return queue.running < this.#caps.perInstance && (queue.waiting.length > 0 || queue.hasMore);
  }

  #lineInstance(queue: InstanceQueue): void {
    if (queue.isInTurn || !this.#canRun(queue)) return;
    queue.isInTurn = true;
    queue.customer.turns.push(queue);
    this.#lineCustomer(queue.customer);
  }

  #lineCustomer(customer: CustomerQueue): void {
    const line = customer.running === 0 ? 'idle' : 'busy';
    if (customer.isInTurn[line] || customer.turns.size === 0 || customer.running >= customer.limit) return;
    customer.isInTurn[line] = true;
    this.#lines[line].push(customer);
  }

  #of({ instanceId, customerId }: RunOwner): InstanceQueue {
    const known = this.#queues.get(instanceId);
    if (known) return known;
    const customer = this.#customerOf(customerId);
    customer.instances += 1;
    const queue: InstanceQueue = {
      id: instanceId,
      customer,
      waiting: [],
      running: 0,
      hasMore: false,
      hasMissed: false,
      length: 0,
      expected: 0,
      isInTurn: false,
    };
    this.#queues.set(instanceId, queue);
    return queue;
  }

  #customerOf(id: string): CustomerQueue {
    const known = this.#customers.get(id);
    if (known) return known;
    const limit = this.#limits.get(id) ?? this.#caps.perCustomer;
    const isInTurn = { idle: false, busy: false };
    const customer = { id, limit, running: 0, instances: 0, turns: new Fifo<InstanceQueue>(), isInTurn };
    this.#customers.set(id, customer);
    return customer;
  }

  #forgetIdle(queue: InstanceQueue): void {
    if (queue.running > 0 || queue.hasMore || queue.length + queue.expected > 0) return;
    const { customer } = queue;
    // It may have been forgotten before.
    if (!this.#queues.delete(queue.id)) return;
    customer.instances -= 1;
    if (customer.instances === 0) this.#customers.delete(customer.id);
  }
}
