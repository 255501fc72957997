import { type Column, eq, type SQL } from 'drizzle-orm';

/** Whose things a query may see: everything, or those of one customer (to whom others do not exist). */
export type Scope = { kind: 'organization' } | { kind: 'customer'; customerId: string };

/** What staff and the product itself see. */
export const ORGANIZATION: Scope = { kind: 'organization' };

/** The condition that keeps a query inside the scope; undefined when it sees all. */
export function within(scope: Scope, customerId: Column): SQL | undefined {
  return scope.kind === 'organization' ? undefined : eq(customerId, scope.customerId);
}
