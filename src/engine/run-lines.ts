import { type FlowQueue, type QueuedOf, standsIn } from '../models/flow-queues.ts';
import type { StoredRequest } from '../models/requests.ts';

/** Whose a run is. */
export type RunOwner = { instanceId: string; customerId: string };

/** Whose it is, and of what. */
export type OwnedRun = RunOwner & QueuedOf & { id: string };

/** A run that waits in memory, with its payload where that has not left memory since the call. */
export type Waiting = RunOwner & { id: string; request: StoredRequest | undefined; onStep?: () => void };

const NO_RUNS: ReadonlySet<string> = new Set();
const KEPT_IDS = 200;
const KEPT_REQUESTS = 50;

/**
 * Runs of one instance that wait one after another: those of a flow that has a queue, or all that stand in none.
 * What does not fit in memory stays in the table, and is fetched in its order when the line is empty.
 */
export class RunLine {
  /** Undefined for runs that stand in no queue of a flow. */
  readonly queue: FlowQueue | undefined;
  waiting: Waiting[] = [];
  /** Whether the table may have runs that are not in `waiting`. */
  hasMore = false;
  /** Of those the ones to be fetched come after this one. */
  after = '';
  /**
   * In a queue: those that have begun and not ended. One that waits in a step keeps its place among those that go on at
   * once, or the runs of a flow that wants one after another would overtake each other.
   */
  readonly begun: ReadonlySet<string>;
  readonly #begun: Set<string> | undefined;
  /** Whether one of `begun` may wait in the table to be gone on with. */
  #isBegunDue = false;
  /** Whether one has come that is in the table alone since it was said to be fetched. */
  #hasMissed = false;

  constructor(queue: FlowQueue | undefined) {
    this.queue = queue;
    this.#begun = queue && new Set();
    this.begun = this.#begun ?? NO_RUNS;
  }

  /** Whether there is something to be taken, or to be fetched that may be. */
  get canGoOn(): boolean {
    const [first] = this.waiting;
    if (!first) return this.hasMore && (this.#hasRoom || this.#isBegunDue);
    return this.#hasRoom || this.begun.has(first.id);
  }

  get isIdle(): boolean {
    return !this.hasMore && this.waiting.length === 0 && this.begun.size === 0;
  }

  get #hasRoom(): boolean {
    return this.queue === undefined || this.begun.size < this.queue.limit;
  }

  add({ id, instanceId, customerId }: OwnedRun, request: StoredRequest | undefined): void {
    if (this.hasMore || this.waiting.length >= KEPT_IDS) {
      this.hasMore = true;
      this.#hasMissed = true;
      // As one that was set aside and goes on now.
      if (id < this.after) this.after = '';
      return;
    }
    const kept = this.waiting.length < KEPT_REQUESTS ? request : undefined;
    this.waiting.push({ id, instanceId, customerId, request: kept });
  }

  /** The next run; undefined when the line has to be filled first. */
  take(): Waiting | undefined {
    const run = this.waiting.shift();
    if (run) this.begin(run.id);
    else this.#hasMissed = false;
    return run;
  }

  /** Puts runs fetched from the table in the place of those in memory; `hasMore` when there may be others. */
  fill(runs: Waiting[], hasMore: boolean): void {
    this.waiting = runs;
    this.hasMore = hasMore || this.#hasMissed;
    this.#isBegunDue = false;
  }

  /** What waits is to be fetched from the table, from the first on. */
  lookAgain(): void {
    this.hasMore = true;
    this.after = '';
    if (this.queue === undefined) return;
    // One that has begun comes before those that were fetched.
    this.waiting = this.begun.size > 0 ? [] : this.waiting;
    this.#isBegunDue = this.begun.size > 0;
  }

  /** Leaves in the table what waits, until it is looked at again. */
  forget(): void {
    this.waiting = [];
    this.hasMore = false;
  }

  begin(id: string): void {
    this.#begun?.add(id);
  }

  /** A run has come to its end, or is nobody's any more. */
  end(id: string): void {
    this.#begun?.delete(id);
  }

  remove(id: string): void {
    this.waiting = this.waiting.filter((each) => each.id !== id);
    this.end(id);
  }
}

/** The lines of one instance, which have their turns one after the other. */
export class InstanceLines {
  /** That of runs which stand in no queue of a flow. */
  readonly others = new RunLine(undefined);
  /** All, in the order of their turns. */
  #lines: readonly RunLine[] = [this.others];
  #isKnown: boolean;
  /** Runs that have left while it was not known which flows have queues. */
  #left: Set<string> | undefined;

  /** @param queues undefined while that is not known: nothing is begun until it is */
  constructor(queues: readonly FlowQueue[] | undefined) {
    this.#isKnown = queues !== undefined;
    if (queues?.length) this.#lines = this.#linesFor(queues);
  }

  /** @param begun runs of these queues that have not ended */
  setQueues(queues: readonly FlowQueue[], begun: OwnedRun[]): void {
    this.#isKnown = true;
    this.#lines = this.#linesFor(queues);
    if (queues.length === 0) {
      this.#left = undefined;
      return;
    }
    this.others.forget();
    for (const run of begun) if (!this.#left?.has(run.id)) this.of(run).begin(run.id);
    this.#left = undefined;
    this.lookAgain();
  }

  forgetQueues(): void {
    this.others.forget();
    this.#lines = [this.others];
    this.#isKnown = false;
    this.lookAgain();
  }

  /** The line that a run stands in. */
  of(run: QueuedOf): RunLine {
    return this.#lines.find(({ queue }) => queue && standsIn(queue, run)) ?? this.others;
  }

  get canGoOn(): boolean {
    return this.#lines.some((line) => line.canGoOn);
  }

  get isIdle(): boolean {
    return this.#lines.every((line) => line.isIdle);
  }

  get hasMore(): boolean {
    return this.#lines.some((line) => line.hasMore);
  }

  /** How many wait at the least, in memory and in the table. */
  get leastLength(): number {
    return this.size + (this.hasMore ? 1 : 0);
  }

  /** How many are in memory. */
  get size(): number {
    let size = 0;
    for (const { waiting } of this.#lines) size += waiting.length;
    return size;
  }

  add(run: OwnedRun, request: StoredRequest | undefined): void {
    this.of(run).add(run, request);
  }

  /** The next run of the line whose turn it is, or that line where it has to be filled first. */
  take(): Waiting | RunLine | undefined {
    const line = this.#lines.find((each) => each.canGoOn);
    if (!line) return undefined;
    if (this.#lines.length > 1) this.#lines = [...this.#lines.filter((each) => each !== line), line];
    return (this.#isKnown && line.take()) || line;
  }

  /** Whether a run that is being made would come first, and stands in no queue of its flow, in which it would have a turn. */
  isNext(run: QueuedOf): boolean {
    const line = this.of(run);
    return this.#isKnown && line.queue === undefined && !line.hasMore && line.waiting.length === 0;
  }

  lookAgain(): void {
    for (const line of this.#lines) line.lookAgain();
  }

  /** Leaves in the table what waits. @returns the ids of what was in memory */
  forget(): string[] {
    const ids = this.#lines.flatMap(({ waiting }) => waiting.map(({ id }) => id));
    for (const line of this.#lines) line.forget();
    return ids;
  }

  /** @returns whether it had begun, and so has made room for another one */
  remove(id: string): boolean {
    const hadBegun = this.#lines.some(({ begun }) => begun.has(id));
    for (const line of this.#lines) line.remove(id);
    this.end(id);
    return hadBegun;
  }

  end(id: string): void {
    if (!this.#isKnown) this.#left = (this.#left ?? new Set()).add(id);
    for (const line of this.#lines) line.end(id);
  }

  #linesFor(queues: readonly FlowQueue[]): RunLine[] {
    return [this.others, ...queues.map((queue) => new RunLine(queue))];
  }
}
