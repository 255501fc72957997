/** (b) A file from elsewhere is imported, published, withdrawn, and cannot be deployed any more. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { cleanUp } from '../binary.ts';
import { type App, openApp } from '../browser/app.ts';
import { openBrowser, type Tab, type TestBrowser } from '../browser/browser.ts';
import { shoot } from '../browser/shots.ts';
import { owner } from './people.ts';

const FILE = join(import.meta.dir, 'fixtures/split-payload-example.yml');
let app: App;
let browser: TestBrowser;
let tab: Tab;

beforeAll(async () => {
  app = await openApp();
  browser = await openBrowser();
  tab = await browser.page({ url: `${app.url}/sign-in`, cookies: await owner(app) });
}, 120_000);

afterAll(async () => {
  await browser.close();
  await app.stop();
  await cleanUp();
}, 60_000);

test('a check names what is odd about the file before anything is stored', async () => {
  await tab.goto(`${app.url}/integrations`);
  await tab.getByRole('link', { name: 'Import it' }).click();
  await tab.getByLabel('File').setInputFiles(FILE);
  await tab.getByRole('button', { name: 'Check' }).click();
  await tab.locator('#found').waitFor();
  expect(await tab.locator('#found').textContent()).toMatch(/\d+ flows?/);
  await shoot(tab, 'journey-b-1-checked');
  const list = await browser.page({ url: `${app.url}/integrations`, cookies: await cookies() });
  expect(await list.getByText('Build the first one').count()).toBe(1);
  await list.close();
}, 30_000);

test('it is imported, and its page shows its steps and its problems', async () => {
  await tab.getByRole('button', { name: 'Import', exact: true }).click();
  await tab.waitForURL('**/integrations/int_*');
  await tab.locator('.step-card').first().waitFor();
  expect(await tab.locator('.step-card').count()).toBeGreaterThan(3);
  await shoot(tab, 'journey-b-2-imported');
  await tab.locator('.step-card').nth(1).click();
  await tab.locator('.step-card[aria-current]').nth(0).waitFor();
  expect(tab.url()).toContain('step=1');
  await shoot(tab, 'journey-b-3-step');
}, 30_000);

test('it is published with a note', async () => {
  await tab.getByRole('link', { name: 'Version history' }).first().click();
  await tab.getByRole('button', { name: 'Save & publish' }).click();
  expect(await tab.locator('textarea[name=note]:invalid').count()).toBe(1);
  await tab.getByLabel('What did you change?').fill('As it came');
  await tab.getByRole('button', { name: 'Save & publish' }).click();
  await tab.getByRole('rowheader', { name: 'v1' }).waitFor();
  await shoot(tab, 'journey-b-4-published');
}, 30_000);

test('a version that is switched off is not offered for deployment', async () => {
  await tab.getByRole('switch', { name: /v1 is available/ }).click();
  await tab.waitForLoadState('networkidle');
  expect(await tab.getByRole('switch', { name: /v1 is available/ }).isChecked()).toBe(false);
  await tab.goto(`${app.url}/customers/new`);
  await tab.getByLabel('Name').fill('Bramble & Co');
  await tab.getByRole('button', { name: /customer/i }).click();
  await tab.waitForURL('**/customers/cus_*');
  const customer = tab.url().split('/').at(-1) ?? '';
  await tab.goto(`${app.url}/integrations`);
  await tab.locator('a.title').first().click();
  const integration = /int_\w+/.exec(tab.url())?.[0] ?? '';
  await tab.goto(`${app.url}/instances/new?integration=${integration}&customer=${customer}`);
  expect(await tab.getByText('can be deployed').first().textContent()).toContain('marked unavailable');
  expect(await tab.getByRole('button', { name: 'Activate' }).count()).toBe(0);
  await shoot(tab, 'journey-b-5-refused');
}, 30_000);

test('nothing on the way broke a rule of the browser', async () => {
  expect(await tab.problems()).toEqual([]);
});

async function cookies(): Promise<Record<string, string>> {
  const all = await tab.context().cookies();
  return Object.fromEntries(all.map(({ name, value }) => [name, value]));
}
