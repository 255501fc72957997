import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import { EXECUTION_STATUSES, type Execution } from '../../models/executions.ts';
import { repeatedIn } from '../../models/request-keys.ts';
import { attemptOf } from '../../models/retries.ts';
import { id, time } from './schemas.ts';

export const error = v.object({
  message: v.string(),
  step: v.optional(v.string()),
  name: v.optional(v.string()),
  stack: v.optional(v.string()),
  detail: v.optional(v.unknown()),
});

export const status = v.picklist(EXECUTION_STATUSES);

const facts = {
  id,
  instanceId: id,
  customerId: id,
  integrationId: id,
  version: v.pipe(v.number(), v.description('Below 0 of a test run: a snapshot of the draft.')),
  flow: v.string(),
  kind: v.picklist([
    ...(['webhook', 'schedule', 'invoked', 'batch', 'replay', 'test'] as const),
    ...(['deploy', 'remove', 'user_deploy', 'user_remove'] as const),
  ]),
  status,
  queuedAt: time,
  runAt: time,
  startedAt: v.nullable(time),
  endedAt: v.nullable(time),
  error: v.nullable(error),
  replayOf: v.nullable(id),
  retryForExecution: v.pipe(
    v.nullable(id),
    v.description('The first execution, of one that is tried again; null of the first itself.'),
  ),
  retryCount: v.pipe(v.number(), v.description('How many attempts there were before; 0 of the first.')),
  duplicateOf: v.pipe(
    v.nullable(id),
    v.description('The execution of the same request that came first, of one that came again.'),
  ),
  userId: v.pipe(
    v.nullable(id),
    v.description('The person whose answers it runs with, where the call names one.'),
  ),
  depth: v.number(),
};

export const executionFacts = v.object(facts);
export const executionAnswer = v.object({
  ...facts,
  request: v.nullable(
    v.object({
      method: v.string(),
      headers: v.record(v.string(), v.string()),
      queryParameters: v.record(v.string(), v.union([v.string(), v.array(v.string())])),
      pathFragment: v.string(),
      contentType: v.string(),
      body: v.unknown(),
    }),
  ),
  notKept: v.optional(
    v.pipe(
      v.array(v.picklist(['request'])),
      v.description('What was stored and is lost: its file in the data folder is missing or damaged.'),
    ),
  ),
});

export function shownExecution(execution: Execution) {
  const { leaseOwner: _, crashes: __, cursor: ___, origin: ____, ...rest } = execution;
  const { first, number } = attemptOf(execution);
  return {
    ...rest,
    retryForExecution: number === 0 ? null : first,
    retryCount: number,
    duplicateOf: repeatedIn(execution) ?? null,
    queuedAt: toIso(rest.queuedAt),
    runAt: toIso(rest.runAt),
    startedAt: isoOrNull(rest.startedAt),
    endedAt: isoOrNull(rest.endedAt),
  };
}

const isoOrNull = (instant: number | null) => (instant === null ? null : toIso(instant));
