import { index, instant, integer, json, table, text } from '../columns.ts';
import { integrations } from './integrations.ts';

/** What customers may activate themselves: the newest available version of an integration. */
export const listings = table(
  'listings',
  {
    integrationId: text('integration_id')
      .primaryKey()
      .references(() => integrations.id, { onDelete: 'cascade' }),
    /** What its card says; empty where it is the integration's description. */
    blurb: text('blurb').notNull(),
    /** The smallest stands first in its category. */
    position: integer('position').notNull(),
    /** Customers who have one of them see it; all, where there is none. */
    labels: json<string[]>('labels').notNull(),
    listedAt: instant('listed_at').notNull(),
    /** Name of the person or token that listed it. */
    listedBy: text('listed_by'),
  },
  (t) => [index('listings_by_position').on(t.position, t.integrationId)],
);
