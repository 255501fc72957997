import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import { type ListedAlert, listAlerts } from '../../models/alerts.ts';
import { viewerOf } from '../../models/viewer.ts';
import { noBody } from './body.ts';
import { pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, list, time } from './schemas.ts';

const answer = v.object({
  id,
  monitorId: id,
  monitor: v.string(),
  subjectId: v.pipe(id, v.description('Of an instance or a connection.')),
  subject: v.pipe(v.string(), v.description('As it was called when the alert was opened.')),
  customerId: v.nullable(id),
  integrationId: v.nullable(id),
  executionId: v.pipe(v.nullable(id), v.description('The latest that it is about.')),
  message: v.string(),
  count: v.pipe(v.number(), v.description('How often it was found while it was open.')),
  openedAt: time,
  lastAt: time,
  resolvedAt: v.nullable(time),
});

function shown(alert: ListedAlert) {
  const { id, monitorId, monitorName, subjectId, subjectName, customerId, integrationId } = alert;
  const { executionId, message, count, openedAt, lastAt, closedAt } = alert;
  return {
    ...{ id, monitorId, monitor: monitorName, subjectId, subject: subjectName, customerId, integrationId },
    ...{ executionId, message, count, openedAt: toIso(openedAt), lastAt: toIso(lastAt) },
    resolvedAt: closedAt === null ? null : toIso(closedAt),
  };
}

export const alerts: Route[] = [
  route({
    name: 'listAlerts',
    method: 'GET',
    path: '/alerts',
    right: 'alerts:read',
    summary: 'Lists what monitors have found, latest first',
    query: query({
      ...paging,
      monitor: v.optional(v.string()),
      instance: v.optional(v.string()),
      integration: v.optional(v.string()),
      state: v.optional(v.picklist(['open', 'resolved'], 'must be open or resolved')),
    }),
    body: noBody,
    status: 200,
    answer: list(answer),
    handler: async ({ deps, actor, query }) => {
      const { monitor, instance: subject, integration, state } = query;
      const isOpen = state === undefined ? undefined : state === 'open';
      const filter = { monitor, subject, integration, isOpen };
      const { items, nextCursor } = await listAlerts(deps.store.read, viewerOf(actor), filter, pageOf(query));
      return { items: items.map(shown), nextCursor };
    },
  }),
];
