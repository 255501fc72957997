import { and, asc, eq, isNotNull, ne } from 'drizzle-orm';
import { touchDeployments } from '../db/change-counter.ts';
import { invitations, type UserRole, users } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError, refuseFields } from '../lib/errors.ts';
import { namesOf, record } from './audit.ts';
import { getCustomer } from './customers.ts';
import type { DeploymentTools } from './deployments.ts';
import { nameIssue } from './fields.ts';
import { INVITATION, invite } from './invitations.ts';
import { removeAnswersOf } from './own-answers.ts';
import { afterName, type Listed, listed, type Page } from './paging.ts';
import { endAllSessions } from './sessions.ts';
import { createUser, findUserByEmail, type StaffRole, type User, userOf } from './users.ts';
import type { Viewer } from './viewer.ts';

export type CustomerRole = Exclude<UserRole, StaffRole>;
/** One of a customer's people. */
export type CustomerUser = User & { role: CustomerRole; customerId: string };

/** Roles of customers' people, the one that may do most first. */
export const CUSTOMER_ROLES: readonly CustomerRole[] = ['customer_admin', 'customer_member'];

/** Whether a text is a role that people of customers have. */
export function isCustomerRole(role: string): role is CustomerRole {
  return CUSTOMER_ROLES.some((each) => each === role);
}

/** A customer's people by name, also those who are invited. @throws AppError `not_found` for a customer outside the scope */
export async function listCustomerUsers(
  db: Database,
  viewer: Viewer,
  customerId: string,
  page: Page,
): Promise<Listed<CustomerUser>> {
  await getCustomer(db, viewer, customerId);
  const rows = await db
    .select()
    .from(users)
    .where(
      and(eq(users.customerId, customerId), page.cursor ? afterName(users, 'usr', page.cursor) : undefined),
    )
    .orderBy(asc(users.name), asc(users.id))
    .limit(page.limit + 1);
  return listed(rows.map(userOf).filter(isOfCustomer), page, ({ id, name }) => `${id} ${name}`);
}

/** @throws AppError `not_found`, also for people of another customer and for staff */
export async function getCustomerUser(
  db: Database,
  viewer: Viewer,
  customerId: string,
  id: string,
): Promise<CustomerUser> {
  await getCustomer(db, viewer, customerId);
  const [row] = await db
    .select()
    .from(users)
    .where(and(eq(users.id, id), eq(users.customerId, customerId)));
  const user = row && userOf(row);
  if (user && isOfCustomer(user)) return user;
  throw new AppError('not_found', `There is nobody ${id}.`);
}

export type NewCustomerUser = {
  email: string;
  name?: string | undefined;
  externalId?: string | null | undefined;
  role: CustomerRole;
};

/**
 * A new one of a customer's people, with the token of a link that is good for a week.
 * @throws AppError `not_found` for a customer outside the scope; `invalid` for no e-mail address; `conflict` where the
 * address or the external id is in use: people of customers are not told by whom
 */
export async function inviteCustomerUser(
  tx: Database,
  viewer: Viewer,
  customerId: string,
  { email, name, externalId, role }: NewCustomerUser,
): Promise<{ user: CustomerUser; token: string }> {
  await getCustomer(tx, viewer, customerId);
  const known = await findUserByEmail(tx, email);
  if (known && viewer.scope.kind === 'customer') throw addressTaken(known.customerId === customerId);
  const named = name === undefined || name === '' ? {} : { name };
  await refuseTakenId(tx, customerId, externalId);
  const made = await createUser(tx, { email, ...named, role, customerId, externalId: externalId ?? null });
  const user = { ...made, role, customerId };
  await record(tx, 'person.invited', user, { role });
  return { user, token: await invite(tx, user.id, 'set_up', INVITATION) };
}

function addressTaken(isOwn: boolean): AppError {
  const message = isOwn
    ? 'This address belongs to somebody of your team already.'
    : 'This address cannot be invited. Use another one.';
  return new AppError('conflict', message, [{ path: 'email', message }]);
}

export type CustomerUserChanges = {
  name?: string | undefined;
  externalId?: string | null | undefined;
  role?: CustomerRole | undefined;
};

/**
 * Changes what is given; another role ends their sessions.
 * @throws AppError `not_found`; `invalid` for an empty name; `conflict` for an external id that is in use, and where
 * somebody of the customer would leave it without an admin
 */
export async function updateCustomerUser(
  tx: Database,
  viewer: Viewer,
  customerId: string,
  id: string,
  { name, externalId, role }: CustomerUserChanges,
): Promise<CustomerUser> {
  const before = await getCustomerUser(tx, viewer, customerId, id);
  refuseFields({ name: name === undefined ? undefined : nameIssue(name) });
  const isOtherRole = role !== undefined && role !== before.role;
  if (isOtherRole) await keepAdmin(tx, viewer, before);
  const changes = {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(role === undefined ? {} : { role }),
  };
  if (Object.keys(changes).length === 0) return before;
  await refuseTakenId(tx, customerId, externalId, id);
  await tx.update(users).set(changes).where(eq(users.id, id));
  await touchDeployments(tx);
  if (isOtherRole) {
    await endAllSessions(tx, id);
    await record(tx, 'person.role_changed', before, { from: before.role, to: role });
  }
  const changed = namesOf({ name, externalId });
  if (changed.length > 0) await record(tx, 'person.updated', before, { changed });
  return await getCustomerUser(tx, viewer, customerId, id);
}

/**
 * Removes one of a customer's people, with the sessions, the invitation and what they have set up for themselves; flows
 * that want to know of that run.
 * @throws AppError `not_found`; `conflict` where somebody of the customer would leave it without an admin
 */
export async function deleteCustomerUser(
  tx: Database,
  tools: DeploymentTools,
  viewer: Viewer,
  customerId: string,
  id: string,
): Promise<void> {
  const user = await getCustomerUser(tx, viewer, customerId, id);
  await keepAdmin(tx, viewer, user);
  await tx.delete(invitations).where(eq(invitations.userId, id));
  await removeAnswersOf(tx, tools, id);
  await tx.delete(users).where(eq(users.id, id));
  await record(tx, 'person.removed', user, { role: user.role });
}

/** Staff may leave a customer without an admin, since they can invite one. */
async function keepAdmin(tx: Database, viewer: Viewer, user: CustomerUser): Promise<void> {
  if (viewer.scope.kind !== 'customer' || user.role !== 'customer_admin' || !user.hasPassword) return;
  const others = await tx
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.customerId, user.customerId),
        eq(users.role, 'customer_admin'),
        ne(users.id, user.id),
        isNotNull(users.passwordHash),
      ),
    )
    .limit(1);
  if (others.length > 0) return;
  throw new AppError(
    'conflict',
    `${user.name} is the only admin. Make someone else an admin first; it counts once they have signed in.`,
  );
}

function isOfCustomer(user: User): user is CustomerUser {
  return isCustomerRole(user.role) && user.customerId !== null;
}

async function refuseTakenId(
  tx: Database,
  customerId: string,
  externalId: string | null | undefined,
  own?: string,
): Promise<void> {
  if (externalId === undefined || externalId === null) return;
  const isTaken = and(eq(users.customerId, customerId), eq(users.externalId, externalId));
  const [taken] = await tx.select({ id: users.id }).from(users).where(isTaken);
  if (!taken || taken.id === own) return;
  const message = 'Somebody else of this customer has that external id.';
  throw new AppError('conflict', message, [{ path: 'externalId', message }]);
}
