import type { Action, Component, ConnectionDeclaration, InputDeclaration, Params } from '../component.ts';
import { isUnset } from '../conversions.ts';
import * as graphql from '../graphql/index.ts';
import { connectionInput } from '../kit/connections.ts';
import { given } from '../read.ts';
import { byKey } from '../records.ts';
import { documented } from './documented.ts';
import { ask } from './request.ts';

const connection = connectionInput(
  'connection',
  'An API token of this installation: the step may do what the token may.',
);

const rawRequest: Action = {
  key: 'rawRequest',
  display: {
    label: 'Raw GraphQL request',
    description:
      'Answers a query or a mutation by this installation’s own API. It knows users, customers, instances, integrations, executions with their steps and logs, and components; later steps read results.data.data.',
  },
  inputs: [connection, graphql.query, graphql.variables],
  async perform(context, params) {
    const { query, variables } = graphql.operationOf(params);
    return await ask(context, params, query, variables);
  },
  examplePayload: { data: whole({ customer: { id: 'cus_1', name: 'Acme' } }) },
};

function whole(data: unknown) {
  return { status: 200, statusText: 'OK', headers: {}, data: { data } };
}

const variablesOf = (params: Params, inputs: readonly InputDeclaration[]): Record<string, unknown> =>
  Object.fromEntries(
    inputs.flatMap((input) => {
      const value = given(params, input);
      return isUnset(value) ? [] : [[input.key, graphqlValue(value, input)]];
    }),
  );

/** Inputs hold texts; a variable that is true, false or a number is one. */
function graphqlValue(value: unknown, { key, type }: InputDeclaration): unknown {
  if (type === 'boolean') return value === true || value === 'true';
  return key === 'first' ? Number(value) : String(value);
}

const actions: Action[] = documented.map(({ key, label, description, inputs, document, example }) => ({
  key,
  display: { label, description },
  inputs: [connection, ...inputs],
  perform: async (context, params) => ask(context, params, document, variablesOf(params, inputs)),
  examplePayload: { data: whole(example) },
}));

const apiKey: ConnectionDeclaration = {
  key: 'apiKey',
  label: 'API token',
  comments: 'An API token of this installation, made under Settings, API tokens.',
  inputs: [
    {
      key: 'apiKey',
      label: 'Refresh token',
      type: 'password',
      comments: 'The API token. Refresh tokens of other systems are not taken.',
      required: true,
      shown: true,
    },
    {
      key: 'tenantId',
      label: 'Tenant ID',
      type: 'string',
      comments: 'Not needed here: there is one organization.',
      shown: true,
    },
  ],
};

export const prismatic: Component = {
  key: 'prismatic',
  public: true,
  display: {
    label: 'This installation',
    description:
      'Reads and changes what is in this installation of Stepwell, as definitions from elsewhere ask for it.',
    category: 'Data',
  },
  actions: byKey([rawRequest, ...actions]),
  triggers: {},
  dataSources: {},
  connections: [apiKey],
};
