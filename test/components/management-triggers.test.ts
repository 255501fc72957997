import { expect, test } from 'bun:test';
import { managementTriggers } from '../../src/components/management-triggers/index.ts';
import { createContext, createPayload, triggerOf } from './context.ts';

test.each([
  ['instanceDeploy', 'deploy'],
  ['instanceRemove', 'remove'],
  ['userLevelConfigDeploy', 'user_deploy'],
  ['userLevelConfigRemove', 'user_remove'],
] as const)('%s runs on the event %s of an instance or a person', async (key, event) => {
  const trigger = triggerOf(managementTriggers, key);
  const payload = createPayload();
  expect(trigger.lifecycleEvent).toBe(event);
  expect(await trigger.perform(createContext(), payload, {})).toEqual({ payload });
});
