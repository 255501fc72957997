import { type Column, eq, inArray, ne, type SQL } from 'drizzle-orm';
import { instances } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { type Actor, type Right, rightsOf } from './rights.ts';
import { TEST_CUSTOMER } from './test-customer.ts';

/** Whose things a query may see: everything, or those of one customer (to whom others do not exist). */
export type Scope = { kind: 'organization' } | { kind: 'customer'; customerId: string };

/** What staff and the product itself see: all but what tests have made. */
export const ORGANIZATION: Scope = { kind: 'organization' };

/** The product itself, at work for nobody who asks; `reason` says at what. */
export type System = { kind: 'system'; reason: string };

/** Who looks: every read of customers' things is given one, and answers what lies in its scope. */
export type Viewer = { actor: Actor | System; scope: Scope; rights: ReadonlySet<Right> };

/** How somebody who asks sees the store. */
export function viewerOf(actor: Actor): Viewer {
  return { actor, scope: actor.scope, rights: rightsOf(actor.role) };
}

const ALL_RIGHTS: ReadonlySet<Right> = rightsOf('owner');

/** For work that nobody asks for. @param reason what that work is, as a noun @param customerId whose things it is about */
export function systemViewer(reason: string, customerId?: string): Viewer {
  const scope = customerId === undefined ? ORGANIZATION : { kind: 'customer' as const, customerId };
  return { actor: { kind: 'system', reason }, scope, rights: ALL_RIGHTS };
}

/** Whose things those are that are one person's alone. @throws AppError `forbidden` for whoever is none of a customer's people */
export function ownUserId({ actor, scope }: Viewer): string {
  if (actor.kind === 'user' && scope.kind === 'customer') return actor.id;
  throw new AppError('forbidden', 'Only people of customers answer for themselves.');
}

/** Somebody of the organization who looks at what tests have made. */
export function amongTests(viewer: Viewer): Viewer {
  if (viewer.scope.kind !== 'organization') return viewer;
  return { ...viewer, scope: { kind: 'customer', customerId: TEST_CUSTOMER } };
}

/** The condition that keeps a query inside what the viewer sees. */
export function within({ scope }: Viewer, customerId: Column): SQL {
  return scope.kind === 'organization' ? ne(customerId, TEST_CUSTOMER) : eq(customerId, scope.customerId);
}

/** The same for one thing that is asked for by its id: that of a test is answered to the organization too. */
export function readableBy({ scope }: Viewer, customerId: Column): SQL | undefined {
  return scope.kind === 'organization' ? undefined : eq(customerId, scope.customerId);
}

/** `within` for what is an instance's, and names no customer itself; test instances have none of it. */
export function withinInstances(db: Database, viewer: Viewer, instanceId: Column): SQL | undefined {
  const isOwn = readableBy(viewer, instances.customerId);
  return isOwn && inArray(instanceId, db.select({ id: instances.id }).from(instances).where(isOwn));
}
