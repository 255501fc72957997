import { Fifo } from '../lib/fifo.ts';
import type { FlowQueue, QueuedOf } from '../models/flow-queues.ts';
import type { StoredRequest } from '../models/requests.ts';
import { InstanceLines, type OwnedRun, RunLine, type RunOwner, type Waiting } from './run-lines.ts';

export type { OwnedRun, RunOwner, Waiting };

/** A run whose turn it is, or a line of an instance that has to be filled first. */
export type Turn = { kind: 'run'; waiting: Waiting } | ({ kind: 'refill'; line: RunLine } & RunOwner);

/** How many may run at once, of one instance and of one customer that have no limit of their own. */
export type Caps = { perInstance: number; perCustomer: number };

type InstanceQueue = {
  id: string;
  customer: CustomerQueue;
  limit: number;
  running: number;
  lines: InstanceLines;
  /** How many wait, in memory and in the table. */
  length: number;
  /** How many have a place in the queue and are being made. */
  expected: number;
  isInTurn: boolean;
};

const NONE: readonly FlowQueue[] = [];

type CustomerQueue = {
  id: string;
  limit: number;
  running: number;
  instances: number;
  /** Those that can run, and some that no longer can. */
  turns: Fifo<InstanceQueue>;
  isInTurn: { idle: boolean; busy: boolean };
};

/** The queues that flows of an instance have; undefined while that is not known. */
export type QueuesOf = (instanceId: string) => readonly FlowQueue[] | undefined;

/**
 * Runs that wait, taken by customer, then by instance of that customer, then the oldest first, so that nobody's many
 * hold up anybody else. Customers of whom nothing runs come before the others. A flow that has a queue has a line of
 * its own in each instance, and these have their turns one after the other.
 * Whoever can run stands in a line once; who cannot any more is found out when its turn comes, which its place in the
 * line has paid for. So a turn costs the same however many wait.
 */
export class Queues {
  readonly #queues = new Map<string, InstanceQueue>();
  readonly #customers = new Map<string, CustomerQueue>();
  readonly #limits = new Map<string, number>();
  readonly #lines = { idle: new Fifo<CustomerQueue>(), busy: new Fifo<CustomerQueue>() };
  readonly #caps: Caps;
  readonly #queuesOf: QueuesOf;

  /** @param queuesOf without it no flow has one */
  constructor(caps: Caps, queuesOf: QueuesOf = () => NONE) {
    this.#caps = caps;
    this.#queuesOf = queuesOf;
  }

  /** Sets how many of a customer or of an instance may run at once; undefined for as many as of any. */
  setLimit(id: string, limit: number | undefined): void {
    if (limit === undefined) this.#limits.delete(id);
    else this.#limits.set(id, limit);
    const [customer, queue] = [this.#customers.get(id), this.#queues.get(id)];
    if (customer) customer.limit = limit ?? this.#caps.perCustomer;
    if (customer) this.#lineCustomer(customer);
    if (queue) queue.limit = limit ?? this.#caps.perInstance;
    if (queue) this.#lineInstance(queue);
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

  add(run: OwnedRun, request: StoredRequest | undefined): void {
    const queue = this.#of(run);
    queue.expected = Math.max(queue.expected - 1, 0);
    queue.length += 1;
    queue.lines.add(run, request);
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
    queue.lines.lookAgain();
    queue.length = Math.max(length ?? queue.length, queue.lines.size + 1);
    this.#lineInstance(queue);
  }

  /** Says which flows of the instance have queues. @param begun runs in these that have not ended */
  setQueues({ instanceId }: RunOwner, queues: readonly FlowQueue[], begun: OwnedRun[]): void {
    const queue = this.#queues.get(instanceId);
    if (!queue) return;
    queue.lines.setQueues(queues, begun);
    this.#lineInstance(queue);
  }

  /** Says that it is no longer known which flows of the instance have queues. */
  forgetQueues(instanceId: string): void {
    const queue = this.#queues.get(instanceId);
    if (!queue) return;
    queue.lines.forgetQueues();
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
      const turn = this.#canRun(queue) ? queue.lines.take() : undefined;
      if (!turn) continue;
      // It has no turn until it is filled.
      if (turn instanceof RunLine)
        return { kind: 'refill', line: turn, instanceId: queue.id, customerId: customer.id };
      queue.length = Math.max(queue.length - 1, queue.lines.leastLength);
      this.#start(queue);
      this.#lineInstance(queue);
      return { kind: 'run', waiting: turn };
    }
  }

  /** Takes a slot for a run that is being made, when nothing of the instance waits and one is free for it. */
  reserve(run: RunOwner & QueuedOf, isScarce = false): boolean {
    const queue = this.#of(run);
    const { customer } = queue;
    if (!queue.lines.isNext(run) || queue.running >= queue.limit) return false;
    if (customer.running >= customer.limit || (isScarce && customer.running > 0)) return false;
    this.#start(queue);
    return true;
  }

  /** Counts a run that has a slot whatever waits before it. */
  occupy(owner: RunOwner): void {
    this.#start(this.#of(owner));
  }

  /** Puts runs fetched from the table in the place of those in memory; `hasMore` when there may be others. */
  refill(owner: RunOwner, ids: string[], hasMore: boolean, line?: RunLine): void {
    const queue = this.#of(owner);
    const runs = ids.map((id) => ({ ...owner, id, request: undefined }));
    (line ?? queue.lines.others).fill(runs, hasMore);
    const { lines } = queue;
    queue.length = lines.hasMore ? Math.max(queue.length, lines.leastLength) : lines.size;
    this.#lineInstance(queue);
    this.#forgetIdle(queue);
  }

  /** Runs of the instance stay in the table until `markMore`; how many they are is not forgotten. */
  pause(instanceId: string): void {
    this.#queues.get(instanceId)?.lines.forget();
  }

  /** A run that was taken waits again, in the table. */
  putBack(owner: RunOwner): void {
    const queue = this.#of(owner);
    queue.lines.forget();
    this.markMore(owner, queue.length + 1);
  }

  /** A run that waited does so no more. @returns whether another one of its flow may begin now */
  remove(instanceId: string, id: string): boolean {
    const queue = this.#queues.get(instanceId);
    if (!queue) return false;
    const isNextFree = queue.lines.remove(id);
    queue.length = Math.max(queue.length - 1, queue.lines.size);
    if (isNextFree) this.#lineInstance(queue);
    this.#forgetIdle(queue);
    return isNextFree;
  }

  /** Forgets what waits of an instance that is gone. @returns the ids that were in memory */
  drop(instanceId: string): string[] {
    const queue = this.#queues.get(instanceId);
    if (!queue) return [];
    const ids = queue.lines.forget();
    queue.lines.setQueues(NONE, []);
    queue.lines.forget();
    queue.length = 0;
    this.#forgetIdle(queue);
    return ids;
  }

  /** A run goes on that has had no turn here. */
  begin(run: OwnedRun): void {
    this.#of(run).lines.of(run).begin(run.id);
  }

  /** A run has come to its end, or is not ours any more: in the queue of its flow another one may begin. */
  end({ instanceId, id }: RunOwner & { id: string }): void {
    const queue = this.#queues.get(instanceId);
    if (!queue) return;
    queue.lines.end(id);
    this.#lineInstance(queue);
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
    return queue.running < queue.limit && queue.lines.canGoOn;
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
      limit: this.#limits.get(instanceId) ?? this.#caps.perInstance,
      running: 0,
      lines: new InstanceLines(this.#queuesOf(instanceId)),
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
    if (queue.running > 0 || queue.length + queue.expected > 0 || !queue.lines.isIdle) return;
    const { customer } = queue;
    // It may have been forgotten before.
    if (!this.#queues.delete(queue.id)) return;
    customer.instances -= 1;
    if (customer.instances === 0) this.#customers.delete(customer.id);
  }
}
