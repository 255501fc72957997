import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import {
  type Customer,
  createCustomer,
  getCustomer,
  listCustomers,
  updateCustomer,
} from '../../models/customers.ts';
import { viewerOf } from '../../models/viewer.ts';
import { deleteWithInstances } from '../customer-deletion.ts';
import { change } from '../kit/change.ts';
import { storageOf } from '../kit/storage.ts';
import { fields, noBody } from './body.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import {
  description,
  externalId,
  id,
  labels,
  limits,
  list,
  name,
  nothing,
  searched,
  time,
} from './schemas.ts';

const answer = v.object({
  id,
  name: v.string(),
  externalId: v.nullable(v.string()),
  description: v.string(),
  labels: v.array(v.string()),
  limits: v.object({ executions: v.optional(v.number()), storedMb: v.optional(v.number()) }),
  createdAt: time,
  updatedAt: time,
});

const answerWithStorage = v.object({
  ...answer.entries,
  storage: v.object({
    bytes: v.pipe(v.number(), v.description('What is kept of its executions.')),
    limitBytes: v.pipe(
      v.nullable(v.number()),
      v.description('Above it the oldest that have ended are removed early; null where there is no limit.'),
    ),
  }),
});

function shown({ createdAt, updatedAt, ...rest }: Customer) {
  return { ...rest, createdAt: toIso(createdAt), updatedAt: toIso(updatedAt) };
}

export const customers: Route[] = [
  route({
    name: 'createCustomer',
    method: 'POST',
    path: '/customers',
    right: 'customers:write',
    summary: 'Makes a customer',
    query: noQuery,
    body: fields({
      name,
      externalId: v.optional(externalId, null),
      description: v.optional(description, ''),
      labels: v.optional(labels, []),
      limits: v.optional(limits, {}),
    }),
    errors: [409],
    status: 201,
    answer,
    handler: async ({ deps, actor, body }) => {
      const customer = await change(deps, actor, (tx) => createCustomer(tx, body));
      return shown(customer);
    },
  }),
  route({
    name: 'listCustomers',
    method: 'GET',
    path: '/customers',
    right: 'customers:read',
    summary: 'Lists customers oldest first',
    query: query({
      ...paging,
      q: v.optional(searched('A part of the name or of the external id.')),
      label: v.optional(v.string()),
    }),
    body: noBody,
    status: 200,
    answer: list(answer),
    handler: async ({ deps, actor, query }) => {
      const filter = { text: query.q, label: query.label };
      const { items, nextCursor } = await listCustomers(
        deps.store.read,
        viewerOf(actor),
        filter,
        pageOf(query),
      );
      return { items: items.map(shown), nextCursor };
    },
  }),
  route({
    name: 'getCustomer',
    method: 'GET',
    path: '/customers/:id',
    right: 'customers:read',
    summary: 'Answers a customer',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: answerWithStorage,
    handler: async ({ deps, actor, param }) => {
      const customer = await getCustomer(deps.store.read, viewerOf(actor), param('id'));
      return { ...shown(customer), storage: await storageOf(deps, customer) };
    },
  }),
  route({
    name: 'updateCustomer',
    method: 'PATCH',
    path: '/customers/:id',
    right: 'customers:write',
    summary: 'Changes what is given',
    query: noQuery,
    body: fields({
      name: v.exactOptional(name),
      externalId: v.exactOptional(externalId),
      description: v.exactOptional(description),
      labels: v.exactOptional(labels),
      limits: v.exactOptional(limits),
    }),
    errors: [409],
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body }) => {
      const customer = await change(deps, actor, async (tx) => {
        await getCustomer(tx, viewerOf(actor), param('id'));
        return await updateCustomer(tx, param('id'), body);
      });
      return shown(customer);
    },
  }),
  route({
    name: 'deleteCustomer',
    method: 'DELETE',
    path: '/customers/:id',
    right: 'customers:write',
    summary: 'Removes a customer with its instances, executions and users, after their remove flows have run',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param, keepOpen }) => {
      keepOpen();
      await deleteWithInstances(deps, actor, param('id'));
    },
  }),
];
