import type { UserRole } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { type Actor, may } from './rights.ts';
import { getStaff, isStaffRole, STAFF_ROLES, type Staff } from './staff.ts';
import type { StaffRole } from './users.ts';

/** The roles whose API tokens somebody may revoke: all, or those that may do more than another role. */
export function revocableRoles(actor: Actor, than?: StaffRole): StaffRole[] {
  const roles = than === undefined ? STAFF_ROLES : STAFF_ROLES.slice(0, STAFF_ROLES.indexOf(than));
  return roles.filter((role) => role !== 'owner' || may(actor, 'owners:write'));
}

/** Whether a role may do more than another. */
export function isAbove(role: UserRole, than: UserRole): boolean {
  const ranks: readonly UserRole[] = STAFF_ROLES;
  return ranks.indexOf(role) < ranks.indexOf(than);
}

/** @throws AppError `forbidden` for an owner's role in the hands of who is none; `invalid` for what is no role of staff */
export function grantedRole(actor: Actor, role: string): StaffRole {
  if (!isStaffRole(role)) {
    throw new AppError('invalid', 'Choose a role.', [{ path: 'role', message: 'Choose one of the roles.' }]);
  }
  refuseOwnersOf(actor, role);
  return role;
}

/** @throws AppError `forbidden` for a change of an owner by who is none */
export function refuseOwnersOf(actor: Actor, role: string): void {
  if (role !== 'owner' || may(actor, 'owners:write')) return;
  throw new AppError('forbidden', 'Only owners make, change and remove owners. Ask one of them.');
}

/**
 * One of the staff whom the actor may change: read in the transaction that does it, since it may be an owner by then.
 * @throws AppError `not_found`; `forbidden` for an owner in the hands of who is none
 */
export async function changeableStaff(db: Database, actor: Actor, id: string): Promise<Staff> {
  const staff = await getStaff(db, id);
  refuseOwnersOf(actor, staff.role);
  return staff;
}
