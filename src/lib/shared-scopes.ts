/**
 * Who fills a shared connection in: staff once for all customers, staff once for each, each customer once for all of its
 * instances, or each of a customer's people.
 */
export const SHARED_SCOPES = ['organization', 'per_customer', 'customer', 'user'] as const;
export type SharedScope = (typeof SHARED_SCOPES)[number];
