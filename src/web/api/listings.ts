import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import { getListing, type Listing, putListing, removeListing } from '../../models/listings.ts';
import { newestAvailable } from '../../models/versions.ts';
import { change } from '../kit/change.ts';
import type { Deps } from '../kit/deps.ts';
import { fields, noBody } from './body.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { description, labels, nothing, position, time } from './schemas.ts';

const answer = v.object({
  blurb: v.string(),
  position: v.number(),
  labels: v.array(v.string()),
  version: v.pipe(
    v.nullable(v.number()),
    v.description('What customers activate: the newest available one; null where there is none now.'),
  ),
  listedAt: time,
  listedBy: v.nullable(v.string()),
});

async function shown({ store }: Deps, { integrationId, listedAt, ...rest }: Listing) {
  const version = (await newestAvailable(store.read, integrationId))?.number ?? null;
  return { ...rest, version, listedAt: toIso(listedAt) };
}

export const listings: Route[] = [
  route({
    name: 'getListing',
    method: 'GET',
    path: '/integrations/:id/listing',
    right: 'integrations:read',
    summary: 'Answers how an integration is offered on the marketplace; 404 where it is not',
    query: noQuery,
    body: noBody,
    status: 200,
    answer,
    handler: async ({ deps, param }) => await shown(deps, await getListing(deps.store.read, param('id'))),
  }),
  route({
    name: 'listIntegration',
    method: 'PUT',
    path: '/integrations/:id/listing',
    right: 'integrations:write',
    summary: 'Offers an integration on the marketplace, or changes how',
    query: noQuery,
    body: fields({
      blurb: v.optional(
        v.pipe(description, v.description('What its card says; empty for the description.')),
        '',
      ),
      position: v.optional(position, 0),
      labels: v.optional(
        v.pipe(labels, v.description('Customers who have one of them see it; all, where there is none.')),
        [],
      ),
    }),
    errors: [409],
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body }) =>
      await shown(deps, await change(deps, actor, (tx) => putListing(tx, param('id'), body))),
  }),
  route({
    name: 'unlistIntegration',
    method: 'DELETE',
    path: '/integrations/:id/listing',
    right: 'integrations:write',
    summary: 'Offers an integration no longer; what customers have of it stays',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) =>
      await change(deps, actor, (tx) => removeListing(tx, param('id'))),
  }),
];
