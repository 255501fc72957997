/** (d) A builder and a support person are invited; each sees and may do what the table says. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { cleanUp } from '../binary.ts';
import { type App, openApp } from '../browser/app.ts';
import { openBrowser, type Tab, type TestBrowser } from '../browser/browser.ts';
import { shoot } from '../browser/shots.ts';
import { owner, PASSWORD } from './people.ts';

let app: App;
let browser: TestBrowser;
let tab: Tab;
let builder: Tab;
let support: Tab;

beforeAll(async () => {
  app = await openApp({ sample: true });
  browser = await openBrowser();
  tab = await browser.page({ url: `${app.url}/settings/staff`, cookies: await owner(app) });
}, 120_000);

afterAll(async () => {
  await browser.close();
  await app.stop();
  await cleanUp();
}, 60_000);

/** Invites somebody and follows the link in a browser of their own. */
async function invited(email: string, role: string, name: string): Promise<Tab> {
  await tab.goto(`${app.url}/settings/staff`);
  await tab.getByLabel('E-mail').fill(email);
  await tab.getByLabel('Role').first().selectOption(role);
  await tab.getByRole('button', { name: 'Make a link' }).click();
  const link = (await tab.locator('.banner code').textContent()) ?? '';
  await shoot(tab, `journey-d-1-invited-${role}`);
  const own = await browser.page({ url: link });
  await own.getByLabel('Your name').fill(name);
  await own.getByLabel('Password').fill(PASSWORD);
  await own.getByRole('button', { name: 'Join' }).click();
  await own.waitForURL(`${app.url}/`);
  return own;
}

test('the links lead in', async () => {
  builder = await invited('robin@larkfield.example', 'builder', 'Robin');
  support = await invited('sam@larkfield.example', 'support', 'Sam');
  await shoot(builder, 'journey-d-2-builder');
}, 60_000);

test('a builder builds, and finds no settings', async () => {
  expect(await builder.getByRole('navigation', { name: 'Main' }).getByText('Settings').count()).toBe(0);
  await builder.goto(`${app.url}/integrations`);
  expect(await builder.getByRole('link', { name: 'Integration', exact: true }).count()).toBe(1);
  await builder.goto(`${app.url}/settings`);
  expect(builder.status()).toBe(403);
  expect(await builder.getByRole('link', { name: 'Dana' }).getAttribute('href')).toBe(
    'mailto:dana@larkfield.example',
  );
  await shoot(builder, 'journey-d-3-refused');
}, 30_000);

test('support reads and replays, and finds nothing to build with', async () => {
  await support.goto(`${app.url}/integrations`);
  await support.locator('a.title').first().waitFor();
  expect(await support.getByRole('link', { name: 'Integration', exact: true }).count()).toBe(0);
  await support.locator('a.title').first().click();
  await support.locator('.step-card').first().waitFor();
  await shoot(support, 'journey-d-4-support-reads');
  expect(await support.getByRole('button', { name: 'Save details' }).count()).toBe(0);
  const integration = /int_\w+/.exec(support.url())?.[0];
  await support.goto(`${app.url}/integrations/${integration}/versions`);
  expect(await support.getByRole('switch').count()).toBe(0);
  for (const path of ['/integrations/new', '/customers/new', `/integrations/${integration}/deletion`]) {
    await support.goto(app.url + path);
    expect({ path, status: support.status() }).toEqual({ path, status: 403 });
  }
}, 30_000);

test('support deploys, pauses and cancels', async () => {
  await support.goto(`${app.url}/instances`);
  await support.locator('a.title').first().click();
  await support.waitForURL('**/instances/ins_*');
  await support.getByRole('button', { name: /pause/i }).first().click();
  await support.getByText('Paused').first().waitFor();
  await shoot(support, 'journey-d-5-paused');
  expect(await support.getByRole('link', { name: /remove/i }).count()).toBe(0);
  await support
    .getByRole('button', { name: /enable|activate|resume/i })
    .first()
    .click();
  await support.getByText('Paused').first().waitFor({ state: 'detached' });
}, 30_000);

test('nothing on the way broke a rule of the browser', async () => {
  for (const each of [tab, builder, support]) expect(await each.problems()).toEqual([]);
});
