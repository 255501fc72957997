import { describe, expect, test } from 'bun:test';
import { createUploads } from '../../../src/web/triggers/uploads.ts';

const MB = 1024 * 1024;
const LIMIT = 6 * MB;

/** A call whose body comes when it is told to. */
function sending(length: number | undefined) {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const headers: Record<string, string> = length === undefined ? {} : { 'content-length': String(length) };
  const request = new Request('http://127.0.0.1/', { method: 'POST', body: readable, headers });
  return {
    request,
    send: (bytes: number) => void writer.write(new Uint8Array(bytes)).catch(() => undefined),
    end: () => void writer.close().catch(() => undefined),
  };
}

const whole = (bytes: number) =>
  new Request('http://127.0.0.1/', {
    method: 'POST',
    body: new Uint8Array(bytes),
    headers: { 'content-length': String(bytes) },
  });

describe('large bodies under way have a budget together', () => {
  test('what would go beyond it is asked to come again; a small one is always taken', async () => {
    const uploads = createUploads(8 * MB);
    const first = await uploads.read(whole(5 * MB), LIMIT);
    await expect(uploads.read(whole(5 * MB), LIMIT)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await uploads.read(whole(1000), LIMIT)).bytes.byteLength).toBe(1000);
    first.end();
    const second = await uploads.read(whole(5 * MB), LIMIT);
    expect([second.bytes.byteLength, second.isLarge]).toEqual([5 * MB, true]);
    second.end();
  });

  test('what says no length before counts as it comes', async () => {
    const uploads = createUploads(3 * MB);
    const first = sending(undefined);
    const reading = uploads.read(first.request, LIMIT);
    first.send(2 * MB);
    const refused = sending(undefined);
    const second = uploads.read(refused.request, LIMIT);
    refused.send(2 * MB);
    await expect(second).rejects.toMatchObject({ code: 'unavailable' });
    first.end();
    expect((await reading).bytes.byteLength).toBe(2 * MB);
  });

  test('a refused or broken one gives its room back', async () => {
    const uploads = createUploads(7 * MB);
    for (let round = 0; round < 3; round++) {
      const endless = sending(undefined);
      const reading = uploads.read(endless.request, LIMIT);
      for (let sent = 0; sent < 7; sent++) endless.send(MB);
      await expect(reading).rejects.toMatchObject({ code: 'too_large' });
    }
    const upload = await uploads.read(whole(6 * MB), LIMIT);
    upload.end();
    upload.end();
    (await uploads.read(whole(6 * MB), LIMIT)).end();
  });

  test('one that has stalled makes room for one that comes', async () => {
    const uploads = createUploads(8 * MB, 0);
    const stalled = sending(6 * MB);
    const reading = uploads.read(stalled.request, LIMIT);
    stalled.send(MB);
    const told = reading.catch((error: unknown) => error);
    const upload = await uploads.read(whole(6 * MB), LIMIT);
    expect(upload.bytes.byteLength).toBe(6 * MB);
    expect(await told).toMatchObject({ code: 'unavailable' });
  });

  test('a length over the limit is refused unread', async () => {
    await expect(createUploads().read(sending(LIMIT + 1).request, LIMIT)).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('6 MB'),
    });
  });
});

test('two large bodies are worked on at a time, with a turn for everybody else before each', async () => {
  const uploads = createUploads();
  const all = await Promise.all(Array.from({ length: 5 }, () => uploads.read(whole(MB), LIMIT)));
  let working = 0;
  let most = 0;
  let turns = 0;
  let isWorking = true;
  const others = (async () => {
    for (; isWorking; turns++) await new Promise<void>((resolve) => setImmediate(resolve));
  })();
  const work = all.map(async (upload) => {
    await upload.turn();
    working += 1;
    most = Math.max(most, working);
    await upload.turn();
    working -= 1;
    upload.end();
  });
  await Promise.all(work);
  isWorking = false;
  await others;
  expect(most).toBe(2);
  expect(turns).toBeGreaterThan(1);
});
