import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { publishedShop } from '../../support/api-records.ts';
import { call, listAt, openDesk, TOKEN, textAt } from '../../support/app.ts';

const MB = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'stepwell-api-attachments-'));
const desk = openDesk({ 'admin-token': TOKEN, 'max-attachment-mb': '1' }, folder);
const { app } = desk;
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

let id: string;
let path: string;
beforeAll(async () => {
  id = await publishedShop(app);
  path = `/integrations/${id}/attachments`;
});

const named = (name: string) => `${path}?name=${encodeURIComponent(name)}`;
const add = async (name: string, content = name) =>
  textAt(await call(app, 'POST', named(name), content), 'id');
const names = async () =>
  listAt(await call(app, 'GET', path), 'items').map((item) => Reflect.get(Object(item), 'name'));
const incoming = () => readdirSync(join(folder, 'blobs', 'incoming'));

/** Sends bytes as they are, with the headers that programs send along. */
async function send(
  method: string,
  to: string,
  body?: Uint8Array<ArrayBuffer> | FormData | ReadableStream,
  more: Record<string, string> = {},
) {
  const headers = { authorization: `Bearer ${TOKEN}`, ...more };
  const init = { method, headers, duplex: 'half' as const, ...(body === undefined ? {} : { body }) };
  return await app.request(new Request(`http://stepwell.test/api/v1${to}`, init));
}

test('a file is added under a name, listed, read, replaced, renamed and deleted', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(50_000));
  const added = await send('POST', named('Süd "1".bin'), bytes, { 'content-type': 'image/png' });
  expect(added.status).toBe(201);
  const facts = v.parse(v.looseObject({ id: v.string() }), await added.json());
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(facts).toMatchObject({ name: 'Süd "1".bin', size: 50_000, sha256, addedBy: 'STEPWELL_ADMIN_TOKEN' });
  const at = `${path}/${facts.id}`;
  expect(listAt(await call(app, 'GET', path), 'items')).toEqual([facts]);

  const read = await send('GET', at);
  expect(Buffer.from(await read.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
  expect(read.headers.get('content-type')).toBe('application/octet-stream');
  expect(read.headers.get('x-content-type-options')).toBe('nosniff');
  expect(read.headers.get('content-disposition')).toBe(
    `attachment; filename="Sud 1.bin"; filename*=UTF-8''S%C3%BCd%20%221%22.bin`,
  );

  expect((await call(app, 'PUT', at, 'another')).json).toMatchObject({ id: facts.id, size: 7 });
  expect((await call(app, 'GET', at)).text).toBe('another');
  expect((await call(app, 'PATCH', at, { name: 'b.txt' })).json).toMatchObject({ name: 'b.txt', size: 7 });
  expect((await call(app, 'DELETE', at)).status).toBe(204);
  expect((await call(app, 'GET', at)).status).toBe(404);
  expect(await names()).toEqual([]);
});

test('the list goes page by page, latest first, and a name that is taken gets a number', async () => {
  for (const name of ['a.txt', 'b.txt', 'a.txt']) await add(name);
  const first = await call(app, 'GET', `${path}?limit=2`);
  expect(listAt(first, 'items')).toMatchObject([{ name: 'a (2).txt' }, { name: 'b.txt' }]);
  const rest = await call(app, 'GET', `${path}?limit=2&cursor=${textAt(first, 'nextCursor')}`);
  expect(rest.json).toMatchObject({ items: [{ name: 'a.txt' }], nextCursor: null });
  expect((await call(app, 'GET', `${path}?cursor=nonsense`)).status).toBe(400);
});

test('a name that another has is refused', async () => {
  const other = await add('other.txt');
  await add('taken.txt');
  const refused = await call(app, 'PATCH', `${path}/${other}`, { name: 'taken.txt' });
  expect(refused.status).toBe(409);
  expect(refused.json).toMatchObject({ error: { issues: [{ path: 'name' }] } });
});

describe('what is refused says why, and nothing of it is kept', () => {
  const long = 'x'.repeat(256);
  test.each<[what: string, method: string, to: (one: string) => string, body: unknown, status: number]>([
    ['no name', 'POST', () => path, 'x', 400],
    ['an empty name', 'POST', () => named(''), 'x', 400],
    ['a name of spaces', 'POST', () => named('  '), 'x', 400],
    ['a long name', 'POST', () => named(long), 'x', 400],
    ['a NUL in it', 'POST', () => named('a\0b'), 'x', 400],
    ['two names', 'POST', () => `${named('a')}&name=b`, 'x', 400],
    ['another parameter', 'POST', () => `${named('a')}&title=b`, 'x', 400],
    ['an unknown integration', 'POST', () => '/integrations/int_0/attachments?name=a', 'x', 404],
    ['a byte too many', 'POST', () => named('a'), 'x'.repeat(MB + 1), 413],
    ['a replacement that is too large', 'PUT', (one) => `${path}/${one}`, 'x'.repeat(MB + 1), 413],
    ['a replacement of nothing', 'PUT', () => `${path}/att_0`, 'x', 404],
    ['a rename without a name', 'PATCH', (one) => `${path}/${one}`, {}, 422],
    ['an empty new name', 'PATCH', (one) => `${path}/${one}`, { name: ' ' }, 422],
    ['a long new name', 'PATCH', (one) => `${path}/${one}`, { name: long }, 422],
    ['half a character', 'PATCH', (one) => `${path}/${one}`, { name: '\ud800' }, 422],
    [
      'one of another integration',
      'DELETE',
      (one) => `/integrations/int_0/attachments/${one}`,
      undefined,
      404,
    ],
    ['one that is not there', 'DELETE', () => `${path}/att_0`, undefined, 404],
  ])('%s', async (what, method, to, body, status) => {
    const one = await add(`${what}.txt`, 'kept');
    const before = await names();
    const answer = await call(app, method, to(one), body);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('"message":"');
    if (status === 413)
      expect(answer.text).toContain('larger than 1 MB, which is the limit for an attachment');
    expect(await names()).toEqual(before);
    expect((await call(app, 'GET', `${path}/${one}`)).text).toBe('kept');
    expect(incoming()).toEqual([]);
  });

  test('a form in place of the file', async () => {
    const form = new FormData();
    form.set('file', new File(['x'], 'a.txt'));
    const before = await names();
    const answer = await send('POST', named('a.txt'), form);
    expect([answer.status, await answer.text()]).toEqual([415, expect.stringContaining('--data-binary')]);
    expect(await names()).toEqual(before);
  });

  test('too much without a length, as soon as it has come', async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          sent += 65_536;
          controller.enqueue(new Uint8Array(65_536));
        },
      },
      { highWaterMark: 0 },
    );
    expect((await send('POST', named('endless'), body)).status).toBe(413);
    expect(sent).toBeLessThan(2 * MB);
    expect(incoming()).toEqual([]);
  });

  test('a body that is cut', async () => {
    const before = await names();
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(65_536));
        controller.error(new Error('The connection was closed.'));
      },
    });
    expect((await send('POST', named('cut'), body)).status).toBe(400);
    expect(await names()).toEqual(before);
    expect(incoming()).toEqual([]);
  });
});

test('with an Idempotency-Key a file is added once, and another file is refused', async () => {
  const headers = { 'idempotency-key': 'once' };
  const first = await call(app, 'POST', named('once.txt'), 'x', headers);
  const again = await call(app, 'POST', named('once.txt'), 'x', headers);
  expect(again.json).toEqual(first.json);
  expect(again.headers.get('idempotent-replay')).toBe('true');
  expect((await call(app, 'POST', named('once.txt'), 'y', headers)).status).toBe(422);
  expect((await names()).filter((name) => String(name).startsWith('once'))).toEqual(['once.txt']);
  expect(incoming()).toEqual([]);
});
