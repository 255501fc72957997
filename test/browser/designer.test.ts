import { beforeAll, expect, test } from 'bun:test';
import { createIntegration } from '../../src/models/integrations.ts';
import { imported } from '../definition/examples.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { ORDERS } from '../web/staff/integrations/orders.ts';

const at = browsedDesk({ role: 'builder' });
let path: string;

beforeAll(async () => {
  const { definition } = imported(ORDERS);
  const action = { key: 'httpGet', component: { key: 'http' } };
  const more = Array.from({ length: 30 }, (_, index) => ({ name: `More ${index}`, action }));
  definition.flows[0]?.steps.push(...more);
  const { id } = await at.desk.deps.store.write((tx) => createIntegration(tx, definition));
  path = `/integrations/${id}`;
});

const number = 'document.activeElement.querySelector(".mono").textContent';

test('a click on a step changes the panel alone: the list stays where it is, and so does the focus', async () => {
  const tab = await at.open(path);
  await tab.evaluate('window.sameDocument = true; window.scrollTo(0, 900)');
  await tab.locator('.step-card', { hasText: 'More 6' }).click();
  await tab.locator('#step-panel h2', { hasText: '12 More 6' }).waitFor();
  expect(await tab.evaluate('[window.sameDocument, scrollY]')).toEqual([true, 900]);
  expect(await tab.locator('.step-card[aria-current]').allTextContents()).toEqual([
    expect.stringContaining('More 6'),
  ]);
  expect(await tab.evaluate(number)).toBe('12');
  expect(new URL(tab.url()).searchParams.get('step')).toBe('12');
  await tab.goBack();
  await tab.locator('#step-panel h2', { hasText: 'Order sync' }).waitFor();
  expect(await tab.problems()).toEqual([]);
  await tab.close();
}, 180_000);

test('with arrows and Enter a step is chosen without a mouse', async () => {
  const tab = await at.open(path);
  await tab.locator('.step-card').first().focus();
  await tab.keyboard.press('ArrowDown');
  await tab.keyboard.press('ArrowDown');
  await tab.keyboard.press('Enter');
  await tab.locator('#step-panel h2', { hasText: '2 Is it from the EU?' }).waitFor();
  expect(await tab.evaluate(number)).toBe('2');
  await tab.close();
}, 180_000);

test('on a phone the panel, which stands below, comes into sight', async () => {
  const tab = await at.open(path, { width: 390 });
  await tab.locator('.step-card', { hasText: 'More 6' }).click();
  await tab.locator('#step-panel h2', { hasText: '12 More 6' }).waitFor();
  await tab.waitForFunction(
    'document.querySelector("#step-panel").getBoundingClientRect().top < innerHeight',
  );
  await tab.close();
}, 180_000);

test('without JavaScript a step is a link like any other', async () => {
  const tab = await at.open(path, { javaScript: false });
  await tab.locator('.step-card', { hasText: 'Get order' }).click();
  expect(await tab.locator('#step-panel h2').textContent()).toBe('1 Get order');
  await tab.close();
}, 180_000);
