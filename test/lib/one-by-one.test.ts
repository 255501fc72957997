import { expect, test } from 'bun:test';
import { createOneByOne } from '../../src/lib/one-by-one.ts';

test('what has one key is done one after the other, in the order of asking, and answers its own', async () => {
  const oneByOne = createOneByOne();
  const begun: string[] = [];
  const doors = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = oneByOne('a', async () => {
    begun.push('first');
    await doors[0]?.promise;
    return 1;
  });
  const second = oneByOne('a', async () => {
    begun.push('second');
    await doors[1]?.promise;
    return 2;
  });
  expect(await oneByOne('b', async () => 3)).toBe(3);
  expect(begun).toEqual(['first']);
  doors[0]?.resolve();
  expect(await first).toBe(1);
  doors[1]?.resolve();
  expect(await second).toBe(2);
});

test('one that fails holds up none after it', async () => {
  const oneByOne = createOneByOne();
  const failed = oneByOne('a', () => Promise.reject(new Error('out of order')));
  const next = oneByOne('a', async () => 'done');
  expect(failed).rejects.toThrow('out of order');
  expect(await next).toBe('done');
});
