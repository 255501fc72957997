import { expect, test } from 'bun:test';
import { builtInLookup } from '../../src/components/registry.ts';
import { checkDefinition } from '../../src/definition/check/check.ts';
import type { ComponentLookup } from '../../src/definition/compile/compile.ts';
import { createDrafts } from '../../src/models/drafts.ts';
import {
  createIntegration,
  saveDraft,
  storedDefinition,
  updateIntegration,
} from '../../src/models/integrations.ts';
import { imported } from '../definition/examples.ts';
import { START, step } from '../definition/told.ts';
import { shelf } from './stores.ts';

const checkedWith = (lookup: ComponentLookup) => async (text: string) =>
  checkDefinition(storedDefinition(text), lookup).problems;
const shop = shelf();
const { definition } = imported(`name: x\nflows: [{name: f, steps: [${START}, ${step('A')}]}]`);

/** How often an action was asked for: a check does. */
function counted(): ComponentLookup & { asked: number } {
  return {
    ...builtInLookup,
    asked: 0,
    hasComponent(key) {
      this.asked++;
      return builtInLookup.hasComponent(key);
    },
  };
}

test('a draft is read and checked once for each change', async () => {
  const lookup = counted();
  const drafts = createDrafts(checkedWith(lookup));
  const { read } = shop.store;
  const integration = await shop.store.write((tx) => createIntegration(tx, definition));
  const first = await drafts.get(read, integration);
  const asked = lookup.asked;
  expect(first.outline.flows[0]?.all.map(({ number }) => number)).toEqual(['trigger', '1']);
  expect(first.problems.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('not installed'),
  );
  expect(await drafts.get(read, integration)).toBe(first);
  expect(lookup.asked).toBe(asked);

  const changed = await shop.store.write((tx) => updateIntegration(tx, integration.id, { name: 'y' }));
  const second = await drafts.get(read, changed);
  expect(second.definition.name).toBe('y');
  expect(lookup.asked).toBe(asked * 2);
});

test('who asks with an old revision gets the draft as it is now, and so does who comes after', async () => {
  const drafts = createDrafts(checkedWith(builtInLookup));
  const { read } = shop.store;
  const integration = await shop.store.write((tx) => createIntegration(tx, definition));
  const changed = await shop.store.write((tx) =>
    saveDraft(tx, integration.id, { ...definition, name: 'y' }, 1),
  );
  const late = await drafts.get(read, integration);
  expect(late.definition.name).toBe('y');
  expect(await drafts.get(read, changed)).toBe(late);
});

test('only so many drafts are kept', async () => {
  const drafts = createDrafts(checkedWith(builtInLookup));
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
    createDrafts(checkedWith(builtInLookup)).get(shop.store.read, { id: 'int_none', revision: 1 }),
  ).rejects.toThrow('There is no integration int_none.');
});
