import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import { type AuditEntry, listAudit } from '../../models/audit.ts';
import { noBody } from './body.ts';
import { pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, instant, instantOf, list, time } from './schemas.ts';

const answer = v.object({
  id,
  at: time,
  actor: v.object({ kind: v.picklist(['user', 'token', 'command', 'system']), id, name: v.string() }),
  action: v.string(),
  subject: v.object({ kind: v.string(), id, name: v.string() }),
  customerId: v.nullable(id),
  details: v.record(v.string(), v.unknown()),
});

function shown(entry: AuditEntry) {
  const { actorKind, actorId, actorName, subjectKind, subjectId, subjectName, at, ...rest } = entry;
  return {
    ...rest,
    at: toIso(at),
    actor: { kind: actorKind, id: actorId, name: actorName },
    subject: { kind: subjectKind, id: subjectId, name: subjectName },
  };
}

const described = (text: string) => v.optional(v.pipe(v.string(), v.description(text)));

export const audit: Route[] = [
  route({
    name: 'listAudit',
    method: 'GET',
    path: '/audit',
    right: 'settings:write',
    summary: 'Lists what people and tokens have changed, latest first; rows are kept for 400 days',
    query: query({
      ...paging,
      subject: described('Id of what was changed.'),
      actor: described('Id of the person or token that changed it.'),
      action: described('What was done, such as instance.paused.'),
      kind: described('Kind of what was changed, such as instance.'),
      from: v.optional(instant('Done at or after this time')),
      to: v.optional(instant('Done before this time')),
    }),
    body: noBody,
    status: 200,
    answer: list(answer),
    handler: async ({ deps, query }) => {
      const filter = { ...query, from: instantOf(query.from), to: instantOf(query.to) };
      const { items, nextCursor } = await listAudit(deps.store.read, filter, pageOf(query));
      return { items: items.map(shown), nextCursor };
    },
  }),
];
