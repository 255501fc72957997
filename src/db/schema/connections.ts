import { sql } from 'drizzle-orm';
import type { SharedScope } from '../../lib/shared-scopes.ts';
import { flag, index, instant, integer, json, table, text, uniqueIndex, word } from '../columns.ts';
import type { ActorKind } from './audit.ts';
import { customers } from './instances.ts';

/** What somebody or the other system has made of it; `pending` and `expiring` follow from its token. */
export type StoredConnectionState = 'active' | 'error' | 'revoked';

/** What integrations name by `useScopedConfigVar`; connections are made of it. */
export const sharedConnections = table(
  'shared_connections',
  {
    id: text('id').primaryKey(),
    stableKey: text('stable_key').notNull(),
    name: text('name').notNull(),
    component: text('component').notNull(),
    key: text('key').notNull(),
    scope: word<SharedScope>('scope').notNull(),
    /** What staff have filled in for all of its connections, JSON, sealed. */
    inputs: text('inputs').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [uniqueIndex('shared_connections_by_stable_key').on(t.stableKey)],
);

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
    /** Of what one person has answered for themselves: then it is nobody else's, and answers this config variable there. */
    userConfigurationId: text('user_configuration_id'),
    variable: text('variable'),
    /** Of a shared connection that each person connects alone: whose it is, in all that they have set up. */
    userId: text('user_id'),
    /** Made to be used by several instances: it stays when none does. */
    isReusable: flag('is_reusable').notNull().default(false),
    /** Of which shared connection it is; null for one that stands for itself. */
    sharedId: text('shared_id').references(() => sharedConnections.id),
    /** JSON, sealed each for its own column. */
    fields: text('fields').notNull(),
    token: text('token'),
    /** For which places its secrets were typed, where they are others than those of the version. */
    filledIn: text('filled_in'),
    state: word<StoredConnectionState>('state').notNull(),
    /** Since when its token is being renewed; once that process is dead nobody knows what the provider has answered. */
    refreshingAt: instant('refreshing_at'),
    /** When its token ends. */
    expiresAt: instant('expires_at'),
    /** When its token is to be renewed; null where only a person can give it another. */
    refreshAt: instant('refresh_at'),
    /** What the other system said when it last gave no token. */
    problem: text('problem'),
    /** What it has told beside its token, JSON, sealed. */
    context: text('context'),
    /** Counts changes; each is made on the revision that was read. */
    revision: integer('revision').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    index('connections_by_customer').on(t.customerId, t.id),
    index('connections_by_shared').on(t.sharedId, t.customerId).where(sql`shared_id is not null`),
    index('connections_by_user_configuration')
      .on(t.userConfigurationId)
      .where(sql`user_configuration_id is not null`),
    uniqueIndex('connections_by_user').on(t.userId, t.sharedId).where(sql`user_id is not null`),
    index('connections_refreshing').on(t.refreshingAt).where(sql`refreshing_at is not null`),
    index('connections_to_refresh').on(t.refreshAt).where(sql`refresh_at is not null`),
    index('connections_broken').on(t.id).where(sql`state = 'error'`),
    index('connections_ending').on(t.expiresAt).where(sql`refresh_at is null`),
  ],
);

/** Links that lead one person to sign in for a connection, without an account; one that was used is gone. */
export const connectionLinks = table(
  'connection_links',
  {
    /** Of the token in the link. */
    hash: text('hash').primaryKey(),
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    /** In whose name it is used. */
    madeBy: json<{ kind: ActorKind; id: string; name: string }>('made_by').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('connection_links_by_connection').on(t.connectionId)],
);
