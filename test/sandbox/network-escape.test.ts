import { afterAll, expect, test } from 'bun:test';
import { BINARY, ensureBinary } from '../support/binary.ts';
import { type Attempts, note, rowsInReadme } from './escape-table.ts';
import { NUMBERS, RACE, TRY_ALL } from './network-probes.ts';
import { listOf, openPool, program, run } from './pools.ts';

const CONNECTS = 20_000;

const attempts: Attempts = {};
let reached = 0;
let forbiddenCalls = 0;
const listen = (open: () => void) =>
  Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      open(socket) {
        open();
        socket.end();
      },
      data() {},
    },
  });
const open = listen(() => reached++);
const forbidden = listen(() => forbiddenCalls++);
const network = {
  entry: program('main.ts')[1] ?? '',
  allow: () => [`127.0.0.1:${open.port}`],
  connectsPerSecond: 1_000_000,
};
const pool = openPool({ network });
afterAll(async () => {
  await pool.close();
  open.stop(true);
  forbidden.stop(true);
});

test.each([
  ['from source', pool],
  ['compiled', openPool({ self: [BINARY], network })],
])('native code gets round the guard by no call, %s', async (how, tried) => {
  if (tried !== pool) ensureBinary();
  const [first, results] = listOf(await run(tried, TRY_ALL, { args: [open.port, forbidden.port, NUMBERS] }));
  expect(first).toBe(0);
  const done = Object.entries(Object(results)).filter(([, result]) => Number(result) >= 0);
  expect(done).toEqual([]);
  expect(Object.keys(Object(results)).length).toBeGreaterThan(45);
  expect(forbiddenCalls).toBe(0);
  if (tried !== pool) await tried.close();
  note(attempts, `sockets by native code, ${how}`, Object.keys(Object(results)).length, done.length);
});

test('an address that another thread changes meanwhile leads nowhere else', async () => {
  const counts = Object(await run(pool, RACE, { args: [open.port, forbidden.port, NUMBERS, CONNECTS] }));
  expect(counts.reached + counts.refused).toBe(CONNECTS);
  expect([counts.reached > 0, counts.refused > 0, reached > 0]).toEqual([true, true, true]);
  expect(forbiddenCalls).toBe(0);
  note(attempts, 'connects whose address another thread changes', CONNECTS, forbiddenCalls);
});

test('the README says how much was tried', () => {
  // another architecture lacks some of the calls
  if (process.arch !== 'x64') return;
  const { counted, written } = rowsInReadme(attempts);
  // WRITE_README=1 bun test test/sandbox/network-escape.test.ts
  expect(written).toEqual(counted);
});
