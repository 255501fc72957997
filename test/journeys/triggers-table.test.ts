/** How flows are started, sentence by sentence, in the built program: each row is one thing that exported integrations rely on. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { type Answer, cleanUp, type Server, send, start, until } from '../support/binary.ts';
import {
  code,
  type Definition,
  flow,
  integration,
  reference,
  step,
  stop,
  synchronous,
  trigger,
  value,
  webhook,
} from '../support/definitions.ts';
import {
  createCustomer,
  deploy,
  executionEnded,
  executionsOf,
  type Instance,
  importDefinition,
  install,
  publish,
  startedBy,
  urlOf,
} from '../support/journey.ts';

setDefaultTimeout(180_000);
let server: Server;
let main: Instance;
let byInstance: Instance;
let byCustomer: Instance;
let routed: Instance;

const SEEN = code(
  'Seen',
  `const { headers, body, rawBody, queryParameters, pathFragment } = stepResults.trigger.results;
   const text = (value) => Buffer.isBuffer(value) || value instanceof Uint8Array ? [...value] : value;
   return { data: { shop: headers['x-shop'], spelled: headers['X-Shop'], data: text(body.data), contentType: body.contentType, raw: text(rawBody.data), queryParameters, pathFragment, debug: context.globalDebug } };`,
);
const says = (name: string, more: Record<string, boolean | string> = {}) =>
  flow(name, [webhook(), code('Say', 'return { data: context.flow.name };')], { ...synchronous, ...more });
const on = (name: string, action: string) =>
  flow(name, [trigger(action), step('Note', 'log.writeLog', { message: value('ran') })]);
const two = [says('First'), says('Second')];
const field = (path: string) => ({ type: 'reference', value: `payload.results.${path}` });

async function deployedFor(definition: Definition, customer: string): Promise<Instance> {
  const { id: integrationId } = await importDefinition(server, definition);
  await publish(server, integrationId);
  return await deploy(server, {
    integrationId,
    customerId: await createCustomer(server, customer, 'acme-1'),
  });
}

beforeAll(async () => {
  server = await start();
  main = await install(
    server,
    integration('Main', [
      flow('Seen', [webhook(), SEEN], synchronous),
      flow('Async', [webhook(), code('Say', 'return { data: 1 };')]),
      flow('Static', [
        webhook({ statusCode: value('202'), contentType: value('text/xml'), body: value('<ok/>') }),
      ]),
      flow(
        'Stops',
        [
          webhook(),
          stop({ statusCode: value('418'), jsonBody: value('{"a":1}') }),
          code('Never', 'throw 1;'),
        ],
        synchronous,
      ),
      flow('Dynamic', [
        trigger('code.runCodeTrigger', {
          code: value(
            `module.exports = async (context, payload) => ({ payload, response: { statusCode: 201, contentType: 'text/plain', headers: { 'x-a': 'b' }, body: 'made' } });`,
          ),
        }),
      ]),
      flow('Signed', [
        trigger('hash.hmacWebhookTrigger', {
          hmacHeaderName: value('X-Signature'),
          secretKey: value('shared'),
        }),
      ]),
      says('Unsecured', { endpointSecurityType: 'unsecured' }),
      says('Optional'),
      says('Required', { endpointSecurityType: 'customer_required' }),
      {
        ...says('Organization', { endpointSecurityType: 'organization' }),
        organizationApiKeys: ['our-key'],
      },
      on('On deploy', 'management-triggers.instanceDeploy'),
      on('On remove', 'management-triggers.instanceRemove'),
      flow(
        'Calls',
        [
          webhook(),
          step('Ask', 'cross-flow.invokeFlow', {
            flowName: value('Called'),
            data: reference('trigger.results.body.data'),
          }),
        ],
        synchronous,
      ),
      flow('Called', [
        step('Trigger', 'cross-flow.crossFlow', {}, { isTrigger: true }),
        code('Say', 'return { data: stepResults.trigger.results.body.data };'),
      ]),
    ]),
  );
  byInstance = await install(
    server,
    integration('By instance', two, {
      endpointType: 'instance_specific',
      flowNameField: field('body.data.flow'),
    }),
  );
  byCustomer = await deployedFor(
    integration('By customer', two, {
      endpointType: 'shared_instance',
      flowNameField: field('headers.x-flow'),
      externalCustomerIdField: field('queryParameters.customer'),
    }),
    'Acme One',
  );
  const route = flow('Route', [
    webhook(),
    code('Choose', 'return { data: { to: stepResults.trigger.results.body.data.wants } };'),
  ]);
  routed = await install(
    server,
    integration('Routed', [route, ...two.map((each) => ({ ...each, isSynchronous: false }))], {
      endpointType: 'instance_specific',
      preprocessFlowName: 'Route',
      flowNameField: { type: 'reference', value: 'onExecution.results.to' },
    }),
  );
});
afterAll(cleanUp);

const JSON_TYPE = 'application/json';
type Call = {
  method?: string;
  body?: string | FormData | Uint8Array<ArrayBuffer>;
  type?: string;
  headers?: Record<string, string>;
  at?: string;
};
async function call(
  name: string,
  { method = 'POST', body = '{}', type = JSON_TYPE, headers = {}, at = '' }: Call = {},
  of = main,
) {
  const sent = method === 'GET' ? {} : { body };
  const typed = body instanceof FormData || method === 'GET' ? headers : { 'content-type': type, ...headers };
  return await send(urlOf(of, name) + at, { method, headers: typed, redirect: 'manual', ...sent });
}
const seen = async (how: Call): Promise<unknown> => JSON.parse((await call('Seen', how)).text);
const bodyOf = (answer: Answer): unknown => JSON.parse(answer.text);
const told = async (answer: Promise<Answer>) => {
  const { status, text } = await answer;
  return [status, text];
};
const SYNC = { 'prismatic-synchronous': 'true' };
const runsOf = async (name: string) =>
  (await executionsOf(server, main.id)).filter(({ flow: ran }) => ran === name);
const form = () => {
  const data = new FormData();
  data.append('order', new Blob(['{"id":7}'], { type: JSON_TYPE }));
  data.append('file', new File(['abc'], 'a.txt', { type: 'text/plain' }));
  return data;
};
const hmac = (text: string) => createHmac('sha256', 'shared').update(text).digest('hex');
const keyOf = (name: string) => main.flows.find((each) => each.name === name)?.apiKeys[0] ?? '';

const ROWS: [sentence: string, holds: () => Promise<void>][] = [
  ...['POST', 'PUT', 'PATCH', 'DELETE', 'GET'].map((method): [string, () => Promise<void>] => [
    `a webhook is called by ${method}`,
    async () => expect((await call('Seen', { method })).status).toBe(200),
  ]),
  [
    'a webhook is called by no other method',
    async () => expect((await call('Seen', { method: 'OPTIONS' })).status).toBe(405),
  ],
  [
    'what stands behind the address is its pathFragment',
    async () => expect(await seen({ at: '/orders/17' })).toMatchObject({ pathFragment: 'orders/17' }),
  ],
  [
    'queryParameters are there by name',
    async () => expect(await seen({ at: '?a=1&b=2' })).toMatchObject({ queryParameters: { a: '1', b: '2' } }),
  ],
  [
    'headers are there as they are spelled',
    async () =>
      expect(await seen({ headers: { 'X-Shop': 'north' } })).toMatchObject({
        shop: 'north',
        spelled: 'north',
      }),
  ],
  [
    'JSON is parsed, and rawBody is what was sent',
    async () =>
      expect(await seen({ body: '{ "id": 17.0 }' })).toMatchObject({
        data: { id: 17 },
        contentType: JSON_TYPE,
        raw: '{ "id": 17.0 }',
      }),
  ],
  [
    'binary types are bytes',
    async () =>
      expect(await seen({ body: new Uint8Array([1, 255]), type: 'application/octet-stream' })).toMatchObject({
        data: [1, 255],
        raw: [1, 255],
      }),
  ],
  [
    'parts of a form are there by name, JSON ones parsed',
    async () =>
      expect(await seen({ body: form() })).toMatchObject({
        data: {
          order: { data: { id: 7 }, contentType: expect.stringContaining(JSON_TYPE) },
          file: { contentType: expect.stringContaining('text/plain') },
        },
      }),
  ],
  [
    'url-encoded forms are their fields, and raw as they came',
    async () =>
      expect(await seen({ body: 'a=1&b=2', type: 'application/x-www-form-urlencoded' })).toMatchObject({
        data: { a: '1', b: '2' },
        raw: 'a=1&b=2',
      }),
  ],
  [
    'a call is answered at once with the id of its execution',
    async () => {
      const answer = await call('Async');
      expect(bodyOf(answer)).toEqual({ executionId: answer.headers.get('prismatic-executionid') });
    },
  ],
  [
    'a synchronous flow answers with the result of its last step',
    async () => expect(await told(call('Unsecured'))).toEqual([200, 'Unsecured']),
  ],
  [
    'prismatic-synchronous: true makes a call wait',
    async () => expect(await told(call('Async', { headers: SYNC }))).toEqual([200, '1']),
  ],
  [
    'prismatic-synchronous: false lets it go on',
    async () =>
      expect(
        startedBy(await call('Unsecured', { headers: { 'prismatic-synchronous': 'false' } })),
      ).toStartWith('exe_'),
  ],
  [
    'a synchronous call may be redirected to the stored result',
    async () => {
      const answer = await call('Unsecured', { headers: { prefer: 'redirect' } });
      expect([answer.status, (await send(answer.headers.get('location') ?? '')).text]).toEqual([
        303,
        'Unsecured',
      ]);
    },
  ],
  [
    'prismatic-debug: true is a debug run',
    async () => expect(await seen({ headers: { 'prismatic-debug': 'true' } })).toMatchObject({ debug: true }),
  ],
  [
    'inputs of the trigger fix the answer of an asynchronous call',
    async () => expect(await told(call('Static'))).toEqual([202, '<ok/>']),
  ],
  [
    'a trigger may make the answer itself',
    async () => expect(await told(call('Dynamic'))).toEqual([201, 'made']),
  ],
  [
    'stopping the execution sets status and body of the answer',
    async () => expect(await told(call('Stops'))).toEqual([418, '{"a":1}']),
  ],
  [
    'an unsecured flow is called without a key',
    async () => expect((await call('Unsecured')).status).toBe(200),
  ],
  [
    'where keys are optional a flow without one is open',
    async () => expect((await call('Optional')).status).toBe(200),
  ],
  [
    'where keys are required only they open the flow',
    async () => {
      const key = { 'Api-Key': keyOf('Required') };
      expect([(await call('Required')).status, (await call('Required', { headers: key })).status]).toEqual([
        401, 200,
      ]);
    },
  ],
  [
    'a key of the organization opens its flow',
    async () => {
      const key = { 'Api-Key': 'our-key' };
      expect([
        (await call('Organization')).status,
        (await call('Organization', { headers: key })).status,
      ]).toEqual([401, 200]);
    },
  ],
  [
    'an HMAC of the body that is right starts the flow',
    async () =>
      expect(
        (await call('Signed', { body: '{"a":1}', headers: { 'x-signature': hmac('{"a":1}') } })).status,
      ).toBe(200),
  ],
  [
    'an HMAC that is wrong does not: no step runs',
    async () => {
      expect(
        (await call('Signed', { body: '{"a":2}', headers: { 'x-signature': hmac('{"a":1}') } })).status,
      ).toBe(401);
    },
  ],
  [
    'a flow for deployments runs on each deploy',
    async () => {
      const before = (await runsOf('On deploy')).length;
      expect(before).toBeGreaterThan(0);
      await server.call('PUT', `/instances/${main.id}/version`, { version: 1 });
      await until('the deploy flow', async () => (await runsOf('On deploy')).length === before + 1);
    },
  ],
  ['a flow for removals does not run on a deploy', async () => expect(await runsOf('On remove')).toEqual([])],
  [
    'a flow that another calls runs with what that one has given',
    async () => {
      const { executionId } = JSON.parse((await call('Calls', { body: '{"n":5}' })).text);
      expect(await executionEnded(server, executionId)).toMatchObject({
        flow: 'Called',
        status: 'succeeded',
      });
    },
  ],
  [
    'an address of an instance finds its flow by a field of the call',
    async () =>
      expect(await told(call('First', { body: '{"flow":"Second"}' }, byInstance))).toEqual([200, 'Second']),
  ],
  [
    'an address of all instances finds its customer too',
    async () =>
      expect(
        await told(call('First', { headers: { 'x-flow': 'Second' }, at: '?customer=acme-1' }, byCustomer)),
      ).toEqual([200, 'Second']),
  ],
  [
    'a call that names nobody is refused',
    async () =>
      expect((await call('First', { headers: { 'x-flow': 'Second' } }, byCustomer)).status).toBe(400),
  ],
  [
    'a preprocess flow says which flow a call is for',
    async () => {
      startedBy(await call('First', { body: '{"wants":"Second"}' }, routed));
      await until('the flow that it leads to', async () =>
        (await executionsOf(server, routed.id)).some(
          (run) => run.flow === 'Second' && run.status === 'succeeded',
        ),
      );
    },
  ],
];

test.each(ROWS)('%s', async (_sentence, holds) => await holds());
