import * as v from 'valibot';
import { MONITOR_TRIGGER_KEYS, WATCHED_LEVELS } from '../../lib/monitor-triggers.ts';
import { toIso } from '../../lib/time.ts';
import {
  createMonitor,
  deleteMonitor,
  getMonitor,
  listMonitors,
  type Monitor,
  updateMonitor,
} from '../../models/monitors.ts';
import { viewerOf } from '../../models/viewer.ts';
import { change } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, list, name, nothing, time, wholeNumber } from './schemas.ts';

const trigger = v.picklist(MONITOR_TRIGGER_KEYS, `must be one of ${MONITOR_TRIGGER_KEYS.join(', ')}`);
const level = v.picklist(WATCHED_LEVELS, 'must be warn or error');
const threshold = v.pipe(
  v.nullable(wholeNumber),
  v.description(
    'How many runs (failed_in_a_row), seconds (slow, queued) or minutes (no_run); null for other triggers.',
  ),
);
const quietMinutes = v.pipe(
  v.number(),
  v.integer('must be a whole number'),
  v.minValue(0, 'must be at least 0'),
  v.maxValue(43_200, 'must be at most 43200'),
  v.description('Of one instance or connection nobody is told twice within that time.'),
);
const mailTo = v.pipe(v.array(v.string()), v.description('Addresses that are mailed.'));
const webhookId = v.pipe(
  v.nullable(id),
  v.description('An event webhook that is told although it has not asked for alerts.'),
);
const one = (of: string) => v.pipe(v.nullable(id), v.description(`Null: of all ${of}.`));

const given = {
  integrationId: one('integrations'),
  instanceId: one('instances'),
  threshold,
  level: v.nullable(level),
  webhookId,
};

const answer = v.object({
  ...{ id, name: v.string(), trigger, ...given, quietMinutes: v.number(), mailTo, paused: v.boolean() },
  createdAt: time,
  updatedAt: time,
});

function shown({ createdAt, updatedAt, pausedAt, ...rest }: Monitor) {
  return { ...rest, paused: pausedAt !== null, createdAt: toIso(createdAt), updatedAt: toIso(updatedAt) };
}

export const monitors: Route[] = [
  route({
    name: 'createMonitor',
    method: 'POST',
    path: '/monitors',
    right: 'alerts:write',
    summary: 'Makes a monitor: from then on alerts are raised for what it watches',
    query: noQuery,
    body: fields({
      name,
      trigger,
      integrationId: v.optional(given.integrationId, null),
      instanceId: v.optional(given.instanceId, null),
      threshold: v.optional(threshold, null),
      level: v.optional(given.level, null),
      quietMinutes: v.optional(quietMinutes, 60),
      mailTo: v.optional(mailTo, []),
      webhookId: v.optional(webhookId, null),
      paused: v.optional(v.boolean(), false),
    }),
    status: 201,
    answer,
    handler: async ({ deps, actor, body }) =>
      shown(await change(deps, actor, (tx) => createMonitor(tx, viewerOf(actor), body))),
  }),
  route({
    name: 'listMonitors',
    method: 'GET',
    path: '/monitors',
    right: 'alerts:read',
    summary: 'Lists monitors, latest first: with an integration or instance those that watch over it',
    query: query({
      ...paging,
      integration: v.optional(v.string()),
      instance: v.optional(v.string()),
    }),
    body: noBody,
    status: 200,
    answer: list(answer),
    handler: async ({ deps, actor, query }) => {
      const { integration, instance } = query;
      const page = pageOf(query);
      const filter = { integration, instance };
      const { items, nextCursor } = await listMonitors(deps.store.read, viewerOf(actor), filter, page);
      return { items: items.map(shown), nextCursor };
    },
  }),
  route({
    name: 'getMonitor',
    method: 'GET',
    path: '/monitors/:id',
    right: 'alerts:read',
    summary: 'Answers a monitor',
    query: noQuery,
    body: noBody,
    status: 200,
    answer,
    handler: async ({ deps, actor, param }) =>
      shown(await getMonitor(deps.store.read, viewerOf(actor), param('id'))),
  }),
  route({
    name: 'updateMonitor',
    method: 'PATCH',
    path: '/monitors/:id',
    right: 'alerts:write',
    summary: 'Changes what is given; alerts that are open are closed where it watches for something else',
    query: noQuery,
    body: fields({
      name: v.exactOptional(name),
      trigger: v.exactOptional(trigger),
      integrationId: v.exactOptional(given.integrationId),
      instanceId: v.exactOptional(given.instanceId),
      threshold: v.exactOptional(threshold),
      level: v.exactOptional(given.level),
      quietMinutes: v.exactOptional(quietMinutes),
      mailTo: v.exactOptional(mailTo),
      webhookId: v.exactOptional(webhookId),
      paused: v.exactOptional(v.boolean()),
    }),
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body }) =>
      shown(await change(deps, actor, (tx) => updateMonitor(tx, viewerOf(actor), param('id'), body))),
  }),
  route({
    name: 'deleteMonitor',
    method: 'DELETE',
    path: '/monitors/:id',
    right: 'alerts:write',
    summary: 'Deletes a monitor with the alerts that it has raised',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) => {
      await change(deps, actor, (tx) => deleteMonitor(tx, viewerOf(actor), param('id')));
    },
  }),
];
