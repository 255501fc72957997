import { afterAll, beforeAll, expect, test } from 'bun:test';
import { decode } from '@msgpack/msgpack';
import { prismatic } from '../../src/components/prismatic/index.ts';
import { customer, deployedShop, shopDefinition } from '../support/api-records.ts';
import { ran } from '../support/api-runs.ts';
import { call, openDesk, TOKEN } from '../support/app.ts';
import { createContext, dataOf } from './context.ts';

const desk = openDesk();
const { app, deps } = desk;
afterAll(desk.close);

let calls = 0;
const context = createContext({
  host: {
    ...createContext().host,
    async api({ method, path, token, headers, body }) {
      calls += 1;
      const authorization = `Bearer ${token}`;
      const init = {
        method,
        headers: { ...headers, authorization },
        ...(body === undefined ? {} : { body }),
      };
      return await app.request(`/api/v1${path}`, init);
    },
  },
});
const connection = { key: 'apiKey', configVarKey: 'Prismatic Connection', fields: { apiKey: TOKEN } };

/** What later steps know as `results.data.data`. */
async function answered(key: string, params: Record<string, unknown> = {}): Promise<unknown> {
  const result = await dataOf(prismatic, key, { connection, ...params }, context);
  return Reflect.get(Object(Reflect.get(Object(result), 'data')), 'data');
}
const asked = (query: string, variables: Record<string, unknown> = {}) =>
  answered('rawRequest', { query, variables });

let shop: Awaited<ReturnType<typeof deployedShop>>;
let executionId: string;
beforeAll(async () => {
  shop = await deployedShop(app);
  await call(app, 'PATCH', `/customers/${shop.customerId}`, { externalId: 'acme', labels: ['eu'] });
  await customer(app, 'Rival');
  const steps = [
    { path: 'note', output: { data: { list: ['A', 'B'], file: Buffer.from([1, 2]) } } },
    { path: 'other', output: { data: 1 } },
  ];
  executionId = await ran(deps, shop.instanceId, steps);
});

test('a step result is found by its name, at an address that needs no token and gives MessagePack', async () => {
  const query = `query myGetExecutionResults($executionId: ID!, $stepName: String!) {
    executionResult(id: $executionId) {
      id endedAt status flowName
      stepResults(displayStepName: $stepName) { nodes { displayStepName resultsUrl } }
    }
  }`;
  const found = await asked(query, { executionId, stepName: 'note' });
  const { stepResults, ...execution } = Object(found).executionResult;
  const ended = expect.stringMatching(/Z$/);
  expect(execution).toEqual({ id: executionId, endedAt: ended, status: 'succeeded', flowName: 'Orders' });
  expect(stepResults.nodes).toHaveLength(1);
  const url = new URL(stepResults.nodes[0].resultsUrl);
  expect(url.origin).toBe('http://stepwell.test');
  const response = await app.request(url.pathname + url.search);
  expect(response.headers.get('content-type')).toBe('application/msgpack');
  expect(decode(await response.arrayBuffer())).toEqual({
    data: { list: ['A', 'B'], file: new Uint8Array([1, 2]) },
  });
  url.searchParams.set('step', 'other');
  expect((await app.request(url.pathname + url.search)).status).toBe(404);
});

test('components are listed page by page, in the order that is asked for', async () => {
  const query = `query getComponents($cursor: String, $limit: Int) {
    components(after: $cursor, orderBy: {direction: ASC, field: LABEL}, first: $limit) {
      nodes { key label versionNumber versionCreatedAt }
      pageInfo { endCursor }
    }
  }`;
  const labels: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { components } = Object(await asked(query, { limit: 10, ...(cursor ? { cursor } : {}) }));
    for (const { label } of components.nodes) labels.push(label);
    cursor = components.pageInfo.endCursor;
    if (!cursor) break;
  }
  expect(labels).toHaveLength(deps.catalog.list().length);
  expect(labels).toEqual(labels.toSorted((a, b) => a.localeCompare(b)));
});

test.each([
  [{ nameContains: 'CM' }, ['Acme']],
  [{ nameStartsWith: 'ri' }, ['Rival']],
  [{ externalId: 'acme' }, ['Acme']],
  [{ labelContains: 'eu' }, ['Acme']],
  [{ name: 'Acm' }, []],
  [{ first: '1' }, ['Acme']],
  [{}, ['Acme', 'Rival']],
])('customers are listed by %j', async (params, names) => {
  const { customers } = Object(await answered('listCustomers', params));
  expect(customers.nodes.map(({ name }: { name: string }) => name)).toEqual(names);
});

test('whatever has an action is answered in the shape of a whole answer', async () => {
  const { instanceId, customerId, integrationId } = shop;
  expect(await dataOf(prismatic, 'getCustomer', { connection, customerId }, context)).toMatchObject({
    status: 200,
    data: { data: { customer: { id: customerId, name: 'Acme', externalId: 'acme' } } },
  });
  expect(await answered('getCurrentUser')).toEqual({
    authenticatedUser: { id: 'token:admin', name: 'STEPWELL_ADMIN_TOKEN', email: null, role: 'owner' },
  });
  expect(await answered('getInstance', { instanceId })).toMatchObject({
    instance: {
      ...{ id: instanceId, enabled: true, deployedVersion: 1, customer: { externalId: 'acme' } },
      flowConfigs: {
        nodes: [{ flow: { name: 'Orders' }, webhookUrl: expect.stringContaining('/trigger/') }],
      },
    },
  });
  expect(await answered('getIntegration', { integrationId })).toMatchObject({
    integration: { id: integrationId, name: 'Shop', versionNumber: 1 },
  });
  expect(await answered('getExecution', { executionId })).toMatchObject({
    executionResult: { id: executionId, stepResults: { nodes: [{ displayStepName: 'note' }, {}] } },
  });
  expect(await answered('listFlows', { integrationId })).toMatchObject({
    integration: { flows: { nodes: [{ id: `${integrationId}:Orders`, name: 'Orders' }] } },
  });
  expect(Object(await answered('listComponents')).components.nodes).toHaveLength(deps.catalog.list().length);
  const listed = async (params: object) =>
    Object(await answered('listInstances', { ...params })).instances.nodes.map(
      ({ id }: { id: string }) => id,
    );
  expect(await listed({ customerExternalId: 'acme', integration: integrationId })).toEqual([instanceId]);
  expect(await listed({ customerExternalId: 'nobody' })).toEqual([]);
  expect(await listed({ enabled: 'false' })).toEqual([]);
  expect(await answered('listIntegrations', { nameContains: 'sho' })).toMatchObject({
    integrations: { nodes: [{ id: integrationId }] },
  });
});

test('what changes something does so by the API, and is in the audit', async () => {
  const { instanceId, integrationId } = shop;
  expect(await answered('disableInstnce', { instanceId })).toMatchObject({
    updateInstance: { instance: { enabled: false }, errors: [] },
  });
  expect(await answered('deployInstance', { instanceId })).toMatchObject({
    deployInstance: { instance: { enabled: true } },
  });
  expect(await answered('updateInstance', { instanceId, name: 'Renamed' })).toMatchObject({
    updateInstance: { instance: { name: 'Renamed' } },
  });
  expect(await answered('updateIntegration', { integrationId, description: 'New' })).toMatchObject({
    updateIntegration: { integration: { name: 'Shop', description: 'New' } },
  });
  const definition = JSON.stringify({ ...shopDefinition, name: 'Second shop' });
  expect(await answered('importIntegration', { integrationId, definition })).toMatchObject({
    importIntegration: { integration: { id: integrationId, name: 'Second shop' } },
  });
  const made = Object(await answered('importIntegration', { definition })).importIntegration.integration;
  expect(made).toMatchObject({ name: 'Second shop', versionNumber: null });
  expect(await answered('publishIntegration', { integrationId, comment: 'By a flow' })).toMatchObject({
    publishIntegration: { integration: { versionNumber: 2 } },
  });
  const { items } = Object((await call(app, 'GET', '/audit?limit=50')).json);
  const kinds = items.map(({ kind, action }: { kind?: string; action?: string }) => kind ?? action);
  expect(kinds).toContain('instance.paused');
});

test('a flow of a draft is tested, and its execution answered', async () => {
  const definition = JSON.stringify({
    ...{ definitionVersion: 7, name: 'Plain', description: '' },
    flows: [
      {
        ...shopDefinition.flows[0],
        endpointSecurityType: 'unsecured',
        steps: shopDefinition.flows[0]?.steps.slice(0, 1),
      },
    ],
  });
  const { id } = Object(await answered('importIntegration', { definition })).importIntegration.integration;
  const params = { flowId: `${id}:Orders`, payload: '{"a":1}', contentType: 'application/json' };
  const { execution } = Object(await answered('testFlow', params)).testIntegrationFlow
    .testIntegrationFlowResult;
  expect(execution).toMatchObject({ flowName: 'Orders', status: 'queued' });
});

test('what is not there is said plainly', async () => {
  await expect(asked('{ alertMonitors { nodes { id } } }')).rejects.toThrow(
    'Cannot query field "alertMonitors" on type "Query". The request is answered by this installation',
  );
  await expect(asked('{ customers(last: 3) { nodes { id } } }')).rejects.toThrow('Unknown argument "last"');
  await expect(asked('{ customer(id: "cus_0") { id } }')).rejects.toThrow('There is no');
  await expect(asked('query {')).rejects.toThrow('Syntax Error');
  await expect(asked(`{ ${'a '.repeat(20_000)} }`)).rejects.toThrow('longer than 20000 characters');
  await expect(asked(' ')).rejects.toThrow('"Query or mutation" is empty');
});

test('a token that is none is refused, and one of another role may do no more than that role', async () => {
  const other = (apiKey: string) => ({ ...connection, fields: { apiKey } });
  await expect(answered('getCurrentUser', { connection: other('none') })).rejects.toThrow(
    'This token is not one',
  );
  await expect(answered('getCurrentUser', { connection: other('') })).rejects.toThrow('make an API token');
  const { json } = await call(app, 'POST', '/tokens', { name: 'Reader', role: 'support' });
  const params = {
    connection: other(String(Object(json).token)),
    integrationId: shop.integrationId,
    description: 'x',
  };
  await expect(answered('updateIntegration', params)).rejects.toThrow('integrations:write');
});

test('a few lines cannot ask for everything of everything', async () => {
  calls = 0;
  const deep =
    '{ customers { nodes { instances { nodes { customer { instances { nodes { integration { flows { nodes { id } } } } } } } } } } }';
  await asked(deep);
  expect(calls).toBeLessThan(20);
  const fields = Array.from({ length: 600 }, (_each, index) => `a${index}:authenticatedUser{id}`);
  await expect(asked(`{ ${fields.join(' ')} }`)).rejects.toThrow('more than 500 things');
  expect(calls).toBeLessThan(530);
});
