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

test('a config variable is saved as it is changed, in place: another type asks for other things', async () => {
  const tab = await at.open(`${path}/configuration`);
  await tab.evaluate('window.sameDocument = true; window.scrollTo(0, 60)');
  await tab.getByRole('link', { name: 'Old warehouse' }).click();
  await tab.locator('#variable-panel h2', { hasText: 'Old warehouse' }).waitFor();
  await tab.getByLabel('Type', { exact: true }).selectOption('picklist');
  await tab.getByLabel('Choices').fill('North\nSouth');
  await tab.locator('#field-description').click();
  await tab.locator('#field-default option', { hasText: 'South' }).waitFor({ state: 'attached' });
  await tab.getByLabel('Default value').selectOption('South');
  await tab.locator('tr[aria-selected]', { hasText: 'South' }).waitFor();
  await tab.locator('#field-name').fill('Shop URL');
  await tab.locator('#field-name').press('Enter');
  await tab.getByRole('alert').filter({ hasText: 'There is a config variable Shop URL already' }).waitFor();
  await tab.locator('#field-name').fill('Warehouse');
  await tab.locator('#field-name').press('Enter');
  await tab.locator('#variable-panel h2', { hasText: /^Warehouse$/ }).waitFor();
  expect(new URL(tab.url()).searchParams.get('variable')).toBe('Warehouse');
  expect(await tab.evaluate('window.sameDocument')).toBe(true);
  expect(await tab.problems()).toEqual([]);
  // Somebody else changes the same thing: both are shown, in place of all.
  const other = await at.open(`${path}/configuration?variable=Warehouse`);
  await other.locator('#field-description').fill('Theirs');
  await other.getByRole('button', { name: 'Save variable' }).click();
  await other.locator('tr[aria-selected]', { hasText: 'Theirs' }).waitFor();
  await tab.locator('#field-description').fill('Mine');
  await tab.getByRole('button', { name: 'Save variable' }).click();
  await tab.getByRole('button', { name: 'Do it all the same' }).click();
  await tab.locator('tr[aria-selected]', { hasText: 'Mine' }).waitFor();
  await other.close();
  await tab.close();
}, 180_000);

test('without JavaScript variables and pages of the configuration are added, changed and moved', async () => {
  const tab = await at.open(`${path}/configuration`, { javaScript: false });
  await tab.getByRole('link', { name: 'Add a page' }).click();
  await tab.locator('#field-name').fill('Money');
  await tab.getByRole('button', { name: 'Add page' }).click();
  await tab.getByRole('link', { name: 'Add a variable' }).click();
  await tab.locator('#field-name').fill('Currency');
  await tab.getByLabel('Page').selectOption('Money');
  await tab.getByRole('button', { name: 'Add variable' }).click();
  await tab.getByLabel('Default value').fill('EUR');
  await tab.getByRole('button', { name: 'Save variable' }).click();
  await tab.getByRole('link', { name: 'Change the page Money' }).click();
  await tab.getByLabel('Another text').fill('What you are paid in.');
  await tab.getByRole('button', { name: 'Save page' }).click();
  await tab.getByRole('button', { name: 'Move Currency down' }).click();
  const rows = tab.locator('table[aria-label="Money"] tbody tr');
  expect((await rows.allTextContents()).map((text) => text.slice(0, 8))).toEqual(['What you', 'Currency']);
  await tab.getByRole('link', { name: 'Preview' }).click();
  expect(await tab.getByLabel('Currency').inputValue()).toBe('EUR');
  await tab.close();
}, 180_000);
