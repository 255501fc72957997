/** (b) A file from elsewhere is imported, published, withdrawn, and cannot be deployed any more. */
import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { browsedApp } from '../support/browser/browsed-binary.ts';
import { shoot } from '../support/browser/shots.ts';

const FILE = join(import.meta.dir, 'fixtures/split-payload-example.yml');

const at = browsedApp('/sign-in');

test('a check names what is odd about the file before anything is stored', async () => {
  await at.tab.goto(`${at.app.url}/integrations`);
  await at.tab.getByRole('link', { name: 'Import it' }).click();
  await at.tab.getByLabel('File').setInputFiles(FILE);
  await at.tab.getByRole('button', { name: 'Check' }).click();
  await at.tab.locator('#found').waitFor();
  expect(await at.tab.locator('#found').textContent()).toMatch(/\d+ flows?/);
  await shoot(at.tab, 'journey-b-1-checked');
  const list = await at.browser.page({ url: `${at.app.url}/integrations`, cookies: at.cookies });
  expect(await list.getByText('Build the first one').count()).toBe(1);
  await list.close();
}, 180_000);

test('it is imported, and its page shows its steps and its problems', async () => {
  await at.tab.getByRole('button', { name: 'Import', exact: true }).click();
  await at.tab.waitForURL('**/integrations/int_*/parts');
  await shoot(at.tab, 'journey-b-2-parts');
  await at.tab.getByRole('link', { name: 'Show the flows' }).click();
  await at.tab.waitForURL('**/integrations/int_*');
  await at.tab.locator('.step-card').first().waitFor();
  expect(await at.tab.locator('.step-card').count()).toBeGreaterThan(3);
  await shoot(at.tab, 'journey-b-2-imported');
  await at.tab.locator('.step-card').nth(1).click();
  await at.tab.locator('.step-card[aria-current]').nth(0).waitFor();
  expect(at.tab.url()).toContain('step=1');
  await shoot(at.tab, 'journey-b-3-step');
}, 180_000);

test('it is published with a note', async () => {
  await at.tab.getByRole('link', { name: 'Version history' }).first().click();
  await at.tab.getByRole('button', { name: 'Save & publish' }).click();
  expect(await at.tab.locator('textarea[name=note]:invalid').count()).toBe(1);
  await at.tab.getByLabel('What did you change?').fill('As it came');
  await at.tab.getByRole('button', { name: 'Save & publish' }).click();
  await at.tab.getByRole('rowheader', { name: 'v1' }).waitFor();
  await shoot(at.tab, 'journey-b-4-published');
}, 180_000);

test('a version that is switched off is not offered for deployment', async () => {
  await at.tab.getByRole('switch', { name: /v1 is available/ }).click();
  await at.tab.waitForLoadState('networkidle');
  expect(await at.tab.getByRole('switch', { name: /v1 is available/ }).isChecked()).toBe(false);
  await at.tab.goto(`${at.app.url}/customers/new`);
  await at.tab.getByLabel('Name').fill('Bramble & Co');
  await at.tab.getByRole('button', { name: /customer/i }).click();
  await at.tab.waitForURL('**/customers/cus_*');
  const customer = at.tab.url().split('/').at(-1) ?? '';
  await at.tab.goto(`${at.app.url}/integrations`);
  await at.tab.locator('a.title').first().click();
  const integration = /int_\w+/.exec(at.tab.url())?.[0] ?? '';
  await at.tab.goto(`${at.app.url}/instances/new?integration=${integration}&customer=${customer}`);
  expect(await at.tab.getByText('can be deployed').first().textContent()).toContain('marked unavailable');
  expect(await at.tab.getByRole('button', { name: 'Activate' }).count()).toBe(0);
  await shoot(at.tab, 'journey-b-5-refused');
}, 180_000);

test('nothing on the way broke a rule of the browser', async () => {
  expect(await at.tab.problems()).toEqual([]);
});
