import * as v from 'valibot';
import { AppError } from '../../lib/errors.ts';
import { addConnection, deleteConnection, editConnection } from '../../models/connection-changes.ts';
import { listConnections } from '../../models/connection-list.ts';
import { usesOf } from '../../models/connection-uses.ts';
import { getCustomer } from '../../models/customers.ts';
import type { Actor } from '../../models/rights.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs, change } from '../kit/change.ts';
import type { Deps } from '../kit/deps.ts';
import { fields, noBody } from './body.ts';
import {
  answer,
  detail,
  found,
  inputs,
  MOST_USES,
  ORGANIZATION,
  owner,
  shown,
  shownWhole,
  state,
} from './connection-answers.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { list, name, nothing, searched } from './schemas.ts';

/** @throws AppError `not_found` for a customer that the actor does not see */
async function customerOf(deps: Deps, actor: Actor, owner: string): Promise<string | null> {
  const { scope } = actor;
  if (owner !== ORGANIZATION) return (await getCustomer(deps.store.read, viewerOf(actor), owner)).id;
  return scope.kind === 'customer' ? scope.customerId : null;
}

export const connections: Route[] = [
  route({
    name: 'createConnection',
    method: 'POST',
    path: '/connections',
    right: 'connections:write',
    summary: 'Makes a connection that several instances may use',
    query: noQuery,
    body: fields({
      component: v.string(),
      connection: v.string(),
      label: name,
      owner: v.optional(owner, ORGANIZATION),
      inputs: v.optional(inputs, {}),
    }),
    errors: [404],
    status: 201,
    answer: detail,
    handler: async ({ deps, actor, body: { owner, ...body } }) => {
      const customerId = await customerOf(deps, actor, owner);
      const made = await change(deps, actor, (tx) => addConnection(tx, deps, { ...body, customerId }));
      return await shownWhole(deps, actor, made);
    },
  }),
  route({
    name: 'listConnections',
    method: 'GET',
    path: '/connections',
    right: 'connections:read',
    summary: 'Lists connections newest first',
    query: query({
      ...paging,
      q: v.optional(searched('A part of the label.')),
      state: v.optional(state),
      customer: v.optional(v.string()),
      component: v.optional(v.string()),
    }),
    body: noBody,
    status: 200,
    answer: list(answer),
    handler: async ({ deps, actor, query }) => {
      const { q: text, state, customer, component } = query;
      const filter = { text, state, customer, component };
      const page = pageOf(query);
      const all = await listConnections(deps.store.read, viewerOf(actor), deps.catalog, filter, page);
      return { items: all.items.map(shown), nextCursor: all.nextCursor };
    },
  }),
  route({
    name: 'getConnection',
    method: 'GET',
    path: '/connections/:id',
    right: 'connections:read',
    summary: 'Answers a connection with the instances that use it, without its secrets',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: detail,
    handler: async ({ deps, actor, param }) => await shownWhole(deps, actor, param('id')),
  }),
  route({
    name: 'updateConnection',
    method: 'PATCH',
    path: '/connections/:id',
    right: 'connections:write',
    summary: 'Changes what is given; inputs that are not named stay',
    query: noQuery,
    body: fields({ label: v.exactOptional(name), inputs: v.exactOptional(inputs) }),
    errors: [409],
    status: 200,
    answer: detail,
    handler: async ({ deps, actor, param, body }) => {
      const { id } = await found(deps, actor, param('id'));
      await change(deps, actor, (tx) => editConnection(tx, deps, id, body));
      return await shownWhole(deps, actor, id);
    },
  }),
  route({
    name: 'deleteConnection',
    method: 'DELETE',
    path: '/connections/:id',
    right: 'connections:write',
    summary:
      'Deletes a connection; one that instances use only when that is said, and they need another then',
    query: query({
      used: v.optional(v.pipe(v.picklist(['true']), v.description('It goes although instances use it.'))),
    }),
    body: noBody,
    errors: [409],
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param, query, keepOpen }) => {
      const { id, label } = await found(deps, actor, param('id'));
      const uses = await usesOf(deps.store.read, viewerOf(actor), id, MOST_USES);
      if (uses.length > 0 && query.used !== 'true') {
        const names = uses.slice(0, 10).map(({ name, customerName }) => `${name} of ${customerName}`);
        throw new AppError(
          'conflict',
          `${label} is used by ${names.join(', ')}. Say used=true to delete it.`,
        );
      }
      keepOpen();
      await deleteConnection(actingAs(deps, actor), viewerOf(actor), id);
    },
  }),
];
