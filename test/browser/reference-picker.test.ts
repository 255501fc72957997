/** What earlier steps have answered is taken into a field by keys alone. */
import { expect, test } from 'bun:test';
import { createIntegration, getDraft } from '../../src/models/integrations.ts';
import { goThrough } from '../support/api-runs.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { shootInBothThemes } from '../support/browser/shots.ts';
import { definition, flow, trigger } from '../support/records.ts';

const at = browsedDesk({ role: 'builder' });

test('by keys alone a reference is found in a real result and taken, and one goes into a template', async () => {
  const step = (name: string, more = {}) => ({
    ...{ name, stableKey: name.toLowerCase() },
    action: { key: 'writeLog', component: { key: 'log' } },
    ...more,
  });
  const inputs = { message: { type: 'reference' as const, value: '' } };
  const steps = [trigger('webhook-triggers', 'webhook'), step('Price'), step('Tell', { inputs })];
  const made = definition({ flows: [flow('Main', { stableKey: 'main', steps })] });
  const { desk, visitor } = at;
  const { id } = await desk.deps.store.write((tx) => createIntegration(tx, made));
  await visitor.post(`/integrations/${id}/test-executions`, { flow: 'main', payload: 'empty' });
  const order = { number: 'A-17', 'net.total': 12.5, deep: { deeper: { deepest: { bottom: true } } } };
  const data = { order, lines: Array.from({ length: 90 }, (_, index) => ({ sku: `S-${index}` })) };
  await goThrough(desk.deps, desk.told.woken.at(-1) ?? '', [{ path: 'price', output: { data } }], {
    status: 'succeeded',
  });
  const message = async () =>
    (await getDraft(desk.deps.store.read, id)).definition.flows[0]?.steps[2]?.inputs?.message;

  const tab = await at.open(`/integrations/${id}?flow=main&step=2`);
  const opener = tab.getByRole('link', { name: /^Choose a reference for/ }).last();
  await opener.focus();
  await tab.keyboard.press('Enter');
  await tab.locator('#dialog[open] [type=search]').waitFor();
  await shootInBothThemes(tab, 'reference-picker');
  expect(await tab.problems()).toEqual([]);
  // Down to what is deeper, which is read when it is opened.
  const focused = async () => String(await tab.evaluate('document.activeElement.textContent'));
  const downTo = async (key: string) => {
    for (let tries = 0; tries < 30 && !(await focused()).startsWith(`${key} `); tries++)
      await tab.keyboard.press('ArrowDown');
    await tab.keyboard.press('ArrowRight');
  };
  await downTo('order');
  await downTo('deep');
  await tab.locator('#dialog summary', { hasText: 'deeper' }).waitFor();
  await downTo('deeper');
  await tab.locator('button[data-reference="price.results.order.deep.deeper"]').waitFor();
  await tab.keyboard.press('ArrowLeft');
  expect(await focused()).toStartWith('deeper');
  await tab.keyboard.press('n');
  await tab.keyboard.type('et.tot');
  await tab.locator('#dialog button', { hasText: 'price.results.order.net.total' }).waitFor();
  expect(await tab.locator('#reference-groups button').count()).toBe(1);
  await tab.keyboard.press('Enter');
  await tab.locator('#dialog[open]').waitFor({ state: 'detached' });
  await tab.locator('.step-card[aria-current]', { hasText: 'price.results.order.net.total' }).waitFor();
  expect(await message()).toEqual({ type: 'reference', value: 'price.results.order.net.total' });

  // In a template it is put where somebody writes, also once there is an editor.
  await tab.locator('#step-form input[name="in.message-mode"][value=template]').check();
  const template = tab.locator('#step-form textarea[name="in.message"]');
  await template.waitFor();
  await template.focus();
  await tab.locator('#step-form .code-editor').waitFor();
  await tab.keyboard.type('Of ');
  await tab.getByRole('link', { name: 'Choose a reference for Message' }).click();
  await tab.locator('#dialog[open] [type=search]').fill('number');
  await tab.locator('#dialog button', { hasText: 'price.results.order.number' }).click();
  await tab.locator('#step-form .help', { hasText: 'In the last test: Of A-17' }).waitFor();
  expect(await message()).toEqual({ type: 'template', value: 'Of {{$price.results.order.number}}' });
  await shootInBothThemes(tab, 'template-result');
  await tab.close();
}, 180_000);
