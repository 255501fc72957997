import { index, instant, integer, table, text, uniqueIndex } from '../columns.ts';
import { instances } from './instances.ts';
import { users } from './people.ts';

/** What one person has answered for themselves on the pages of an instance that each user fills in. */
export const userConfigurations = table(
  'user_configurations',
  {
    id: text('id').primaryKey(),
    instanceId: text('instance_id')
      .notNull()
      .references(() => instances.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** JSON, sealed: the values with the version that they were given to. Connections are records of their own. */
    held: text('held').notNull(),
    /** JSON, sealed: answers of a wizard that is not finished; null where none wait. */
    answers: text('answers'),
    /** When they were last answered whole; null until then, and no run has them before. */
    configuredAt: instant('configured_at'),
    /** Counts changes; what is cached of it is cached by it. */
    revision: integer('revision').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('user_configurations_by_instance').on(t.instanceId, t.userId),
    index('user_configurations_by_user').on(t.userId),
  ],
);
