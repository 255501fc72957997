import { or, type SQL } from 'drizzle-orm';
import { customers } from '../db/schema.ts';
import { contains, hasItem } from '../db/search.ts';
import { type Viewer, within } from './viewer.ts';

export type CustomerFilter = {
  /** A part of the name or of the external id, whatever its case. */
  text?: string | undefined;
  label?: string | undefined;
};

/** The conditions of what a list with that filter shows. */
export function matchingCustomers(viewer: Viewer, { text, label }: CustomerFilter): (SQL | undefined)[] {
  return [
    within(viewer, customers.id),
    text ? or(contains(customers.name, text), contains(customers.externalId, text)) : undefined,
    label ? hasItem(customers.labels, label) : undefined,
  ];
}
