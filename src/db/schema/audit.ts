import { index, instant, json, table, text, word } from '../columns.ts';

export type ActorKind = 'user' | 'token' | 'command' | 'system';
/** What is told of a change beside what it changed: never a secret. */
export type AuditDetails = Record<string, string | number | boolean | null | string[]>;

/** Who changed what, and when. Names are kept as they were: a row outlives those that it names. */
export const audit = table(
  'audit',
  {
    /** Of the time when it was done. */
    id: text('id').primaryKey(),
    at: instant('at').notNull(),
    actorKind: word<ActorKind>('actor_kind').notNull(),
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    /** The kind of the subject and what was done with it: `instance.paused`. */
    action: text('action').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id').notNull(),
    subjectName: text('subject_name').notNull(),
    customerId: text('customer_id'),
    details: json<AuditDetails>('details').notNull(),
  },
  (t) => [
    index('audit_by_actor').on(t.actorId, t.id),
    index('audit_by_subject').on(t.subjectId, t.id),
    index('audit_by_kind').on(t.subjectKind, t.id),
    index('audit_by_action').on(t.action, t.id),
  ],
);
