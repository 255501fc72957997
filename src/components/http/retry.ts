import { setTimeout as delay } from 'node:timers/promises';
import { EgressError, type EgressFailure } from '../../lib/egress.ts';

export type RetryPolicy = { most: number; delayMs: number; onAllErrors: boolean; exponential: boolean };

/** What an attempt came to. */
export type Outcome = { response: Response } | { thrown: unknown };

const LONGEST_DELAY_MS = 60_000;
const FIRST_BACKOFF_MS = 200;
const TEMPORARY = new Set<EgressFailure>(['dns', 'network', 'timeout']);
// Trying again cannot help: the answer is in the request itself or in the rules.
const FINAL = new Set<EgressFailure>(['refused', 'invalid']);

/**
 * Attempts until one succeeds, none is left, or the signal stops it.
 * @param onRetry told of a failed attempt and the milliseconds until the next one
 */
export async function withRetries(
  attempt: () => Promise<Response>,
  policy: RetryPolicy,
  signal: AbortSignal,
  onRetry: (outcome: Outcome, waitMs: number) => void,
): Promise<Outcome> {
  for (let retries = 0; ; retries += 1) {
    const outcome: Outcome = await attempt().then(
      (response) => ({ response }),
      (thrown: unknown) => ({ thrown }),
    );
    signal.throwIfAborted();
    if (retries >= policy.most || !isWorthRetrying(outcome, policy)) return outcome;
    const waitMs = Math.max(ownDelay(policy, retries), askedDelay(outcome));
    onRetry(outcome, waitMs);
    await delay(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

function isWorthRetrying(outcome: Outcome, policy: RetryPolicy): boolean {
  if ('response' in outcome) {
    const { ok, status } = outcome.response;
    return !ok && (policy.onAllErrors || status >= 500 || status === 429);
  }
  if (!(outcome.thrown instanceof EgressError)) return true;
  const { code } = outcome.thrown;
  return policy.onAllErrors ? !FINAL.has(code) : TEMPORARY.has(code);
}

function ownDelay({ delayMs, exponential }: RetryPolicy, retries: number): number {
  if (!exponential) return delayMs;
  return Math.min(LONGEST_DELAY_MS, (delayMs || FIRST_BACKOFF_MS) * 2 ** retries);
}

/** What the answer's Retry-After asks for, in seconds or as a date; more than a minute is the flow's to plan. */
function askedDelay(outcome: Outcome): number {
  const header = 'response' in outcome ? outcome.response.headers.get('retry-after') : null;
  if (header === null) return 0;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? 0 : Math.max(0, Math.min(LONGEST_DELAY_MS, ms));
}
