import * as v from 'valibot';
import { AppError } from '../../lib/errors.ts';
import { links } from '../../lib/links.ts';
import { masked } from '../../lib/secret-fields.ts';
import { toIso } from '../../lib/time.ts';
import { addConnection, deleteConnection, editConnection } from '../../models/connection-changes.ts';
import { makeConnectionLink } from '../../models/connection-links.ts';
import {
  getListedConnection,
  type ListedConnection,
  listConnections,
  usesOf,
} from '../../models/connection-list.ts';
import { CONNECTION_STATES, needsPerson } from '../../models/connection-states.ts';
import { getConnection } from '../../models/connections.ts';
import { getCustomer } from '../../models/customers.ts';
import type { Actor } from '../../models/rights.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs, change } from '../kit/change.ts';
import { checkedConnection } from '../kit/connection-check.ts';
import type { Deps } from '../kit/deps.ts';
import { fields, noBody } from './body.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, list, name, nothing, searched, time } from './schemas.ts';

const state = v.picklist(CONNECTION_STATES);
const inputs = v.pipe(
  v.record(v.string(), v.unknown()),
  v.description('By the keys of its inputs. Secrets are never answered; *** means that one is to stay.'),
);
const owner = v.pipe(v.string(), v.description('A customer’s id, or organization.'));

const facts = {
  id,
  label: v.string(),
  component: v.nullable(v.string()),
  connection: v.nullable(v.string()),
  owner,
  state,
  problem: v.pipe(v.nullable(v.string()), v.description('What the other system has said against it.')),
  expiresAt: v.pipe(v.nullable(time), v.description('When its token ends.')),
  usedAt: v.pipe(v.nullable(time), v.description('When a run of an instance that uses it last ended.')),
  createdAt: time,
};
const answer = v.object(facts);
const detail = v.object({
  ...facts,
  inputs,
  usedBy: v.array(
    v.object({ instanceId: id, name: v.string(), configVariable: v.string(), customer: v.string() }),
  ),
});

const ORGANIZATION = 'organization';
const MOST_USES = 1000;
const when = (at: number | null) => (at === null ? null : toIso(at));

function shown(row: ListedConnection) {
  const { id, label, component, key, customerId, state, problem, expiresAt, usedAt, createdAt } = row;
  return {
    ...{ id, label, component, connection: key, owner: customerId ?? ORGANIZATION, state, problem },
    ...{ expiresAt: when(expiresAt), usedAt: when(usedAt), createdAt: toIso(createdAt) },
  };
}

const found = (deps: Deps, actor: Actor, id: string) =>
  getListedConnection(deps.store.read, viewerOf(actor), deps.catalog, id);

async function shownWhole(deps: Deps, actor: Actor, id: string) {
  const row = await found(deps, actor, id);
  const { held } = await getConnection(deps.store.read, deps.vault, id);
  const uses = await usesOf(deps.store.read, viewerOf(actor), id, MOST_USES);
  const usedBy = uses.map(({ instanceId, name, key, customerName }) => ({
    ...{ instanceId, name, configVariable: key, customer: customerName },
  }));
  const plain = Object.entries(held.fields).map(([key, value]) => [key, masked(value, key)]);
  return { ...shown(row), inputs: Object.fromEntries(plain), usedBy };
}

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
  route({
    name: 'makeConnectionLink',
    method: 'POST',
    path: '/connections/:id/authorizations',
    right: 'connections:write',
    summary: 'Makes a link by which one person signs in, once and without an account; former ones end',
    query: noQuery,
    body: noBody,
    errors: [409],
    status: 201,
    answer: v.object({
      url: v.pipe(v.string(), v.description('The link, which is answered this once.')),
      expiresAt: time,
    }),
    handler: async ({ deps, actor, param }) => {
      const row = await found(deps, actor, param('id'));
      if (!needsPerson(deps.catalog, row))
        throw new AppError('conflict', `${row.label} is not a connection that somebody signs in for.`);
      const { token, expiresAt } = await change(deps, actor, (tx) => makeConnectionLink(tx, row));
      return { url: deps.publicUrl() + links.connect(token), expiresAt: toIso(expiresAt) };
    },
  }),
  route({
    name: 'checkConnection',
    method: 'POST',
    path: '/connections/:id/checks',
    right: 'connections:write',
    summary: 'Tries what a connection opens, where its component offers that',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: v.object({ state, message: v.string() }),
    handler: async ({ deps, actor, param, signal, keepOpen }) => {
      const { id } = await found(deps, actor, param('id'));
      keepOpen();
      return await checkedConnection(deps, id, signal);
    },
  }),
];
