import type { RoleOption } from '../../../../views/settings/role-choices.tsx';
import { revocableRoles } from '../../../models/granted-roles.ts';
import type { User } from '../../../models/rights.ts';
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
