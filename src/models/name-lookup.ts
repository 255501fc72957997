import { and, inArray, type SQL } from 'drizzle-orm';
import { customers, instances, integrations, users } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { type Viewer, within } from './viewer.ts';

type Names = Map<string, string>;

/** The names of customers by id, of those that the viewer sees. @param ids those of one page */
export async function customerNames(db: Database, viewer: Viewer, ids: string[]): Promise<Names> {
  return await namesIn(db, customers, ids, within(viewer, customers.id));
}

/** The names of integrations by id, of those that are there. @param ids those of one page */
export async function integrationNames(db: Database, ids: string[]): Promise<Names> {
  return await namesIn(db, integrations, ids, undefined);
}

/** The names of instances by id, of those that the viewer sees, removed ones too. @param ids those of one page */
export async function instanceNames(db: Database, viewer: Viewer, ids: string[]): Promise<Names> {
  return await namesIn(db, instances, ids, within(viewer, instances.customerId));
}

/** The names of customers' people by id, of those that the viewer sees and that are still there. @param ids those of one page */
export async function personNames(db: Database, viewer: Viewer, ids: string[]): Promise<Names> {
  return await namesIn(db, users, ids, within(viewer, users.customerId));
}

async function namesIn(
  db: Database,
  table: typeof customers | typeof integrations | typeof instances | typeof users,
  ids: string[],
  isSeen: SQL | undefined,
): Promise<Names> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: table.id, name: table.name })
    .from(table)
    .where(and(inArray(table.id, [...new Set(ids)]), isSeen));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
