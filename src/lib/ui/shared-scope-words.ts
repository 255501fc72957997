import type { SharedScope } from '../shared-scopes.ts';

/** How staff read who fills a shared connection in. */
export const SCOPE_WORDS: Record<SharedScope, { label: string; help: string }> = {
  organization: { label: 'Staff, once for all customers', help: 'All instances use one connection.' },
  per_customer: { label: 'Staff, once for each customer', help: 'Customers do not see it.' },
  customer: {
    label: 'Each customer, once',
    help: 'It is asked for in the first wizard and is there in all others.',
  },
  user: {
    label: 'Each of a customer’s people',
    help: 'Each of them connects an own account, for what runs for them, once for all integrations.',
  },
};
