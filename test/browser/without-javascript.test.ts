/** Everything that people do is links and forms: a browser that runs no script can do it all. */
import { beforeAll, expect, test } from 'bun:test';
import { getVersion, listVersions } from '../../src/models/versions.ts';
import type { Tab } from '../support/browser/browser.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { makeWorld, type World } from '../support/world.ts';

const at = browsedDesk();
let world: World;
let tab: Tab;

beforeAll(async () => {
  world = await makeWorld(at.desk, '');
  tab = await at.open('/', { javaScript: false });
});

const go = (path: string) => tab.goto(at.url + path);

test('a list is searched and filtered', async () => {
  await go('/integrations');
  await tab.getByRole('searchbox').fill('Sho');
  await tab.getByRole('searchbox').press('Enter');
  expect(new URL(tab.url()).searchParams.get('q')).toBe('Sho');
  expect(await tab.locator('a.title').allTextContents()).toEqual(['Shop']);
  await tab.locator('summary', { hasText: 'Filter' }).click();
  await tab.getByLabel('Description contains').fill('nothing like it');
  await tab.getByRole('button', { name: 'Apply filter' }).click();
  expect(await tab.getByRole('heading', { name: /fit/ }).count()).toBe(1);
  await tab.getByRole('link', { name: 'Clear filter' }).first().click();
  expect(await tab.locator('a.title').count()).toBe(1);
}, 180_000);

test('an integration is published, and a version withdrawn', async () => {
  const { read } = at.desk.deps.store;
  const before = (await listVersions(read, world.integration, { limit: 9 })).items.length;
  await go(`/integrations/${world.integration}/versions`);
  await tab.getByLabel('What did you change?').fill('Without a script');
  await tab.getByRole('button', { name: 'Save & publish' }).click();
  expect((await listVersions(read, world.integration, { limit: 9 })).items).toHaveLength(before + 1);
  const row = tab.getByRole('row', { name: /^v1 / });
  await row.getByRole('switch').uncheck();
  await row.getByRole('button', { name: /save/i }).click();
  expect((await getVersion(read, world.integration, 1)).available).toBe(false);
}, 180_000);

test('a version is deployed: integration, customer, values', async () => {
  await go('/instances');
  await tab.getByRole('link', { name: 'Instance', exact: true }).click();
  await tab.getByRole('link', { name: 'Shop' }).click();
  await tab.getByRole('link', { name: 'Acme' }).click();
  await tab.getByRole('button', { name: 'Activate' }).click();
  // The server says all that is missing, since no script has stopped the form.
  expect(tab.status()).toBe(422);
  await tab.getByLabel('Shop Name').fill('Nord');
  await tab
    .getByLabel(/API key/i)
    .first()
    .fill('very-secret-key');
  await tab.getByRole('button', { name: 'Activate' }).click();
  expect(tab.url()).toMatch(/\/instances\/ins_\w+$/);
  await tab.getByRole('button', { name: 'Pause' }).first().click();
  expect(await tab.getByText('Paused').count()).toBeGreaterThan(0);
}, 180_000);

test('a run is looked at step by step, replayed and cancelled', async () => {
  await go('/executions?status=failed');
  await tab.locator('a.title').first().click();
  await tab.locator('.waterfall a').first().click();
  expect(tab.url()).toContain('step=');
  await tab
    .locator('summary', { hasText: 'Replay' })
    .or(tab.getByRole('button', { name: 'Replay', exact: true }))
    .first()
    .click();
  const inMenu = tab.locator('.menu[open] button').first();
  if (await inMenu.isVisible()) await inMenu.click();
  expect(tab.url()).not.toContain(world.execution);
  expect(await tab.getByText('Queued').count()).toBeGreaterThan(0);
  await tab.getByRole('button', { name: 'Cancel' }).click();
  expect(await tab.getByText('Cancelled').count()).toBeGreaterThan(0);
}, 180_000);

test('selected runs are replayed with the buttons below the list', async () => {
  await go('/executions?status=failed');
  await tab.locator('tbody input[type=checkbox]').first().check();
  await tab
    .getByRole('button', { name: /^Replay/ })
    .first()
    .click();
  expect(await tab.getByText('1 replayed.').count()).toBe(1);
}, 180_000);

test('the theme is chosen, and stays', async () => {
  await go('/keyboard');
  await tab.locator('summary', { hasText: 'The owner' }).click();
  await tab.getByRole('button', { name: 'Dark' }).click();
  expect(await tab.locator('html').getAttribute('data-theme')).toBe('dark');
  await go('/');
  expect(await tab.locator('html').getAttribute('data-theme')).toBe('dark');
}, 180_000);

test('who signs out is out', async () => {
  await tab.locator('summary', { hasText: 'The owner' }).click();
  await tab.getByRole('button', { name: 'Sign out' }).click();
  expect(new URL(tab.url()).pathname).toBe('/sign-in');
  expect(await tab.problems()).toEqual([]);
}, 180_000);
