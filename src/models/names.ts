import { inArray } from 'drizzle-orm';
import { customers, instances, integrations } from '../db/schema.ts';
import type { Database } from '../db/store.ts';

/** The names by id of those that are there. @param ids those of one page */
type NamesOf = (db: Database, ids: string[]) => Promise<Map<string, string>>;

/** Of customers. */
export const customerNames = namesIn(customers);
/** Of integrations. */
export const integrationNames = namesIn(integrations);
/** Of instances, removed ones too. */
export const instanceNames = namesIn(instances);

function namesIn(table: typeof customers | typeof integrations | typeof instances): NamesOf {
  return async (db, ids) => {
    if (ids.length === 0) return new Map();
    const rows = await db
      .select({ id: table.id, name: table.name })
      .from(table)
      .where(inArray(table.id, [...new Set(ids)]));
    return new Map(rows.map(({ id, name }) => [id, name]));
  };
}
