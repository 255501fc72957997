import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table, withTable } from './table.ts';

test('the README has the table that the bench writes, and takes another in its place', () => {
  const readme = readFileSync(join(import.meta.dir, '../../README.md'), 'utf8');
  const written = withTable(readme, [['Runs', '5/s', 'n=10, $1', '']]);
  expect(written).toContain(`\n\n${table([['Runs', '5/s', 'n=10, $1', '']])}\n\n`);
  expect(written.length).toBeLessThan(readme.length);
  expect(() => withTable('nothing', [])).toThrow('no table');
});
