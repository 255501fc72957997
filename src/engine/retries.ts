import type { Database } from '../db/store.ts';
import type { CompiledFlow } from '../definition/compile/compiled.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { now } from '../lib/time.ts';
import { type Execution, type ExecutionKind, enqueue } from '../models/executions.ts';
import { findInstance } from '../models/instances.ts';
import { payloadFor } from '../models/replays.ts';
import { isOutdated, requestKeysOf } from '../models/request-keys.ts';
import { isSynchronous, type StoredRequest } from '../models/requests.ts';
import { attemptOf, retryDelay, retryOrigin } from '../models/retries.ts';
import { copyBlobUses } from '../models/step-results.ts';
import { isOfTests } from '../models/test-customer.ts';
import type { ExecuteTools } from './run-execution.ts';

/** Makes the next attempt, in the write that ends the one before; answers none where it is not to be made any more. */
export type Retry = (tx: Database) => Promise<Execution | undefined>;

/** Nobody waits for these. Who replays a run watches it, and what deploys an instance is begun again with it. */
const RETRIED: readonly ExecutionKind[] = ['webhook', 'schedule', 'invoked', 'batch'];

/**
 * The next attempt of a run that fails, where its flow asks for one: from the first step, with the payload of the first.
 * @param request reads the call
 */
export async function nextAttempt(
  { store, vault }: ExecuteTools,
  execution: Execution,
  flow: CompiledFlow,
  request: () => Promise<StoredRequest>,
): Promise<Retry | undefined> {
  const { retry } = flow;
  const { first, number } = attemptOf(execution);
  if (!retry || number >= retry.maxAttempts || isOfTests(execution)) return undefined;
  if (!RETRIED.includes(execution.kind)) return undefined;
  const { instanceId, customerId, integrationId, version, kind, userId, depth } = execution;
  const target = { instanceId, customerId, integrationId, version, flow: flow.name };
  try {
    const call = await request();
    // Who has called the run that found a batch waits for that one.
    if (kind === 'batch' ? flow.isSynchronous : isSynchronous(call, flow)) return undefined;
    const id = newId('exe');
    const payload = await payloadFor({ store, vault }, execution.id, id);
    const key = requestKeysOf(flow, instanceId, call)?.unique;
    const runAt = now() + retryDelay(retry, number + 1);
    const origin = retryOrigin({ first, number: number + 1 });
    const run = { ...target, id, kind, userId, depth, payload, runAt, origin };
    return async (tx) => {
      const instance = await findInstance(tx, instanceId);
      if (!instance || instance.state === 'removed') return undefined;
      if (key !== undefined && (await isOutdated(tx, key, first))) return undefined;
      const made = await enqueue(tx, run);
      await copyBlobUses(tx, execution.id, id);
      return made;
    };
  } catch (error) {
    // What called it is no longer kept.
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
