import { and, asc, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import { touchDeployments } from '../db/change-counter.ts';
import { type UserRole, users } from '../db/schema.ts';
import { type Database, isUniqueViolation } from '../db/store.ts';
import { AppError, refuseFields } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { now } from '../lib/time.ts';
import { record } from './audit.ts';
import { emailIssue, nameIssue, normalEmail } from './fields.ts';

type Row = typeof users.$inferSelect;
/** A person; without a password it is one who has not yet followed the invitation. */
export type User = Omit<Row, 'passwordHash'> & { hasPassword: boolean };
export type StaffRole = Exclude<UserRole, 'customer_admin' | 'customer_member'>;
export type NewUser = { email: string; name?: string } & (
  | { role: StaffRole; customerId?: null }
  | { role: Exclude<UserRole, StaffRole>; customerId: string; externalId?: string | null }
);

/** The person without what only the sign-in may see. */
export function userOf({ passwordHash, ...user }: Row): User {
  return { ...user, hasPassword: passwordHash !== null };
}

/**
 * A person, who cannot sign in before a password is set; without a name the address stands for it.
 * @throws AppError `invalid` for no e-mail address; `conflict` when it is in use
 */
export async function createUser(tx: Database, user: NewUser): Promise<User> {
  const { email, name, role, customerId } = user;
  const address = normalEmail(email);
  refuseFields({ email: emailIssue(email), name: name === undefined ? undefined : nameIssue(name) });
  const row: Row = {
    id: newId('usr'),
    email: address,
    name: name?.trim() ?? address,
    role,
    customerId: customerId ?? null,
    passwordHash: null,
    externalId: 'externalId' in user ? (user.externalId ?? null) : null,
    createdAt: now(),
  };
  try {
    await tx.insert(users).values(row);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = `${address} has an account already.`;
    throw new AppError('conflict', message, [{ path: 'email', message }]);
  }
  return userOf(row);
}

/** Any person, of staff or of a customer. @throws AppError `not_found` */
export async function getUser(db: Database, id: string): Promise<User> {
  const [row] = await db.select().from(users).where(eq(users.id, id));
  return userOf(found(row, id));
}

/** @param email written in any case @returns undefined when nobody has it */
export async function findUserByEmail(db: Database, email: string): Promise<User | undefined> {
  const row = await findCredentials(db, email);
  return row && userOf(row);
}

/** The person with the hash of the password: for the sign-in alone. */
export async function findCredentials(db: Database, email: string): Promise<Row | undefined> {
  const [row] = await db
    .select()
    .from(users)
    .where(eq(users.email, normalEmail(email)));
  return row;
}

const MOST_NAMED = 5;

/** Whom to ask or tell what needs one of the roles: people of the organization who can sign in, by name. */
export async function staffWhoMay(
  db: Database,
  roles: readonly UserRole[],
  limit = MOST_NAMED,
): Promise<User[]> {
  const rows = await db
    .select()
    .from(users)
    .where(and(inArray(users.role, [...roles]), isNull(users.customerId), isNotNull(users.passwordHash)))
    .orderBy(asc(users.name), asc(users.id))
    .limit(limit);
  return rows.map(userOf);
}

/** @throws AppError `not_found`; `invalid` for an empty name */
export async function renameUser(tx: Database, id: string, name: string): Promise<User> {
  refuseFields({ name: nameIssue(name) });
  const [row] = await tx.update(users).set({ name: name.trim() }).where(eq(users.id, id)).returning();
  await touchDeployments(tx);
  const user = userOf(found(row, id));
  await record(tx, 'person.renamed', user);
  return user;
}

function found(row: Row | undefined, id: string): Row {
  if (!row) throw new AppError('not_found', `There is nobody ${id}.`);
  return row;
}
