import { expect, test } from 'bun:test';
import type { Definition } from '../../src/definition/document/schema.ts';
import type { IntegrationFilter } from '../../src/models/integration-filter.ts';
import { categoriesInUse, recentIntegrations } from '../../src/models/integration-list.ts';
import { createIntegration, updateIntegration } from '../../src/models/integrations.ts';
import { publishVersion, resetDraft } from '../../src/models/versions.ts';
import { definition, refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();

const make = (more: Partial<Definition>) =>
  at.store.write((tx) => createIntegration(tx, definition({ description: '', ...more })));
const rename = (id: string, name: string) => at.store.write((tx) => updateIntegration(tx, id, { name }));
const found = async (filter: IntegrationFilter) =>
  (await recentIntegrations(at.store.read, filter, { limit: 50 })).items.map(({ name }) => name).sort();

/** Lets the clock go on, so that what follows is a later change. */
async function later(): Promise<void> {
  const before = Date.now();
  while (Date.now() === before) await Promise.resolve();
}

test('what was changed last comes first', async () => {
  const old = await make({ name: 'Old' });
  await later();
  await make({ name: 'New' });
  await later();
  await rename(old.id, 'Old, changed');
  const { items } = await recentIntegrations(at.store.read, {}, { limit: 10 });
  expect(items.map(({ name }) => name)).toEqual(['Old, changed', 'New']);
});

test('page by page each integration comes once, also those that were changed in the same millisecond', async () => {
  const names = Array.from({ length: 23 }, (_, index) => `Integration ${index}`);
  await at.store.write(async (tx) => {
    for (const name of names) await createIntegration(tx, definition({ name }));
  });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await recentIntegrations(at.store.read, {}, { limit: 5, cursor });
    seen.push(...page.items.map(({ name }) => name));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toHaveLength(23);
  expect(seen.sort()).toEqual(names.sort());
});

test('a cursor of another list is refused', async () => {
  for (const cursor of [
    'x',
    Buffer.from('5 cus_x').toString('base64url'),
    Buffer.from('5').toString('base64url'),
  ]) {
    const refused = await refusal(recentIntegrations(at.store.read, {}, { limit: 5, cursor }));
    expect(refused.code).toBe('bad_request');
  }
});

test('a list is narrowed by parts of name and description, category and label', async () => {
  await make({
    name: 'Acme Orders',
    description: 'To the ERP',
    category: 'ERP',
    labels: ['eu', 'Paid "now"'],
  });
  await make({ name: 'Stock 100%', description: 'From the shop', category: 'Inventory', labels: ['europe'] });
  expect(await found({ name: 'acme' })).toEqual(['Acme Orders']);
  expect(await found({ name: '100%' })).toEqual(['Stock 100%']);
  expect(await found({ name: '_' })).toEqual([]);
  expect(await found({ description: 'the SHOP' })).toEqual(['Stock 100%']);
  expect(await found({ category: 'ERP' })).toEqual(['Acme Orders']);
  expect(await found({ category: 'erp' })).toEqual([]);
  expect(await found({ label: 'EU' })).toEqual(['Acme Orders']);
  expect(await found({ label: 'Paid "now"' })).toEqual(['Acme Orders']);
  expect(await found({ label: 'eur' })).toEqual([]);
  expect(await found({ name: 'o', category: 'Inventory' })).toEqual(['Stock 100%']);
});

test('a draft is what was never published, and what has changed since', async () => {
  await make({ name: 'Never' });
  const changed = await make({ name: 'Changed' });
  const same = await make({ name: 'Same' });
  for (const { id } of [changed, same]) await at.store.write((tx) => publishVersion(tx, id, ''));
  await rename(changed.id, 'Changed since');
  expect(await found({ state: 'draft' })).toEqual(['Changed since', 'Never']);
  expect(await found({ state: 'published' })).toEqual(['Changed since', 'Same']);
  await at.store.write((tx) => resetDraft(tx, changed.id));
  expect(await found({ state: 'draft' })).toEqual(['Never']);
  expect(await found({ name: 'Changed' })).toEqual(['Changed']);
});

test('the categories in use are told once each, by name', async () => {
  for (const category of ['ERP', 'CRM', 'ERP', '']) await make({ category });
  expect(await categoriesInUse(at.store.read)).toEqual(['CRM', 'ERP']);
});
