import * as v from 'valibot';
import { AppError } from '../../lib/errors.ts';
import { curlLine, triggerUrl } from '../../models/endpoints.ts';
import { getIntegration } from '../../models/integrations.ts';
import { findTestUrl, makeTestUrl, removeTestUrl } from '../../models/test-urls.ts';
import { actingAs, change } from '../kit/change.ts';
import type { Deps } from '../kit/deps.ts';
import { noBody } from './body.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { nothing } from './schemas.ts';

const shared = { path: '/integrations/:id/test-urls/:flow', query: noQuery, body: noBody } as const;
const answer = v.object({ url: v.string(), curl: v.string() });

/** Addresses that run flows of the draft as tests. */
export const testUrls: Route[] = [
  route({
    ...shared,
    name: 'getTestUrl',
    method: 'GET',
    right: 'integrations:write',
    summary: 'Answers the address that runs a flow of the draft as a test, with a line that calls it',
    status: 200,
    answer,
    handler: async ({ deps, param }) => {
      await getIntegration(deps.store.read, param('id'));
      const made = await findTestUrl(deps.store.read, param('id'), param('flow'));
      if (made === undefined) throw new AppError('not_found', 'This flow has no test URL.');
      return shown(deps, made);
    },
  }),
  route({
    ...shared,
    name: 'makeTestUrl',
    method: 'PUT',
    right: 'integrations:write',
    summary: 'Makes the address that runs a flow of the draft as a test; one that is there stays',
    status: 200,
    answer,
    handler: async ({ deps, actor, param }) =>
      shown(deps, await makeTestUrl(actingAs(deps, actor), param('id'), param('flow'))),
  }),
  route({
    ...shared,
    name: 'removeTestUrl',
    method: 'DELETE',
    right: 'integrations:write',
    summary: 'Removes the address that runs a flow of the draft as a test',
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) => {
      await change(deps, actor, (tx) => removeTestUrl(tx, param('id'), param('flow')));
    },
  }),
];

function shown(deps: Deps, id: string) {
  const url = triggerUrl(deps.publicUrl(), id);
  return { url, curl: curlLine(url, '{}') };
}
