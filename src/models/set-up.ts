import { eq, isNotNull } from 'drizzle-orm';
import { users } from '../db/schema.ts';
import type { Database, Store } from '../db/store.ts';
import { Secret, sameText, type Vault } from '../lib/crypto.ts';
import { AppError, refuseFields } from '../lib/errors.ts';
import { randomToken } from '../lib/ids.ts';
import { hashPassword, passwordIssue } from '../lib/passwords.ts';
import { inNameOf, record } from './audit.ts';
import { emailIssue, nameIssue, normalEmail, organizationNameIssue } from './fields.ts';
import { updateOrganization } from './organization.ts';
import { dropFact, getFact, setFact } from './settings-store.ts';
import { createUser, type User } from './users.ts';

const TOKEN = 'set_up_token';
const PLACE = { table: 'installation', column: 'value', row: TOKEN };

export type SetUpTools = { store: Store; vault: Vault };
export type SetUp = { organization: string; name: string; email: string; password: string };

/** Whether somebody has a password, so that whatever else is to be made can be made by signing in. */
export async function isSetUp(db: Database): Promise<boolean> {
  const rows = await db.select({ id: users.id }).from(users).where(isNotNull(users.passwordHash)).limit(1);
  return rows.length > 0;
}

/** The token of the set-up link: the same each time until it is used; undefined when nothing is left to set up. */
export async function setUpLink(tx: Database, vault: Vault): Promise<string | undefined> {
  if (!(await isSetUp(tx))) return (await keptToken(tx, vault)) ?? (await renewSetUpLink(tx, vault));
  await dropFact(tx, TOKEN);
  return undefined;
}

/** Another token of the set-up link; the former one is void. @throws AppError `conflict` when nothing is left to set up */
export async function renewSetUpLink(tx: Database, vault: Vault): Promise<string> {
  if (await isSetUp(tx)) throw done();
  const token = randomToken(32);
  await setFact(tx, TOKEN, vault.seal(new Secret(token), PLACE));
  return token;
}

/** What a set-up link leads to: `void` when it is not the latest, `done` when nothing is left to set up. */
export async function openSetUp(
  db: Database,
  vault: Vault,
  token: string,
): Promise<'open' | 'void' | 'done'> {
  if (await isSetUp(db)) return 'done';
  const kept = await keptToken(db, vault);
  return kept !== undefined && sameText(token, kept) ? 'open' : 'void';
}

/**
 * Makes the first owner and names the organization. The link is used up.
 * @throws AppError `not_found` when the link is void; `conflict` when nothing is left to set up; `invalid` with issues
 * for `organization`, `name`, `email` and `password`
 */
export async function completeSetUp(
  { store, vault }: SetUpTools,
  token: string,
  { organization, name, email, password }: SetUp,
): Promise<User> {
  await requireOpen(store.read, vault, token);
  refuseFields({
    organization: organizationNameIssue(organization),
    name: nameIssue(name),
    email: emailIssue(email),
    password: await passwordIssue(password, [email, name, organization]),
  });
  const passwordHash = await hashPassword(password);
  return await store.write(async (tx) => {
    await requireOpen(tx, vault, token);
    // Whoever was invited under that address has no password, and comes in by this link now.
    await tx.delete(users).where(eq(users.email, normalEmail(email)));
    const owner = await createUser(tx, { email, name, role: 'owner' });
    await tx.update(users).set({ passwordHash }).where(eq(users.id, owner.id));
    await updateOrganization(tx, { name: organization });
    await dropFact(tx, TOKEN);
    await inNameOf(tx, { kind: 'user', id: owner.id, name: owner.name }, (own) =>
      record(own, 'organization.set_up', { id: 'organization', name: organization.trim() }),
    );
    return { ...owner, hasPassword: true };
  });
}

async function keptToken(db: Database, vault: Vault): Promise<string | undefined> {
  const sealed = await getFact(db, TOKEN);
  return sealed === undefined ? undefined : vault.open(sealed, PLACE).reveal();
}

async function requireOpen(db: Database, vault: Vault, token: string): Promise<void> {
  const state = await openSetUp(db, vault, token);
  if (state === 'done') throw done();
  if (state === 'void') {
    throw new AppError(
      'not_found',
      'This set-up link is not the latest. Start Stepwell again, or run `stepwell admin reset`: both print the one that works.',
    );
  }
}

function done(): AppError {
  return new AppError('conflict', 'Stepwell is set up already. Sign in, or ask an owner for an invitation.');
}
