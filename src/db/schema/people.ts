import { index, instant, json, table, text, uniqueIndex, word } from '../columns.ts';
import { customers } from './instances.ts';

export type UserRole = 'owner' | 'admin' | 'builder' | 'support' | 'customer_admin' | 'customer_member';

export const users = table(
  'users',
  {
    id: text('id').primaryKey(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    role: word<UserRole>('role').notNull(),
    customerId: text('customer_id').references(() => customers.id, { onDelete: 'cascade' }),
    passwordHash: text('password_hash'),
    /** What the customer's own system calls the person. */
    externalId: text('external_id'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('users_by_email').on(t.email),
    index('users_by_customer').on(t.customerId, t.name, t.id),
    uniqueIndex('users_by_external_id').on(t.customerId, t.externalId),
  ],
);

/** One-time links, stored as hashes. */
export const invitations = table(
  'invitations',
  {
    hash: text('hash').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    purpose: word<'set_up' | 'reset'>('purpose').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('invitations_by_user').on(t.userId)],
);

/** Public keys of those who may say who somebody is on a page of another site. */
export const embeddingKeys = table(
  'embedding_keys',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    /** As a JSON Web Key, and by what of it tokens name it. */
    jwk: json<RsaKey>('jwk').notNull(),
    kid: text('kid'),
    /** SHA-256 of the key, by which people compare it: RFC 7638. */
    fingerprint: text('fingerprint').notNull(),
    /** Name of the person or token that added it. */
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [uniqueIndex('embedding_keys_by_fingerprint').on(t.fingerprint)],
);

export type RsaKey = { kty: 'RSA'; n: string; e: string };

/** What a host page has asked for, beside who somebody is. */
export type Embedding = {
  /** When the token was made that holds: an older one changes nothing. */
  issuedAt: number;
  view?: EmbeddedView;
};

/** How the pages in a frame are to be. */
export type EmbeddedView = {
  theme?: 'light' | 'dark';
  /** Conditions over the integrations that are shown. */
  filters?: EmbeddedFilters;
  hidden?: EmbeddedPart[];
  details?: 'always' | 'never';
};

export type EmbeddedFilters = {
  category?: string;
  label?: string;
  query?: unknown[];
  /** Whether the conditions hold for what a customer has already, too. */
  isStrict?: boolean;
};

/** What of the pages can be left out. */
export type EmbeddedPart = 'search' | 'own' | 'places' | 'activity' | 'pause' | 'removal';

/** Who is signed in where; the cookie's token is stored as its hash. */
export const sessions = table(
  'sessions',
  {
    hash: text('hash').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** The network address and the browser that it was begun from. */
    address: text('address').notNull(),
    agent: text('agent').notNull(),
    /** The key of the token that it was begun with, in a frame of another site: whoever removes that ends it. */
    embeddingKeyId: text('embedding_key_id'),
    embedding: json<Embedding>('embedding'),
  },
  (t) => [index('sessions_by_user').on(t.userId), index('sessions_by_embedding_key').on(t.embeddingKeyId)],
);

/** Tokens for the API: shown once, stored as hashes. */
export const apiTokens = table(
  'api_tokens',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    role: word<UserRole>('role').notNull(),
    hash: text('hash').notNull(),
    /** Name of the person who made it. */
    createdBy: text('created_by').notNull(),
    /** That person's id. It outlives them: a token of somebody who has left is told by it. Null in tokens of the first days. */
    createdById: text('created_by_id'),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
  },
  (t) => [uniqueIndex('api_tokens_by_hash').on(t.hash)],
);
