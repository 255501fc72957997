/** (e) With the keyboard alone, from the list to the output of a step. */
import { beforeAll, expect, test } from 'bun:test';
import { until } from '../support/binary.ts';
import { browsedApp } from '../support/browser/browsed-binary.ts';
import { shoot } from '../support/browser/shots.ts';

const at = browsedApp('/sample', { sample: true });

beforeAll(async () => {
  await at.tab.getByRole('button', { name: 'Send an order from here' }).click();
  await at.tab.locator('#sample-runs').getByText('Succeeded').waitFor();
}, 180_000);

const press = async (...keys: string[]) => {
  for (const key of keys) await at.tab.keyboard.press(key);
};
/** The text of what has the focus; none when that is the page itself. */
const focused = () =>
  at.tab.evaluate<string>(
    'document.activeElement === document.body ? "" : document.activeElement.textContent.trim()',
  );

test('g e leads to the executions, j and Enter into one, the arrows to a step, Enter to its output', async () => {
  await press('g', 'e');
  await at.tab.waitForURL('**/executions');
  await press('j', 'Enter');
  await at.tab.waitForURL('**/executions/exe_*');
  await at.tab.locator('.waterfall').waitFor();
  for (let tabs = 0; tabs < 60 && !(await focused()).includes('Order Received'); tabs++) await press('Tab');
  expect(await focused()).toContain('Order Received');
  await press('ArrowDown');
  expect(await focused()).toContain('Price Order');
  await press('Enter');
  await until('the step in the panel', async () =>
    (await at.tab.locator('aside.panel').first().textContent())?.includes('Price Order'),
  );
  await at.tab.locator('aside.panel .json-tree').first().waitFor();
  await shoot(at.tab, 'journey-e-1-step');
}, 180_000);

test('Ctrl K goes to anything', async () => {
  await press('Control+k');
  await at.tab.locator('#dialog[open]').waitFor();
  await at.tab.keyboard.type('Order intake');
  await until('the integration to be found', async () =>
    (await at.tab.locator('#dialog [aria-selected=true]').textContent())?.includes('Order intake'),
  );
  await shoot(at.tab, 'journey-e-2-go');
  await press('Enter');
  await at.tab.waitForURL('**/integrations/int_*');
}, 180_000);

test('? lists the keys, Esc closes it and gives the focus back', async () => {
  await at.tab.goto(`${at.app.url}/integrations`);
  await press('j');
  const before = await focused();
  await press('?');
  await at.tab.locator('#dialog[open]').waitFor();
  expect(await at.tab.locator('#dialog').textContent()).toContain('Go to anything');
  await shoot(at.tab, 'journey-e-3-keys');
  await press('Escape');
  await at.tab.locator('#dialog[open]').waitFor({ state: 'detached' });
  expect(await focused()).toBe(before);
}, 180_000);

test('/ is the search, and keys rest while somebody types', async () => {
  await at.tab.goto(`${at.app.url}/integrations`);
  await press('/');
  await at.tab.keyboard.type('g i jk');
  expect(at.tab.url()).toContain('/integrations');
  expect(await at.tab.locator('input[type=search]').inputValue()).toBe('g i jk');
  await at.tab.goto(`${at.app.url}/integrations`);
  await press('n');
  await at.tab.waitForURL('**/integrations/new');
}, 180_000);

test('nothing on the way broke a rule of the browser', async () => {
  expect(await at.tab.problems()).toEqual([]);
});
