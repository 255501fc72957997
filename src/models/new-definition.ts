import type { Component, Trigger } from '../components/component.ts';
import {
  DEFINITION_VERSION,
  type Definition,
  type Step,
  type StepInput,
} from '../definition/document/schema.ts';
import { edit } from '../definition/edit/edit.ts';
import { AppError } from '../lib/errors.ts';
import type { IntegrationFields } from './integrations.ts';

const none: StepInput = { type: 'value', value: '' };
const webhook: Step = {
  name: 'Webhook',
  description: '',
  isTrigger: true,
  action: { key: 'webhook', component: { key: 'webhook-triggers', version: 'LATEST', isPublic: true } },
  inputs: { body: none, contentType: none, headers: { type: 'complex', value: [] }, statusCode: none },
};

/** What a new integration begins with: one flow that a trigger starts (a webhook), and no steps yet. */
export function newDefinition(fields: IntegrationFields, trigger: Step = webhook): Definition {
  const stableKey = crypto.randomUUID();
  const flow = {
    name: 'Flow 1',
    description: '',
    // What its addresses hang on: a renamed flow keeps them.
    stableKey,
    isSynchronous: false,
    endpointSecurityType: 'customer_optional' as const,
    steps: [webhook],
  };
  const begun: Definition = {
    definitionVersion: DEFINITION_VERSION,
    ...fields,
    documentation: '',
    endpointType: 'flow_specific',
    requiredConfigVars: [],
    configPages: [],
    flows: [flow],
  };
  const edited = edit(begun, { kind: 'set-trigger', flow: stableKey, trigger });
  if ('problem' in edited) throw new AppError('invalid', edited.problem);
  return edited.ok;
}

/**
 * A trigger as the first step of a flow, its inputs at their defaults.
 * @param cron when it runs, for a trigger that needs a schedule; in UTC
 */
export function triggerStep(component: Component, trigger: Trigger, cron: string): Step {
  const inputs = trigger.inputs.map(({ key, collection, default: preset }): [string, StepInput] => [
    key,
    collection ? { type: 'complex', value: [] } : { type: 'value', value: preset ?? '' },
  ]);
  const schedule = { type: 'value' as const, value: cron, meta: { scheduleType: 'custom', timeZone: 'UTC' } };
  return {
    name: trigger.display.label,
    description: '',
    isTrigger: true,
    action: { key: trigger.key, component: { key: component.key, version: 'LATEST', isPublic: true } },
    inputs: Object.fromEntries(inputs),
    ...(trigger.scheduleSupport === 'required' ? { schedule } : {}),
  };
}
