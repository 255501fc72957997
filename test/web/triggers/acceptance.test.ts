import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { executions } from '../../../src/db/schema.ts';
import { parseDefinition } from '../../../src/definition/document/import.ts';
import { StorageError } from '../../../src/lib/storage-error.ts';
import { createCustomer } from '../../../src/models/customers.ts';
import { deployInstance } from '../../../src/models/deployments.ts';
import { listEndpoints } from '../../../src/models/endpoints.ts';
import { activityOf } from '../../../src/models/flow-activity.ts';
import { createIntegration } from '../../../src/models/integrations.ts';
import { publishVersion } from '../../../src/models/versions.ts';
import { openDesk } from '../../support/app.ts';
import { step, until, value } from '../../support/engine.ts';
import { EVERYTHING } from '../../support/viewers.ts';
import { visitorAs } from '../../support/visitor.ts';

const at = openDesk();
afterAll(() => at.close());

const called = (name: string, more: object, inputs = {}) => ({
  name,
  endpointSecurityType: 'unsecured',
  steps: [step('Start', 'webhook-triggers.webhook', inputs, { isTrigger: true })],
  ...more,
});
const only = (field: string, operator: string, text?: string) => ({
  acceptsWhen: [{ field, operator, ...(text !== undefined && { value: text }) }],
});
const APP = 'https://app.example.com';
const flows = [
  called('Typed', only('body.data.type', 'equal', 'order.created')),
  called('Both', {
    acceptsWhen: [
      ...only('headers.X-Shop', 'exists').acceptsWhen,
      ...only('queryParameters.amount', 'greaterThan', '10').acceptsWhen,
    ],
  }),
  called('Odd', only('body.data.at', 'dateTimeAfter', '2026-01-01')),
  called('From pages', { allowedOrigins: [APP], endpointSecurityType: 'customer_required' }),
  called('From all', { allowedOrigins: ['*'] }),
  called('Plain', {}),
  called('Accepted', {}, { statusCode: value('202') }),
  called('Empty', {}, { statusCode: value('204') }),
  called('Texts', {}, { body: value('ok'), contentType: value('text/xml') }),
  called('Wrong', {}, { statusCode: value('600') }),
];

const urls: Record<string, string> = {};
let instanceId = '';
beforeAll(async () => {
  const parsed = parseDefinition({ definitionVersion: 7, name: 'Shop', description: '', flows });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { store } = at.deps;
  const made = await store.write(async (tx) => {
    const { id: integrationId } = await createIntegration(tx, parsed.definition);
    await publishVersion(tx, integrationId, '');
    const fields = { name: 'Acme', externalId: null, description: '', labels: [], limits: {} };
    return { integrationId, customerId: (await createCustomer(tx, fields)).id };
  });
  const { instance } = await deployInstance(at.deps, { ...made, configVariables: {} });
  instanceId = instance.id;
  for (const { id, flowKey } of await listEndpoints(store.read, made.integrationId, instance.id))
    urls[flowKey ?? ''] = `/trigger/${id}`;
});

const send = (flow: string, body: unknown, headers: Record<string, string> = {}, query = '') =>
  at.app.request(`${urls[flow]}${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const runsOf = async (flow: string) =>
  (await at.deps.store.read.select().from(executions)).filter((run) => run.flow === flow).length;

describe('a condition on the trigger', () => {
  test('lets those calls run that hold it, and refuses others before there is an execution', async () => {
    const taken = await send('Typed', { type: 'order.created' });
    expect(await taken.json()).toEqual({ executionId: expect.stringMatching(/^exe_/) });
    for (const body of [{ type: 'order.changed' }, {}, null]) {
      const refused = await send('Typed', body);
      expect([refused.status, await refused.json()]).toEqual([
        200,
        { executionId: null, message: expect.stringContaining('its condition does not hold') },
      ]);
      expect(refused.headers.get('stepwell-executionid')).toBeNull();
    }
    expect(await runsOf('Typed')).toBe(1);
  });

  test('holds when all of its comparisons do, of headers, parameters and body', async () => {
    const sent = [
      [{ 'x-shop': 'north' }, '?amount=11'],
      [{ 'x-shop': 'north' }, '?amount=10'],
      [{}, '?amount=11'],
    ] as const;
    for (const [headers, query] of sent) await send('Both', {}, headers, query);
    expect(await runsOf('Both')).toBe(1);
  });

  test('does not hold where what came cannot be compared', async () => {
    await send('Odd', { at: 'never' });
    await send('Odd', { at: '2026-02-01' });
    expect(await runsOf('Odd')).toBe(1);
  });

  test('counts what it has refused, which the page of the instance says', async () => {
    const before = (await activityOf(at.deps.store.read, EVERYTHING, instanceId)).get('Typed')?.refusedCalls;
    await Promise.all(Array.from({ length: 50 }, () => send('Typed', { type: 'other' })));
    await until(async () => {
      const known = await activityOf(at.deps.store.read, EVERYTHING, instanceId);
      return known.get('Typed')?.refusedCalls === (before ?? 0) + 50;
    });
    const { html } = await (await visitorAs(at, 'support')).get(`/instances/${instanceId}`);
    expect(html).toMatch(/Its condition has refused \d+ calls/);
  });
});

describe('pages of other sites', () => {
  const ask = (flow: string, origin = APP) =>
    at.app.request(urls[flow] ?? '', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'api-key, content-type',
      },
    });
  const allowed = (answer: Response) => answer.headers.get('access-control-allow-origin');

  test('may call a flow that names their origin, and read what it answers', async () => {
    const asked = await ask('From pages');
    expect([asked.status, allowed(asked)]).toEqual([204, APP]);
    expect(asked.headers.get('access-control-allow-headers')).toBe('api-key, content-type');
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
    const refused = await send('From pages', {}, { origin: APP });
    expect([refused.status, allowed(refused)]).toEqual([401, APP]);
    const taken = await send('From all', {}, { origin: 'https://any.example' });
    expect([taken.status, allowed(taken)]).toEqual([200, 'https://any.example']);
    expect(taken.headers.get('access-control-expose-headers')).toContain('stepwell-executionid');
    expect(taken.headers.get('vary')).toContain('Origin');
  });

  test.each([
    ['From pages', 'https://evil.example'],
    ['From pages', 'null'],
    ['Plain', APP],
  ])('may not read the answers of %s where they are %s', async (flow, origin) => {
    const asked = await ask(flow, origin);
    expect([asked.status, allowed(asked)]).toEqual([405, null]);
    expect(allowed(await send(flow, {}, { origin }))).toBeNull();
  });

  test('are told of no address that is not there', async () => {
    const answer = await at.app.request('/trigger/nowhere', { method: 'OPTIONS', headers: { origin: APP } });
    expect([answer.status, allowed(answer)]).toEqual([404, null]);
  });
});

test.each([
  ['Plain', 200, 'application/json', /^\{"executionId":"exe_/],
  ['Accepted', 202, null, /^$/],
  ['Empty', 204, null, /^$/],
  ['Texts', 200, 'text/xml', /^ok$/],
  ['Wrong', 200, 'application/json', /^\{"executionId":"exe_/],
])('a call of the flow %s is answered as its trigger fixes it: %d', async (flow, status, type, body) => {
  const answer = await send(flow, {});
  expect([answer.status, answer.headers.get('content-type')?.split(';')[0] ?? null]).toEqual([status, type]);
  expect(await answer.text()).toMatch(body);
  expect(answer.headers.get('stepwell-executionid')).toMatch(/^exe_/);
});

test.each(['nearly-full', 'full'] as const)(
  'no call is taken while the disk is %s, though it would find room: that is for what runs',
  async (fault) => {
    at.deps.store.stopWriting(new StorageError(fault));
    const refused = await send('Plain', {});
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    await until(() => at.deps.store.condition === undefined);
    expect((await send('Plain', {})).status).toBe(200);
  },
);
