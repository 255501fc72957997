import { setTimeout as delay } from 'node:timers/promises';
import { readInstant } from '../../lib/dates.ts';
import { EgressError, type EgressFailure } from '../../lib/egress.ts';

export type RetryPolicy = {
  most: number;
  delayMs: number;
  onAllErrors: boolean;
  exponential: boolean;
  /** Whether the request does no more when it is sent twice than when it is sent once. */
  isRepeatable: boolean;
};

/** What an attempt came to. */
export type Outcome = { response: Response } | { thrown: unknown };

/** How long is waited before the next attempt, and what the answer asked for. */
export type Wait = { ms: number; asked: { header: string; isCut: boolean } | undefined };

const LONGEST_DELAY_MS = 60_000;
const FIRST_BACKOFF_MS = 200;
// No answer came, and the connection was not just slow: what was sent may have been lost.
const UNANSWERED = new Set<EgressFailure>(['dns', 'network']);
// Trying again cannot help: the answer is in the request itself or in the rules.
const FINAL = new Set<EgressFailure>(['refused', 'invalid']);
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

export const isRepeatable = (method: string): boolean => REPEATABLE.has(method);

/**
 * Attempts until one succeeds, none is left, or the signal stops it.
 * @param onRetry told of a failed attempt and of the wait until the next one
 */
export async function withRetries(
  attempt: () => Promise<Response>,
  policy: RetryPolicy,
  signal: AbortSignal,
  onRetry: (outcome: Outcome, wait: Wait) => void,
): Promise<Outcome> {
  for (let retries = 0; ; retries += 1) {
    const outcome: Outcome = await attempt().then(
      (response) => ({ response }),
      (thrown: unknown) => ({ thrown }),
    );
    signal.throwIfAborted();
    if (retries >= policy.most || !isWorthRetrying(outcome, policy)) return outcome;
    const wait = waitOf(outcome, policy, retries);
    onRetry(outcome, wait);
    await delay(wait.ms, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

function isWorthRetrying(outcome: Outcome, { onAllErrors, isRepeatable }: RetryPolicy): boolean {
  if ('response' in outcome) {
    const { ok, status } = outcome.response;
    return !ok && (onAllErrors || (isRepeatable && (status >= 500 || status === 429)));
  }
  if (!(outcome.thrown instanceof EgressError)) return onAllErrors;
  const { code } = outcome.thrown;
  if (onAllErrors) return !FINAL.has(code);
  return UNANSWERED.has(code) || (isRepeatable && code === 'incomplete');
}

function waitOf(outcome: Outcome, policy: RetryPolicy, retries: number): Wait {
  const own = policy.exponential
    ? Math.min(FIRST_BACKOFF_MS * 2 ** retries, LONGEST_DELAY_MS)
    : policy.delayMs;
  const header = 'response' in outcome ? outcome.response.headers.get('retry-after') : null;
  const asked = header === null ? undefined : askedDelay(header.trim());
  if (header === null || asked === undefined) return { ms: own, asked: undefined };
  const isCut = asked > LONGEST_DELAY_MS;
  return { ms: Math.max(own, Math.min(asked, LONGEST_DELAY_MS)), asked: { header, isCut } };
}

/** Milliseconds of seconds or a date; a longer wait than a minute is the flow's to plan. */
function askedDelay(header: string): number | undefined {
  if (/^\d+(?:\.\d*)?$/.test(header)) return Number(header) * 1000;
  const date = readInstant(header);
  return date === undefined ? undefined : Math.max(0, date.getTime() - Date.now());
}
