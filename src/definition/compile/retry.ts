import { DAY, type Instant, SECOND } from '../../lib/time.ts';
import type { CompiledErrorHandler } from './compiled.ts';

/**
 * When a failed step is tried again: after `delaySeconds`, doubled with each attempt when the backoff is exponential
 * (`views/help/building-a-flow.md#when-a-step-fails`: capped at 24 hours).
 * @param attempt the attempt that failed, from 1
 */
export function retryAt(
  handler: Extract<CompiledErrorHandler, { kind: 'retry' }>,
  attempt: number,
  at: Instant,
): Instant {
  const factor = handler.usesExponentialBackoff ? 2 ** (attempt - 1) : 1;
  return at + Math.min(handler.delaySeconds * SECOND * factor, DAY);
}
