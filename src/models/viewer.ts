import { type Column, eq, inArray, type SQL } from 'drizzle-orm';
import { instances } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { type Actor, type Right, rightsOf } from './rights.ts';

/** Whose things a query may see: everything, or those of one customer (to whom others do not exist). */
export type Scope = { kind: 'organization' } | { kind: 'customer'; customerId: string };

/** What staff and the product itself see. */
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

/** For work that nobody asks for, which sees everything. @param reason what that work is, as a noun */
export function systemViewer(reason: string): Viewer {
  return { actor: { kind: 'system', reason }, scope: ORGANIZATION, rights: ALL_RIGHTS };
}

/** The condition that keeps a query inside what the viewer sees; undefined when that is all. */
export function within({ scope }: Viewer, customerId: Column): SQL | undefined {
  return scope.kind === 'organization' ? undefined : eq(customerId, scope.customerId);
}

/** `within` for what is an instance's, and names no customer itself. */
export function withinInstances(db: Database, viewer: Viewer, instanceId: Column): SQL | undefined {
  const isOwn = within(viewer, instances.customerId);
  return isOwn && inArray(instanceId, db.select({ id: instances.id }).from(instances).where(isOwn));
}
