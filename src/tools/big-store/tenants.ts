/** Customers, and integrations with their versions. */
import type { Database as Sqlite } from 'bun:sqlite';
import { customers, integrations, versions } from '../../db/schema.ts';
import { DAY } from '../../lib/time.ts';
import { bigDefinition } from './definition.ts';
import type { Random } from './random.ts';
import { insertRows } from './rows.ts';
import { CATEGORIES, customerName, integrationName, labelsOf } from './words.ts';

export type Customer = typeof customers.$inferInsert;
export type Integration = Omit<typeof integrations.$inferInsert, 'draft'> & { publishedVersion: number };

export function fillCustomers(sqlite: Sqlite, random: Random, count: number, now: number): Customer[] {
  const rows = Array.from({ length: count }, (_, index): Customer => {
    const createdAt = now - 300 * DAY + Math.floor((index / count) * 200 * DAY);
    return {
      id: random.id('cus', createdAt),
      name: customerName(random, index),
      externalId: random.chance(0.8) ? `C-${10_000 + index}` : null,
      description: random.chance(0.3) ? 'Kunde seit vielen Jahren; asks for a call before every change.' : '',
      labels: labelsOf(random),
      limits: {},
      createdAt,
      updatedAt: createdAt,
    };
  });
  insertRows(sqlite, customers, rows);
  return rows;
}

/** Each has one to four versions; every fifth has a draft that goes on from its last one. */
export function fillIntegrations(sqlite: Sqlite, random: Random, count: number, now: number): Integration[] {
  return Array.from({ length: count }, (_, index): Integration => {
    const createdAt = now - 300 * DAY + Math.floor((index / count) * 200 * DAY);
    const id = random.id('int', createdAt);
    const fields = {
      name: integrationName(random, index),
      description: `Keeps both sides alike${random.chance(0.2) ? ', auch für Österreich und die Schweiz' : ''}.`,
      category: random.pick(CATEGORIES),
      labels: labelsOf(random),
    };
    const published = 1 + random.below(4);
    const isAhead = random.chance(0.2);
    const definition = JSON.stringify(bigDefinition(fields));
    const revision = published + (isAhead ? 1 : 0);
    const updatedAt = createdAt + Math.floor(random.next() * 90 * DAY);
    const row = { id, ...fields, revision, createdAt, updatedAt };
    const publication = { publishedVersion: published, publishedRevision: published };
    const draft = isAhead
      ? definition.replace('Passes new orders on.', 'Passes new orders on, faster.')
      : definition;
    insertRows(sqlite, integrations, [{ ...row, ...publication, draft }]);
    insertRows(
      sqlite,
      versions,
      Array.from({ length: published }, (_, before) => ({
        integrationId: id,
        number: before + 1,
        note: before === 0 ? 'First' : `Änderung ${before}: retries and a clearer message`,
        definition,
        available: before + 1 === published || random.chance(0.7),
        createdAt: createdAt + before * DAY,
        publishedBy: null,
      })),
    );
    return { ...row, ...publication };
  });
}
