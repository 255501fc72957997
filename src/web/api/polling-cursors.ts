import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import {
  getPollingCursor,
  listPollingCursors,
  type PollingCursor,
  setPollingCursor,
} from '../../models/polling-cursors.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { nothing, object, time } from './schemas.ts';

const answer = v.object({
  flow: v.string(),
  flowKey: v.string(),
  cursor: v.pipe(
    v.nullable(v.record(v.string(), v.unknown())),
    v.description('What the trigger has noted; null before its first run.'),
  ),
  emptyPolls: v.pipe(v.number(), v.description('How often it has looked and found nothing new.')),
  lastEmptyPollAt: v.nullable(time),
});

function shown({ cursor = {}, lastEmptyPollAt, ...rest }: PollingCursor) {
  const isNoted = Object.keys(cursor).length > 0;
  return {
    ...rest,
    cursor: isNoted ? cursor : null,
    lastEmptyPollAt: lastEmptyPollAt === null ? null : toIso(lastEmptyPollAt),
  };
}

const ofFlow = { path: '/instances/:id/polling-cursors/:flow', query: noQuery } as const;

/** How far the polling triggers of an instance have come. */
export const pollingCursors: Route[] = [
  route({
    name: 'listPollingCursors',
    method: 'GET',
    path: '/instances/:id/polling-cursors',
    right: 'instances:write',
    summary:
      'Answers how far the polling triggers of an instance have come, and when they last found nothing',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: v.object({ cursors: v.array(answer) }),
    handler: async ({ deps, actor, param }) => ({
      cursors: (await listPollingCursors(deps, viewerOf(actor), param('id'))).map(shown),
    }),
  }),
  route({
    ...ofFlow,
    name: 'setPollingCursor',
    method: 'PUT',
    right: 'instances:write',
    summary: 'Lets the polling trigger of a flow, named by its stable key, go on elsewhere',
    body: fields({ cursor: object }),
    errors: [413],
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body }) => {
      const viewer = viewerOf(actor);
      await setPollingCursor(actingAs(deps, actor), viewer, param('id'), param('flow'), body.cursor);
      return shown(await getPollingCursor(deps, viewer, param('id'), param('flow')));
    },
  }),
  route({
    ...ofFlow,
    name: 'resetPollingCursor',
    method: 'DELETE',
    right: 'instances:write',
    summary: 'Lets the polling trigger of a flow begin anew',
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) =>
      await setPollingCursor(actingAs(deps, actor), viewerOf(actor), param('id'), param('flow'), undefined),
  }),
];
