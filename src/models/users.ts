import { eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { invitations, users } from '../db/schema.ts';
import { isUniqueViolation } from '../db/store.ts';
import { hashToken } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { newId, randomToken } from '../lib/ids.ts';
import { DAY, now } from '../lib/time.ts';

export type User = typeof users.$inferSelect;

/** An owner of the installation. @throws AppError `invalid` for no e-mail address; `conflict` when it is in use */
export async function createOwner(tx: Database, email: string): Promise<User> {
  const address = email.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw new AppError('invalid', `${email} is not an e-mail address.`);
  const user: User = {
    id: newId('usr'),
    email: address,
    name: address,
    role: 'owner',
    customerId: null,
    passwordHash: null,
    createdAt: now(),
  };
  try {
    await tx.insert(users).values(user);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError(
      'conflict',
      `${address} has an account already. Use \`stepwell admin reset ${address}\`.`,
    );
  }
  return user;
}

/** @throws AppError `not_found` */
export async function userByEmail(db: Database, email: string): Promise<User> {
  const [user] = await db.select().from(users).where(eq(users.email, email.trim().toLowerCase()));
  if (!user) throw new AppError('not_found', `Nobody here has the e-mail address ${email}.`);
  return user;
}

/** A one-time token for a link, good for a day; only its hash is kept, and former ones of the user are void. */
export async function invite(tx: Database, userId: string, purpose: 'set_up' | 'reset'): Promise<string> {
  const token = randomToken();
  await tx.delete(invitations).where(eq(invitations.userId, userId));
  await tx.insert(invitations).values({ hash: hashToken(token), userId, purpose, expiresAt: now() + DAY });
  return token;
}
