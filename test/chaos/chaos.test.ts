import { afterAll, expect, test } from 'bun:test';
import { cleanUp } from '../support/binary.ts';
import { JUMPING, RAPID, runChaos, STEADY, type Summary, summaryLine } from './cycles.ts';
import { DISK_FULL, LOCKED, runFaults } from './faults.ts';

afterAll(cleanUp);

function expectKept(summary: Summary, seed: number): void {
  console.log(`${summaryLine(summary)} (seed ${seed})`);
  const { lost, reruns, stuck, wrong } = summary;
  expect({ lost, reruns, stuck, wrong }).toEqual({ lost: [], reruns: [], stuck: 0, wrong: [] });
}

test.each([
  { how: 'a hundred times under load', cycles: 100, pace: STEADY, atLeast: 100 },
  { how: 'twenty times under load while its clock is set', cycles: 20, pace: JUMPING, atLeast: 20 },
  { how: 'twenty times 20–200 ms apart, in steps that take as long', cycles: 20, pace: RAPID, atLeast: 10 },
])(
  'killed $how, it loses and sets aside nothing that it has acknowledged and runs no finished step again',
  async ({ cycles, pace, atLeast }) => {
    const seed = Date.now() % 2 ** 31;
    const summary = await runChaos(cycles, seed, pace);
    expectKept(summary, seed);
    expect(summary.acknowledged).toBeGreaterThan(atLeast);
    expect(summary.repeated).toBeGreaterThan(0);
  },
  900_000,
);

test.each([LOCKED, DISK_FULL])(
  '$name fails no run that was acknowledged, and none is lost or stuck when it is over',
  async (fault) => {
    const seed = Date.now() % 2 ** 31;
    const summary = await runFaults(fault, 4, seed);
    if (!summary) return;
    expectKept(summary, seed);
    expect(summary.acknowledged).toBeGreaterThan(10);
  },
  900_000,
);
