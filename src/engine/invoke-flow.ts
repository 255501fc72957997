import type { ActionResult } from '../components/component.ts';
import type { Database } from '../db/store.ts';
import type { CompiledFlow } from '../definition/compile/compiled.ts';
import { newId } from '../lib/ids.ts';
import { isJson } from '../lib/media-type.ts';
import { sealedIfSecretInTurns } from '../lib/sealed.ts';
import { now, SECOND } from '../lib/time.ts';
import { type Execution, enqueue, executionOfOrigin } from '../models/executions.ts';
import { instanceInMemory } from '../models/instances.ts';
import { countInvocations, firstOf, invocationOrigin } from '../models/invocations.ts';
import { internalRequest, packRequest, requestPlace } from '../models/requests.ts';
import type { ExecuteTools, Lease } from './run-execution.ts';
import type { Runtime } from './runtime.ts';
import type { Ended } from './stored-results.ts';

const KEPT = 10_000;
const COUNT_AGAIN = 10 * SECOND;

/** How many executions the calls of flows have made, by the execution that they began with. */
export class Invocations {
  readonly #limit: number;
  readonly #made = new Map<string, { count: number; countedAt: number }>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts one more that began with `first`. @throws when it is one too many, unless `origin` has been made before */
  async add(read: Database, first: string, origin: string): Promise<void> {
    const made = this.#made.get(first) ?? (await this.#count(read, first));
    // A step that is tried again makes its calls again, which were counted, and none of them a second execution.
    const isFull = made.count >= this.#limit;
    if (isFull && (await executionOfOrigin(read, origin))) return;
    if (isFull && made.countedAt < now() - COUNT_AGAIN) {
      made.count = await countInvocations(read, first, this.#limit);
      made.countedAt = now();
    }
    if (made.count >= this.#limit) {
      throw new Error(
        `Flows that call flows have started ${this.#limit} executions from one, which is the limit (STEPWELL_MAX_CROSS_FLOW_EXECUTIONS); do they call each other without end?`,
      );
    }
    made.count += 1;
  }

  async #count(read: Database, first: string) {
    const count = await countInvocations(read, first, this.#limit);
    const known = this.#made.get(first) ?? { count, countedAt: 0 };
    const [oldest] = this.#made.size >= KEPT ? this.#made.keys() : [];
    if (oldest !== undefined) this.#made.delete(oldest);
    this.#made.set(first, known);
    return known;
  }
}

/** Calls another flow for a step. @returns what its webhook would answer */
export type FlowInvoker = (
  stepPath: string,
  flowName: string,
  data: unknown,
  waits: boolean,
) => Promise<unknown>;

/** Calls of other flows: made once however often the step is tried, since a step's calls are numbered. */
export function flowInvoker(tools: ExecuteTools, lease: Lease, runtime: Runtime): FlowInvoker {
  const { execution } = lease;
  let made: Map<string, number> | undefined;
  return async (path, flowName, data, waits) => {
    const flow = flowNamed(runtime, flowName);
    refuseDepth(execution.depth, tools.limits.depth);
    await refuseStopped(tools, execution);
    made ??= new Map();
    const number = (made.get(path) ?? 0) + 1;
    made.set(path, number);
    const id = newId('exe');
    const sealing = {
      ...{ vault: tools.vault, redact: runtime.redact },
      mask: tools.asideOf?.(execution.customerId).mask,
    };
    const seal = (text: string) => sealedIfSecretInTurns(text, sealing, requestPlace(id));
    const payload = await packRequest(internalRequest(data), tools.store.blobs, tools.vault, seal);
    const { instanceId, customerId, integrationId, version } = execution;
    const target = { instanceId, customerId, integrationId, version, flow: flow.name };
    const origin = invocationOrigin(execution, path, number);
    await tools.invocations.add(tools.store.read, firstOf(execution), origin);
    const { userId } = execution;
    const caused = { kind: 'invoked' as const, userId, depth: execution.depth + 1, origin };
    const run = { ...target, ...caused, id, payload };
    if (waits && flow.isSynchronous) {
      const called = await tools.store.write((tx) => enqueue(tx, run), 'invoke');
      const ended = await tools.runInside(called, lease.stop.signal);
      return answerFrom(flow, called.id, ended, tools.limits.syncTime);
    }
    const place = tools.enterQueue(target);
    try {
      const queued = await tools.store.write((tx) => enqueue(tx, run), 'invoke');
      tools.wake(queued);
      return { executionId: queued.id };
    } catch (error) {
      place.release();
      throw error;
    }
  };
}

function flowNamed({ compiled }: Runtime, name: string): CompiledFlow {
  const flow = compiled.flows.find((each) => each.name === name);
  if (flow) return flow;
  const names = compiled.flows.map((each) => each.name).join(', ');
  throw new Error(`There is no flow “${name}” in this integration; it has: ${names}.`);
}

function refuseDepth(depth: number, limit: number): void {
  if (depth < limit) return;
  throw new Error(
    `Flows call flows ${limit} deep here, which is the limit; do they call each other in a circle?`,
  );
}

/** A run that was under way when its instance was paused may end; it starts no others. */
async function refuseStopped({ store }: ExecuteTools, { instanceId }: Execution): Promise<void> {
  const state = (await instanceInMemory(store, instanceId))?.state;
  if (state === 'active') return;
  const [how, what] =
    state === 'paused' || state === 'needs_configuration'
      ? ['is paused', 'Enable it, then replay this execution.']
      : ['was removed', ''];
  throw new Error(`The instance ${how}: its flows start no other flows. ${what}`.trim());
}

function answerFrom({ name }: CompiledFlow, id: string, ended: Ended | undefined, time: number): unknown {
  if (!ended) {
    throw new Error(
      `The flow “${name}” has not answered within ${time / SECOND} seconds; its execution ${id} goes on.`,
    );
  }
  if (ended.status !== 'succeeded') {
    const { step, message } = ended.error;
    if (ended.status === 'waiting')
      throw new Error(`The flow “${name}” does not go on (execution ${id}). ${message}`);
    const where = step === undefined ? '' : ` in its step “${step}”`;
    throw new Error(`The flow “${name}” ${ended.status}${where} (execution ${id}): ${message}`);
  }
  const { statusCode = 200 } = ended.answer ?? {};
  if (statusCode >= 400) throw new Error(`The flow “${name}” answered ${statusCode} (execution ${id}).`);
  return dataOf(ended.answer);
}

/** As somebody reads an HTTP answer: text that is said to be JSON is the value that it stands for. */
function dataOf(answer: ActionResult | undefined): unknown {
  const { data = null, contentType = '' } = answer ?? {};
  if (typeof data !== 'string' || !isJson(contentType)) return data;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
