import { expect, test } from 'bun:test';
import { hasChanged } from '../../src/db/store.ts';

test.each([
  ['SQLite', { changes: 1, lastInsertRowid: 7 }, true],
  ['SQLite', { changes: 0, lastInsertRowid: 7 }, false],
  ['PostgreSQL in the process', { affectedRows: 2, rows: [] }, true],
  ['PostgreSQL', { rowCount: 0 }, false],
])('%s says whether a statement has changed a row', (_driver, answer, is) => {
  expect(hasChanged(answer)).toBe(is);
});

test.each([[undefined], [[]], [{ changes: null }]])(
  'an answer that does not say so is no yes (%p)',
  (answer) => {
    expect(() => hasChanged(answer)).toThrow('does not say');
  },
);
