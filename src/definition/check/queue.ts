import type { Path } from '../document/problem.ts';
import type { Flow } from '../document/schema.ts';
import type { Report } from './check.ts';

/**
 * Combinations and ranges that the field refuses, by its public SDK and documentation
 * (`views/help/definition-format.md#flows`).
 */
export function checkQueue(flow: Flow, path: Path, report: Report): void {
  const { usesFifoQueue, singletonExecutions } = flow.queueConfig ?? {};
  const isScheduled = Boolean(flow.steps[0]?.schedule?.value);
  const place = [...path, 'queueConfig'];
  const say = (message: string) => report('error', place, `The flow ${flow.name} ${message}`);
  if (usesFifoQueue && singletonExecutions) say('cannot queue its calls and skip them too: choose one.');
  else if (usesFifoQueue && isScheduled)
    say('has a schedule, which cannot be queued: use singletonExecutions.');
  else if (singletonExecutions && !isScheduled)
    say('has no schedule, so singletonExecutions has no use: remove it.');
  if (usesFifoQueue && flow.isSynchronous)
    say('answers its caller at once and cannot be queued: choose one.');
  if (flow.isSynchronous && (flow.retryConfig?.maxAttempts ?? 0) > 0) {
    const message = `The flow ${flow.name} answers its caller at once, so failed runs are not retried: remove retryConfig.`;
    report('warning', [...path, 'retryConfig'], message);
  }
  checkRanges(flow, path, report);
}

const MOST = Number.MAX_SAFE_INTEGER;

function checkRanges({ queueConfig, retryConfig, triggerResolver }: Flow, path: Path, report: Report): void {
  const check = (
    group: string,
    field: string,
    value: number | null | undefined,
    least: number,
    most: number,
  ) => {
    if (value === undefined || value === null) return;
    if (Number.isInteger(value) && value >= least && value <= most) return;
    report(
      'error',
      [...path, group, field],
      most === MOST
        ? `${field} must be a whole number of at least ${least}, not ${value}.`
        : `${field} must be a whole number from ${least} to ${most}, not ${value}.`,
    );
  };
  // The SDK asks for 2 to 15; its own sequential queue is one call at a time, which older exports write as 1.
  check('queueConfig', 'concurrencyLimit', queueConfig?.concurrencyLimit, 1, 15);
  check('retryConfig', 'maxAttempts', retryConfig?.maxAttempts, 0, 10);
  check('retryConfig', 'delayMinutes', retryConfig?.delayMinutes, 0, 60);
  check('triggerResolver', 'batchSize', triggerResolver?.batchSize, 1, MOST);
  check('triggerResolver', 'concurrentBatchLimit', triggerResolver?.concurrentBatchLimit, 1, MOST);
}
