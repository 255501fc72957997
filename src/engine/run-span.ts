import type { Execution } from '../models/executions.ts';
import type { Outcome } from './run-execution.ts';

/** What the span of a run says of it: names and ids alone. */
export function spanOf({ id, instanceId, integrationId, customerId, flow, version, kind }: Execution) {
  const ids = {
    'stepwell.execution.id': id,
    'stepwell.instance.id': instanceId,
    'stepwell.integration.id': integrationId,
    'stepwell.customer.id': customerId,
  };
  const facts = { 'stepwell.flow': flow, 'stepwell.version': version, 'stepwell.execution.kind': kind };
  return [`run ${flow}`, { ...ids, ...facts }] as const;
}

/** How a run came to its end as its span says it, and whether that is as it should be. */
export function outcomeWords(outcome: Outcome): [words: string, isOk: boolean] {
  const words = outcome.kind === 'ended' ? outcome.ending.status : outcome.kind;
  return [words, words !== 'failed'];
}
