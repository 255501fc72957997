import { isDeepStrictEqual } from 'node:util';
import type { Store } from '../db/store.ts';
import { storageErrorOf } from '../lib/storage-error.ts';
import type { CompiledVersions } from '../models/compiled-versions.ts';
import { begunRuns, type FlowQueue, flowQueuesOf } from '../models/flow-queues.ts';
import type { Instance } from '../models/instances.ts';
import { isOfTests } from '../models/test-customer.ts';
import type { OwnedRun } from './run-lines.ts';

const NONE: readonly FlowQueue[] = [];

/** Which flows of which instances have queues, as far as anybody has asked: of most instances none. */
export class KnownQueues {
  readonly #known = new Map<string, readonly FlowQueue[]>();
  readonly #tools: { store: Store; compiledVersions: CompiledVersions };

  constructor(tools: { store: Store; compiledVersions: CompiledVersions }) {
    this.#tools = tools;
  }

  /** Undefined while it is not known. */
  of(instanceId: string): readonly FlowQueue[] | undefined {
    return this.#known.get(instanceId);
  }

  setNone(instanceId: string): void {
    this.#known.set(instanceId, NONE);
  }

  forget(instanceId: string): void {
    this.#known.delete(instanceId);
  }

  /** Finds out, and which runs in these queues have begun. */
  async learn(instance: Instance): Promise<{ flowQueues: readonly FlowQueue[]; begun: OwnedRun[] }> {
    const { id: instanceId, customerId } = instance;
    const flowQueues = await this.#read(instance);
    const { read } = this.#tools.store;
    const begun = flowQueues.length > 0 ? await begunRuns(read, instanceId, flowQueues) : [];
    this.#known.set(instanceId, flowQueues);
    return { flowQueues, begun: begun.map((run) => ({ ...run, instanceId, customerId })) };
  }

  /** Whether what was known of an instance holds no longer; then it is forgotten. */
  async hasChanged(instanceId: string, instance: Instance | undefined): Promise<boolean> {
    const known = this.#known.get(instanceId);
    if (known === undefined || instance?.state === 'removed') return false;
    if (instance && isDeepStrictEqual(await this.#read(instance), known)) return false;
    return this.#known.delete(instanceId);
  }

  async #read(instance: Instance): Promise<readonly FlowQueue[]> {
    if (isOfTests(instance)) return NONE;
    const { store, compiledVersions } = this.#tools;
    try {
      return flowQueuesOf(await compiledVersions.get(store.read, instance.integrationId, instance.version));
    } catch (error) {
      if (storageErrorOf(error)) throw error;
      // Its runs fail with what is wrong with the version: they need not wait for that.
      return NONE;
    }
  }
}
