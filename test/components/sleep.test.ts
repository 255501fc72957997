import { expect, test } from 'bun:test';
import { sleep } from '../../src/components/sleep/index.ts';
import { createContext, perform } from './context.ts';

test('sleeping takes the given time', async () => {
  const start = performance.now();
  await perform(sleep, 'sleep', { ms: '20' });
  expect(performance.now() - start).toBeGreaterThanOrEqual(19);
});

test('sleeping ends when the execution is cancelled', async () => {
  const controller = new AbortController();
  const asleep = perform(sleep, 'sleep', { ms: '300000' }, createContext({ signal: controller.signal }));
  controller.abort();
  await expect(asleep).rejects.toThrow('aborted');
});

test.each(['-1', '2147483648', 'long'])('sleeping for %s milliseconds is refused', async (ms) => {
  await expect(perform(sleep, 'sleep', { ms })).rejects.toThrow('from 0 to 2147483647');
});
