import { expect, test } from 'bun:test';
import { type Catalog, createCatalog } from '../../src/components/catalog.ts';
import { byKey } from '../../src/components/records.ts';
import { builtInCatalog, builtInComponents } from '../../src/components/registry.ts';
import { checkDefinition } from '../../src/definition/check/check.ts';
import { createDrafts } from '../../src/models/draft-cache.ts';
import { createIntegration, storedDefinition, updateIntegration } from '../../src/models/integrations.ts';
import { action } from '../definition/components.ts';
import { imported } from '../definition/examples.ts';
import { START, step } from '../definition/told.ts';
import { putDraft } from '../support/drafts.ts';
import { shelf } from '../support/stores.ts';

const checkedWith = (catalog: Catalog) => async (text: string) =>
  checkDefinition(storedDefinition(text), catalog).problems;
const shop = shelf();
const { definition } = imported(`name: x\nflows: [{name: f, steps: [${START}, ${step('A')}]}]`);

/** How often an action was asked for: a check does. */
function counted(): Catalog & { asked: number } {
  return {
    ...builtInCatalog,
    asked: 0,
    find(reference) {
      this.asked++;
      return builtInCatalog.find(reference);
    },
  };
}

test('a draft is read and checked once for each change', async () => {
  const catalog = counted();
  const drafts = createDrafts(checkedWith(catalog), catalog);
  const { read } = shop.store;
  const integration = await shop.store.write((tx) => createIntegration(tx, definition));
  const first = await drafts.get(read, integration);
  const asked = catalog.asked;
  expect(first.outline.flows[0]?.all.map(({ number }) => number)).toEqual(['trigger', '1']);
  expect(first.problems.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('not installed'),
  );
  expect(await drafts.get(read, integration)).toBe(first);
  expect(catalog.asked).toBe(asked);

  const changed = await shop.store.write((tx) => updateIntegration(tx, integration.id, { name: 'y' }));
  const second = await drafts.get(read, changed);
  expect(second.definition.name).toBe('y');
  expect(catalog.asked).toBe(asked * 2);
});

test('a draft is checked again when the components have changed', async () => {
  const components = createCatalog(builtInComponents());
  const drafts = createDrafts(checkedWith(components), components);
  const integration = await shop.store.write((tx) => createIntegration(tx, definition));
  const missing = async () => {
    const { problems } = await drafts.get(shop.store.read, integration);
    return problems.filter(({ message }) => message.includes('The component c is not installed')).length;
  };
  expect(await missing()).toBe(1);
  components.add({
    ...{ key: 'c', display: { label: 'C', description: '' } },
    ...{ actions: byKey([action('do', [])]), triggers: {}, dataSources: {}, connections: [] },
  });
  expect(await missing()).toBe(0);
  components.remove('c');
  expect(await missing()).toBe(1);
});

test('who asks with an old revision gets the draft as it is now, and so does who comes after', async () => {
  const drafts = createDrafts(checkedWith(builtInCatalog), builtInCatalog);
  const { read } = shop.store;
  const integration = await shop.store.write((tx) => createIntegration(tx, definition));
  const changed = await shop.store.write((tx) =>
    putDraft(tx, integration.id, { ...definition, name: 'y' }, 1),
  );
  const late = await drafts.get(read, integration);
  expect(late.definition.name).toBe('y');
  expect(await drafts.get(read, changed)).toBe(late);
});

test('only so many drafts are kept', async () => {
  const drafts = createDrafts(checkedWith(builtInCatalog), builtInCatalog);
  const { read } = shop.store;
  const big = { ...definition, documentation: 'x'.repeat(9_000_000) };
  const [one, two] = await shop.store.write(async (tx) => [
    await createIntegration(tx, big),
    await createIntegration(tx, big),
  ]);
  if (!one || !two) throw new Error('no integrations');
  const first = await drafts.get(read, one);
  expect(await drafts.get(read, one)).toBe(first);
  await drafts.get(read, two);
  expect(await drafts.get(read, one)).not.toBe(first);
});

test('an integration that is not there is not found', () => {
  expect(
    createDrafts(checkedWith(builtInCatalog), builtInCatalog).get(shop.store.read, {
      id: 'int_none',
      revision: 1,
    }),
  ).rejects.toThrow('There is no integration int_none.');
});
