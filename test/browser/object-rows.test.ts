/** Rows of a list of objects are added, moved and removed, with scripts and without. */
import { expect, test } from 'bun:test';
import type { Component } from '../../src/components/component.ts';
import { createIntegration, getDraft } from '../../src/models/integrations.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { shootInBothThemes } from '../support/browser/shots.ts';
import { definition, flow, trigger } from '../support/records.ts';

const display = { label: 'CRM', description: '' };
const crm: Component = {
  ...{ key: 'crm', display, triggers: {}, dataSources: {}, connections: [] },
  actions: {
    save: {
      ...{ key: 'save', display: { label: 'Save order', description: '' }, perform: () => ({ data: null }) },
      inputs: [
        {
          ...{ key: 'lines', label: 'Order line', type: 'structuredObject', collection: 'valuelist' },
          inputs: [{ key: 'sku', label: 'SKU', type: 'string', required: true }],
        },
      ],
    },
  },
};
const at = browsedDesk({ role: 'builder', components: [crm] });

test.each([true, false])(
  'with scripts: %p',
  async (javaScript) => {
    const save = { name: 'Save', stableKey: 'save', action: { key: 'save', component: { key: 'crm' } } };
    const steps = [trigger('webhook-triggers', 'webhook'), save];
    const made = definition({ flows: [flow('Main', { stableKey: 'main', steps })] });
    const { id } = await at.desk.deps.store.write((tx) => createIntegration(tx, made));
    const skus = async () => {
      const { flows } = (await getDraft(at.desk.deps.store.read, id)).definition;
      return JSON.stringify(flows[0]?.steps[1]?.inputs?.lines?.value ?? []).match(/(?<="value":")[^"]+/g);
    };
    const tab = await at.open(`/integrations/${id}?flow=main&step=1`, { javaScript });
    const add = () => tab.getByRole('button', { name: 'Add to Order line' }).click();
    const sku = (row: number) => tab.locator(`input[name="in.lines.${row}.sku"]`);
    await add();
    await sku(0).waitFor();
    await tab.locator('.error', { hasText: 'needs a value for SKU' }).waitFor();
    // What was typed is saved with the row that is added.
    await sku(0).fill('A-1');
    await add();
    await sku(1).waitFor();
    await sku(1).fill('B-2');
    await tab.getByRole('button', { name: 'Move Order line 2 up' }).click();
    await tab.locator('input[name="in.lines.0.sku"][value="B-2"]').waitFor();
    expect(await skus()).toEqual(['B-2', 'A-1']);
    await shootInBothThemes(tab, `object-rows-${javaScript}`);
    expect(await tab.problems()).toEqual([]);
    await tab.getByRole('button', { name: 'Remove Order line 1' }).click();
    await sku(1).waitFor({ state: 'detached' });
    expect(await skus()).toEqual(['A-1']);
    await tab.close();
  },
  180_000,
);
