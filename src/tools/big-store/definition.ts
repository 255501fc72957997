/** A definition as people write them: two flows, a loop, a branch, config variables, some 5 KB of JSON. */
import type { Definition } from '../../definition/document/schema.ts';
import { nightlyReport, takeOrders } from './flows.ts';

/** The flows of every integration of the big store. */
export const WEBHOOK_FLOW = 'Take orders';
export const SCHEDULE_FLOW = 'Nightly report';

const variable = (key: string, dataType: 'string' | 'number', defaultValue: string) => ({
  key,
  stableKey: key.toLowerCase().replaceAll(' ', '-'),
  description: `${key} of the customer's own installation.`,
  dataType,
  defaultValue,
  orgOnly: false,
  meta: { visibleToCustomerDeployer: true, visibleToOrgDeployer: true },
});

const VARIABLES = [
  variable('Source URL', 'string', 'http://127.0.0.1:9/source'),
  variable('Target URL', 'string', 'http://127.0.0.1:9/target'),
  variable('Approval limit', 'number', '1000'),
];

const flow = { isSynchronous: false, endpointSecurityType: 'customer_optional' as const };

export function bigDefinition(
  fields: Pick<Definition, 'name' | 'description' | 'category' | 'labels'>,
): Definition {
  return {
    definitionVersion: 7,
    ...fields,
    documentation: `# ${fields.name}\n\nWhat it does, **step by step**:\n\n- takes orders\n- passes them on\n\n${'Read more in the manual. '.repeat(12)}`,
    endpointType: 'flow_specific',
    requiredConfigVars: VARIABLES,
    configPages: [
      {
        name: 'Systems',
        tagline: 'Where are the two systems?',
        elements: VARIABLES.map(({ key }) => ({ type: 'configVar', value: key })),
      },
    ],
    flows: [
      {
        name: WEBHOOK_FLOW,
        stableKey: 'take-orders',
        description: 'Passes new orders on.',
        ...flow,
        steps: takeOrders,
      },
      {
        name: SCHEDULE_FLOW,
        stableKey: 'nightly-report',
        description: 'Says how much it was.',
        ...flow,
        steps: nightlyReport,
      },
    ],
  };
}
