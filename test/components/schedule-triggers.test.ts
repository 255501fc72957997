import { expect, test } from 'bun:test';
import { scheduleTriggers } from '../../src/components/schedule-triggers/index.ts';
import { createContext, createPayload, triggerOf } from './context.ts';

test('a schedule needs a time and hands its payload on', async () => {
  const schedule = triggerOf(scheduleTriggers, 'schedule');
  const payload = createPayload();
  expect(schedule.scheduleSupport).toBe('required');
  expect(await schedule.perform(createContext(), payload, {})).toEqual({ payload });
});
