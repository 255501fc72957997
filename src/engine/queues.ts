import type { Queued } from '../models/executions.ts';
import type { StoredRequest } from '../models/requests.ts';

/** A run that waits in memory, with its payload where that has not left memory since the call. */
export type Waiting = { id: string; instanceId: string; request: StoredRequest | undefined };

type InstanceQueue = { waiting: Waiting[]; running: number; hasMore: boolean };

const KEPT_IDS = 200;
const KEPT_REQUESTS = 50;

/**
 * Runs that wait, one queue an instance, taken in turn so that a busy instance cannot hold up the others.
 * What does not fit in memory stays in the table, and is fetched in its order when the queue is empty.
 */
export class Queues {
  readonly #queues = new Map<string, InstanceQueue>();
  readonly #perInstance: number;

  constructor(perInstance: number) {
    this.#perInstance = perInstance;
  }

  add(queued: Queued, request: StoredRequest | undefined): void {
    const queue = this.#of(queued.instanceId);
    if (queue.hasMore || queue.waiting.length >= KEPT_IDS) {
      queue.hasMore = true;
      return;
    }
    const kept = queue.waiting.length < KEPT_REQUESTS ? request : undefined;
    queue.waiting.push({ id: queued.id, instanceId: queued.instanceId, request: kept });
  }

  /** Says that the table has runs of the instance. */
  markMore(instanceId: string): void {
    this.#of(instanceId).hasMore = true;
  }

  /** The next run whose turn it is, or an instance whose queue has to be filled first. */
  take(): { kind: 'run'; waiting: Waiting } | { kind: 'refill'; instanceId: string } | undefined {
    for (const [instanceId, queue] of this.#queues) {
      if (queue.running >= this.#perInstance) continue;
      const waiting = queue.waiting.shift();
      if (waiting) {
        queue.running += 1;
        // To the end of the order: the others come first now.
        this.#queues.delete(instanceId);
        this.#queues.set(instanceId, queue);
        return { kind: 'run', waiting };
      }
      if (queue.hasMore) return { kind: 'refill', instanceId };
    }
    return undefined;
  }

  /** Takes a slot for a run that is being made, when nothing of the instance waits and one is free. */
  reserve(instanceId: string): boolean {
    const queue = this.#of(instanceId);
    if (queue.hasMore || queue.waiting.length > 0 || queue.running >= this.#perInstance) return false;
    queue.running += 1;
    return true;
  }

  /** Puts runs fetched from the table into the empty queue; `hasMore` when there may be others. */
  refill(instanceId: string, ids: string[], hasMore: boolean): void {
    const queue = this.#of(instanceId);
    queue.waiting.push(...ids.map((id) => ({ id, instanceId, request: undefined })));
    queue.hasMore = hasMore;
    this.#forgetIdle(instanceId, queue);
  }

  /** A run has left its slot. */
  free(instanceId: string): void {
    const queue = this.#queues.get(instanceId);
    if (!queue) return;
    queue.running -= 1;
    this.#forgetIdle(instanceId, queue);
  }

  #of(instanceId: string): InstanceQueue {
    const known = this.#queues.get(instanceId);
    if (known) return known;
    const queue = { waiting: [], running: 0, hasMore: false };
    this.#queues.set(instanceId, queue);
    return queue;
  }

  #forgetIdle(instanceId: string, queue: InstanceQueue): void {
    if (queue.running === 0 && queue.waiting.length === 0 && !queue.hasMore) this.#queues.delete(instanceId);
  }
}
