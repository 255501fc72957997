/** What the integrations of the big store do: take orders, and report at night. */
import type { Step } from '../../definition/document/schema.ts';

const value = (text: string) => ({ type: 'value' as const, value: text });
const reference = (path: string) => ({ type: 'reference' as const, value: path });
const configVar = (key: string) => ({ type: 'configVar' as const, value: key });
const template = (text: string) => ({ type: 'template' as const, value: text });

function step(name: string, action: string, inputs: Step['inputs'], more: Partial<Step> = {}): Step {
  const [component = '', key = ''] = action.split('.');
  return {
    name,
    description: `${name}, as the two sides have agreed.`,
    action: { key, component: { key: component, version: 'LATEST', isPublic: true } },
    inputs,
    ...more,
  };
}

const isLarge = {
  type: 'complex' as const,
  value: [
    {
      name: 'Large',
      type: 'complex' as const,
      value: [
        'and',
        [
          'greaterThanOrEqual',
          { name: '', ...reference('fetchOrders.results.body.total') },
          { name: '', ...configVar('Approval limit') },
        ],
      ],
    },
  ],
};

const postOrder = step(
  'Post order',
  'http.httpPost',
  {
    url: template('{{#Target URL}}/orders/{{$eachOrder.currentItem.id}}'),
    data: reference('eachOrder.currentItem'),
    responseType: value('json'),
    timeout: value('20000'),
  },
  { errorConfig: { errorHandlerType: 'retry', maxAttempts: 3, delaySeconds: 60 } },
);

export const takeOrders = [
  step(
    'Order event',
    'webhook-triggers.webhook',
    { body: value(''), contentType: value(''), statusCode: value('') },
    { isTrigger: true },
  ),
  step('Fetch orders', 'http.httpGet', {
    url: template('{{#Source URL}}/orders?since={{$orderEvent.results.body.data.since}}'),
    responseType: value('json'),
    timeout: value('20000'),
  }),
  step(
    'Each order',
    'loop.loopOverItems',
    { items: reference('fetchOrders.results.body.orders') },
    {
      steps: [
        step('Order line', 'text-manipulation.upperCase', { text: reference('eachOrder.currentItem.sku') }),
        postOrder,
      ],
    },
  ),
  step(
    'Needs approval',
    'branch.branchOnExpression',
    { conditions: isLarge },
    {
      branches: [
        {
          name: 'Large',
          steps: [
            step('Ask for approval', 'log.writeLog', {
              level: value('warn'),
              message: template('{{$fetchOrders.results.body.total}} waits for an approval.'),
            }),
          ],
        },
        { name: 'Else', steps: [] },
      ],
    },
  ),
  step('Remember', 'persist-data.saveCrossFlowValue', {
    keyInput: value('last'),
    valueInput: reference('fetchOrders.results.body.total'),
  }),
];

export const nightlyReport = [
  step(
    'Every night',
    'schedule-triggers.schedule',
    {},
    {
      isTrigger: true,
      schedule: {
        type: 'value',
        value: '15 2 * * *',
        meta: { scheduleType: 'custom', timeZone: 'Europe/Vienna' },
      },
    },
  ),
  step('Last total', 'persist-data.getCrossFlowValue', {
    keyInput: value('last'),
    defaultValueInput: value('0'),
  }),
  step('Report', 'log.writeLog', {
    level: value('info'),
    message: template('Total so far: {{$lastTotal.results}}'),
  }),
];
