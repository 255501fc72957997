import { type Column, type SQL, sql } from 'drizzle-orm';

/** Whether a text column has these characters somewhere, whatever their case: LIKE differs between the dialects. */
export function contains(column: Column, part: string): SQL {
  return sql`lower(${column}) like lower(${somewhere(part)}) escape '!'`;
}

/** Whether the list of texts in a JSON column has this one, whatever its case. */
export function hasItem(column: Column, item: string): SQL {
  return sql`lower(cast(${column} as text)) like lower(${somewhere(JSON.stringify(item))}) escape '!'`;
}

function somewhere(part: string): string {
  return `%${part.replaceAll(/[!%_]/g, '!$&')}%`;
}
