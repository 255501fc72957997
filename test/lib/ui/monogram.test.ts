import { expect, test } from 'bun:test';
import { monogramOf } from '../../../src/lib/ui/monogram.ts';

test.each([
  ['Acme order sync', 'AO'],
  ['acme', 'A'],
  ['  order-intake (sample)', 'OI'],
  ['Élan du jour', 'ÉD'],
  ['e\u0301lan', 'E\u0301'],
  ['ßig', 'S'],
  ['3M to SAP', '3T'],
  ['O’Reilly books', 'OB'],
  ['注文 同期', '注同'],
  ['🚀 Rocket 🚀 ship', 'RS'],
  ['<b>bold</b>', 'BB'],
  ['🚀', ''],
  ['', ''],
  [`z${'\u0301'.repeat(500)}`, `Z${'\u0301'.repeat(3)}`],
])('of %j the letters %j', (name, letters) => {
  expect(monogramOf(name)).toBe(letters);
});
