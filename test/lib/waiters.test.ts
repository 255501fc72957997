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

test('who has gone away before waiting gets nothing at once', async () => {
  const waiting = createWaiters<number>().wait('a', 60_000, AbortSignal.abort());
  expect(await waiting).toBeUndefined();
});

test('who was told leaves nothing behind with those who may still abort', async () => {
  const { signal } = new AbortController();
  const listeners = new Set<unknown>();
  signal.addEventListener = (_type: string, listener: unknown) => void listeners.add(listener);
  signal.removeEventListener = (_type: string, listener: unknown) => void listeners.delete(listener);
  const waiters = createWaiters<number>();
  const waiting = waiters.wait('a', 60_000, signal);
  expect(listeners.size).toBe(1);
  waiters.settle('a', 1);
  expect(await waiting).toBe(1);
  expect(listeners.size).toBe(0);
});

test('a near word is suggested, a far one is not', () => {
  expect(nearest('serv', ['serve', 'check'])).toBe('serve');
  expect(nearest('xylophone', ['serve', 'check'])).toBeUndefined();
});

test('of several near words the nearest is suggested, whatever its case', () => {
  expect(nearest('--PROT', ['--host', '--port', '--part'])).toBe('--port');
  expect(nearest('', [])).toBeUndefined();
  expect(nearest('check', ['check', 'chock'])).toBe('check');
});
