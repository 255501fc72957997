import { type Column, type SQL, sql } from 'drizzle-orm';
import { databaseDialect } from '../lib/config.ts';

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

/**
 * Rows of `execution_texts` that have words which begin so, each of them: SQLite asks its full-text index, which answers
 * the newest first, and PostgreSQL its own.
 * @param words letters and digits alone
 * @param most how many of them
 */
export function hasWords(columns: { row: Column; text: Column }, words: string[][], most: number): SQL {
  if (databaseDialect() === 'postgres') {
    const query = words.map((phrase) => phrase.map((word) => `'${word}':*`).join(' <-> ')).join(' & ');
    return sql`to_tsvector('simple', ${columns.text}) @@ to_tsquery('simple', ${query})`;
  }
  const query = words.map((phrase) => `"${phrase.join(' ')}" *`).join(' AND ');
  const found = sql`select rowid from __execution_search where __execution_search match ${query} order by rowid desc limit ${most}`;
  return sql`${columns.row} in (${found})`;
}
