import type { Database as Sqlite } from 'bun:sqlite';
import { getTableName } from 'drizzle-orm';
import { customers, endpointKeys, endpoints, instances } from '../schema.ts';

/** What every call and run asks for, and hardly any of them changes. */
const DEPLOYMENTS = [customers, instances, endpoints, endpointKeys].map((table) => getTableName(table));

/**
 * Counts changes of deployments, whoever makes them and by whatever way: foreign keys too. Triggers of the connection
 * alone, so that the file knows nothing of them.
 * @returns the count, to be asked for after each commit
 */
export function countTouches(sqlite: Sqlite): () => number {
  sqlite.run('CREATE TEMP TABLE touched (count INTEGER NOT NULL)');
  sqlite.run('INSERT INTO touched VALUES (0)');
  for (const table of DEPLOYMENTS) {
    for (const change of ['INSERT', 'UPDATE', 'DELETE']) {
      sqlite.run(
        `CREATE TEMP TRIGGER touched_${table}_${change} AFTER ${change} ON main.${table} BEGIN UPDATE touched SET count = count + 1; END`,
      );
    }
  }
  const count = sqlite.query<{ count: number }, []>('SELECT count FROM touched');
  return () => count.get()?.count ?? 0;
}
