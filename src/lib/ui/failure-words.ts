import { plural } from '../format.ts';

type Maybe<T> = T | null | undefined;
type Retries = { maxAttempts?: Maybe<number>; usesExponentialBackoff?: Maybe<boolean> };
type StepFailure = Retries & {
  errorHandlerType?: Maybe<string>;
  delaySeconds?: Maybe<number>;
  ignoreFinalError?: Maybe<boolean>;
};
type FieldText = Maybe<string | { value?: unknown }>;
type RunFailure = {
  retryConfig?: Maybe<Retries & { delayMinutes?: Maybe<number>; uniqueRequestIdField?: FieldText }>;
};
type Queueing = {
  dedupeIdField?: FieldText;
  usesFifoQueue?: Maybe<boolean>;
  concurrencyLimit?: Maybe<number>;
  singletonExecutions?: Maybe<boolean>;
};

/** What happens when a step fails, in a sentence or two. */
export function stepFailureWords(config: Maybe<StepFailure>): string {
  if (config?.errorHandlerType === 'ignore') return 'The failure is ignored and the run goes on.';
  if (config?.errorHandlerType !== 'retry') return 'The run stops and fails.';
  const { maxAttempts, delaySeconds, usesExponentialBackoff, ignoreFinalError } = config;
  if (!maxAttempts && !ignoreFinalError) return 'The run stops and fails.';
  const end = ignoreFinalError ? 'After that the failure is ignored.' : 'After that the run fails.';
  return `${retryWords(maxAttempts ?? 0, delaySeconds ?? 0, 'second', usesExponentialBackoff === true)} ${end}`;
}

/** What happens when a run of a flow fails. */
export function runFailureWords({ retryConfig }: RunFailure): string {
  const attempts = retryConfig?.maxAttempts ?? 0;
  if (attempts === 0) return 'Not run again by itself';
  const { delayMinutes, usesExponentialBackoff } = retryConfig ?? {};
  return retryWords(attempts, delayMinutes ?? 0, 'minute', usesExponentialBackoff === true);
}

function retryWords(attempts: number, delay: number, unit: string, doubles: boolean): string {
  const times = attempts === 1 ? 'once' : `up to ${plural(attempts, 'time')}`;
  if (delay === 0) return `Tried again ${times}, at once.`;
  const wait = attempts === 1 ? `after ${plural(delay, unit)}` : `${plural(delay, unit)} apart`;
  return `Tried again ${times}, ${wait}${doubles && attempts > 1 ? ', twice as long each time' : ''}.`;
}

/** How calls of a flow wait for each other. */
export function queueWords({ queueConfig }: { queueConfig?: Maybe<Queueing> }): string {
  if (queueConfig?.singletonExecutions) return 'Skipped while another one runs';
  const limit = queueConfig?.concurrencyLimit;
  if (queueConfig?.usesFifoQueue) {
    return limit && limit > 1
      ? `In the order of the calls, up to ${limit} at once`
      : 'In the order of the calls, one after another';
  }
  return limit ? `Side by side, up to ${limit} at once` : 'Side by side';
}

/** What happens to a call that comes again; undefined where nothing tells. */
export function duplicateWords({ queueConfig }: { queueConfig?: Maybe<Queueing> }): string | undefined {
  const path = fieldPath(queueConfig?.dedupeIdField);
  if (path === '') return undefined;
  return `One with the same ${path} within 10 minutes is answered like the first, and not run`;
}

/** A place in a call as people write it: `body.data.id`. */
export function fieldPath(field: FieldText): string {
  const text = typeof field === 'string' ? field : field?.value;
  return typeof text === 'string' ? text.replace(/^[^.]+\.results\./, '') : '';
}

/** What the fields of another try hold: what holds already, or what is proposed to whoever chooses it. */
export function printedRetry(config: Maybe<StepFailure>): { attempts: string; delay: string } {
  if (config?.errorHandlerType !== 'retry') return { attempts: '3', delay: '10' };
  return { attempts: String(config.maxAttempts ?? 0), delay: String(config.delaySeconds ?? 0) };
}
