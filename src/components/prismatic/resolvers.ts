import { isRecord, ownValue } from '../records.ts';
import type { Api } from './api.ts';
import {
  type Connection,
  componentNode,
  connection,
  customerNode,
  executionNode,
  instanceNode,
  integrationNode,
  textOf,
} from './nodes.ts';

type Fields = Record<string, unknown>;
type Args = Fields & { first?: number; after?: string };
type Resolver = (args: Args, api: Api) => unknown;

const contains = (fields: Fields, key: string, part: unknown): boolean =>
  typeof part !== 'string' || textOf(fields, key).toLowerCase().includes(part.toLowerCase());
const equals = (fields: Fields, key: string, wanted: unknown): boolean =>
  typeof wanted !== 'string' || textOf(fields, key) === wanted;
const has = (fields: Fields, key: string, wanted: unknown): boolean => {
  const list = ownValue(fields, key);
  return typeof wanted !== 'string' || (Array.isArray(list) && list.includes(wanted));
};
/** What the API looks for itself, so that fewer pages are read. */
const searched = (...texts: unknown[]) =>
  texts.find((text): text is string => typeof text === 'string' && text !== '');

const idOf = (args: Fields): string => encodeURIComponent(String(args.id));

const queries: Record<string, Resolver> = {
  authenticatedUser: (_args, api) => api.get('/me'),
  customer: async (args, api) => customerNode(await api.get(`/customers/${idOf(args)}`)),
  customers: (args, api) =>
    connection(
      api,
      '/customers',
      { q: searched(args.externalId, args.name, args.name_Icontains, args.name_Istartswith) },
      args,
      customerNode,
      (each) =>
        equals(each, 'name', args.name) &&
        equals(each, 'externalId', args.externalId) &&
        contains(each, 'name', args.name_Icontains) &&
        contains(each, 'description', args.description_Icontains) &&
        has(each, 'labels', args.labels_Contains) &&
        textOf(each, 'name')
          .toLowerCase()
          .startsWith(String(args.name_Istartswith ?? '').toLowerCase()),
    ),
  instance: async (args, api) => instanceNode(await api.get(`/instances/${idOf(args)}`)),
  async instances(args, api) {
    const { name, name_Icontains, integration, enabled } = args;
    const customer = args.customer ?? (await customerWith(api, args.customer_ExternalId));
    if (customer === null) return { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
    const filter = {
      q: searched(name, name_Icontains),
      customer: searched(customer),
      integration: searched(integration),
    };
    return await connection(
      api,
      '/instances',
      filter,
      args,
      instanceNode,
      (each) =>
        equals(each, 'name', name) &&
        contains(each, 'name', name_Icontains) &&
        (typeof enabled !== 'boolean' || (each.state === 'active') === enabled),
    );
  },
  integration: async (args, api) => integrationNode(await api.get(`/integrations/${idOf(args)}`)),
  integrations: (args, api) =>
    connection(
      api,
      '/integrations',
      {
        q: searched(args.name, args.name_Icontains),
        description: searched(args.description, args.description_Icontains),
        category: searched(args.category),
        label: searched(args.labels_Contains),
      },
      args,
      integrationNode,
      (each) =>
        equals(each, 'name', args.name) &&
        equals(each, 'description', args.description) &&
        contains(each, 'category', args.category_Icontains),
    ),
  executionResult: async (args, api) => executionNode(await api.get(`/executions/${idOf(args)}`)),
  executionResults: (args, api) =>
    connection(
      api,
      '/executions',
      {
        instance: searched(args.instance),
        integration: searched(args.integration),
        customer: searched(args.customer),
      },
      args,
      executionNode,
    ),
  components: listComponents,
};

/** The id of a customer; undefined where none is asked for, null where there is none. */
async function customerWith(api: Api, externalId: unknown): Promise<string | null | undefined> {
  if (typeof externalId !== 'string') return undefined;
  const isIt = (each: Fields) => equals(each, 'externalId', externalId);
  const { nodes } = await connection(api, '/customers', { q: externalId }, {}, (each) => each, isIt);
  return nodes[0] ? textOf(nodes[0], 'id') : null;
}

/** All of them are read, so that they can be in any order; the cursor is how many are behind. */
async function listComponents(
  { first, after, key, public: isPublic, orderBy }: Args,
  api: Api,
): Promise<Connection> {
  const all: Fields[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Connection = await connection(
      api,
      '/components',
      {},
      { first: 200, after: cursor },
      componentNode,
    );
    all.push(...page.nodes);
    cursor = page.pageInfo.endCursor;
  }
  const order = isRecord(orderBy) ? orderBy : {};
  const field = String(order.field ?? 'KEY').toLowerCase();
  const wanted = all
    .filter((each) => equals(each, 'key', key))
    .filter((each) => typeof isPublic !== 'boolean' || each.public === isPublic)
    .sort((a, b) => textOf(a, field).localeCompare(textOf(b, field)));
  if (order.direction === 'DESC') wanted.reverse();
  const start = Number(after ?? 0) || 0;
  const end = start + Math.max(1, first ?? wanted.length);
  const hasNextPage = end < wanted.length;
  return {
    nodes: wanted.slice(start, end),
    pageInfo: { hasNextPage, endCursor: hasNextPage ? String(end) : null },
  };
}

const inputOf = ({ input }: Args): Fields => (isRecord(input) ? input : {});
const done = { errors: [] };

const mutations: Record<string, Resolver> = {
  async deployInstance(args, api) {
    const id = idOf(inputOf(args));
    return { ...done, instance: instanceNode(await api.send('PUT', `/instances/${id}/activation`)) };
  },
  async updateInstance(args, api) {
    const { name, enabled } = inputOf(args);
    const paused = typeof enabled === 'boolean' ? !enabled : undefined;
    const changed = await api.send('PATCH', `/instances/${idOf(inputOf(args))}`, {
      ...{ name: name ?? undefined, paused },
    });
    return { ...done, instance: instanceNode(changed) };
  },
  async importIntegration(args, api) {
    const { integrationId, definition } = inputOf(args);
    const yaml = { 'content-type': 'application/yaml' };
    if (typeof integrationId !== 'string' || integrationId === '') {
      const { id } = await api.send('POST', '/integrations/import', definition, yaml);
      return { ...done, integration: integrationNode(await api.get(`/integrations/${String(id)}`)) };
    }
    const path = `/integrations/${encodeURIComponent(integrationId)}`;
    const seen = await api.tagOf(`${path}/definition`);
    await api.send('PUT', `${path}/definition`, definition, { ...yaml, 'if-match': seen });
    return { ...done, integration: integrationNode(await api.get(path)) };
  },
  async publishIntegration(args, api) {
    const { comment } = inputOf(args);
    const path = `/integrations/${idOf(inputOf(args))}`;
    await api.send('POST', `${path}/versions`, { note: comment ?? undefined });
    return { ...done, integration: integrationNode(await api.get(path)) };
  },
  async updateIntegration(args, api) {
    const { id: _id, ...changes } = inputOf(args);
    const changed = await api.send('PATCH', `/integrations/${idOf(inputOf(args))}`, changes);
    return { ...done, integration: integrationNode(changed) };
  },
  async testIntegrationFlow(args, api) {
    const { id, payload, contentType } = inputOf(args);
    const [integrationId = '', ...flow] = String(id).split(':');
    const headers = typeof contentType === 'string' && contentType ? { 'content-type': contentType } : {};
    const { executionId } = await api.send(
      'POST',
      `/integrations/${encodeURIComponent(integrationId)}/test-executions`,
      { flow: flow.join(':'), payload: { headers, body: payload ?? '' } },
    );
    const execution = executionNode(await api.get(`/executions/${String(executionId)}`));
    return { ...done, testIntegrationFlowResult: { execution } };
  },
};

/** What each field of the schema's two roots is answered with. */
export const resolvers = { ...queries, ...mutations };
