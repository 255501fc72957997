import { describe, expect, test } from 'bun:test';
import { RunningRuns } from '../../src/engine/running.ts';
import { StopSign } from '../../src/engine/stop-sign.ts';

const NEVER = new Promise<never>(() => undefined);

describe('a stop sign', () => {
  test('lets work come to its end as long as it is not raised', async () => {
    const stop = new StopSign();
    expect(await stop.unlessRaised(Promise.resolve(1))).toBe(1);
    expect(await stop.unlessRaised(2)).toBe(2);
    await expect(stop.unlessRaised(Promise.reject(new Error('It broke.')))).rejects.toThrow('It broke.');
    expect(stop.raised).toBeUndefined();
  });

  test('ends the wait for work with its first reason, and whatever begins later', async () => {
    const stop = new StopSign();
    const work = stop.unlessRaised(NEVER);
    stop.raise(new Error('Cancelled.'));
    stop.raise(new Error('Too late.'));
    await expect(work).rejects.toThrow('Cancelled.');
    await expect(stop.unlessRaised(Promise.reject(new Error('It broke.')))).rejects.toThrow('Cancelled.');
    expect(stop.raised?.reason).toEqual(new Error('Cancelled.'));
  });

  test.each(['before', 'after'])('aborts the signal that was asked for %s it was raised', (when) => {
    const stop = new StopSign();
    const early = when === 'before' ? stop.signal : undefined;
    stop.raise(new Error('Cancelled.'));
    const signal = early ?? stop.signal;
    expect(signal).toMatchObject({ aborted: true, reason: new Error('Cancelled.') });
    expect(stop.signal).toBe(signal);
  });
});

describe('runs in their slots', () => {
  test('that are woken again while they run keep their sign and their time', async () => {
    const running = new RunningRuns(60);
    const first = running.add('first', 'ins');
    await Bun.sleep(30);
    const again = running.add('first', 'ins');
    running.delete('first', again);
    expect(running.get('first')?.stop).toBe(first);
    await first.unlessRaised(NEVER).catch(() => undefined);
    expect({ first: first.raised !== undefined, again: again.raised }).toEqual({
      first: true,
      again: undefined,
    });
    running.delete('first', first);
    expect(running.size).toBe(0);
  });

  test('are each stopped when their own time is over, by one timer', async () => {
    const running = new RunningRuns(40);
    const first = running.add('first', 'ins');
    await Bun.sleep(20);
    const second = running.add('second', 'ins');
    const done = running.add('done', 'ins');
    running.delete('done', done);
    const order: string[] = [];
    const stopped = async (name: string, stop: StopSign) => {
      await stop.unlessRaised(NEVER).catch(() => order.push(name));
      return stop.raised?.reason;
    };
    const reasons = await Promise.all([stopped('second', second), stopped('first', first)]);
    const tooLong = new Error('This execution has run for 0.04 seconds, which is the limit.');
    expect({ order, reasons }).toEqual({ order: ['first', 'second'], reasons: [tooLong, tooLong] });
    expect(done.raised).toBeUndefined();
    expect(running.size).toBe(2);
  });
});
