import * as v from 'valibot';
import {
  deleteState,
  listStates,
  resetStates,
  type ShownState,
  setState,
} from '../../models/state-values.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { list, nothing } from './schemas.ts';

const flow = {
  flow: v.optional(
    v.pipe(
      v.string(),
      v.description('Name or stable key of the flow whose state it is; that of all flows when left out.'),
    ),
  ),
};

const state = v.object({
  key: v.string(),
  size: v.pipe(v.number(), v.description('Characters of key and value.')),
  value: v.pipe(v.unknown(), v.description('Secrets are ***; null where it is larger than 1 MB.')),
});

const shown = ({ key, size, value }: ShownState) => ({
  ...{ key, size },
  value: value.kind === 'json' ? JSON.parse(value.text) : null,
});

/** What an instance remembers from one run to the next. */
export const instanceStates: Route[] = [
  route({
    name: 'listStates',
    method: 'GET',
    path: '/instances/:id/states',
    right: 'instances:deploy',
    summary: 'Lists what an instance remembers for one of its flows, or for all of them, by key',
    query: query({ ...paging, ...flow }),
    body: noBody,
    status: 200,
    answer: list(state),
    handler: async ({ deps, actor, param, query }) => {
      const page = pageOf(query);
      const { items, nextCursor } = await listStates(deps, viewerOf(actor), param('id'), query.flow, page);
      return { items: items.map(shown), nextCursor };
    },
  }),
  route({
    name: 'setState',
    method: 'PUT',
    path: '/instances/:id/states/:key',
    right: 'instances:deploy',
    summary:
      'Puts a value under a key, which may be new; a run under way that changes the same key overwrites it when it succeeds',
    query: query(flow),
    body: fields({
      value: v.pipe(
        v.unknown(),
        v.description('Sent back as it was answered, with its ***, it stays as it is.'),
      ),
    }),
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param, query, body: { value } }) => {
      const what = { key: param('key'), value: value ?? null };
      await setState(actingAs(deps, actor), viewerOf(actor), param('id'), query.flow, what);
    },
  }),
  route({
    name: 'deleteState',
    method: 'DELETE',
    path: '/instances/:id/states/:key',
    right: 'instances:deploy',
    summary: 'Removes a key and what is kept under it',
    query: query(flow),
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param, query }) =>
      await deleteState(actingAs(deps, actor), viewerOf(actor), param('id'), query.flow, param('key')),
  }),
  route({
    name: 'resetStates',
    method: 'DELETE',
    path: '/instances/:id/states',
    right: 'instances:deploy',
    summary:
      'Forgets all keys of one flow, or of what all flows share: the next run begins as if there had been none',
    query: query(flow),
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param, query }) =>
      await resetStates(actingAs(deps, actor), viewerOf(actor), param('id'), query.flow),
  }),
];
