import { index, instant, long, table, text, uniqueIndex } from '../columns.ts';
import { integrations } from './integrations.ts';

/** Documents beside integrations; their bytes are blobs, which several may share. */
export const attachments = table(
  'attachments',
  {
    /** Of the time when it was added. */
    id: text('id').primaryKey(),
    integrationId: text('integration_id')
      .notNull()
      .references(() => integrations.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** In bytes. */
    size: long('size').notNull(),
    hash: text('hash').notNull(),
    addedAt: instant('added_at').notNull(),
    /** Name of the person or token that added what it holds now. */
    addedBy: text('added_by').notNull(),
  },
  (t) => [
    index('attachments_by_integration').on(t.integrationId, t.id),
    uniqueIndex('attachments_by_name').on(t.integrationId, t.name),
    index('attachments_by_hash').on(t.hash),
  ],
);
