import * as v from 'valibot';
import { noBody } from './body.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';

/** Whoever asks, as the API knows them. */
export const me: Route[] = [
  route({
    name: 'getMe',
    method: 'GET',
    path: '/me',
    right: 'instances:read',
    summary: 'Answers whose the token is, and its role',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: v.object({ id: v.string(), name: v.string(), email: v.nullable(v.string()), role: v.string() }),
    handler: async ({ actor }) => {
      const { id, name, role } = actor;
      return { id, name, email: actor.kind === 'user' ? actor.email : null, role };
    },
  }),
];
