/** Many people who watch pages at once: what it costs, and that it ends with their tabs. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { cleanUp, until } from '../support/binary.ts';
import { type App, openApp } from '../support/browser/app.ts';
import { owner } from '../support/journey-people.ts';

const STREAMS = 200;
const MB = 1024 * 1024;
let app: App;
let cookie = '';

beforeAll(async () => {
  app = await openApp({ sample: true });
  const { session } = await owner(app);
  cookie = `session=${session}`;
}, 180_000);

afterAll(async () => {
  await app.stop();
  await cleanUp();
});

/** One process, as the kernel counts it: bytes in memory, and seconds of processor time. */
function use(): { memory: number; seconds: number } {
  const { pid } = app.binary;
  const pages = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return { memory: pages * 1024, seconds: (Number(fields[11]) + Number(fields[12])) / 100 };
}

async function watched(): Promise<number> {
  const figures = await (await fetch(`${app.url}/metrics`)).text();
  return Number(/^stepwell_live_pages (\d+)$/m.exec(figures)?.[1]);
}

test('200 people who watch cost under 40 MB and next to no processor time, and nothing once they are gone', async () => {
  const get = (signal?: AbortSignal) =>
    fetch(`${app.url}/overview/stream`, { headers: { cookie }, ...(signal ? { signal } : {}) });
  // What the first of them loads is there for all.
  const first = new AbortController();
  await (await get(first.signal)).body?.getReader().read();
  first.abort();
  await until('the first to be gone', async () => (await watched()) === 0);
  const before = use();

  const tabs = new AbortController();
  const readers = await Promise.all(
    Array.from({ length: STREAMS }, async () => {
      const answer = await get(tabs.signal);
      expect(answer.headers.get('content-type')).toContain('text/event-stream');
      const reader = answer.body?.getReader();
      await reader?.read();
      return reader;
    }),
  );
  expect(readers).toHaveLength(STREAMS);
  expect(await watched()).toBe(STREAMS);
  const open = use();
  expect((open.memory - before.memory) / MB).toBeLessThan(40);

  // What compiles and collects beside the tabs is done at some time; then the processor is left alone.
  await until('a second without work', async () => {
    const from = use();
    await Bun.sleep(1000);
    return use().seconds - from.seconds < 0.05;
  });

  tabs.abort();
  await until('all to be gone', async () => (await watched()) === 0);
}, 180_000);
