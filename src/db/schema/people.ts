import { instant, table, text, uniqueIndex, word } from '../columns.ts';
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
    createdAt: instant('created_at').notNull(),
  },
  (t) => [uniqueIndex('users_by_email').on(t.email)],
);

/** One-time links, stored as hashes. */
export const invitations = table('invitations', {
  hash: text('hash').primaryKey(),
  userId: text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  purpose: word<'set_up' | 'reset'>('purpose').notNull(),
  expiresAt: instant('expires_at').notNull(),
});
