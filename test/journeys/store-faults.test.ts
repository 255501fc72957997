import { Database as Sqlite } from 'bun:sqlite';
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, type Server, send, start, temporaryFolder, until } from '../support/binary.ts';
import { flow, integration, post, value, webhook } from '../support/definitions.ts';
import {
  executionEnded,
  executionsOf,
  type Instance,
  install,
  startedBy,
  urlOf,
} from '../support/journey.ts';
import { owner } from '../support/journey-people.ts';
import { fill, smallDisk, unmountAll } from '../support/small-disk.ts';
import { gate, startUpstream, type Upstream } from '../support/upstream.ts';

setDefaultTimeout(180_000);
let upstream: Upstream;
beforeAll(() => {
  upstream = startUpstream();
});
afterAll(async () => {
  upstream.stop();
  unmountAll();
  await cleanUp();
});

const env = { STEPWELL_EGRESS_ALLOW: '127.0.0.1' };
const definition = () =>
  integration('Faults', [
    flow('Main', [webhook()]),
    flow('Calls', [
      webhook(),
      post('First', value(`${upstream.url}/first`)),
      post('Second', value(`${upstream.url}/second`)),
    ]),
  ]);

/** 600 KB that do not shrink, so that they become a file of their own. */
const noise = () =>
  Buffer.concat(Array.from({ length: 10 }, () => crypto.getRandomValues(new Uint8Array(60_000))));
const call = (instance: Instance, body: string | Buffer, name = 'Main') =>
  send(urlOf(instance, name), {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/octet-stream' },
  });
const readiness = async (server: Server) => {
  const { status, json } = await send(`${server.url}/readyz`);
  return [status, json];
};

function lockOf(server: Server): { hold(): void; release(): void } {
  const file = new Sqlite(join(server.dataFolder, 'stepwell.db'));
  return { hold: () => file.run('BEGIN IMMEDIATE'), release: () => file.run('ROLLBACK') };
}

test('while another program holds a lock on the database, pages and health answer; calls wait, and none is lost', async () => {
  const server = await start({ env });
  const instance = await install(server, definition());
  const lock = lockOf(server);
  lock.hold();
  const calls = Array.from({ length: 6 }, () => call(instance, 'x'));
  expect((await send(`${server.url}/healthz`)).status).toBe(200);
  expect((await server.call('GET', '/instances')).status).toBe(200);
  expect((await send(`${server.url}/sign-in`)).status).toBe(200);
  lock.release();
  const answers = await Promise.all(calls);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  for (const answer of answers)
    expect((await executionEnded(server, startedBy(answer))).status).toBe('succeeded');
  expect(await executionsOf(server, instance.id)).toHaveLength(6);
  await server.stop();
});

test('a lock that is held for long refuses calls with 503 and a time to try again; afterwards all is as before', async () => {
  const server = await start({ env });
  const instance = await install(server, definition());
  const lock = lockOf(server);
  lock.hold();
  const answers = await Promise.all([
    call(instance, 'x'),
    call(instance, noise()),
    server.call('POST', '/customers', { name: 'C' }),
  ]);
  for (const { status, headers, text } of answers) {
    expect([status, headers.get('retry-after'), text]).toEqual([
      503,
      '5',
      expect.stringContaining('another program'),
    ]);
  }
  expect(await readiness(server)).toEqual([503, { status: 'busy' }]);
  lock.release();
  await until('it to be ready again', async () => (await readiness(server))[0] === 200);
  const accepted = startedBy(await call(instance, 'x'));
  expect((await executionEnded(server, accepted)).status).toBe('succeeded');
  expect((await executionsOf(server, instance.id)).map(({ id }) => id)).toEqual([accepted]);
  expect(server.log.filter((line) => line.includes('another program')).length).toBe(1);
  await server.stop();
});

/** A server on a small disk of its own; undefined where no disk can be made. */
async function onSmallDisk(megabytes: number, settings: Record<string, string>) {
  const disk = smallDisk(megabytes);
  if (!disk) return undefined;
  const dataFolder = join(disk, 'data');
  const server = await start({ dataFolder, env: { ...env, ...settings } });
  return { disk, dataFolder, server, instance: await install(server, definition()) };
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );

test('on a full disk calls of any size get 503, pages are served, nothing half is left, and it recovers by itself', async () => {
  const made = await onSmallDisk(24, { STEPWELL_KEEP_FREE_MB: '0', STEPWELL_BALLAST_MB: '0' });
  if (!made) return;
  const { disk, dataFolder, server, instance } = made;
  const cookies = await owner({
    setUpUrl: () => until('the link to set up', () => /http:\S+\/set-up\/\S+/.exec(server.output())?.[0]),
  });
  const cookie = Object.entries(cookies)
    .map((pair) => pair.join('='))
    .join('; ');
  const look = (path: string) => send(server.url + path, { headers: { cookie } });
  const ageSession = new Sqlite(join(dataFolder, 'stepwell.db'));
  ageSession.run('UPDATE sessions SET last_seen_at = last_seen_at - 600000');
  ageSession.close();
  const filler = fill(disk);
  const small = await until('a small call to be refused', async () => {
    const answer = await call(instance, crypto.getRandomValues(Buffer.alloc(100_000)));
    return answer.status === 200 ? undefined : answer;
  });
  const large = await call(instance, noise());
  for (const { status, headers, text } of [small, large])
    expect([status, headers.get('retry-after'), text]).toEqual([
      503,
      '30',
      expect.stringContaining('disk is full'),
    ]);
  expect(filesIn(join(dataFolder, 'blobs'))).toEqual([]);
  expect(await readiness(server)).toEqual([503, { status: 'full' }]);
  for (const path of ['/', '/executions', '/settings/system']) {
    const page = await look(path);
    expect([path, page.status]).toEqual([path, 200]);
  }
  expect((await look('/settings/system')).text).toContain('the disk is full');
  expect((await send(`${server.url}/metrics`)).text).toContain('stepwell_store_up 0');
  rmSync(filler);
  await until('it to be ready again', async () => (await readiness(server))[0] === 200);
  expect((await executionEnded(server, startedBy(await call(instance, noise())))).status).toBe('succeeded');
  expect(await server.stop()).toBe(0);
});

test('before the disk is full no calls are taken, and what runs comes to its end in the room that is kept', async () => {
  const made = await onSmallDisk(32, {});
  if (!made) return;
  const { disk, dataFolder, server, instance } = made;
  const ballast = join(dataFolder, 'ballast');
  await until('room to be kept', () => statSync(ballast, { throwIfNoEntry: false }) !== undefined);
  const { wait, open } = gate();
  upstream.answer = async () => {
    await wait;
    return Response.json({ ok: 'x'.repeat(1000) });
  };
  const id = startedBy(await call(instance, '{}', 'Calls'));
  await until('the first step to call', () => upstream.of(id, 'First').length === 1);
  const filler = fill(disk);
  await until('it to say that it is not ready', async () => (await readiness(server))[0] === 503);
  for (const body of ['x', noise()]) {
    const { status, headers } = await call(instance, body);
    expect([status, headers.has('retry-after')]).toEqual([503, true]);
  }
  open();
  expect((await executionEnded(server, id)).status).toBe('succeeded');
  expect([upstream.of(id, 'First').length, upstream.of(id, 'Second').length]).toEqual([1, 1]);
  rmSync(filler);
  await until('calls to be taken', async () => (await call(instance, 'x')).status === 200);
  await until('room to be kept again', () => statSync(ballast, { throwIfNoEntry: false }) !== undefined);
  expect(await server.stop()).toBe(0);
});

test('a step that ends while the disk is full is not run again: its result waits for room', async () => {
  const made = await onSmallDisk(24, { STEPWELL_KEEP_FREE_MB: '0', STEPWELL_BALLAST_MB: '0' });
  if (!made) return;
  const { disk, server, instance } = made;
  const { wait, open } = gate();
  upstream.answer = async () => {
    await wait;
    return new Response(noise(), { headers: { 'content-type': 'application/octet-stream' } });
  };
  const id = startedBy(await call(instance, '{}', 'Calls'));
  await until('the first step to call', () => upstream.of(id, 'First').length === 1);
  const filler = fill(disk);
  open();
  await until('the disk to be found full', async () => (await readiness(server))[0] === 503);
  rmSync(filler);
  expect((await executionEnded(server, id)).status).toBe('succeeded');
  expect([upstream.of(id, 'First').length, upstream.of(id, 'Second').length]).toEqual([1, 1]);
  expect(await server.stop()).toBe(0);
});

test('a server starts and is read on a full disk, and takes calls again once there is room', async () => {
  const made = await onSmallDisk(24, {});
  if (!made) return;
  const { disk, dataFolder, server, instance } = made;
  await until(
    'room to be kept',
    () => statSync(join(dataFolder, 'ballast'), { throwIfNoEntry: false }) !== undefined,
  );
  expect(await server.stop()).toBe(0);
  const filler = fill(disk);
  const again = await start({ dataFolder, env });
  expect((await again.call('GET', '/instances')).status).toBe(200);
  expect(
    (
      await call(
        {
          ...instance,
          flows: instance.flows.map((each) => ({
            ...each,
            webhookUrl: each.webhookUrl?.replace(server.url, again.url) ?? null,
          })),
        },
        'x',
      )
    ).status,
  ).toBe(503);
  expect((await readiness(again))[0]).toBe(503);
  rmSync(filler);
  await until('it to be ready', async () => (await readiness(again))[0] === 200);
  expect(await again.stop()).toBe(0);
});

test('where files may not grow, calls get 503 and those that were accepted are there', async () => {
  const dataFolder = temporaryFolder();
  const server = await start({ dataFolder, env });
  const instance = await install(server, definition());
  const limit = (size: string) =>
    Bun.spawnSync(['prlimit', '--pid', String(server.pid), `--fsize=${size}:unlimited`]).exitCode;
  if (!Bun.which('prlimit') || limit('unlimited') !== 0) return await server.kill9();
  const before = startedBy(await call(instance, 'before'));
  expect((await executionEnded(server, before)).status).toBe('succeeded');
  limit('200000');
  const { status, headers } = await call(instance, noise());
  expect([status, headers.has('retry-after')]).toEqual([503, true]);
  limit('unlimited');
  await until('calls to be taken', async () => (await call(instance, noise())).status === 200);
  expect((await executionsOf(server, instance.id)).some(({ id }) => id === before)).toBe(true);
  expect(await server.stop()).toBe(0);
});

test('while the disk confirms nothing, no call is accepted; none that was is lost', async () => {
  const server = await start({ env });
  const instance = await install(server, definition());
  const accepted = [startedBy(await call(instance, 'before'))];
  const strace = straceOf(server.pid);
  if (!strace) return await server.kill9();
  const refused = await until('a call to be refused', async () => {
    const answer = await call(instance, 'x');
    if (answer.status !== 200) return answer;
    accepted.push(startedBy(answer));
    return undefined;
  });
  expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
  expect((await readiness(server))[0]).toBe(503);
  strace.kill('SIGINT');
  await strace.exited;
  await until('it to be ready again', async () => (await readiness(server))[0] === 200);
  accepted.push(startedBy(await call(instance, 'after')));
  await server.kill9();
  const again = await start({ dataFolder: server.dataFolder, env });
  const kept = (await executionsOf(again, instance.id)).map(({ id }) => id);
  for (const id of accepted) expect(kept).toContain(id);
  await again.stop();
});

/** Makes every confirmation of the disk fail for the process; undefined where it may not be traced. */
function straceOf(pid: number): Bun.Subprocess | undefined {
  if (!Bun.which('strace')) return undefined;
  const inject = ['-e', 'trace=fdatasync,fsync', '-e', 'inject=fdatasync,fsync:error=EIO'];
  const words = ['strace', '-f', '-qq', '-o', '/dev/null', ...inject];
  const may = Bun.spawnSync([...words, 'true'], { stdout: 'ignore', stderr: 'ignore' }).exitCode === 0;
  return may ? Bun.spawn([...words, '-p', String(pid)], { stdout: 'ignore', stderr: 'ignore' }) : undefined;
}
