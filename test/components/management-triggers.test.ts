import { expect, test } from 'bun:test';
import { managementTriggers } from '../../src/components/management-triggers/index.ts';
import { createContext, createPayload, triggerOf } from './context.ts';

test.each([
  ['instanceDeploy', 'deploy'],
  ['instanceRemove', 'remove'],
] as const)('%s runs when an instance meets the event %s', async (key, event) => {
  const trigger = triggerOf(managementTriggers, key);
  const payload = createPayload();
  expect(trigger.lifecycleEvent).toBe(event);
  expect(await trigger.perform(createContext(), payload, {})).toEqual({ payload });
});
