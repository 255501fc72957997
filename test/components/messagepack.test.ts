import { expect, test } from 'bun:test';
import { messagepack } from '../../src/components/messagepack/index.ts';
import { dataOf } from './context.ts';

const encoded = (data: unknown) => dataOf(messagepack, 'encodeMessage', { data });
const decoded = (message: unknown) => dataOf(messagepack, 'decodeMessage', { message });

test.each([
  [{ id: 17, list: [1, 'a', null, true], deep: { a: -1.5 } }],
  ['text'],
  [4_294_967_296_000],
  [12345678901234567890n],
  [new Date('2026-01-31T08:00:00.123Z')],
])('%p comes back as it was', async (data) => {
  expect(await decoded(await encoded(data))).toEqual(data);
});

test('what others have written is read, from a file or from bytes', async () => {
  const bytes = Buffer.from('82a26964cf0000000000000011a46e616d65a441636d65', 'hex');
  expect(await decoded(bytes)).toEqual({ id: 17, name: 'Acme' });
  expect(await decoded({ data: bytes, contentType: 'application/msgpack' })).toEqual({
    id: 17,
    name: 'Acme',
  });
  expect(await encoded({ id: 17 })).toEqual({
    data: Buffer.from([0x81, 0xa2, 0x69, 0x64, 0x11]),
    contentType: 'application/msgpack',
  });
});

test('what is cut off, or says to be longer than it is, is refused', async () => {
  await expect(decoded(Buffer.from('82a26964', 'hex'))).rejects.toThrow('"Message" is not MessagePack');
  await expect(decoded(Buffer.from('dd7fffffff', 'hex'))).rejects.toThrow('"Message" is not MessagePack');
  await expect(decoded('')).rejects.toThrow('"Message" is empty');
});
