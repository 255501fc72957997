import { index, instant, integer, table, text } from '../columns.ts';

/** What this installation is: its own facts by name. */
export const installation = table('installation', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
});

/** Answers kept for a repeated `Idempotency-Key`. */
export const idempotencyKeys = table(
  'idempotency_keys',
  {
    key: text('key').primaryKey(),
    /** Hash of method, path and body: the same key for another request is refused. */
    request: text('request').notNull(),
    status: integer('status'),
    answer: text('answer'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('idempotency_keys_by_time').on(t.createdAt)],
);
