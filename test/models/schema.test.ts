import { expect, test } from 'bun:test';
import { getTableColumns, getTableName, is, Table } from 'drizzle-orm';
import * as schema from '../../src/db/schema.ts';
import { shelf } from './stores.ts';

const at = shelf();

// Run on both dialects, this says that both migrations make the same tables: each makes what the one schema describes.
test('the migrations make every table and column that the schema describes, and no others', async () => {
  const described = new Map<string, Map<string, { nullable: boolean }>>();
  for (const table of Object.values(schema).filter((each) => is(each, Table))) {
    const columns = Object.values(getTableColumns(table)).map(
      (column) => [column.name, { nullable: !column.notNull }] as const,
    );
    described.set(getTableName(table), new Map(columns));
  }
  const made = await at.columns();
  expect([...made.keys()].sort()).toEqual([...described.keys()].sort());
  for (const [table, columns] of described) {
    const sorted = (map: Map<string, { nullable: boolean }> | undefined) =>
      [...(map ?? [])].sort(([a], [b]) => a.localeCompare(b));
    expect({ table, columns: sorted(made.get(table)) }).toEqual({ table, columns: sorted(columns) });
  }
  expect(described.size).toBeGreaterThan(10);
});
