import * as v from 'valibot';
import { EVENT_TYPE_KEYS } from '../../lib/event-types.ts';
import { type Instant, toIso } from '../../lib/time.ts';
import { type Delivery, listDeliveries, sendAgain, sendTest } from '../../models/deliveries.ts';
import {
  createEventWebhook,
  deleteEventWebhook,
  type EventWebhook,
  getEventWebhook,
  listEventWebhooks,
  rotateEventSecret,
  setEventWebhookEnabled,
  updateEventWebhook,
} from '../../models/event-webhooks.ts';
import { change } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, list, name, nothing, time } from './schemas.ts';

const events = v.pipe(
  v.array(v.picklist(EVENT_TYPE_KEYS, `must be one of ${EVENT_TYPE_KEYS.join(', ')}`)),
  v.transform((keys) => [...new Set(keys)]),
);
const url = v.pipe(
  v.string(),
  v.description('Called with POST for each event, signed by Standard Webhooks.'),
);
const secret = v.pipe(v.string(), v.description('whsec_…, which is answered this once.'));

const facts = {
  id,
  name: v.string(),
  url: v.string(),
  events: v.array(v.string()),
  enabled: v.boolean(),
  disabledAt: v.nullable(time),
  disabledBy: v.pipe(
    v.nullable(v.picklist(['person', 'failures'])),
    v.description('failures: nothing has arrived there for days, or it has answered that it is gone.'),
  ),
  failingSince: v.pipe(v.nullable(time), v.description('Since when nothing has arrived.')),
  previousSecretUntil: v.pipe(
    v.nullable(time),
    v.description('Until then what is sent is signed with the former secret as well.'),
  ),
  createdAt: time,
  updatedAt: time,
};
const answer = v.object(facts);

const delivery = v.object({
  id: v.pipe(id, v.description('Sent as webhook-id, the same at each attempt.')),
  event: v.string(),
  payload: v.pipe(v.string(), v.description('The very text that is sent.')),
  createdAt: time,
  attempts: v.number(),
  nextAttemptAt: v.pipe(v.nullable(time), v.description('Null when it has arrived or was given up.')),
  lastAttemptAt: v.nullable(time),
  lastStatus: v.nullable(v.number()),
  lastError: v.nullable(v.string()),
  deliveredAt: v.nullable(time),
});

const isoOf = (at: Instant | null) => (at === null ? null : toIso(at));

function shown(webhook: EventWebhook) {
  const { id, name, url, events, disabledAt, disabledBy, failingSince, previousUntil } = webhook;
  return {
    ...{ id, name, url, events, enabled: disabledAt === null, disabledAt: isoOf(disabledAt), disabledBy },
    ...{ failingSince: isoOf(failingSince), previousSecretUntil: isoOf(previousUntil) },
    createdAt: toIso(webhook.createdAt),
    updatedAt: toIso(webhook.updatedAt),
  };
}

function shownDelivery(row: Delivery) {
  const { id, event, payload, attempts, lastStatus, lastError } = row;
  return {
    ...{ id, event, payload, attempts, lastStatus, lastError, createdAt: toIso(row.createdAt) },
    ...{ nextAttemptAt: isoOf(row.nextAttemptAt), lastAttemptAt: isoOf(row.lastAttemptAt) },
    deliveredAt: isoOf(row.deliveredAt),
  };
}

export const eventWebhooks: Route[] = [
  route({
    name: 'createEventWebhook',
    method: 'POST',
    path: '/event-webhooks',
    right: 'settings:write',
    summary: 'Lets an address elsewhere hear of events; its secret is answered this once',
    query: noQuery,
    body: fields({ name, url, events }),
    status: 201,
    answer: v.object({ ...facts, secret }),
    handler: async ({ deps, actor, body }) => {
      const made = await change(deps, actor, (tx) => createEventWebhook(tx, deps.vault, body));
      return { ...shown(made.webhook), secret: made.secret };
    },
  }),
  route({
    name: 'listEventWebhooks',
    method: 'GET',
    path: '/event-webhooks',
    right: 'settings:write',
    summary: 'Lists event webhooks, latest first, without their secrets',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(answer),
    handler: async ({ deps, query }) => {
      const { items, nextCursor } = await listEventWebhooks(deps.store.read, pageOf(query));
      return { items: items.map(shown), nextCursor };
    },
  }),
  route({
    name: 'getEventWebhook',
    method: 'GET',
    path: '/event-webhooks/:id',
    right: 'settings:write',
    summary: 'Answers an event webhook, without its secret',
    query: noQuery,
    body: noBody,
    status: 200,
    answer,
    handler: async ({ deps, param }) => shown(await getEventWebhook(deps.store.read, param('id'))),
  }),
  route({
    name: 'updateEventWebhook',
    method: 'PATCH',
    path: '/event-webhooks/:id',
    right: 'settings:write',
    summary: 'Changes what is given; enabled: one that was disabled gets what waits for it',
    query: noQuery,
    body: fields({
      name: v.exactOptional(name),
      url: v.exactOptional(url),
      events: v.exactOptional(events),
      enabled: v.exactOptional(v.boolean()),
    }),
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body: { enabled, ...changes } }) =>
      await change(deps, actor, async (tx) => {
        const updated =
          Object.keys(changes).length > 0
            ? await updateEventWebhook(tx, param('id'), changes)
            : await getEventWebhook(tx, param('id'));
        if (enabled === undefined || enabled === (updated.disabledAt === null)) return shown(updated);
        return shown(await setEventWebhookEnabled(tx, param('id'), enabled));
      }),
  }),
  route({
    name: 'deleteEventWebhook',
    method: 'DELETE',
    path: '/event-webhooks/:id',
    right: 'settings:write',
    summary: 'Deletes an event webhook with what was sent to it or waits to be',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) => {
      await change(deps, actor, (tx) => deleteEventWebhook(tx, param('id')));
    },
  }),
  route({
    name: 'rotateEventSecret',
    method: 'POST',
    path: '/event-webhooks/:id/secrets',
    right: 'settings:write',
    summary: 'Gives it another secret, which is answered this once; for a day both sign',
    query: noQuery,
    body: noBody,
    status: 201,
    answer: v.object({ secret, previousSecretUntil: time }),
    handler: async ({ deps, actor, param }) => {
      const rotated = await change(deps, actor, (tx) => rotateEventSecret(tx, deps.vault, param('id')));
      return { secret: rotated.secret, previousSecretUntil: toIso(rotated.previousUntil) };
    },
  }),
  route({
    name: 'testEventWebhook',
    method: 'POST',
    path: '/event-webhooks/:id/tests',
    right: 'settings:write',
    summary: 'Sends it an event of the type test',
    query: noQuery,
    body: noBody,
    status: 202,
    answer: v.object({ deliveryId: id }),
    handler: async ({ deps, actor, param }) => ({
      deliveryId: await change(deps, actor, (tx) => sendTest(tx, param('id'))),
    }),
  }),
  route({
    name: 'listDeliveries',
    method: 'GET',
    path: '/event-webhooks/:id/deliveries',
    right: 'settings:write',
    summary: 'Lists what was sent to it or waits to be, latest first; it is kept for two weeks',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(delivery),
    handler: async ({ deps, param, query }) => {
      const { id } = await getEventWebhook(deps.store.read, param('id'));
      const { items, nextCursor } = await listDeliveries(deps.store.read, id, pageOf(query));
      return { items: items.map(shownDelivery), nextCursor };
    },
  }),
  route({
    name: 'sendDeliveryAgain',
    method: 'POST',
    path: '/event-webhooks/:id/deliveries/:delivery/attempts',
    right: 'settings:write',
    summary: 'Sends something again, under the same id',
    query: noQuery,
    body: noBody,
    status: 202,
    answer: delivery,
    handler: async ({ deps, actor, param }) =>
      shownDelivery(await change(deps, actor, (tx) => sendAgain(tx, param('id'), param('delivery')))),
  }),
];
