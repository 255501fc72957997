import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import { listExecutions } from '../../models/execution-list.ts';
import { cancelExecution, getExecution } from '../../models/executions.ts';
import { listLogs } from '../../models/logs.ts';
import { pauseExecution, resumeExecution } from '../../models/pauses.ts';
import { replayExecution } from '../../models/replays.ts';
import { listStepResults } from '../../models/step-results.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs, change } from '../kit/change.ts';
import { shownRequest } from '../kit/shown-requests.ts';
import { fields, noBody } from './body.ts';
import { executionAnswer, executionFacts, shownExecution, status } from './execution-answers.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, instant, instantOf, list, time } from './schemas.ts';
import { stepAnswer, stepPage } from './step-answers.ts';

const FROM = 'must be start, failed-step, or an object with the path of a step: {"step": "each[3].send"}';

const stepPath = v.pipe(
  v.string(),
  v.maxLength(1000),
  v.description(
    'As the steps of the execution are listed: each[3].send is in round 3 of each, counted from 0.',
  ),
);

export const executions: Route[] = [
  route({
    name: 'listExecutions',
    method: 'GET',
    path: '/executions',
    right: 'executions:read',
    summary: 'Lists executions, newest first; a page may have few or none and still a nextCursor',
    query: query({
      ...paging,
      instance: v.optional(id),
      integration: v.optional(id),
      customer: v.optional(id),
      flow: v.optional(v.pipe(v.string(), v.description('Name of the flow.'))),
      user: v.optional(v.pipe(id, v.description('The person whose answers they run with.'))),
      version: v.optional(
        v.pipe(
          v.string(),
          v.regex(/^[1-9]\d{0,8}$/, 'must be a number of a version'),
          v.transform(Number),
          v.description('The version that has run.'),
        ),
      ),
      status: v.optional(status),
      text: v.optional(
        v.pipe(
          v.string(),
          v.maxLength(300),
          v.description(
            'Words of the error, and of the beginning of what called: each must be there, or begin so.',
          ),
        ),
      ),
      from: v.optional(instant('Made at or after this time')),
      to: v.optional(instant('Made before this time')),
    }),
    body: noBody,
    status: 200,
    answer: list(executionFacts),
    handler: async ({ deps, actor, query }) => {
      const filter = { ...query, from: instantOf(query.from), to: instantOf(query.to) };
      const page = await listExecutions(deps.store.read, viewerOf(actor), filter, pageOf(query));
      return { items: page.items.map(shownExecution), nextCursor: page.nextCursor };
    },
  }),
  route({
    name: 'getExecution',
    method: 'GET',
    path: '/executions/:id',
    right: 'executions:read',
    summary: 'Answers an execution with the request that called it',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: executionAnswer,
    handler: async ({ deps, actor, param }) => {
      const execution = await getExecution(deps.store.read, viewerOf(actor), param('id'));
      const request = await shownRequest(deps, execution);
      const notKept = request ? {} : { notKept: ['request' as const] };
      return { ...shownExecution(execution), request, ...notKept };
    },
  }),
  route({
    name: 'listSteps',
    method: 'GET',
    path: '/executions/:id/steps',
    right: 'executions:read',
    summary:
      'Lists the steps of an execution in the order of their beginning; fewer than asked for when they are large',
    query: query({
      ...paging,
      name: v.optional(v.pipe(v.string(), v.description('The whole name of the steps.'))),
    }),
    body: noBody,
    status: 200,
    answer: list(stepAnswer),
    handler: async ({ deps, actor, param, query }) => {
      const { id } = await getExecution(deps.store.read, viewerOf(actor), param('id'));
      return await stepPage(deps, await listStepResults(deps.store.read, id, pageOf(query), query.name));
    },
  }),
  route({
    name: 'listLogs',
    method: 'GET',
    path: '/executions/:id/logs',
    right: 'executions:read',
    summary: 'Lists the log of an execution in the order of its writing',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(
      v.object({
        at: time,
        level: v.picklist(['trace', 'debug', 'info', 'warn', 'error']),
        step: v.string(),
        message: v.string(),
      }),
    ),
    handler: async ({ deps, actor, param, query }) => {
      const { id } = await getExecution(deps.store.read, viewerOf(actor), param('id'));
      const { items, nextCursor } = await listLogs(deps.store.read, id, pageOf(query));
      const shown = items.map(({ at, level, step, message }) => ({ at: toIso(at), level, step, message }));
      return { items: shown, nextCursor };
    },
  }),
  route({
    name: 'replayExecution',
    method: 'POST',
    path: '/executions/:id/replays',
    right: 'executions:write',
    summary:
      'Runs an execution that has ended again, as a new one: from its start, its failed step or any step, with what those before it have given',
    query: noQuery,
    body: fields({
      from: v.optional(
        v.union([v.picklist(['start', 'failed-step']), v.strictObject({ step: stepPath })], FROM),
        'start',
      ),
      version: v.optional(v.picklist(['original', 'current']), 'original'),
    }),
    errors: [409],
    status: 202,
    answer: v.object({ id, executionId: id }),
    handler: async ({ deps, actor, param, body }) => {
      const queued = await replayExecution(actingAs(deps, actor), viewerOf(actor), param('id'), body);
      return { id: queued.id, executionId: queued.id };
    },
  }),
  route({
    name: 'cancelExecution',
    method: 'PUT',
    path: '/executions/:id/cancellation',
    right: 'executions:write',
    summary: 'Cancels an execution that has not ended; one that runs stops before its next step',
    query: noQuery,
    body: noBody,
    errors: [409],
    status: 200,
    answer: executionFacts,
    handler: async ({ deps, actor, param }) => {
      const cancelled = await change(deps, actor, (tx) => cancelExecution(tx, viewerOf(actor), param('id')));
      return shownExecution(cancelled);
    },
  }),
  route({
    name: 'pauseExecution',
    method: 'PUT',
    path: '/executions/:id/pause',
    right: 'executions:write',
    summary: 'Sets an execution aside that waits to be run, until it is resumed or cancelled',
    query: noQuery,
    body: noBody,
    errors: [409],
    status: 200,
    answer: executionFacts,
    handler: async ({ deps, actor, param }) => {
      const paused = await change(deps, actor, (tx) => pauseExecution(tx, viewerOf(actor), param('id')));
      return shownExecution(paused);
    },
  }),
  route({
    name: 'resumeExecution',
    method: 'DELETE',
    path: '/executions/:id/pause',
    right: 'executions:write',
    summary: 'Lets a paused execution go on where it was',
    query: noQuery,
    body: noBody,
    errors: [409],
    status: 200,
    answer: executionFacts,
    handler: async ({ deps, actor, param }) => {
      const resumed = await change(deps, actor, (tx) => resumeExecution(tx, viewerOf(actor), param('id')));
      return shownExecution(resumed);
    },
  }),
];
