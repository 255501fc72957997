import { describe, expect, test } from 'bun:test';
import { steadyClock } from '../../src/engine/housekeeping.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/lib/time.ts';

describe('what is past its time is deleted', () => {
  const TICK = 30 * SECOND;
  /** Ticks of a clock; a number is how far it jumps before the next. */
  function ask(jumps: (number | undefined)[]) {
    let at = 1_000_000;
    const isSteady = steadyClock(at);
    return jumps.map((jump) => {
      at += TICK + (jump ?? 0);
      return isSteady(at);
    });
  }
  const quiet = (count: number) => Array.from({ length: count }, () => undefined);

  test('once the clock has gone evenly for a quarter of an hour', () => {
    expect(ask(quiet(40)).indexOf(true)).toBe(29);
  });

  test.each([40 * DAY, HOUR, 2 * MINUTE, -2 * MINUTE, -40 * DAY])(
    'and not for a quarter of an hour after it was set by %d ms',
    (jump) => {
      const answers = ask([...quiet(40), jump, undefined, -jump, ...quiet(40)]);
      expect(answers.slice(40, 43)).toEqual([false, false, false]);
      expect(answers.indexOf(true, 40)).toBe(40 + 3 + 29);
    },
  );

  test('although the clock is set by a little now and then, and ticks come late', () => {
    const answers = ask(Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? 700 : -900)));
    expect(answers.at(-1)).toBe(true);
  });
});
