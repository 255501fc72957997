import * as v from 'valibot';
import { masked } from '../../lib/secret-fields.ts';
import { SHARED_SCOPES } from '../../lib/shared-scopes.ts';
import { toIso } from '../../lib/time.ts';
import { getCustomer } from '../../models/customers.ts';
import {
  addSharedConnection,
  deleteSharedConnection,
  editSharedConnection,
  fillSharedConnection,
} from '../../models/shared-connection-changes.ts';
import { getSharedConnection, sharedCatalogue } from '../../models/shared-connections.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs, change } from '../kit/change.ts';
import type { Deps } from '../kit/deps.ts';
import { fields, noBody } from './body.ts';
import { detail as connectionDetail, inputs, ORGANIZATION, owner, shownWhole } from './connection-answers.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { id, list, name, nothing, time } from './schemas.ts';

const scope = v.pipe(
  v.picklist(SHARED_SCOPES),
  v.description(
    'Who fills it in: staff for everybody (organization) or for each customer (per_customer), each customer (customer), or each of its people (user).',
  ),
);
const stableKey = v.pipe(
  name,
  v.description('By it definitions name the connection, as useScopedConfigVar. Without one it gets its own.'),
);

const facts = {
  id,
  stableKey: v.string(),
  name: v.string(),
  component: v.string(),
  connection: v.string(),
  scope,
};
const answer = v.object(facts);
const detail = v.object({ ...facts, inputs, createdAt: time, updatedAt: time });

/** With what is filled in for all, secrets masked. */
async function shownShared({ store, vault }: Deps, sharedId: string) {
  const { row, inputs } = await getSharedConnection(store.read, vault, sharedId);
  const { id, stableKey, name, component, key, scope, createdAt, updatedAt } = row;
  const plain = Object.entries(inputs).map(([key, value]) => [key, masked(value, key)]);
  return {
    ...{ id, stableKey, name, component, connection: key, scope, inputs: Object.fromEntries(plain) },
    ...{ createdAt: toIso(createdAt), updatedAt: toIso(updatedAt) },
  };
}

export const sharedConnections: Route[] = [
  route({
    name: 'createSharedConnection',
    method: 'POST',
    path: '/shared-connections',
    right: 'integrations:write',
    summary: 'Makes a connection that integrations share',
    query: noQuery,
    body: fields({
      stableKey: v.exactOptional(stableKey),
      name,
      component: v.string(),
      connection: v.string(),
      scope,
      inputs: v.optional(inputs, {}),
    }),
    errors: [409],
    status: 201,
    answer: detail,
    handler: async ({ deps, actor, body }) => {
      const made = await change(deps, actor, (tx) => addSharedConnection(tx, deps, body));
      return await shownShared(deps, made);
    },
  }),
  route({
    name: 'listSharedConnections',
    method: 'GET',
    path: '/shared-connections',
    right: 'integrations:read',
    summary: 'Lists what integrations share, by name, all at once',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: list(answer),
    handler: async ({ deps: { store, vault } }) => {
      const all = await sharedCatalogue(store.read, vault);
      const items = all.map(({ key: connection, filled: _, ...rest }) => ({ ...rest, connection }));
      return { items, nextCursor: null };
    },
  }),
  route({
    name: 'getSharedConnection',
    method: 'GET',
    path: '/shared-connections/:id',
    right: 'integrations:read',
    summary: 'Answers one, without its secrets',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: detail,
    handler: async ({ deps, param }) => await shownShared(deps, param('id')),
  }),
  route({
    name: 'updateSharedConnection',
    method: 'PATCH',
    path: '/shared-connections/:id',
    right: 'integrations:write',
    summary: 'Changes its name, or what is filled in for all; inputs that are not named stay',
    query: noQuery,
    body: fields({ name: v.exactOptional(name), inputs: v.exactOptional(inputs) }),
    errors: [409],
    status: 200,
    answer: detail,
    handler: async ({ deps, actor, param, body }) => {
      await change(deps, actor, (tx) => editSharedConnection(tx, deps, param('id'), body));
      return await shownShared(deps, param('id'));
    },
  }),
  route({
    name: 'deleteSharedConnection',
    method: 'DELETE',
    path: '/shared-connections/:id',
    right: 'integrations:write',
    summary: 'Deletes it; instances go on with the connections that are made of it',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) => {
      await change(deps, actor, (tx) => deleteSharedConnection(tx, deps.vault, param('id')));
    },
  }),
  route({
    name: 'fillSharedConnection',
    method: 'POST',
    path: '/shared-connections/:id/connections',
    right: 'instances:deploy',
    summary: 'Fills it in, and gives the connection to the instances that wait for it',
    query: noQuery,
    body: fields({ owner: v.optional(owner, ORGANIZATION), inputs: v.optional(inputs, {}) }),
    errors: [409],
    status: 201,
    answer: connectionDetail,
    handler: async ({ deps, actor, param, body: { owner, inputs }, keepOpen }) => {
      const viewer = viewerOf(actor);
      const customerId =
        owner === ORGANIZATION ? null : (await getCustomer(deps.store.read, viewer, owner)).id;
      keepOpen();
      const filled = { customerId, inputs };
      const made = await fillSharedConnection(actingAs(deps, actor), param('id'), filled);
      return await shownWhole(deps, actor, made);
    },
  }),
];
