import { expect, test } from 'bun:test';
import { uuid } from '../../src/components/uuid/index.ts';
import { dataOf } from './context.ts';

test('a UUID is another one each time, in the case and with the dashes that are asked for', async () => {
  const one = await dataOf(uuid, 'generateUuid');
  expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(await dataOf(uuid, 'generateUuid')).not.toBe(one);
  expect(await dataOf(uuid, 'generateUuid', { case: 'upper', removeDashes: 'true' })).toMatch(
    /^[0-9A-F]{32}$/,
  );
  await expect(dataOf(uuid, 'generateUuid', { case: 'title' })).rejects.toThrow('lower or upper');
});

test('the nil UUID is all zeros', async () => {
  expect(await dataOf(uuid, 'emptyUuid')).toBe('00000000-0000-0000-0000-000000000000');
});
