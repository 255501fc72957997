import { expect, test } from 'bun:test';
import { queueWords, runFailureWords, stepFailureWords } from '../../../src/lib/ui/failure-words.ts';

test.each([
  [undefined, 'The run stops and fails.'],
  [{ errorHandlerType: 'fail' }, 'The run stops and fails.'],
  [{ errorHandlerType: 'ignore' }, 'The failure is ignored and the run goes on.'],
  [
    { errorHandlerType: 'retry', maxAttempts: 1, delaySeconds: 5 },
    'Tried again once, after 5 seconds. After that the run fails.',
  ],
  [
    {
      errorHandlerType: 'retry',
      maxAttempts: 3,
      delaySeconds: 10,
      usesExponentialBackoff: true,
      ignoreFinalError: true,
    },
    'Tried again up to 3 times, 10 seconds apart, twice as long each time. After that the failure is ignored.',
  ],
  [{ errorHandlerType: 'retry' }, 'The run stops and fails.'],
] as const)('when a step with %j fails: %s', (config, words) => {
  expect(stepFailureWords(config)).toBe(words);
});

test.each([
  [undefined, 'Not run again by itself'],
  [{ maxAttempts: 0, delayMinutes: 5 }, 'Not run again by itself'],
  [{ maxAttempts: 2 }, 'Tried again up to 2 times, at once.'],
  [{ maxAttempts: 2, delayMinutes: 1 }, 'Tried again up to 2 times, 1 minute apart.'],
] as const)('when a run with %j fails: %s', (retryConfig, words) => {
  expect(runFailureWords({ retryConfig })).toBe(words);
});

test.each([
  [undefined, 'Side by side'],
  [{ concurrencyLimit: 4 }, 'Side by side, up to 4 at once'],
  [{ usesFifoQueue: true }, 'In the order of the calls, one after another'],
  [{ usesFifoQueue: true, concurrencyLimit: 2 }, 'In the order of the calls, up to 2 at once'],
  [{ singletonExecutions: true }, 'Skipped while another one runs'],
] as const)('calls with %j run: %s', (queueConfig, words) => {
  expect(queueWords({ queueConfig })).toBe(words);
});
