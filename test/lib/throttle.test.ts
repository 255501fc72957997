import { expect, test } from 'bun:test';
import { createThrottle } from '../../src/lib/throttle.ts';
import { DAY, HOUR, setClockAhead } from '../../src/lib/time.ts';

function timed(slots?: number) {
  let time = 1_000_000;
  const clock = () => time;
  const throttle = createThrottle({ limit: 3, window: 60_000, clock, ...(slots ? { slots } : {}) });
  return {
    throttle,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

const OK = { ok: true } as const;

test('no more than the limit happens in any window, and the answer says when the next may', () => {
  const { throttle, pass } = timed();
  expect(throttle.take('a')).toEqual(OK);
  pass(20_500);
  expect([throttle.take('a'), throttle.take('a')]).toEqual([OK, OK]);
  expect(throttle.take('a')).toEqual({ ok: false, retryAfter: 40 });
  pass(39_499);
  expect(throttle.take('a')).toEqual({ ok: false, retryAfter: 1 });
  pass(1);
  expect(throttle.take('a')).toEqual(OK);
  expect(throttle.take('a')).toEqual({ ok: false, retryAfter: 21 });
});

test('what is refused does not count, so that whoever goes on trying is not kept out for ever', () => {
  const { throttle, pass } = timed();
  for (let nth = 0; nth < 100; nth++) throttle.take('a');
  pass(60_000);
  expect([throttle.take('a'), throttle.take('a'), throttle.take('a')]).toEqual([OK, OK, OK]);
});

test('keys do not count for each other, and what is given back does not count', () => {
  const { throttle } = timed();
  for (let nth = 0; nth < 3; nth++) throttle.take('a');
  expect(throttle.take('a').ok).toBe(false);
  expect(throttle.take('b')).toEqual(OK);
  throttle.giveBack('a');
  throttle.giveBack('never taken');
  expect(throttle.take('a')).toEqual(OK);
  expect(throttle.take('a').ok).toBe(false);
});

test('any number of keys takes no more than so many places', () => {
  const { throttle } = timed(4);
  let taken = 0;
  for (let nth = 0; nth < 10_000; nth++) if (throttle.take(`key ${nth}`).ok) taken += 1;
  expect(taken).toBe(12);
});

test('a flood of keys does not make it forget what it has counted', () => {
  const { throttle } = timed();
  for (let nth = 0; nth < 3; nth++) throttle.take('a');
  for (let nth = 0; nth < 200_000; nth++) throttle.take(`key ${nth}`);
  expect(throttle.take('a').ok).toBe(false);
});

test.each([-40 * DAY, -HOUR, HOUR, 40 * DAY])(
  'a clock that is set by %d ms neither lengthens nor shortens what was counted',
  (jump) => {
    const throttle = createThrottle({ limit: 3, window: 60_000 });
    for (let nth = 0; nth < 3; nth++) throttle.take('a');
    setClockAhead(jump);
    const taken = throttle.take('a');
    setClockAhead(0);
    expect(taken.ok).toBe(false);
    expect(taken.ok ? 0 : taken.retryAfter).toBeLessThanOrEqual(60);
  },
);
