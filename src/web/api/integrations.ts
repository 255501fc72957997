import * as v from 'valibot';
import {
  createIntegration,
  forkIntegration,
  getIntegration,
  listIntegrations,
  updateIntegration,
} from '../../models/integrations.ts';
import { newDefinition } from '../../models/new-definition.ts';
import { resetDraft, restoreVersion } from '../../models/versions.ts';
import { change } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { integrationAnswer as answer, shownIntegration as shown } from './integration-answers.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { category, description, labels, list, name, searched } from './schemas.ts';
import { numberOf } from './versions.ts';

export const integrations: Route[] = [
  route({
    name: 'createIntegration',
    method: 'POST',
    path: '/integrations',
    right: 'integrations:write',
    summary: 'Makes a draft with one flow that a webhook starts',
    query: noQuery,
    body: fields({
      name,
      description: v.optional(description, ''),
      category: v.optional(category, ''),
      labels: v.optional(labels, []),
    }),
    status: 201,
    answer,
    handler: async ({ deps, actor, body }) =>
      shown(await change(deps, actor, (tx) => createIntegration(tx, newDefinition(body)))),
  }),
  route({
    name: 'listIntegrations',
    method: 'GET',
    path: '/integrations',
    right: 'integrations:read',
    summary: 'Lists integrations oldest first',
    query: query({
      ...paging,
      q: v.optional(searched('A part of the name.')),
      name: v.optional(searched('As q.')),
      description: v.optional(searched('A part of the description.')),
      category: v.optional(v.string()),
      label: v.optional(v.string()),
      state: v.optional(
        v.pipe(
          v.picklist(['draft', 'published', 'listed']),
          v.description(
            'draft: what its draft says is not published; published: it has a version; listed: it is on the marketplace.',
          ),
        ),
      ),
    }),
    body: noBody,
    status: 200,
    answer: list(answer),
    handler: async ({ deps, query }) => {
      const filter = { ...query, name: query.q ?? query.name };
      const { items, nextCursor } = await listIntegrations(deps.store.read, filter, pageOf(query));
      return { items: items.map(shown), nextCursor };
    },
  }),
  route({
    name: 'getIntegration',
    method: 'GET',
    path: '/integrations/:id',
    right: 'integrations:read',
    summary: 'Answers an integration without its definition',
    query: noQuery,
    body: noBody,
    status: 200,
    answer,
    handler: async ({ deps, param }) => shown(await getIntegration(deps.store.read, param('id'))),
  }),
  route({
    name: 'updateIntegration',
    method: 'PATCH',
    path: '/integrations/:id',
    right: 'integrations:write',
    summary:
      'Changes name, description, category or labels, in the definition as well; 409 for an integration that is written as code',
    query: noQuery,
    body: fields({
      name: v.exactOptional(name),
      description: v.exactOptional(description),
      category: v.exactOptional(category),
      labels: v.exactOptional(labels),
    }),
    errors: [409],
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body }) =>
      shown(await change(deps, actor, (tx) => updateIntegration(tx, param('id'), body))),
  }),
  route({
    name: 'forkIntegration',
    method: 'POST',
    path: '/integrations/:id/forks',
    right: 'integrations:write',
    summary: 'Copies a draft under a new name',
    query: noQuery,
    body: fields({ name, description: v.exactOptional(description) }),
    status: 201,
    answer,
    handler: async ({ deps, actor, param, body }) =>
      shown(await change(deps, actor, (tx) => forkIntegration(tx, param('id'), body))),
  }),
  route({
    name: 'resetDraft',
    method: 'POST',
    path: '/integrations/:id/draft-reset',
    right: 'integrations:write',
    summary: 'Discards what the draft has over the last published version; a draft that is just that stays',
    query: noQuery,
    body: noBody,
    status: 200,
    answer,
    handler: async ({ deps, actor, param }) =>
      shown(await change(deps, actor, (tx) => resetDraft(tx, param('id')))),
  }),
  route({
    name: 'restoreVersion',
    method: 'POST',
    path: '/integrations/:id/versions/:number/restorations',
    right: 'integrations:write',
    summary:
      'Makes the draft what that version says; what the draft had over the last published version goes',
    query: noQuery,
    body: noBody,
    status: 200,
    answer,
    handler: async ({ deps, actor, param }) => {
      const number = numberOf(param('number'));
      return shown(await change(deps, actor, (tx) => restoreVersion(tx, param('id'), number)));
    },
  }),
];
