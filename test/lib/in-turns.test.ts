import { expect, test } from 'bun:test';
import { atOnce, encodeInTurns, slicesOf, textOfSlices, valueOfSlice } from '../../src/lib/in-turns.ts';
import { decode, encode } from '../../src/lib/wire.ts';

const MOST = 64 * 1024 * 1024;
const long = 'é"\n'.repeat(100_000);
const rows = Array.from({ length: 30_000 }, (_each, id) => ({ id, at: new Date(id), note: undefined }));

const large: Record<string, unknown> = {
  'a long text': long,
  'many bytes': Buffer.alloc(300_000, 7),
  'a list of objects': rows,
  'a list with holes': [undefined, ...rows, undefined, long],
  'an object of many keys': Object.fromEntries(rows.map(({ id }) => [`k${id}`, { id }])),
  'large parts between small ones': {
    a: 1,
    b: long,
    c: undefined,
    d: rows,
    e: [],
    f: {},
    g: [long, 1, long],
  },
  'a key named __proto__': JSON.parse(`{"__proto__":${JSON.stringify(long)},"a":${JSON.stringify(rows)}}`),
  'an object of the user with our mark': { $wire: 'date', value: long, list: rows },
  'big integers': rows.map(({ id }) => ({ id: BigInt(id) })),
};

test.each(Object.entries(large))('%s is written in turns as it is at once', async (_name, value) => {
  const whole = encode(value, { maxBytes: MOST });
  expect((await encodeInTurns(value, MOST)) === whole).toBe(true);
  const slices = atOnce(slicesOf(value, MOST));
  expect(atOnce(textOfSlices(slices, MOST)) === whole).toBe(true);
  expect(
    encode(atOnce(valueOfSlice(slices)), { maxBytes: MOST }) === encode(decode(whole), { maxBytes: MOST }),
  ).toBe(true);
});

test('what is too large is refused before the whole is written, and what cannot be written with its path', async () => {
  const shared = { a: rows, b: rows, c: rows, d: rows };
  await expect(encodeInTurns({ ...shared, e: shared }, 2_000_000)).rejects.toThrow('is larger than 1 MB');
  await expect(encodeInTurns({ list: [...rows, () => 1] }, MOST)).rejects.toThrow('list[30000]');
});
