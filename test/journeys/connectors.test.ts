import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import * as v from 'valibot';
import { cleanUp, type Server, send, start, until } from '../support/binary.ts';
import { bundleText, type Fixture } from '../support/bundles.ts';
import {
  configVar,
  type Definition,
  flow,
  integration,
  type Json,
  reference,
  type Step,
  step,
  value,
  webhook,
} from '../support/definitions.ts';
import {
  createCustomer,
  deploy,
  executionEnded,
  executionsOf,
  expectStatus,
  type Instance,
  importDefinition,
  logsOf,
  publish,
  startedBy,
  stepsOf,
  urlOf,
} from '../support/journey.ts';

/*
 * A connector and an integration as the field writes them, built with the SDK and used as they are, against a stand-in
 * of the system that they connect to.
 */

setDefaultTimeout(180_000);
let server: Server;

/** What the help desk was asked. */
const asked: string[] = [];
let isBusy = true;
const answers: Record<string, (request: Request) => unknown> = {
  'POST /token': () => ({ access_token: 'of-the-program', token_type: 'bearer', expires_in: 3600 }),
  'GET /queues': () => [{ id: 1, name: 'Sales' }],
  'GET /tickets': (request) => (new URL(request.url).searchParams.get('after') === '0' ? [{ id: 7 }] : []),
  'POST /tickets': async (request) => ({ id: 8, ...Object(await request.json()) }),
  'POST /hooks': async (request) => ({ id: 'hook', ...Object(await request.json()) }),
};
const desk = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  async fetch(request) {
    const { pathname } = new URL(request.url);
    const what = `${request.method} ${pathname}`;
    asked.push(`${what} ${request.headers.get('authorization') ?? ''}`.trim());
    if (what === 'GET /file') return new Response('PDF', { headers: { 'content-type': 'application/pdf' } });
    if (what === 'GET /queues' && isBusy) {
      isBusy = false;
      return new Response('busy', { status: 503 });
    }
    const answer = answers[what];
    if (request.headers.get('authorization') === 'Bearer wrong')
      return Response.json({ message: 'unknown key' }, { status: 401 });
    return answer ? Response.json(await answer(request)) : new Response('none', { status: 404 });
  },
});
const baseUrl = `http://127.0.0.1:${desk.port}`;

async function publishBundle(name: Fixture) {
  const headers = { 'content-type': 'application/javascript' };
  const answer = expectStatus(await server.call('POST', '/components', await bundleText(name), headers), 201);
  return v.parse(v.looseObject({ integrationId: v.nullable(v.string()) }), answer.json);
}

/** Of one customer, whose process the connector is loaded in once. */
let customerId: string;
beforeAll(async () => {
  server = await start({ env: { STEPWELL_EGRESS_ALLOW: '127.0.0.1' } });
  await publishBundle('helpdesk');
  customerId = await createCustomer(server, 'Support team');
});

async function installed(definition: Definition, configVariables: Record<string, Json>): Promise<Instance> {
  const { id: integrationId } = await importDefinition(server, definition);
  await publish(server, integrationId);
  return await deploy(server, { integrationId, customerId, configVariables });
}
afterAll(async () => {
  await desk.stop(true);
  await cleanUp();
});

const account = (key: string): Json => ({
  ...{ key: 'Desk', stableKey: 'desk', dataType: 'connection' },
  connection: { key, component: { key: 'helpdesk', version: 'LATEST', isPublic: true } },
});
const used = { connection: configVar('Desk') };
const create = step('Create', 'helpdesk.createTicket', {
  ...used,
  ...{ subject: value('Broken'), queue: value('1') },
  ...{ file: reference('download.results') },
});
const synchronously = (name: string, steps: Step[]) => flow(name, steps, { isSynchronous: true });

/** What a flow that is called at once answers. */
const told = async (url: string, body: unknown = {}) =>
  await send(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

test('its actions reach the system with a key, with what was tried again and what is no text', async () => {
  const instance = await installed(
    integration(
      'Tickets',
      [synchronously('Create', [webhook(), step('Download', 'helpdesk.download', used), create])],
      { requiredConfigVars: [account('apiKey')] },
    ),
    { Desk: { fields: { baseUrl, apiKey: 'good' } } },
  );
  const { status, text } = await told(urlOf(instance));
  expect([status, JSON.parse(text)]).toEqual([
    200,
    { id: 8, subject: 'Broken', queue: '1', fields: {}, size: 3 },
  ]);
  expect(asked).toEqual(['GET /file Bearer good', 'POST /tickets Bearer good']);
});

test('a program signs in by itself, and what the system refuses is told as it said it', async () => {
  const definition = (key: string) =>
    integration(
      `With ${key}`,
      [synchronously('List', [webhook(), step('List', 'helpdesk.listTickets', used)])],
      { requiredConfigVars: [account(key)] },
    );
  asked.length = 0;
  const program = await installed(definition('program'), {
    Desk: { fields: { baseUrl, tokenUrl: `${baseUrl}/token`, clientId: 'id', clientSecret: 'secret' } },
  });
  expect((await told(urlOf(program))).text).toBe('[{"id":7}]');
  expect(asked.at(-1)).toBe('GET /tickets Bearer of-the-program');
  const refused = await installed(definition('apiKey'), {
    Desk: { fields: { baseUrl, apiKey: 'wrong' } },
  });
  const answer = await told(urlOf(refused));
  expect(answer.status).toBe(500);
  const [run] = await executionsOf(server, refused.id);
  expect(run).toMatchObject({
    error: {
      message: expect.stringContaining('401'),
      detail: { status: 401, data: { message: 'unknown key' } },
    },
  });
});

test('its trigger registers where it is called when it is deployed, and answers who has called', async () => {
  asked.length = 0;
  const called = step('Start', 'helpdesk.ticketChanged', used, { isTrigger: true });
  const branch = (name: string) => ({
    name,
    steps: [step(name, 'math.add', { numbers: value('[1]') })],
  });
  const instance = await installed(
    integration('Changes', [flow('Main', [{ ...called, branches: ['Handshake', 'Change'].map(branch) }])], {
      requiredConfigVars: [account('apiKey')],
    }),
    { Desk: { fields: { baseUrl, apiKey: 'good' } } },
  );
  const [deployed] = await executionsOf(server, instance.id);
  expect(await executionEnded(server, deployed?.id ?? '')).toMatchObject({ status: 'succeeded' });
  expect(asked).toEqual(['POST /hooks Bearer good']);
  const challenged = await told(`${urlOf(instance)}?challenge=abc`);
  expect([challenged.status, challenged.text]).toEqual([200, 'abc']);
  const [run] = await executionsOf(server, instance.id);
  await executionEnded(server, run?.id ?? '');
  expect((await stepsOf(server, run?.id ?? '')).map(({ name }) => name)).toEqual(['Handshake']);
  expectStatus(await server.call('DELETE', `/instances/${instance.id}`), 204);
  await until('the hook to be gone', () => asked.includes('DELETE /hooks/hook Bearer good'));
});

test('an integration that is written as code takes its connections, offers choices and calls the connector', async () => {
  const shared = {
    name: 'Shared',
    stableKey: 'shared-helpdesk',
    component: 'helpdesk',
    connection: 'apiKey',
  };
  const made = await server.call('POST', '/shared-connections', { ...shared, scope: 'organization' });
  const { id: sharedId } = v.parse(v.looseObject({ id: v.string() }), expectStatus(made, 201).json);
  const inputs = { baseUrl: 'https://shared.test', apiKey: 'of all' };
  expectStatus(await server.call('POST', `/shared-connections/${sharedId}/connections`, { inputs }), 201);
  const { integrationId } = await publishBundle('helpdesk-sync');
  const id = integrationId ?? '';
  await publish(server, id);
  const offered = await server.call('POST', '/components/helpdesk/data-sources/selectQueue/calls', {
    customerId,
    inputs: { connection: { key: 'apiKey', fields: { baseUrl, apiKey: 'good' } } },
  });
  expect(offered.json).toMatchObject({ result: [{ key: '1', label: 'Sales' }], error: null });
  const configVariables = {
    'Help desk': { fields: { baseUrl, apiKey: 'good' } },
    Queue: '1',
    Kind: 'a',
  };
  const instance = await deploy(server, { integrationId: id, customerId, configVariables });
  const handed = startedBy(await told(urlOf(instance, 'Hand on'), { id: 1 }));
  expect(await executionEnded(server, handed)).toMatchObject({ status: 'succeeded' });
  const ticket = {
    id: 8,
    subject: 'New: {"told":{"id":1}}',
    queue: '1',
    fields: { kind: 'question' },
    size: 0,
  };
  expect(await stepsOf(server, handed)).toMatchObject([
    { output: { status: 200, data: ticket, shared: 'https://shared.test' } },
  ]);
  const [taken] = await executionsOf(server, instance.id);
  const lines = (await logsOf(server, taken?.id ?? '')).map(({ message }) => message);
  expect(lines).toEqual([`Created ticket ${JSON.stringify(ticket)}`, '{"tickets":1}']);
});
