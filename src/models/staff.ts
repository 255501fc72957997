import { and, asc, eq, isNull, ne } from 'drizzle-orm';
import { invitations, users } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { record } from './audit.ts';
import { afterName, type Listed, listed, type Page } from './paging.ts';
import { endAllSessions } from './sessions.ts';
import { getUser, type StaffRole, type User, userOf } from './users.ts';

export type Staff = User & { role: StaffRole };

/** Roles of the organization's own people, the one that may do most first. */
export const STAFF_ROLES: readonly StaffRole[] = ['owner', 'admin', 'builder', 'support'];

/** Whether a text is a role that people of the organization have. */
export function isStaffRole(role: string): role is StaffRole {
  return STAFF_ROLES.some((each) => each === role);
}

/** One of the staff. @throws AppError `not_found`, also for people of customers */
export async function getStaff(db: Database, id: string): Promise<Staff> {
  const user = await getUser(db, id);
  if (isStaff(user)) return user;
  throw new AppError('not_found', `There is nobody ${id}.`);
}

/** Staff by name, also those who are invited and have no password yet. */
export async function listStaff(db: Database, page: Page): Promise<Listed<Staff>> {
  const rows = await db
    .select()
    .from(users)
    .where(and(isNull(users.customerId), page.cursor ? afterName(users, 'usr', page.cursor) : undefined))
    .orderBy(asc(users.name), asc(users.id))
    .limit(page.limit + 1);
  return listed(rows.map(userOf).filter(isStaff), page, ({ id, name }) => `${id} ${name}`);
}

/**
 * Gives one of the staff another role, and ends the sessions that were begun with the former one; a link that was made
 * before opens no owner's account.
 * @throws AppError `not_found`; `conflict` when nobody would be owner any more
 */
export async function changeRole(tx: Database, id: string, role: StaffRole): Promise<Staff> {
  const staff = await getStaff(tx, id);
  if (staff.role === role) return staff;
  await keepOwner(tx, staff);
  await tx.update(users).set({ role }).where(eq(users.id, id));
  await endAllSessions(tx, id);
  // Whoever made a link for the person could become an owner by it.
  if (role === 'owner') await tx.delete(invitations).where(eq(invitations.userId, id));
  await record(tx, 'person.role_changed', staff, { from: staff.role, to: role });
  return { ...staff, role };
}

/**
 * Removes one of the staff, with the sessions and the invitation.
 * @throws AppError `not_found`; `conflict` when nobody would be owner any more
 */
export async function deleteStaff(tx: Database, id: string): Promise<void> {
  const staff = await getStaff(tx, id);
  await keepOwner(tx, staff);
  await tx.delete(users).where(eq(users.id, id));
  await record(tx, 'person.removed', staff, { role: staff.role });
}

/** An owner who has not followed the invitation yet can do nothing, and is none that the installation could be left to. */
async function keepOwner(tx: Database, staff: Staff): Promise<void> {
  if (staff.role !== 'owner' || !staff.hasPassword) return;
  const others = await tx
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(and(eq(users.role, 'owner'), ne(users.id, staff.id)));
  if (others.some(({ passwordHash }) => passwordHash !== null)) return;
  throw new AppError(
    'conflict',
    `${staff.name} is the only owner. Make someone else an owner first; it counts once they have signed in.`,
  );
}

function isStaff(user: User): user is Staff {
  return isStaffRole(user.role);
}
