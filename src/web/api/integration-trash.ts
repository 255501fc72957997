import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import { RESTORABLE } from '../../models/instance-removal.ts';
import {
  deleteIntegration,
  getRemoved,
  listRemoved,
  type RemovedIntegration,
  removeIntegration,
  restoreIntegration,
} from '../../models/integration-trash.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs } from '../kit/change.ts';
import { noBody } from './body.ts';
import { integrationAnswer, shownIntegration } from './integration-answers.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { list, nothing, time } from './schemas.ts';

const removedAnswer = v.object({
  ...integrationAnswer.entries,
  removedAt: time,
  removedBy: v.pipe(v.nullable(v.string()), v.description('Name of the person or token that removed it.')),
  restorableUntil: time,
  instances: v.pipe(v.number(), v.description('That come back with it, counted up to 1000.')),
});

function shown({ removedAt, removedBy, instances, ...integration }: RemovedIntegration) {
  const times = { removedAt: toIso(removedAt), restorableUntil: toIso(removedAt + RESTORABLE) };
  return { ...shownIntegration(integration), ...times, removedBy, instances };
}

export const integrationTrash: Route[] = [
  route({
    name: 'listRemovedIntegrations',
    method: 'GET',
    path: '/integrations/trash',
    right: 'integrations:write',
    summary: 'Lists the integrations in the trash, the one that was removed last first',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(removedAnswer),
    handler: async ({ deps, actor, query }) => {
      const { items, nextCursor } = await listRemoved(deps.store.read, viewerOf(actor), pageOf(query));
      return { items: items.map(shown), nextCursor };
    },
  }),
  route({
    name: 'deleteIntegration',
    method: 'DELETE',
    path: '/integrations/:id',
    right: 'integrations:write',
    summary:
      'Puts an integration into the trash for 30 days; its instances are removed: remove flows run, other executions are cancelled, webhooks answer 404',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param, keepOpen }) => {
      keepOpen();
      await removeIntegration(actingAs(deps, actor), param('id'));
    },
  }),
  route({
    name: 'restoreIntegration',
    method: 'PUT',
    path: '/integrations/:id/restoration',
    right: 'integrations:restore',
    summary:
      'Brings an integration back from the trash with the instances that went with it, in their states; one that is there stays as it is',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: integrationAnswer,
    handler: async ({ deps, actor, param, keepOpen }) => {
      keepOpen();
      return shownIntegration(await restoreIntegration(actingAs(deps, actor), param('id')));
    },
  }),
  route({
    name: 'deleteRemovedIntegration',
    method: 'DELETE',
    path: '/integrations/trash/:id',
    right: 'integrations:write',
    summary: 'Deletes an integration in the trash for good, with its versions, instances and executions',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param, keepOpen }) => {
      const { id } = await getRemoved(deps.store.read, viewerOf(actor), param('id'));
      keepOpen();
      await deleteIntegration(actingAs(deps, actor).store, id, (ids) => deps.engine.heed(ids));
    },
  }),
];
