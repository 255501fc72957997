import type { EmbeddedView, UserRole } from '../db/schema.ts';
import { AppError } from '../lib/errors.ts';
import type { Scope } from './viewer.ts';

export type Right =
  | 'owners:write'
  | 'settings:write'
  | 'integrations:read'
  | 'integrations:write'
  | 'integrations:restore'
  | 'test-runs:write'
  | 'customers:read'
  | 'customers:write'
  | 'instances:read'
  | 'instances:deploy'
  | 'instances:write'
  | 'instances:remove'
  | 'connections:read'
  | 'connections:write'
  | 'executions:read'
  | 'executions:write'
  | 'alerts:read'
  | 'alerts:write'
  | 'people:write'
  | 'marketplace:write'
  | 'own-answers:write';

const MANAGERS: UserRole[] = ['owner', 'admin'];
const BUILDERS: UserRole[] = [...MANAGERS, 'builder'];
const STAFF: UserRole[] = [...BUILDERS, 'support'];
const CUSTOMERS: UserRole[] = ['customer_admin', 'customer_member'];

/**
 * Who may do what (`views/help/operating.md#people-and-rights`). Customers' roles reach their own customer's things
 * alone: that is their scope.
 */
export const RIGHTS: Record<Right, readonly UserRole[]> = {
  'owners:write': ['owner'],
  'settings:write': MANAGERS,
  'integrations:read': STAFF,
  'integrations:write': BUILDERS,
  /** From the trash. */
  'integrations:restore': MANAGERS,
  'test-runs:write': BUILDERS,
  'customers:read': STAFF,
  'customers:write': BUILDERS,
  'instances:read': [...STAFF, ...CUSTOMERS],
  /** Which version runs for whom. */
  'instances:deploy': STAFF,
  /** Name, configuration, pause. */
  'instances:write': [...STAFF, 'customer_admin'],
  'instances:remove': [...BUILDERS, 'customer_admin'],
  'connections:read': [...STAFF, 'customer_admin'],
  /** Sign in, replace, delete. */
  'connections:write': [...STAFF, 'customer_admin'],
  'executions:read': [...STAFF, 'customer_admin'],
  /** Replay, pause, resume and cancel. */
  'executions:write': [...STAFF, 'customer_admin'],
  'alerts:read': STAFF,
  /** Monitors: what somebody is told of. */
  'alerts:write': BUILDERS,
  /** People of customers. */
  'people:write': [...BUILDERS, 'customer_admin'],
  /** Activates for one's own customer what is listed. */
  'marketplace:write': ['customer_admin'],
  /** What each of a customer's people answers for themselves. */
  'own-answers:write': CUSTOMERS,
};

const RIGHTS_OF: Record<UserRole, ReadonlySet<Right>> = {
  owner: allOf('owner'),
  admin: allOf('admin'),
  builder: allOf('builder'),
  support: allOf('support'),
  customer_admin: allOf('customer_admin'),
  customer_member: allOf('customer_member'),
};

function allOf(role: UserRole): ReadonlySet<Right> {
  return new Set(
    Object.keys(RIGHTS)
      .filter(isRight)
      .filter((right) => RIGHTS[right].includes(role)),
  );
}

function isRight(text: string): text is Right {
  return Object.hasOwn(RIGHTS, text);
}

/** A person who is signed in; `session` names the sign-in. */
export type User = {
  kind: 'user';
  id: string;
  role: UserRole;
  scope: Scope;
  name: string;
  email: string;
  session: string;
  /** What the page has asked for that shows them ours in a frame. */
  view?: EmbeddedView | undefined;
};

/** Who asks. `id` names the actor where something is kept for it alone. */
export type Actor = { kind: 'token'; id: string; name: string; role: UserRole; scope: Scope } | User;

/** All that a role may do. */
export function rightsOf(role: UserRole): ReadonlySet<Right> {
  return RIGHTS_OF[role];
}

export function may(actor: Actor, right: Right): boolean {
  return RIGHTS[right].includes(actor.role);
}

/** Whether somebody works for the organization: all others belong to a customer. */
export function isStaff({ role }: Pick<Actor, 'role'>): boolean {
  return STAFF.includes(role);
}

/** @throws AppError `forbidden` */
export function requireRight(actor: Actor, right: Right): void {
  if (may(actor, right)) return;
  const role = actor.role.replace('_', ' ');
  throw new AppError('forbidden', `This needs the right ${right}, which the role ${role} does not have.`);
}
