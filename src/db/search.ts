import { type Column, type SQL, sql } from 'drizzle-orm';

/** Whether a text column has these characters somewhere, whatever their case: LIKE differs between the dialects. */
export function contains(column: Column, part: string): SQL {
  const pattern = `%${part.replaceAll(/[!%_]/g, '!$&')}%`;
  return sql`lower(${column}) like lower(${pattern}) escape '!'`;
}
