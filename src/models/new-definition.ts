import { DEFINITION_VERSION, type Definition, type Input, type Step } from '../definition/schema.ts';
import type { IntegrationFields } from './integrations.ts';

const none: Input = { type: 'value', value: '' };
const webhook: Step = {
  name: 'Webhook',
  description: '',
  isTrigger: true,
  action: { key: 'webhook', component: { key: 'webhook-triggers', version: 'LATEST', isPublic: true } },
  inputs: { body: none, contentType: none, headers: { type: 'complex', value: [] }, statusCode: none },
};

/** What a new integration begins with: one flow that a webhook starts, and no steps yet. */
export function newDefinition(fields: IntegrationFields): Definition {
  const flow = {
    name: 'Flow 1',
    description: '',
    // What its addresses hang on: a renamed flow keeps them.
    stableKey: crypto.randomUUID(),
    isSynchronous: false,
    endpointSecurityType: 'customer_optional' as const,
    steps: [webhook],
  };
  return {
    definitionVersion: DEFINITION_VERSION,
    ...fields,
    documentation: '',
    endpointType: 'flow_specific',
    requiredConfigVars: [],
    configPages: [],
    flows: [flow],
  };
}
