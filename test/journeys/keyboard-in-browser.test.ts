/** (e) With the keyboard alone, from the list to the output of a step. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { cleanUp, until } from '../binary.ts';
import { type App, openApp } from '../browser/app.ts';
import { openBrowser, type Tab, type TestBrowser } from '../browser/browser.ts';
import { shoot } from '../browser/shots.ts';
import { owner } from './people.ts';

let app: App;
let browser: TestBrowser;
let tab: Tab;

beforeAll(async () => {
  app = await openApp({ sample: true });
  browser = await openBrowser();
  tab = await browser.page({ url: `${app.url}/sample`, cookies: await owner(app) });
  await tab.getByRole('button', { name: 'Send an order from here' }).click();
  await tab.locator('#sample-runs').getByText('Succeeded').waitFor();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await app.stop();
  await cleanUp();
}, 60_000);

const press = async (...keys: string[]) => {
  for (const key of keys) await tab.keyboard.press(key);
};
/** The text of what has the focus; none when that is the page itself. */
const focused = () =>
  tab.evaluate<string>(
    'document.activeElement === document.body ? "" : document.activeElement.textContent.trim()',
  );

test('g e leads to the executions, j and Enter into one, the arrows to a step, Enter to its output', async () => {
  await press('g', 'e');
  await tab.waitForURL('**/executions');
  await press('j', 'Enter');
  await tab.waitForURL('**/executions/exe_*');
  await tab.locator('.waterfall').waitFor();
  for (let tabs = 0; tabs < 60 && !(await focused()).includes('Order Received'); tabs++) await press('Tab');
  expect(await focused()).toContain('Order Received');
  await press('ArrowDown');
  expect(await focused()).toContain('Price Order');
  await press('Enter');
  await until('the step in the panel', async () =>
    (await tab.locator('aside.panel').first().textContent())?.includes('Price Order'),
  );
  await tab.locator('aside.panel .json-tree').first().waitFor();
  await shoot(tab, 'journey-e-1-step');
}, 30_000);

test('Ctrl K goes to anything', async () => {
  await press('Control+k');
  await tab.locator('#dialog[open]').waitFor();
  await tab.keyboard.type('Order intake');
  await until('the integration to be found', async () =>
    (await tab.locator('#dialog [aria-selected=true]').textContent())?.includes('Order intake'),
  );
  await shoot(tab, 'journey-e-2-go');
  await press('Enter');
  await tab.waitForURL('**/integrations/int_*');
}, 30_000);

test('? lists the keys, Esc closes it and gives the focus back', async () => {
  await tab.goto(`${app.url}/integrations`);
  await press('j');
  const before = await focused();
  await press('?');
  await tab.locator('#dialog[open]').waitFor();
  expect(await tab.locator('#dialog').textContent()).toContain('Go to anything');
  await shoot(tab, 'journey-e-3-keys');
  await press('Escape');
  await tab.locator('#dialog[open]').waitFor({ state: 'detached' });
  expect(await focused()).toBe(before);
}, 30_000);

test('/ is the search, and keys rest while somebody types', async () => {
  await tab.goto(`${app.url}/integrations`);
  await press('/');
  await tab.keyboard.type('g i jk');
  expect(tab.url()).toContain('/integrations');
  expect(await tab.locator('input[type=search]').inputValue()).toBe('g i jk');
  await tab.goto(`${app.url}/integrations`);
  await press('n');
  await tab.waitForURL('**/integrations/new');
}, 30_000);

test('nothing on the way broke a rule of the browser', async () => {
  expect(await tab.problems()).toEqual([]);
});
