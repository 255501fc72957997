import { afterAll, describe, expect, test } from 'bun:test';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHILD_ENVIRONMENT } from '../../src/sandbox/plan.ts';
import { BINARY, ensureBinary } from '../support/binary.ts';
import {
  builtin,
  CALL,
  CALLS,
  called,
  ON_FILES,
  ON_PROCESSES,
  ON_THE_NETWORK,
  SOCKETS,
  tryAll,
} from './escape-probes.ts';
import { type Attempts, note, rowsInReadme } from './escape-table.ts';
import { asAnotherUser, canBeAnotherUser } from './other-user.ts';
import { failure, listOf, openPool, program, run } from './pools.ts';

/** As in the product, where the guard answers, and where there is none. */
const network = { entry: program('main.ts')[1] ?? '', allow: () => [] };
const pool = openPool({ network });
const closed = openPool();
const folder = mkdtempSync(join(tmpdir(), 'stepwell-data-'));
const database = join(folder, 'stepwell.db');
writeFileSync(database, 'canary');
const open = openSync(database, 'r+');
afterAll(async () => {
  await pool.close();
  await closed.close();
  closeSync(open);
  rmSync(folder, { recursive: true });
});

const refused = async (body: string) =>
  (await failure(run(pool, body, { args: [database, process.pid] }))).message;
const attempts: Attempts = {};
let reached = 0;
const listen = (onOpen: () => void) =>
  Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { open: onOpen, data() {} } });
const server = listen(() => void reached++);
afterAll(() => server.stop(true));

test('foreign code is fully confined on this machine', async () => {
  expect(await closed.confinement()).toEqual({
    level: 'full',
    reason: 'Landlock, seccomp and resource limits hold',
    network: 'closed',
    networkReason: 'no guard was started',
  });
});

describe('foreign code cannot reach the network where there is no guard', () => {
  test.each(ON_THE_NETWORK)('through %s', async (_way, body) => {
    await failure(run(closed, body.replaceAll('PORT', String(server.port))));
    expect(reached).toBe(0);
    note(attempts, 'the network, where there is no guard');
  });
});

describe('foreign code cannot reach files', () => {
  test.each(ON_FILES)('%s is refused', async (_what, body) => {
    expect(await refused(body)).toMatch(/EACCES|EPERM/);
    note(attempts, 'files');
  });

  test('and a database needs files', async () => {
    await refused(`new (${builtin('bun:sqlite')}.Database)(args[0])`);
  });

  test('nothing of that left a trace', async () => {
    expect(existsSync('/tmp/stepwell-escape')).toBe(false);
    expect(await Bun.file(database).text()).toBe('canary');
  });

  test('what the server has open is not open there', async () => {
    const body = `
      const kinds = [];
      for (let file = 0; file < 64; file++) {
        try {
          const stat = ${builtin('fs')}.fstatSync(file);
          if (stat.isFile() || stat.isDirectory()) kinds.push(file);
        } catch {}
      }
      return kinds;`;
    expect(await run(pool, body)).toEqual([]);
  });
});

describe('foreign code cannot reach other processes', () => {
  test.each(ON_PROCESSES)('%s is refused', async (_what, body) => {
    await refused(body);
    expect(await run(pool, 'return 1')).toBe(1);
    note(attempts, 'other processes');
  });

  test('its environment is empty', async () => {
    const [own, engine, given] = listOf(
      await run(pool, 'return [process.env, Object.keys(Bun.env), process.argv]'),
    );
    expect(own).toEqual({});
    // what tunes the engine, and nothing of the server's
    expect(engine).toEqual(Object.keys(CHILD_ENVIRONMENT));
    expect(given).toEqual(['node']);
  });
});

describe('native code cannot do more than JavaScript', () => {
  test.each([
    ['with a guard', pool, CALLS],
    ['without one', closed, [...SOCKETS, ...CALLS]],
  ] as const)('over seventy system calls are refused, %s', async (_how, tried, calls) => {
    const results = await called(tried, [...calls]);
    expect(results.filter(({ isRefused }) => !isRefused)).toEqual([]);
    expect(results.length).toBeGreaterThan(75);
    if (tried === closed) note(attempts, 'calls of the system by native code', results.length);
  });

  test('and no call that is newer than our list', async () => {
    expect(await run(pool, CALL, { args: [[451], [452], [1000]] })).toEqual([38, 38, 38]);
  });
});

test('the executable holds foreign code as tightly', async () => {
  ensureBinary();
  const compiled = openPool({ self: [BINARY], network });
  const withoutGuard = openPool({ self: [BINARY] });
  const { tried, done } = await tryAll(compiled, withoutGuard, database, server.port);
  expect(done).toEqual([]);
  expect(reached).toBe(0);
  expect(await Bun.file(database).text()).toBe('canary');
  note(attempts, 'all of these by the executable', tried);
  await compiled.close();
  await withoutGuard.close();
});

test.skipIf(!canBeAnotherUser)('and so it is held where another user runs Stepwell', async () => {
  const page = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('open') });
  const answers = listOf(await asAnotherUser('as-nobody.ts', String(page.port), String(server.port)));
  await page.stop(true);
  expect(answers).toHaveLength(2);
  for (const answer of answers) {
    expect(answer).toMatchObject({
      user: 65534,
      confinement: { level: 'full', network: 'guarded' },
      reached: 'open',
      refused: expect.stringContaining(`egress refused 127.0.0.1:${server.port}`),
      escapes: { done: [] },
      sockets: [],
      database: 'canary',
    });
  }
  expect(reached).toBe(0);
});

test('the README says how much was tried', () => {
  // another architecture lacks some of the calls
  if (process.arch !== 'x64') return;
  const { counted, written } = rowsInReadme(attempts);
  // WRITE_README=1 bun test test/sandbox/escape.test.ts
  expect(written).toEqual(counted);
});
