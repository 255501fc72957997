import { expect, test } from 'bun:test';
import type { Params } from '../../src/components/component.ts';
import { graphql } from '../../src/components/graphql/index.ts';
import type { HostFetchInit } from '../../src/components/host.ts';
import { createContext, dataOf } from './context.ts';

const asked: { url: string; init: HostFetchInit }[] = [];

function answered(answer: unknown, params: Params = {}, status = 200) {
  const fetch = async (url: string, init: HostFetchInit) => {
    asked.push({ url, init });
    return Response.json(answer, { status });
  };
  const context = createContext({ host: { ...createContext().host, fetch } });
  const given = { endpoint: 'https://api.example.com/graphql', query: '{ a }', ...params };
  return dataOf(graphql, 'graphqlRequest', given, context);
}

test('a query goes out with its variables, headers and credentials, and its data come back', async () => {
  const connection = { key: 'apiKey', configVarKey: 'API', fields: { apiKey: 'k', authScheme: 'Bearer' } };
  const params = {
    ...{ connection, query: 'query ($id: ID!) { customer(id: $id) { name } }' },
    variables: [{ key: 'id', value: 17 }],
    headers: [{ key: 'X-Tenant', value: 'acme' }],
  };
  const data = { customer: { name: 'Acme' } };
  expect(await answered({ data }, params)).toEqual(data);
  const { url, init } = asked.at(-1) ?? { url: '', init: {} };
  expect([url, init.method]).toEqual(['https://api.example.com/graphql', 'POST']);
  expect(JSON.parse(String(init.body))).toEqual({ query: params.query, variables: { id: 17 } });
  expect(init.headers).toMatchObject({
    authorization: 'Bearer k',
    'content-type': 'application/json',
    'x-tenant': 'acme',
  });
});

test('errors in an answer fail the step, with what they say', async () => {
  await expect(answered({ data: null, errors: [{ message: 'no such field' }] })).rejects.toThrow(
    'no such field',
  );
  await expect(answered({ error: 'x' }, {}, 400)).rejects.toThrow('answered 400');
  await expect(answered('text')).rejects.toThrow('is the endpoint right?');
});

test('what is empty is said to be', async () => {
  await expect(answered({}, { query: ' ' })).rejects.toThrow('"Query or mutation" is empty');
  await expect(answered({}, { endpoint: '' })).rejects.toThrow('"GraphQL endpoint" is empty');
});

test('it has four of the connections of HTTP', () => {
  expect(graphql.connections.map(({ key }) => key)).toEqual([
    'basic',
    'apiKey',
    'authorizationCode',
    'clientCredentials',
  ]);
});
