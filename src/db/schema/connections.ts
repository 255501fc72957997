import { sql } from 'drizzle-orm';
import { index, instant, integer, table, text, word } from '../columns.ts';
import { customers } from './instances.ts';

/** `refreshing`: its token is being refreshed; once that process is dead nobody knows what the provider has answered. */
export type ConnectionState = 'ready' | 'refreshing' | 'needs_authorization' | 'failed';

/** What opens another system. Config values point to it. */
export const connections = table(
  'connections',
  {
    id: text('id').primaryKey(),
    /** Whose it is; null is the organization's. */
    customerId: text('customer_id').references(() => customers.id, { onDelete: 'cascade' }),
    /** Keys of the component and of its connection; null where no version says which. */
    component: text('component'),
    key: text('key'),
    label: text('label').notNull(),
    /** JSON, sealed each for its own column. */
    fields: text('fields').notNull(),
    token: text('token'),
    /** For which places its secrets were typed, where they are others than those of the version. */
    filledIn: text('filled_in'),
    state: word<ConnectionState>('state').notNull(),
    refreshingAt: instant('refreshing_at'),
    /** When its token ends. */
    expiresAt: instant('expires_at'),
    /** Counts changes; each is made on the revision that was read. */
    revision: integer('revision').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    index('connections_by_customer').on(t.customerId, t.id),
    index('connections_refreshing').on(t.refreshingAt).where(sql`refreshing_at is not null`),
  ],
);
