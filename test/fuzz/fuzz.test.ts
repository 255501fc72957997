import { afterAll, expect, test } from 'bun:test';
import { cleanUp } from '../support/binary.ts';
import { fuzzImports } from './imports.ts';
import { fuzzPages } from './pages.ts';
import { summaryLine } from './summary.ts';
import { fuzzWebhooks } from './webhooks.ts';

afterAll(cleanUp);

// The same inputs in every check; `bun run fuzz` looks for new ones.
const SEED = 20_261_124;
const MEMORY = 500;

test('five thousand generated webhook calls get no 5xx, and each that is answered 2xx is stored and comes to an end', async () => {
  const summary = await fuzzWebhooks(5_000, SEED);
  console.log(`${summaryLine('webhooks', summary)} (seed ${SEED})`);
  expect(summary.wrong).toEqual([]);
  expect(summary.stored).toBeGreaterThan(2_000);
  expect(summary.peak).toBeLessThan(MEMORY);
}, 900_000);

test('hostile definitions are imported as far as they go or refused, and break nothing', async () => {
  const summary = await fuzzImports(150, SEED);
  console.log(`${summaryLine('definitions', summary)} (seed ${SEED})`);
  expect(summary.wrong).toEqual([]);
  expect(summary.statuses['201']).toBeGreaterThan(20);
  expect(summary.peak).toBeLessThan(MEMORY);
}, 900_000);

test('pages and forms with generated fields get no 5xx, print no foreign markup and keep nobody waiting', async () => {
  const { requests, statuses, wrong, seconds } = await fuzzPages(800, SEED);
  console.log(
    `fuzz pages: ${requests} sent, answered ${JSON.stringify(statuses)}, ${seconds.toFixed(1)} s (seed ${SEED})`,
  );
  expect(wrong).toEqual([]);
  expect(statuses['200']).toBeGreaterThan(100);
}, 900_000);
