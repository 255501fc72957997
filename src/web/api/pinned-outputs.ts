import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import {
  listPinned,
  type PinnedStep,
  pinOutput,
  stepToPin,
  unpinOutput,
} from '../../models/pinned-outputs.ts';
import { lastOutput, latestTestResults } from '../../models/test-runs.ts';
import { viewerOf } from '../../models/viewer.ts';
import { change } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { nothing, time } from './schemas.ts';

const answer = v.object({ flow: v.string(), step: v.string(), createdAt: time });

/** What steps give in test runs in the place of being executed. */
export const pinned: Route[] = [
  route({
    name: 'listPinnedOutputs',
    method: 'GET',
    path: '/integrations/:id/pinned-outputs',
    right: 'integrations:read',
    summary: 'Lists the steps whose outputs are pinned, without what they give',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: v.object({ items: v.array(answer) }),
    handler: async ({ deps, param }) => ({
      items: (await listPinned(deps.store.read, param('id'))).map(shown),
    }),
  }),
  route({
    name: 'pinOutput',
    method: 'PUT',
    path: '/integrations/:id/pinned-outputs/:flow/:step',
    right: 'integrations:write',
    summary: 'Pins what a step gives in test runs, in the place of being executed',
    query: noQuery,
    body: fields({
      output: v.optional(
        v.pipe(
          v.unknown(),
          v.description('Any value, null as well; what the step gave in the latest test run when left out.'),
        ),
      ),
    }),
    errors: [409],
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body }) => {
      const id = param('id');
      const place = await stepToPin(deps, id, { flow: param('flow'), step: param('step') });
      const latest = () => latestTestResults(deps.store.read, viewerOf(actor), id, place.flow.stableKey);
      const output =
        body.output === undefined ? await lastOutput(deps, await latest(), place) : { output: body.output };
      return shown(await change(deps, actor, (tx) => pinOutput(tx, deps, id, place, output)));
    },
  }),
  route({
    name: 'unpinOutput',
    method: 'DELETE',
    path: '/integrations/:id/pinned-outputs/:flow/:step',
    right: 'integrations:write',
    summary: 'Lets a step be executed in test runs again',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) => {
      const place = { flow: param('flow'), step: param('step') };
      await change(deps, actor, (tx) => unpinOutput(tx, param('id'), place));
    },
  }),
];

function shown({ flow, step, createdAt }: PinnedStep & { createdAt: number }) {
  return { flow, step, createdAt: toIso(createdAt) };
}
