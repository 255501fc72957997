import { eq } from 'drizzle-orm';
import { invitations, users } from '../db/schema.ts';
import type { Database, Store } from '../db/store.ts';
import { hashToken } from '../lib/crypto.ts';
import { AppError, refuseFields } from '../lib/errors.ts';
import { randomToken } from '../lib/ids.ts';
import { hashPassword, passwordIssue } from '../lib/passwords.ts';
import { DAY, type Instant, now } from '../lib/time.ts';
import { inNameOf, record } from './audit.ts';
import { nameIssue } from './fields.ts';
import { getOrganization } from './organization.ts';
import { endAllSessions } from './sessions.ts';
import { createUser, type StaffRole, type User, userOf } from './users.ts';

type Purpose = (typeof invitations.$inferSelect)['purpose'];

/** What a link leads to. `void`: used, replaced by a newer one, or never made. */
export type Invitation =
  | { kind: 'open' | 'expired'; user: User; purpose: Purpose; expiresAt: Instant }
  | { kind: 'void' };

/** How long an invitation is good. */
export const INVITATION = 7 * DAY;

/**
 * A one-time token for a link; only its hash is kept, and former ones of the person are void.
 * @param lifetime milliseconds
 */
export async function invite(
  tx: Database,
  userId: string,
  purpose: Purpose,
  lifetime: number = DAY,
  at: Instant = now(),
): Promise<string> {
  const token = randomToken(32);
  await tx.delete(invitations).where(eq(invitations.userId, userId));
  await tx.insert(invitations).values({ hash: hashToken(token), userId, purpose, expiresAt: at + lifetime });
  return token;
}

/** A new one of the staff, with the token of a link that is good for a week. @throws AppError as `createUser` does */
export async function inviteStaff(
  tx: Database,
  fields: { email: string; role: StaffRole },
): Promise<{ user: User; token: string }> {
  const user = await createUser(tx, fields);
  await record(tx, 'person.invited', user, { role: fields.role });
  return { user, token: await invite(tx, user.id, 'set_up', INVITATION) };
}

/** Another link for somebody: to set the account up, or to choose another password where there is one. */
export async function renewLink(
  tx: Database,
  user: Pick<User, 'id' | 'name' | 'hasPassword'>,
): Promise<{ token: string; lifetime: number }> {
  const [purpose, lifetime] = user.hasPassword
    ? (['reset', DAY] as const)
    : (['set_up', INVITATION] as const);
  const token = await invite(tx, user.id, purpose, lifetime);
  await record(tx, 'person.link_made', user, { purpose });
  return { token, lifetime };
}

/** What the link of that token leads to. */
export async function openInvitation(db: Database, token: string, at: Instant = now()): Promise<Invitation> {
  const [row] = await db
    .select({ invitation: invitations, user: users })
    .from(invitations)
    .innerJoin(users, eq(users.id, invitations.userId))
    .where(eq(invitations.hash, hashToken(token)));
  if (!row) return { kind: 'void' };
  const { purpose, expiresAt } = row.invitation;
  return { kind: expiresAt > at ? 'open' : 'expired', user: userOf(row.user), purpose, expiresAt };
}

/**
 * Sets name and password of the person whom the link is for, and ends what sessions there are. The link is used up.
 * @throws AppError `not_found` when the link is not open; `invalid` with issues for `name` and `password`
 */
export async function acceptInvitation(
  { store }: { store: Store },
  token: string,
  { name, password }: { name: string; password: string },
  at: Instant = now(),
): Promise<User> {
  const { email } = await invitedBy(store.read, token, at);
  const organization = await getOrganization(store.read);
  refuseFields({
    name: nameIssue(name),
    password: await passwordIssue(password, [email, name, organization.name]),
  });
  const passwordHash = await hashPassword(password);
  return await store.write(async (tx) => {
    const { id, hasPassword } = await invitedBy(tx, token, at);
    await tx.delete(invitations).where(eq(invitations.userId, id));
    await endAllSessions(tx, id);
    const changes = { name: name.trim(), passwordHash };
    const [row] = await tx.update(users).set(changes).where(eq(users.id, id)).returning();
    if (!row) throw notOpen();
    const user = userOf(row);
    await inNameOf(tx, { kind: 'user', id, name: user.name }, (own) =>
      record(own, hasPassword ? 'person.password_reset' : 'person.joined', user),
    );
    return user;
  });
}

async function invitedBy(db: Database, token: string, at: Instant): Promise<User> {
  const invitation = await openInvitation(db, token, at);
  if (invitation.kind === 'open') return invitation.user;
  throw notOpen();
}

function notOpen(): AppError {
  return new AppError(
    'not_found',
    'This link is used, replaced or past its time. Ask for a new one where you got it.',
  );
}
