import * as v from 'valibot';
import { AppError } from '../../lib/errors.ts';
import { links } from '../../lib/links.ts';
import { toIso } from '../../lib/time.ts';
import { disconnect, replaceConnection } from '../../models/connection-changes.ts';
import { makeConnectionLink } from '../../models/connection-links.ts';
import type { ListedConnection } from '../../models/connection-list.ts';
import { needsPerson } from '../../models/connection-states.ts';
import { getConnection } from '../../models/connections.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs, change } from '../kit/change.ts';
import { checkedConnection } from '../kit/connection-check.ts';
import type { Deps } from '../kit/deps.ts';
import { fields, noBody } from './body.ts';
import { found, state } from './connection-answers.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { id, nothing, time } from './schemas.ts';

const howItIs = v.object({ state, message: v.string() });

/** @throws AppError `conflict` for one that nobody signs in for */
function refuseOthers({ catalog }: Deps, row: ListedConnection): void {
  if (needsPerson(catalog, row)) return;
  throw new AppError('conflict', `${row.label} is not a connection that somebody signs in for.`);
}

/** What is done with connections that are there. */
export const connectionActions: Route[] = [
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
      refuseOthers(deps, row);
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
    answer: howItIs,
    handler: async ({ deps, actor, param, signal, keepOpen }) => {
      const { id } = await found(deps, actor, param('id'));
      keepOpen();
      return await checkedConnection(deps, id, signal);
    },
  }),
  route({
    name: 'revokeConnection',
    method: 'PUT',
    path: '/connections/:id/revocation',
    right: 'connections:write',
    summary: 'Gives the token back to the other system and forgets it; somebody has to sign in again',
    query: noQuery,
    body: noBody,
    errors: [409],
    status: 200,
    answer: howItIs,
    handler: async ({ deps, actor, param, keepOpen }) => {
      const row = await found(deps, actor, param('id'));
      refuseOthers(deps, row);
      keepOpen();
      const connection = await getConnection(deps.store.read, deps.vault, row.id);
      const note = await deps.tokens.givenBack(connection).catch(() => 'The other system did not answer.');
      await change(deps, actor, (tx) => disconnect(tx, deps.vault, row.id));
      return { state: 'revoked' as const, message: note ?? 'It is disconnected.' };
    },
  }),
  route({
    name: 'replaceConnection',
    method: 'POST',
    path: '/connections/:id/replacements',
    right: 'connections:write',
    summary: 'Puts another connection of the same kind in its place, for one instance or for all',
    query: noQuery,
    body: fields({ by: id, instanceId: v.exactOptional(id) }),
    errors: [404],
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param, body, keepOpen }) => {
      const before = await found(deps, actor, param('id'));
      const after = await found(deps, actor, body.by);
      keepOpen();
      const wanted = { id: before.id, by: after.id, instanceId: body.instanceId };
      await replaceConnection(actingAs(deps, actor), viewerOf(actor), wanted);
    },
  }),
];
