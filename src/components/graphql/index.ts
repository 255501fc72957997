import type { Action, Component, InputDeclaration, Params } from '../component.ts';
import { InputError, isUnset, jsonText } from '../conversions.ts';
import { connections } from '../http/connections.ts';
import * as http from '../http/fields.ts';
import { perform } from '../http/perform.ts';
import { requestOf } from '../http/request.ts';
import { given, read } from '../read.ts';
import { byKey, fromPairs, isRecord, ownValue } from '../records.ts';

const endpoint: InputDeclaration = {
  ...http.url,
  key: 'endpoint',
  label: 'GraphQL endpoint',
  comments: 'Where to send the request: a whole URL, or a path if the connection has a base URL.',
  placeholder: 'https://api.example.com/graphql',
  example: 'https://api.example.com/graphql',
};

export const query: InputDeclaration = {
  key: 'query',
  label: 'Query or mutation',
  type: 'code',
  language: 'graphql',
  comments: 'What to ask for, in GraphQL. It says which variables it takes.',
  example: 'query ($id: ID!) { customer(id: $id) { name } }',
  default: '',
  required: true,
};

export const variables: InputDeclaration = {
  key: 'variables',
  label: 'Variables',
  type: 'data',
  collection: 'keyvaluelist',
  comments: 'Values by the names of the query’s variables, without the dollar sign.',
  example: 'id: 17',
};

/** The query and its variables, as they are sent. @throws InputError where there is no query */
export function operationOf(params: Params): { query: string; variables: Record<string, unknown> } {
  const text = read.text(params, query);
  if (text.trim() === '') throw new InputError(`The input "${query.label}" is empty: write what to ask for.`);
  return { query: text, variables: fromPairs(read.pairs(params, variables)) };
}

/** What a server says of its errors; a GraphQL answer has the status 200 all the same. */
function refuseErrors(answer: unknown): unknown {
  if (!isRecord(answer)) throw new Error('The answer is no GraphQL: is the endpoint right?');
  const errors = ownValue(answer, 'errors');
  if (!Array.isArray(errors) || errors.length === 0) return ownValue(answer, 'data') ?? null;
  const messages = errors.map((each) => (isRecord(each) ? String(each.message) : String(each)));
  throw new Error(`The request was answered with errors: ${messages.join('; ').slice(0, 1000)}`);
}

const graphqlRequest: Action = {
  key: 'graphqlRequest',
  display: {
    label: 'GraphQL request',
    description: 'Sends a query or a mutation, and answers its data; the step fails where errors are told.',
  },
  inputs: [http.connection, endpoint, query, variables, http.headers],
  async perform(context, params) {
    const url = given(params, endpoint);
    if (isUnset(url)) throw new InputError(`The input "${endpoint.label}" is empty: say where to send it.`);
    const body = jsonText(operationOf(params), variables.label);
    const request = requestOf('POST', { ...params, url }, () => ({ body, contentType: 'application/json' }));
    const { data } = await perform(context, { url }, request);
    return { data: refuseErrors(data) };
  },
  examplePayload: { data: { customer: { name: 'Acme' } } },
};

export const graphql: Component = {
  key: 'graphql',
  public: true,
  display: { label: 'GraphQL', description: 'Sends requests to any GraphQL API.', category: 'Data' },
  actions: byKey([graphqlRequest]),
  triggers: {},
  dataSources: {},
  connections: connections.filter(({ key }) => key !== 'apiKeySecret'),
};
