import { flag, index, instant, integer, json, primaryKey, table, text, word } from '../columns.ts';

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
    /** When it was put into the trash; 0 once it is being deleted for good. Null as long as it is there. */
    removedAt: instant('removed_at'),
    /** Name of the person or token that removed it. */
    removedBy: text('removed_by'),
  },
  (t) => [
    index('integrations_by_name').on(t.removedAt, t.category, t.name, t.id),
    index('integrations_by_change').on(t.removedAt, t.updatedAt, t.id),
    index('integrations_by_removal').on(t.removedAt, t.id),
    index('integrations_by_category').on(t.removedAt, t.category, t.updatedAt, t.id),
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

/** A change of a draft that can be taken back, or one that was taken back and can be done again. */
export type Standing = 'done' | 'undone';

/** The latest changes of each draft. */
export const draftRevisions = table(
  'draft_revisions',
  {
    integrationId: text('integration_id')
      .notNull()
      .references(() => integrations.id, { onDelete: 'cascade' }),
    /** Of the draft that came of it. */
    revision: integer('revision').notNull(),
    at: instant('at').notNull(),
    /** Name of the person or token that made it. */
    by: text('by'),
    /** Kinds of the commands that it was made by. */
    kinds: json<string[]>('kinds').notNull(),
    /** What leads to the draft before, and from there to this one again: JSON of `Change[]`. */
    back: text('back').notNull(),
    forth: text('forth').notNull(),
    /** Nothing for what undo and redo themselves have made, and for what was left behind after it was undone. */
    standing: word<Standing>('standing'),
  },
  (t) => [primaryKey({ columns: [t.integrationId, t.revision] })],
);
