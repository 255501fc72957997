import { afterAll, expect, test } from 'bun:test';
import { cleanUp } from '../binary.ts';
import { runChaos, summaryLine } from './cycles.ts';

afterAll(cleanUp);

test('killed a hundred times under load, it loses nothing that it has acknowledged and runs no finished step again', async () => {
  const seed = Date.now() % 2 ** 31;
  const summary = await runChaos(100, seed);
  console.log(`${summaryLine(summary)} (seed ${seed})`);
  const { lost, reruns, stuck, wrong } = summary;
  expect({ lost, reruns, stuck, wrong }).toEqual({ lost: [], reruns: [], stuck: 0, wrong: [] });
  expect(summary.acknowledged).toBeGreaterThan(100);
  expect(summary.repeated).toBeGreaterThan(0);
}, 900_000);
