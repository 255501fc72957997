import type { Store } from '../db/store.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { type Instant, now } from '../lib/time.ts';
import type { Waiters } from '../lib/waiters.ts';
import {
  CANCELLED_AT_ONCE,
  CANCELLED_BY_REMOVAL,
  cancelRunsOfRemoved,
  hasRunsOfRemoved,
  removedWithRuns,
} from '../models/cancellations.ts';
import { limitedCustomers, limitsOfCustomer } from '../models/customers.ts';
import type { Queued, StoredError } from '../models/executions.ts';
import {
  dueAmong,
  type FlowQueue,
  flowQueuesOf,
  nextInQueue,
  type Versioned,
} from '../models/flow-queues.ts';
import { type Instance, instanceInMemory, limitedInstances } from '../models/instances.ts';
import { instancesDue, instancesWithWork, nextQueued, whetherBegun } from '../models/leases.ts';
import type { StoredRequest } from '../models/requests.ts';
import type { KnownQueues } from './known-queues.ts';
import type { Queues, RunOwner } from './queues.ts';
import type { RunLine } from './run-lines.ts';
import type { RunningRuns } from './running.ts';
import type { Ended } from './stored-results.ts';

export type BacklogTools = {
  store: Store;
  queues: Queues;
  known: KnownQueues;
  running: RunningRuns;
  ended: Waiters<Ended>;
  abort(run: { id: string; instanceId: string }, error: StoredError): void;
  /** Says that the queues have got something. */
  goOn(): void;
  tryLater(error: unknown): void;
};

const REFILL = 100;
const ASKED_AT_ONCE = 500;
/** So many instances are looked at in one turn of the loop. */
const IN_ONE_TURN = 100;
const DELETED: StoredError = { message: 'Cancelled: the instance was deleted.' };
const STOPPED: StoredError = { message: 'The instance is paused: this waits until it is enabled.' };

/**
 * What waits in the table: brought into the queues, left where it is, or cancelled, by what has become of its instance.
 * Queues know nothing of that, and the claim of a run asks the table: so no change of an instance can be missed.
 */
export class Backlog {
  readonly #tools: BacklogTools;
  /** Instances that are there and take no runs, of those that have changed since the start. */
  readonly #stopped = new Set<string>();
  #isFilling = false;
  /** Whether the table may have queued runs that the queues do not know of. */
  isBehind = true;

  constructor(tools: BacklogTools) {
    this.#tools = tools;
  }

  /** Whether a queue is being filled; meanwhile nobody has a turn. */
  get isFilling(): boolean {
    return this.#isFilling;
  }

  /** Goes on with what a former process has left. */
  async start(): Promise<void> {
    await this.#readLimits();
    for (const owner of await removedWithRuns(this.#tools.store.read)) this.#cancelRest(owner);
  }

  /** A run that is in the table waits for its turn. */
  add(queued: Queued, request: StoredRequest | undefined): void {
    this.#tools.queues.add(queued, request);
    this.tellStopped(queued);
  }

  /** Tells who waits for a run that waits itself, where its instance takes none. */
  tellStopped({ id, instanceId }: Pick<Queued, 'id' | 'instanceId'>): void {
    if (this.#stopped.has(instanceId)) this.#tools.ended.settle(id, { status: 'waiting', error: STOPPED });
  }

  /** Brings to the queues what is due in the table at the instant. */
  async look(at: Instant): Promise<void> {
    const { store, queues } = this.#tools;
    const behind = this.isBehind ? await instancesWithWork(store.read, at) : [];
    this.isBehind = false;
    for (const { length, ...owner } of behind) queues.markMore(owner, length);
    for (const owner of await instancesDue(store.read, at)) queues.markMore(owner);
  }

  /** Tells the queues the limits of all customers and instances that have some. */
  async #readLimits(): Promise<void> {
    const { store, queues } = this.#tools;
    for (const { id, limits } of await limitedCustomers(store.read)) queues.setLimit(id, limits.executions);
    for (const { id, executionLimit } of await limitedInstances(store.read))
      queues.setLimit(id, executionLimit ?? undefined);
  }

  /** Tells the queues the limit of a customer; none when it is gone. */
  async readLimit(customerId: string): Promise<void> {
    const { store, queues } = this.#tools;
    queues.setLimit(customerId, (await limitsOfCustomer(store.read, customerId)).executions);
  }

  async takesRuns({ instanceId }: RunOwner): Promise<boolean> {
    return (await instanceInMemory(this.#tools.store, instanceId))?.state === 'active';
  }

  /** Does for a queue that is empty in memory what is to be done with its runs in the table. Never throws. */
  async fill(owner: RunOwner & { line: RunLine }): Promise<void> {
    const { goOn, tryLater } = this.#tools;
    this.#isFilling = true;
    try {
      await this.#fillFrom(owner);
    } catch (error) {
      tryLater(error);
    } finally {
      this.#isFilling = false;
    }
    goOn();
  }

  async #fillFrom({ line, ...owner }: RunOwner & { line: RunLine }): Promise<void> {
    const { store, queues, known } = this.#tools;
    const instance = await instanceInMemory(store, owner.instanceId);
    if (instance?.state === 'active') {
      const isKnown = known.of(instance.id) !== undefined;
      return isKnown ? await this.#refill(owner, line) : await this.#learn(instance, owner);
    }
    queues.pause(owner.instanceId);
    if (!instance) this.#drop(owner.instanceId);
    else if (instance.state === 'removed') this.#cancelRest(owner);
  }

  /** Finds out which flows of an instance have queues; what waits of it is looked at then. */
  async #learn(instance: Instance, owner: RunOwner): Promise<void> {
    const { queues, known } = this.#tools;
    const { flowQueues, begun } = await known.learn(instance);
    queues.setQueues(owner, flowQueues, begun);
  }

  /** Tells what version an instance has, which saves asking for it where no flow of it has a queue. */
  tellVersion(owner: RunOwner, compiled: Versioned): void {
    const { queues, known } = this.#tools;
    if (known.of(owner.instanceId) || flowQueuesOf(compiled).length > 0) return;
    known.setNone(owner.instanceId);
    queues.setQueues(owner, [], []);
  }

  /** Looks at what waits on instances that have changed or are gone. */
  async heed(instanceIds: string[]): Promise<void> {
    let isAnyStopped = false;
    for (const [index, instanceId] of instanceIds.entries()) {
      if (index % IN_ONE_TURN === IN_ONE_TURN - 1) await nextTurn();
      const isActive = await this.#heedOne(instanceId);
      isAnyStopped ||= !isActive;
    }
    if (isAnyStopped) await this.#tellAllStopped();
  }

  /** Answers whether it takes runs. */
  async #heedOne(instanceId: string): Promise<boolean> {
    const { store, queues, known } = this.#tools;
    const instance = await instanceInMemory(store, instanceId);
    const { state, customerId } = instance ?? {};
    queues.setLimit(instanceId, instance?.executionLimit ?? undefined);
    if (await known.hasChanged(instanceId, instance)) queues.forgetQueues(instanceId);
    if (state === 'paused' || state === 'needs_configuration') this.#stopped.add(instanceId);
    else this.#stopped.delete(instanceId);
    if (customerId === undefined) this.#drop(instanceId);
    else if (queues.lengthOf(instanceId) > 0) queues.markMore({ instanceId, customerId });
    // At once: what was set aside waits in no queue, and a queue waits for its turn.
    if (customerId !== undefined && state === 'removed' && (await hasRunsOfRemoved(store.read, instanceId)))
      this.#cancelRest({ instanceId, customerId });
    return state === 'active';
  }

  /** Whoever waits in vain is told, wherever the run waits: most of a long queue are in the table alone. */
  async #tellAllStopped(): Promise<void> {
    const { store, ended } = this.#tools;
    const ids = ended.ids();
    for (let from = 0; from < ids.length; from += ASKED_AT_ONCE) {
      const some = ids.slice(from, from + ASKED_AT_ONCE);
      const known = await whetherBegun(store.read, some);
      for (const id of some) {
        const run = known.get(id);
        if (!run) ended.settle(id, { status: 'cancelled', error: DELETED });
        else if (!run.isBegun) this.tellStopped({ id, instanceId: run.instanceId });
      }
    }
  }

  async #refill(owner: RunOwner, line?: RunLine): Promise<void> {
    const { store, queues, known, running } = this.#tools;
    const all = known.of(owner.instanceId);
    if (line && all?.length) return await this.#refillLine(owner, line, all);
    const limit = REFILL + running.size;
    const rows = await nextQueued(store.read, owner.instanceId, now(), limit);
    const ids = rows.flatMap((row) => (running.has(row.id) ? [] : row.id));
    queues.refill(owner, ids, rows.length === limit, line);
  }

  /** Those that have begun come first: while they wait to go on, nobody else in their queue may begin. */
  async #refillLine(owner: RunOwner, line: RunLine, all: readonly FlowQueue[]): Promise<void> {
    const { store, queues, running } = this.#tools;
    const { queue, begun, after } = line;
    const at = now();
    const due = begun.size > 0 ? await dueAmong(store.read, [...begun], at) : [];
    const limit = REFILL + running.size + begun.size;
    const rows = await nextInQueue(store.read, owner.instanceId, { queue, all, after }, at, limit);
    line.after = rows.at(-1) ?? after;
    const ids = [...due, ...rows.filter((id) => !begun.has(id))].filter((id) => !running.has(id));
    queues.refill(owner, ids, rows.length === limit, line);
  }

  /** The executions went with the instance: nothing can be stored for them. */
  #drop(instanceId: string): void {
    const { queues, running, abort } = this.#tools;
    this.#tools.known.forget(instanceId);
    const own = [...running].flatMap(([id, run]) => (run.instanceId === instanceId ? id : []));
    for (const id of [...own, ...queues.drop(instanceId)]) abort({ id, instanceId }, DELETED);
  }

  /** Cancels what the removal itself has not: that writes no more at once than others can wait for. */
  #cancelRest(owner: RunOwner): void {
    const { store, queues, known, abort, goOn, tryLater } = this.#tools;
    const { instanceId } = owner;
    store
      .write((tx) => cancelRunsOfRemoved(tx, instanceId))
      .then(async (ids) => {
        for (const id of ids) abort({ id, instanceId }, CANCELLED_BY_REMOVAL);
        if (ids.length === CANCELLED_AT_ONCE) return this.#cancelRest(owner);
        // What is left runs because of the removal, which waits in no queue.
        if (known.of(instanceId) === undefined) {
          known.setNone(instanceId);
          queues.setQueues(owner, [], []);
        }
        await this.#refill(owner);
        goOn();
      })
      .catch(tryLater);
  }
}
