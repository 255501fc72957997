import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import {
  addEndpointKey,
  type EndpointKey,
  listEndpointKeys,
  revokeEndpointKey,
} from '../../models/endpoint-keys.ts';
import { sent } from '../../models/fields.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { id, nothing, time } from './schemas.ts';

const answer = v.object({
  id,
  flow: v.string(),
  flowKey: v.string(),
  key: v.pipe(v.string(), v.description('What callers send as Api-Key.')),
  createdAt: time,
});

function shown({ key, createdAt, ...rest }: EndpointKey) {
  return { ...rest, key: key.reveal(), createdAt: toIso(createdAt) };
}

/** What callers of an instance's flows show: two may be valid, so that one can take the other's place. */
export const endpointKeys: Route[] = [
  route({
    name: 'listEndpointKeys',
    method: 'GET',
    path: '/instances/:id/endpoint-keys',
    right: 'instances:write',
    summary: 'Answers the keys that callers of an instance’s flows may send, oldest first',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: v.object({ keys: v.array(answer) }),
    handler: async ({ deps, actor, param }) => ({
      keys: (await listEndpointKeys(deps, viewerOf(actor), param('id'))).map(shown),
    }),
  }),
  route({
    name: 'addEndpointKey',
    method: 'POST',
    path: '/instances/:id/endpoint-keys',
    right: 'instances:write',
    summary: 'Gives a flow one key more, random or given; those that it has stay valid',
    query: noQuery,
    body: fields({
      flow: v.pipe(v.string(), v.description('The stable key of the flow.')),
      key: v.exactOptional(v.pipe(sent.endpointKey, v.description('Random where it is left out.'))),
    }),
    errors: [409],
    status: 201,
    answer,
    handler: async ({ deps, actor, param, body }) =>
      shown(await addEndpointKey(actingAs(deps, actor), viewerOf(actor), param('id'), body.flow, body.key)),
  }),
  route({
    name: 'revokeEndpointKey',
    method: 'DELETE',
    path: '/instances/:id/endpoint-keys/:key',
    right: 'instances:write',
    summary: 'Revokes a key: from now on it opens nothing',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) =>
      await revokeEndpointKey(actingAs(deps, actor), viewerOf(actor), param('id'), param('key')),
  }),
];
