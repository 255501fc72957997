import { describe, expect, test } from 'bun:test';
import { Suspects } from '../../src/engine/suspects.ts';
import type { Suspect } from '../../src/models/suspects.ts';
import { until } from '../support/engine.ts';

/** A worker that runs nothing: it tells what it is asked for, and suspects go on as the test says. */
function bench({ isQuiet = true, proof = 30, watch = 60_000 } = {}) {
  const told: string[] = [];
  const inside = new Map<string, { step(): void; end(): void }>();
  const suspects = new Suspects(
    {
      run: ({ id }, onStep) => {
        told.push(`run ${id}`);
        onStep();
        return new Promise((resolve) => inside.set(id, { step: onStep, end: resolve }));
      },
      hold: async () => {
        told.push('hold');
        return isQuiet;
      },
      goOn: () => void told.push('go on'),
    },
    { proof, wait: 1000, watch, longestWatch: watch },
  );
  const at = (id: string) => until(() => inside.get(id));
  return { told, suspects, at };
}

const suspect = (id: string, crashes: number): Suspect => {
  return { id, instanceId: 'ins_1', customerId: 'cus_1', flow: 'Main', kind: 'webhook', crashes };
};

describe('runs that were in flight when a process died', () => {
  test('are tried one at a time: the next as soon as one has passed its step or has ended', async () => {
    const { told, suspects, at } = bench();
    const done = suspects.tryAll([suspect('a', 1), suspect('b', 1), suspect('c', 1)]);
    const a = await at('a');
    expect(told).toEqual(['run a']);
    a.step();
    const b = await at('b');
    expect(told).toEqual(['run a', 'run b']);
    b.end();
    (await at('c')).step();
    await done;
    expect(told).toEqual(['run a', 'run b', 'run c']);
  });

  test('do not hold up the next one for longer than they are watched', async () => {
    const { told, suspects, at } = bench({ watch: 5 });
    const done = suspects.tryAll([suspect('sleeps', 1), suspect('b', 1)]);
    (await at('b')).end();
    await done;
    expect(told).toEqual(['run sleeps', 'run b']);
  });

  test('are not begun once the process is asked to stop', async () => {
    const { told, suspects, at } = bench();
    const done = suspects.tryAll([suspect('a', 1), suspect('b', 1), suspect('c', 2)]);
    const a = await at('a');
    suspects.stop();
    a.end();
    await done;
    expect(told).toEqual(['run a']);
  });
});

describe('runs in whose step two processes have died', () => {
  test('come after all others, alone, and everything goes on behind them', async () => {
    const { told, suspects, at } = bench();
    const done = suspects.tryAll([suspect('twice', 2), suspect('once', 1)]);
    (await at('once')).end();
    const twice = await at('twice');
    expect(told).toEqual(['run once', 'hold', 'run twice']);
    twice.step();
    await done;
    expect(told.at(-1)).toBe('go on');
  });

  test('wait until the process has lived for a while without them', async () => {
    const { told, suspects } = bench({ proof: 60_000 });
    const done = suspects.tryAll([suspect('twice', 2)]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([]);
    suspects.stop();
    await done;
    expect(told).toEqual([]);
  });

  test('hold up nobody while they are in a long step', async () => {
    const { told, suspects, at } = bench({ watch: 5 });
    const done = suspects.tryAll([suspect('a', 2), suspect('b', 2)]);
    await at('a');
    await at('b');
    await done;
    expect(told.slice(0, 3)).toEqual(['hold', expect.stringContaining('run'), 'go on']);
  });

  test('are tried beside others when these do not come to an end', async () => {
    const { told, suspects, at } = bench({ isQuiet: false });
    const done = suspects.tryAll([suspect('a', 2)]);
    (await at('a')).end();
    await done;
    expect(told).toEqual(['hold', 'run a', 'go on']);
  });
});

test('a run in whose step three processes have died, never alone, is tried before anything else begins', async () => {
  const { told, suspects, at } = bench();
  const done = suspects.tryAll([suspect('thrice', 3), suspect('once', 1)]);
  expect(told).toEqual(['hold']);
  (await at('thrice')).end();
  (await at('once')).end();
  await done;
  expect(told).toEqual(['hold', 'run thrice', 'go on', 'run once']);
});
