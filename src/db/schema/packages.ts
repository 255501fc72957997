import { instant, long, table, text, uniqueIndex } from '../columns.ts';

/** Files of packages that code may require, beside those that ship. One never changes. */
export const packages = table(
  'packages',
  {
    /** Of the time when it was added. */
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    version: text('version').notNull(),
    path: text('path').notNull(),
    source: text('source').notNull(),
    /** Of the source, in bytes. */
    size: long('size').notNull(),
    addedAt: instant('added_at').notNull(),
    /** Name of the person or token that added it. */
    addedBy: text('added_by').notNull(),
  },
  (t) => [uniqueIndex('packages_by_file').on(t.name, t.version, t.path)],
);
