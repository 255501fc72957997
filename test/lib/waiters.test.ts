import { expect, test } from 'bun:test';
import { nearest } from '../../src/lib/nearest.ts';
import { createWaiters } from '../../src/lib/waiters.ts';

test('all who wait for a thing are told when it comes', async () => {
  const waiters = createWaiters<number>();
  const both = [waiters.wait('a', 1000), waiters.wait('a', 1000)];
  waiters.settle('b', 1);
  waiters.settle('a', 2);
  expect(await Promise.all(both)).toEqual([2, 2]);
});

test('who has waited long enough gets nothing', async () => {
  expect(await createWaiters<number>().wait('a', 5)).toBeUndefined();
});

test('who goes away is not waited for', async () => {
  const controller = new AbortController();
  const waiting = createWaiters<number>().wait('a', 60_000, controller.signal);
  controller.abort();
  expect(await waiting).toBeUndefined();
});

test('a near word is suggested, a far one is not', () => {
  expect(nearest('serv', ['serve', 'check'])).toBe('serve');
  expect(nearest('xylophone', ['serve', 'check'])).toBeUndefined();
});
