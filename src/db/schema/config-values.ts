import { sql } from 'drizzle-orm';
import { flag, index, instant, integer, primaryKey, table, text } from '../columns.ts';
import { connections } from './connections.ts';
import { instances } from './instances.ts';

export const configValues = table(
  'config_values',
  {
    instanceId: text('instance_id')
      .notNull()
      .references(() => instances.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    /** JSON; sealed by the vault when `isSecret`; `{"connection": <id>}` where a connection holds it. */
    value: text('value').notNull(),
    isSecret: flag('is_secret').notNull(),
    /** The connection that the value points to. Only here is that believed: a JSON value may say anything. */
    connectionId: text('connection_id').references(() => connections.id),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.instanceId, t.key] }),
    index('config_values_by_connection').on(t.connectionId).where(sql`connection_id is not null`),
  ],
);

/** Answers of a configuration wizard: they hold when it is finished, all at once. */
export const configurationDrafts = table('configuration_drafts', {
  instanceId: text('instance_id')
    .primaryKey()
    .references(() => instances.id, { onDelete: 'cascade' }),
  /** The version whose questions they answer. */
  version: integer('version').notNull(),
  /** The version that the instance gets with them, where that is another than it has. */
  target: integer('target'),
  /** JSON, sealed. */
  answers: text('answers').notNull(),
  /** Its end activates the instance for the first time. */
  isFirst: flag('is_first').notNull(),
  updatedAt: instant('updated_at').notNull(),
});
