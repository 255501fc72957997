import * as v from 'valibot';
import { repeatEvents } from '../../models/event-runs.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs } from '../kit/change.ts';
import { noBody } from './body.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { id } from './schemas.ts';

/** What flows do when their instance is deployed or removed. */
export const eventRuns: Route[] = [
  route({
    name: 'repeatEvents',
    method: 'POST',
    path: '/instances/:id/event-runs',
    right: 'instances:deploy',
    summary: 'Does again what has failed at the last deployment or removal of an instance',
    query: noQuery,
    body: noBody,
    errors: [409],
    status: 202,
    answer: v.object({ executions: v.array(v.object({ id, flow: v.string() })) }),
    handler: async ({ deps, actor, param }) => {
      const queued = await repeatEvents(actingAs(deps, actor), viewerOf(actor), param('id'));
      return { executions: queued.map(({ id, flow }) => ({ id, flow })) };
    },
  }),
];
