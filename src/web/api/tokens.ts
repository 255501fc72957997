import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import {
  type ApiToken,
  createApiToken,
  getApiToken,
  listApiTokens,
  makerOf,
  revokeApiToken,
} from '../../models/api-tokens.ts';
import { grantedRole, refuseOwnersOf } from '../../models/granted-roles.ts';
import { change } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, list, name, nothing, staffRole, time } from './schemas.ts';

const facts = {
  id,
  name: v.string(),
  role: v.string(),
  createdBy: v.string(),
  createdById: v.pipe(
    v.nullable(id),
    v.description('The person who has made it; null when nobody is known.'),
  ),
  createdAt: time,
  lastUsedAt: v.nullable(time),
};

const listedAnswer = v.object({
  ...facts,
  makerRole: v.pipe(
    v.nullable(v.string()),
    v.description('The role that its maker has now; gone when they have left and may know it still.'),
  ),
});

const madeAnswer = v.object({
  ...facts,
  token: v.pipe(v.string(), v.description('The token itself, which is answered this once.')),
});

function shown<T extends ApiToken>({ createdAt, lastUsedAt, ...rest }: T) {
  return { ...rest, createdAt: toIso(createdAt), lastUsedAt: lastUsedAt === null ? null : toIso(lastUsedAt) };
}

export const tokens: Route[] = [
  route({
    name: 'createToken',
    method: 'POST',
    path: '/tokens',
    right: 'settings:write',
    summary: 'Makes an API token, which is answered this once; only owners make those of owners',
    query: noQuery,
    body: fields({ name, role: staffRole }),
    status: 201,
    answer: madeAnswer,
    handler: async ({ deps, actor, body }) => {
      const role = grantedRole(actor, body.role);
      const { token, apiToken } = await change(deps, actor, async (tx) =>
        createApiToken(tx, { name: body.name, role, createdBy: await makerOf(tx, actor) }),
      );
      return { ...shown(apiToken), token };
    },
  }),
  route({
    name: 'listTokens',
    method: 'GET',
    path: '/tokens',
    right: 'settings:write',
    summary: 'Lists API tokens, oldest first, without what would prove them',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(listedAnswer),
    handler: async ({ deps, query }) => {
      const { items, nextCursor } = await listApiTokens(deps.store.read, pageOf(query));
      return { items: items.map(shown), nextCursor };
    },
  }),
  route({
    name: 'revokeToken',
    method: 'DELETE',
    path: '/tokens/:id',
    right: 'settings:write',
    summary: 'Revokes an API token: from then on it opens nothing; only owners revoke those of owners',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) =>
      await change(deps, actor, async (tx) => {
        const { role } = await getApiToken(tx, param('id'));
        refuseOwnersOf(actor, role);
        await revokeApiToken(tx, param('id'));
      }),
  }),
];
