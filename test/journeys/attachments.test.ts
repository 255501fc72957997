/** Attachments of the compiled server: large ones, many at once, and what is left when somebody dies on the way. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import * as v from 'valibot';
import { cleanUp, type Server, start, until } from '../support/binary.ts';
import { type App, openApp } from '../support/browser/app.ts';
import { owner } from '../support/journey-people.ts';
import { csrfIn } from '../support/markup.ts';
import { fill, smallDisk, unmountAll } from '../support/small-disk.ts';

setDefaultTimeout(180_000);
const MB = 1024 * 1024;
const PIECE = new Uint8Array(256 * 1024).fill(120);

let app: App;
let cookie: string;
beforeAll(async () => {
  app = await openApp();
  const cookies = await owner(app);
  cookie = Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
});
afterAll(async () => {
  unmountAll();
  await cleanUp();
});

const Made = v.looseObject({ id: v.string() });
const List = v.looseObject({ items: v.array(v.looseObject({ name: v.string(), size: v.number() })) });

async function integrationOn(server: Server): Promise<string> {
  const { json } = await server.call('POST', '/integrations', { name: 'Orders' });
  return v.parse(Made, json).id;
}

async function attachmentsOn(server: Server, id: string) {
  const { items } = v.parse(List, (await server.call('GET', `/integrations/${id}/attachments`)).json);
  return items.map(({ name, size }) => [name, size]);
}

const incomingOf = ({ dataFolder }: Server) => {
  const folder = join(dataFolder, 'blobs', 'incoming');
  return existsSync(folder) ? readdirSync(folder) : [];
};

/** So many bytes, never all of them at once; and texts between them. */
function stream(...parts: (string | number)[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      const [first] = parts;
      if (first === undefined) return controller.close();
      if (typeof first === 'string') {
        parts.shift();
        return controller.enqueue(Buffer.from(first));
      }
      const size = Math.min(first, PIECE.byteLength);
      parts[0] = first - size;
      if (parts[0] === 0) parts.shift();
      controller.enqueue(PIECE.subarray(0, size));
    },
  });
}

const upload = (server: Server, id: string, name: string, bytes: number) =>
  fetch(`${server.url}/api/v1/integrations/${id}/attachments?name=${name}`, {
    method: 'POST',
    body: stream(bytes),
    headers: { authorization: `Bearer ${server.token}` },
  });

/** The most memory that a process has had since `forgetPeak`, in bytes. */
function peakOf(pid: number): number {
  const [, kb] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kb) * 1024;
}

const forgetPeak = (pid: number) => writeFileSync(`/proc/${pid}/clear_refs`, '5');

test('eight of 50 MB at once take a fraction of that in memory, and are read as they were sent', async () => {
  const { binary } = app;
  const id = await integrationOn(binary);
  await upload(binary, id, 'first', 5 * MB);
  forgetPeak(binary.pid);
  const before = peakOf(binary.pid);
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const answers = await Promise.all(names.map((name) => upload(binary, id, name, 50 * MB)));
  expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201));
  const made = v.parse(Made, await answers[0]?.json());
  const read = await fetch(`${binary.url}/api/v1/integrations/${id}/attachments/${made.id}`, {
    headers: { authorization: `Bearer ${binary.token}` },
  });
  let size = 0;
  for await (const piece of read.body ?? []) size += piece.byteLength;
  expect(size).toBe(50 * MB);
  // What is held is what the runtime has not cleared up yet: 50 to 90 MB, of 400.
  expect((peakOf(binary.pid) - before) / MB).toBeLessThan(160);
});

test('one of 51 MB is refused with the limit in words, and nothing of it is kept', async () => {
  const { binary } = app;
  const id = await integrationOn(binary);
  const answer = await upload(binary, id, 'film.mov', 51 * MB);
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({
    error: {
      code: 'too_large',
      message: expect.stringContaining('larger than 50 MB, which is the limit for an attachment'),
    },
  });
  expect(await attachmentsOn(binary, id)).toEqual([]);
  expect(incomingOf(binary)).toEqual([]);
});

test('a form brings several of them, which are more together than anything else that is sent', async () => {
  const { binary, url } = app;
  const id = await integrationOn(binary);
  const path = `${url}/integrations/${id}/attachments`;
  const csrf = csrfIn(await (await fetch(path, { headers: { cookie } })).text());
  const head = (rest: string) => `--xx\r\nContent-Disposition: form-data; name=${rest}\r\n\r\n`;
  const files = ['a.bin', 'b.bin', 'c.bin'].flatMap((name) => [
    `\r\n${head(`"file"; filename="${name}"`)}`,
    50 * MB,
  ]);
  const answer = await fetch(path, {
    method: 'POST',
    redirect: 'manual',
    body: stream(`${head('"_csrf"')}${csrf}`, ...files, '\r\n--xx--\r\n'),
    headers: {
      cookie,
      'sec-fetch-site': 'same-origin',
      'content-type': 'multipart/form-data; boundary=xx',
    },
  });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `/integrations/${id}/attachments`]);
  expect(await attachmentsOn(binary, id)).toEqual([
    ['c.bin', 50 * MB],
    ['b.bin', 50 * MB],
    ['a.bin', 50 * MB],
  ]);
});

/** An upload that has begun and does not go on. */
async function begun(server: Server, id: string): Promise<Socket> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(
    `POST /api/v1/integrations/${id}/attachments?name=half HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${server.token}\r\ncontent-length: ${10 * MB}\r\n\r\n`,
  );
  socket.write(new Uint8Array(MB));
  await until('it is on its way', () => incomingOf(server).length > 0);
  return socket;
}

test('one that comes slowly may take longer than any answer, as long as it goes on', async () => {
  const server = await start({ env: { STEPWELL_SYNC_SECONDS: '1' } });
  const id = await integrationOn(server);
  const socket = await begun(server, id);
  let answer = '';
  socket.on('data', (piece) => {
    answer += piece.toString();
  });
  // Connections are closed after ten seconds more than a caller may have to wait.
  for (let sent = 1; sent < 10; sent += 1) {
    await Bun.sleep(1800);
    socket.write(new Uint8Array(MB));
  }
  await until('it is answered', () => answer.startsWith('HTTP/1.1 201'));
  expect(await attachmentsOn(server, id)).toEqual([['half', 10 * MB]]);
  socket.destroy();
  await server.stop();
});

test('whoever sends one and dies leaves neither a row nor a file', async () => {
  const { binary } = app;
  const id = await integrationOn(binary);
  const socket = await begun(binary, id);
  socket.destroy();
  await until('it is gone', () => incomingOf(binary).length === 0);
  expect(await attachmentsOn(binary, id)).toEqual([]);
});

test('a server that is killed meanwhile leaves nothing of it after its next start, and all that was kept', async () => {
  const server = await start();
  const id = await integrationOn(server);
  expect((await upload(server, id, 'kept', MB)).status).toBe(201);
  const socket = await begun(server, id);
  await server.kill9();
  socket.destroy();
  expect(incomingOf(server)).toHaveLength(1);
  const next = await start({ dataFolder: server.dataFolder });
  expect(incomingOf(next)).toEqual([]);
  expect(await attachmentsOn(next, id)).toEqual([['kept', MB]]);
  await next.stop();
});

test('on a disk that is full one is refused with 503, and nothing of it is left', async () => {
  const disk = smallDisk(64);
  // Where nothing may be mounted, `test/db/blobs.test.ts` says it of a disk that gives out.
  if (!disk) return;
  const env = { STEPWELL_KEEP_FREE_MB: '0', STEPWELL_BALLAST_MB: '0' };
  const server = await start({ dataFolder: join(disk, 'data'), env });
  const id = await integrationOn(server);
  const socket = await begun(server, id);
  fill(disk);
  const answer = await upload(server, id, 'large', 20 * MB);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30']);
  expect(await answer.text()).toContain('The disk is full, so nothing was stored.');
  expect(incomingOf(server)).toHaveLength(1);
  socket.destroy();
  await until('the other one is gone too', () => incomingOf(server).length === 0);
  expect(await attachmentsOn(server, id)).toEqual([]);
  await server.stop();
});
