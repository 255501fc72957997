import type { RoleOption } from '../../../../views/settings/role-choices.tsx';
import type { UserRole } from '../../../db/schema.ts';
import { AppError } from '../../../lib/errors.ts';
import { may, type User } from '../../../models/rights.ts';
import { isStaffRole, STAFF_ROLES } from '../../../models/staff.ts';
import type { StaffRole } from '../../../models/users.ts';

const MEANINGS: Record<StaffRole, string> = {
  owner: 'Everything, other owners too',
  admin: 'Everything but owners',
  builder: 'Integrations, components, instances, customers',
  support: 'Reads all; deploys, configures, pauses, replays and cancels',
};

/** A role as pages write it. */
export function roleName(role: string): string {
  return role.charAt(0).toUpperCase() + role.slice(1).replace('_', ' ');
}

/** The roles that somebody may give: only owners make owners. */
export function grantableRoles(user: User): RoleOption[] {
  return revocableRoles(user).map((role) => ({ value: role, label: roleName(role), help: MEANINGS[role] }));
}

/** The roles whose API tokens somebody may revoke: all, or those that may do more than another role. */
export function revocableRoles(user: User, than?: StaffRole): StaffRole[] {
  const roles = than === undefined ? STAFF_ROLES : STAFF_ROLES.slice(0, STAFF_ROLES.indexOf(than));
  return roles.filter((role) => role !== 'owner' || may(user, 'owners:write'));
}

/** Whether a role may do more than another. */
export function isAbove(role: UserRole, than: UserRole): boolean {
  const ranks: readonly UserRole[] = STAFF_ROLES;
  return ranks.indexOf(role) < ranks.indexOf(than);
}

/** @throws AppError `forbidden` for an owner's role in the hands of who is none; `invalid` for what is no role of staff */
export function grantedRole(user: User, role: string): StaffRole {
  if (!isStaffRole(role)) {
    throw new AppError('invalid', 'Choose a role.', [{ path: 'role', message: 'Choose one of the roles.' }]);
  }
  refuseOwnersOf(user, role);
  return role;
}

/** @throws AppError `forbidden` for a change of an owner by who is none */
export function refuseOwnersOf(user: User, role: string): void {
  if (role !== 'owner' || may(user, 'owners:write')) return;
  throw new AppError('forbidden', 'Only owners make, change and remove owners. Ask one of them.');
}
