import * as v from 'valibot';
import { getOrganization, type Organization, updateOrganization } from '../../models/organization.ts';
import { change } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';

const answer = v.object({
  name: v.string(),
  accent: v.pipe(v.nullable(v.string()), v.description('#rrggbb; null for that of Stepwell.')),
  hasLogo: v.boolean(),
});

function shown({ name, accent, logo }: Organization) {
  return { name, accent, hasLogo: logo !== null };
}

export const organization: Route[] = [
  route({
    name: 'getOrganization',
    method: 'GET',
    path: '/organization',
    right: 'settings:write',
    summary: 'Answers whose installation this is, and how its pages look',
    query: noQuery,
    body: noBody,
    status: 200,
    answer,
    handler: async ({ deps }) => shown(await getOrganization(deps.store.read)),
  }),
  route({
    name: 'updateOrganization',
    method: 'PATCH',
    path: '/organization',
    right: 'settings:write',
    summary: 'Changes what is given of name and accent; the logo is an upload of the page Settings alone',
    query: noQuery,
    body: fields({ name: v.exactOptional(v.string()), accent: v.exactOptional(v.nullable(v.string())) }),
    status: 200,
    answer,
    handler: async ({ deps, actor, body }) =>
      shown(await change(deps, actor, (tx) => updateOrganization(tx, body))),
  }),
];
