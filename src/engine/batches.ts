import type { Trigger, TriggerPayload, TriggerResult } from '../components/component.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { plural, thousands } from '../lib/format.ts';
import { newId } from '../lib/ids.ts';
import { isRecord } from '../lib/records.ts';
import { sealedIfSecretInTurns } from '../lib/sealed.ts';
import { type Execution, enqueue, type NewExecution } from '../models/executions.ts';
import { packRequest, requestPlace, type StoredRequest } from '../models/requests.ts';
import type { StepContext } from './context.ts';
import type { ExecuteTools } from './run-execution.ts';
import type { Runtime } from './runtime.ts';

/*
 * A trigger that finds many things at once does so in a run of its own, which runs no steps: it ends in one write with
 * the runs of all parts, of which each begins with its part, and with the run that looks at the next page.
 */

/** What a trigger has found on a page, in parts that are the data of one run each. */
export type Found = {
  parts: unknown[];
  /** The branch that all of them take. */
  branch: string | undefined;
  /** What the trigger has made of the call beside its body. */
  payload: Record<string, unknown>;
  contentType: string;
  isSync: boolean;
  /** Where the next page begins; null after the last one. */
  next: unknown;
};

/** Each is a run, and all are made in one write. */
const MOST_PARTS = 5_000;
const MOST_PAGES = 10_000;

/**
 * Splits what a trigger has found.
 * @param isSync whether its initial sync has found it
 * @returns undefined where all of it is for one run
 * @throws where it cannot be split
 */
export async function splitResult(
  trigger: Trigger,
  context: StepContext,
  result: TriggerResult,
  { isOn, size, isSync }: { isOn: boolean; size: number; isSync: boolean },
): Promise<Found | undefined> {
  const items = isSync ? trigger.resolveOnDeployItems : trigger.resolveTriggerItems;
  const next = isSync ? trigger.getOnDeployNextPaginationState : trigger.getNextPaginationState;
  if (!(isSync ? (items ?? next) : isOn) || result.resultType === 'polled_no_changes') return undefined;
  const payload = isRecord(result.payload) ? result.payload : {};
  const body = isRecord(payload.body) ? payload.body : {};
  const found = items ? await items(context, result) : body.data;
  if (!Array.isArray(found))
    throw new Error('The trigger is to answer a list of what it has found, and answered something else.');
  const parts = partsOf(found, size);
  context.logger.info(
    `Found ${plural(found.length, 'item')}, which ${parts.length === 1 ? 'is one run' : `are ${thousands(parts.length)} runs`}.`,
  );
  return {
    ...{ parts, branch: result.branch, payload, isSync },
    contentType: typeof body.contentType === 'string' ? body.contentType : 'application/json',
    next: (await next?.(context, result)) ?? null,
  };
}

/** Of one item each the items themselves, else lists of so many. */
function partsOf(items: unknown[], size: number): unknown[] {
  const count = Math.ceil(items.length / size);
  if (count > MOST_PARTS)
    throw new Error(
      `The trigger has found ${thousands(items.length)} items at once, and they would be more than ${thousands(MOST_PARTS)} runs. Let it answer in pages, or make its batches larger.`,
    );
  return size === 1 ? items : Array.from({ length: count }, (_, n) => items.slice(n * size, (n + 1) * size));
}

/** What is known of a run anyway, or is made of its call again. */
const KNOWN: ReadonlySet<string> = new Set<keyof TriggerPayload>([
  ...([
    'method',
    'headers',
    'queryParameters',
    'rawBody',
    'body',
    'pathFragment',
    'paginationState',
  ] as const),
  ...(['webhookUrls', 'webhookApiKeys', 'invokeUrl', 'executionId', 'customer', 'instance'] as const),
  ...(['user', 'integration', 'flow', 'startedAt', 'globalDebug'] as const),
]);

/** The call of a run that is given a part. */
export function partRequest(request: StoredRequest, found: Found, part: unknown): StoredRequest {
  const { branch, payload, contentType } = found;
  const more = Object.fromEntries(Object.entries(payload).filter(([key]) => !KNOWN.has(key)));
  return {
    ...{ ...request, contentType, body: { kind: 'value', value: part } },
    batch: { kind: 'part', more, ...(branch !== undefined && { branch }) },
  };
}

/** The payload of a run that was given a part, as its trigger would have answered it. */
export function partPayload(payload: TriggerPayload, { batch }: StoredRequest): Record<string, unknown> {
  const { body } = payload;
  return { ...payload, rawBody: { data: null }, body, ...(batch?.kind === 'part' && batch.more) };
}

/**
 * The runs of all parts, in their order, and that of the next page.
 * @param request what called the run that has found them
 * @returns what enqueues them, for the write that ends that run
 * @throws WireError for a part that cannot be stored; AppError `invalid` where pages do not come to an end
 */
export async function batchRuns(
  { store, vault, asideOf }: ExecuteTools,
  execution: Execution,
  { redact }: Runtime,
  found: Found,
  request: StoredRequest,
): Promise<(tx: Database) => Promise<Execution[]>> {
  const { instanceId, customerId, integrationId, version, flow, userId, depth } = execution;
  const mask = asideOf?.(customerId).mask;
  const runOf = async (name: string | number, call: StoredRequest): Promise<NewExecution> => {
    const id = newId('exe');
    const seal = (text: string) => sealedIfSecretInTurns(text, { vault, redact, mask }, requestPlace(id));
    const payload = await packRequest(call, store.blobs, vault, seal);
    const target = { instanceId, customerId, integrationId, version, flow };
    const origin = `batch:${execution.id}:${name}`;
    return { ...target, id, kind: 'batch', userId, depth, payload, origin };
  };
  const runs: NewExecution[] = [];
  for (const [index, part] of found.parts.entries())
    runs.push(await runOf(index, partRequest(request, found, part)));
  if (found.next !== null) runs.push(await runOf('next', nextPage(request, found)));
  return async (tx) => {
    const queued: Execution[] = [];
    for (const run of runs) queued.push(await enqueue(tx, run));
    return queued;
  };
}

function nextPage(request: StoredRequest, { next: state, isSync }: Found): StoredRequest {
  const number = (request.batch?.kind === 'page' ? request.batch.number : 1) + 1;
  if (number > MOST_PAGES)
    throw new AppError(
      'invalid',
      `The trigger goes on after ${thousands(MOST_PAGES)} pages. Let it answer no pagination state after the last one.`,
    );
  return { ...request, batch: { kind: 'page', number, state, isSync } };
}
