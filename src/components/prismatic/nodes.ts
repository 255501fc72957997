import { isRecord, ownValue } from '../records.ts';
import type { Api, Filter } from './api.ts';

/*
 * What the API answers, as the schema has it. What is asked for beyond an object itself is a function, called only
 * where a query names it.
 */

type Fields = Record<string, unknown>;
type Paging = { first?: number | null; after?: string | null };
export type Connection = { nodes: Fields[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };

const MOST_OF_A_PAGE = 200;
const USUAL_PAGE = 100;

export const textOf = (fields: Fields, key: string): string => {
  const value = ownValue(fields, key);
  return typeof value === 'string' ? value : '';
};

/** A list of the API. Where only some of it is wanted, pages without any are passed over. */
export async function connection(
  api: Api,
  path: string,
  filter: Filter,
  { first, after }: Paging,
  node: (item: Fields) => Fields,
  isWanted: (item: Fields) => boolean = () => true,
): Promise<Connection> {
  const limit = Math.min(Math.max(1, first ?? USUAL_PAGE), MOST_OF_A_PAGE);
  for (let cursor = after ?? ''; ; ) {
    const { items, nextCursor } = await api.get(path, { ...filter, limit, cursor });
    const nodes = (Array.isArray(items) ? items : []).filter(isRecord).filter(isWanted).map(node);
    const endCursor = typeof nextCursor === 'string' ? nextCursor : null;
    if (nodes.length > 0 || endCursor === null)
      return { nodes, pageInfo: { hasNextPage: endCursor !== null, endCursor } };
    cursor = endCursor;
  }
}

export const customerNode = (fields: Fields): Fields => ({
  ...fields,
  instances: (paging: Paging, api: Api) =>
    connection(api, '/instances', { customer: textOf(fields, 'id') }, paging, instanceNode),
});

export const instanceNode = (fields: Fields): Fields => ({
  ...fields,
  enabled: fields.state === 'active',
  deployedVersion: fields.version,
  customer: async (_args: unknown, api: Api) =>
    customerNode(await api.get(`/customers/${textOf(fields, 'customerId')}`)),
  integration: async (_args: unknown, api: Api) =>
    integrationNode(await api.get(`/integrations/${textOf(fields, 'integrationId')}`)),
  flowConfigs: async (_args: unknown, api: Api) => {
    const { flows } = await api.get(`/instances/${textOf(fields, 'id')}`);
    const nodes = (Array.isArray(flows) ? flows : []).filter(isRecord).map((flow) => ({
      ...flow,
      flow: flowNode(textOf(fields, 'integrationId'), flow),
    }));
    return { nodes };
  },
});

export const integrationNode = (fields: Fields): Fields => ({
  ...fields,
  versionNumber: fields.publishedVersion,
  instances: (paging: Paging, api: Api) =>
    connection(api, '/instances', { integration: textOf(fields, 'id') }, paging, instanceNode),
  flows: async (_args: unknown, api: Api) => {
    const { flows } = await api.get(`/integrations/${textOf(fields, 'id')}/definition`);
    const nodes = (Array.isArray(flows) ? flows : []).filter(isRecord);
    return { nodes: nodes.map((flow) => flowNode(textOf(fields, 'id'), flow)) };
  },
});

/** A flow has no id of its own here: it is the integration's with the flow's name behind it. */
function flowNode(integrationId: string, flow: Fields): Fields {
  const { name, description, stableKey } = flow;
  return { id: `${integrationId}:${String(name)}`, name, description, stableKey };
}

export const executionNode = (fields: Fields): Fields => {
  const { id, queuedAt, startedAt, endedAt, status, flow, error } = fields;
  return {
    ...{ id, queuedAt, startedAt, endedAt, status, flowName: flow },
    error: isRecord(error) ? error.message : null,
    instance: async (_args: unknown, api: Api) =>
      instanceNode(await api.get(`/instances/${textOf(fields, 'instanceId')}`)),
    customer: async (_args: unknown, api: Api) =>
      customerNode(await api.get(`/customers/${textOf(fields, 'customerId')}`)),
    integration: async (_args: unknown, api: Api) =>
      integrationNode(await api.get(`/integrations/${textOf(fields, 'integrationId')}`)),
    stepResults: ({ displayStepName, ...paging }: Paging & { displayStepName?: string | null }, api: Api) =>
      connection(api, `/executions/${id}/steps`, { name: displayStepName }, paging, (step) =>
        stepNode(String(id), step),
      ),
    logs: (paging: Paging, api: Api) =>
      connection(api, `/executions/${id}/logs`, {}, paging, ({ at, level, step, message }) => ({
        ...{ timestamp: at, severity: level, stepName: step, message },
      })),
  };
};

function stepNode(executionId: string, step: Fields): Fields {
  const { path, name, startedAt, endedAt, status, resultsUrl } = step;
  return {
    id: `${executionId}:${String(path)}`,
    ...{ stepName: name, displayStepName: name, startedAt, endedAt, resultsUrl },
    hasError: status === 'failed',
  };
}

export function componentNode({ isPublic, version, ...rest }: Fields): Fields {
  return { ...rest, public: isPublic, versionNumber: version ?? 1, versionCreatedAt: null };
}
