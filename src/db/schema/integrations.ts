import { flag, index, instant, integer, json, primaryKey, table, text } from '../columns.ts';

export const integrations = table(
  'integrations',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    description: text('description').notNull(),
    category: text('category').notNull(),
    labels: json<string[]>('labels').notNull(),
    /** The draft, as JSON of the definition. */
    draft: text('draft').notNull(),
    /** Counts changes of the draft: the ETag. */
    revision: integer('revision').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** Number of the last published version, and the draft's revision that it was made of. */
    publishedVersion: integer('published_version'),
    publishedRevision: integer('published_revision'),
    /** Hash of its picture in `icons`, which names it in addresses; null where its first letters stand for it. */
    icon: text('icon'),
  },
  (t) => [
    index('integrations_by_name').on(t.name),
    index('integrations_by_change').on(t.updatedAt, t.id),
    index('integrations_by_category').on(t.category, t.updatedAt, t.id),
  ],
);

export const versions = table(
  'versions',
  {
    integrationId: text('integration_id')
      .notNull()
      .references(() => integrations.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    note: text('note').notNull(),
    definition: text('definition').notNull(),
    available: flag('available').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Name of the person or token that published it. */
    publishedBy: text('published_by'),
  },
  (t) => [primaryKey({ columns: [t.integrationId, t.number] })],
);
