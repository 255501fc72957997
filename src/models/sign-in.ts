import { and, eq } from 'drizzle-orm';
import { users } from '../db/schema.ts';
import type { Store } from '../db/store.ts';
import { sameText, type Vault } from '../lib/crypto.ts';
import { refuseFields } from '../lib/errors.ts';
import { plural } from '../lib/format.ts';
import { randomToken } from '../lib/ids.ts';
import { hashPassword, passwordIssue, verifyPassword } from '../lib/passwords.ts';
import { type Instant, now } from '../lib/time.ts';
import { record } from './audit.ts';
import { getOrganization } from './organization.ts';
import { createSession, endOtherSessions } from './sessions.ts';
import { countGuess, type Guesses } from './sign-in-limits.ts';
import { findCredentials, getUser, type User, userOf } from './users.ts';

export type SignInTools = { store: Store; vault: Vault; guesses: Guesses };

export type Attempt = {
  email: string;
  password: string;
  /** Network address and `User-Agent` that it comes from. */
  address: string;
  agent: string;
  /** The cookie of an earlier sign-in of this browser. */
  device: string | undefined;
};

export type SignIn =
  /** `token` is for the session's cookie, `device` for the one that outlasts it. */
  | { kind: 'signed-in'; token: string; device: string; user: User }
  | { kind: 'refused' }
  /** `retryAfter` is in seconds. */
  | { kind: 'throttled'; retryAfter: number };

/**
 * Begins a session for who knows the password. Whether anybody has the address can be told neither from the answer nor
 * from its time. Guesses of strangers are counted apart from those of a browser that has signed in before: so however
 * often strangers guess, its owner gets in.
 * @throws AppError `unavailable` when more people sign in than the machine can check
 */
export async function signIn(tools: SignInTools, attempt: Attempt, at: Instant = now()): Promise<SignIn> {
  const { store, vault, guesses } = tools;
  const found = await findCredentials(store.read, attempt.email);
  const device = found && knownDevice(vault, found.id, attempt.device);
  const counted = countGuess(guesses, attempt, device);
  if (!counted.ok) return { kind: 'throttled', retryAfter: counted.retryAfter };
  const isRight = await verifyPassword(attempt.password, found?.passwordHash).catch((error: unknown) => {
    counted.giveBack();
    throw error;
  });
  if (!isRight) return { kind: 'refused' };
  const begun = await store.write(async (tx) => {
    const user = await findCredentials(tx, attempt.email);
    // The password may have been changed while it was checked.
    if (!user || user.passwordHash !== found?.passwordHash) return undefined;
    const { address, agent } = attempt;
    return { user: userOf(user), token: await createSession(tx, { userId: user.id, address, agent }, at) };
  });
  if (!begun) return { kind: 'refused' };
  counted.giveBack();
  return { kind: 'signed-in', ...begun, device: device ?? newDevice(vault, begun.user.id) };
}

const OTHER_PASSWORD = 'This is not your current password. Type the one that you sign in with.';

export type PasswordChange = {
  old: string;
  next: string;
  /** Hash of the session that goes on. */
  session: string;
};

/**
 * Changes one's own password, and ends one's other sessions.
 * @throws AppError `invalid` with an issue for `old` when it is another, or was guessed too often, and for `next`
 */
export async function changePassword(
  { store, guesses }: Omit<SignInTools, 'vault'>,
  userId: string,
  { old, next, session }: PasswordChange,
): Promise<void> {
  const { email, name } = await getUser(store.read, userId);
  const found = await findCredentials(store.read, email);
  const key = `${userId}:password`;
  const taken = guesses.devices.take(key);
  if (!taken.ok) {
    const wait = plural(Math.ceil(taken.retryAfter / 60), 'minute');
    refuseFields({ old: `Too many wrong passwords. Try again in ${wait}.` });
  }
  if (!(await verifyPassword(old, found?.passwordHash))) refuseFields({ old: OTHER_PASSWORD });
  guesses.devices.giveBack(key);
  const organization = await getOrganization(store.read);
  refuseFields({ next: await passwordIssue(next, [email, name, organization.name]) });
  const passwordHash = await hashPassword(next);
  await store.write(async (tx) => {
    const isStill = and(eq(users.id, userId), eq(users.passwordHash, found?.passwordHash ?? ''));
    const changed = await tx.update(users).set({ passwordHash }).where(isStill).returning({ id: users.id });
    if (changed.length === 0) refuseFields({ old: OTHER_PASSWORD });
    await endOtherSessions(tx, userId, session);
    await record(tx, 'person.password_changed', { id: userId, name });
  });
}

/** @returns the cookie when it was made for this account */
function knownDevice(vault: Vault, userId: string, cookie: string | undefined): string | undefined {
  const [random = '', signature = ''] = (cookie ?? '').split('.');
  return sameText(signature, signatureOf(vault, userId, random)) ? `${random}.${signature}` : undefined;
}

function newDevice(vault: Vault, userId: string): string {
  const random = randomToken();
  return `${random}.${signatureOf(vault, userId, random)}`;
}

function signatureOf(vault: Vault, userId: string, random: string): string {
  return vault.sign(`device:${userId}:${random}`);
}
