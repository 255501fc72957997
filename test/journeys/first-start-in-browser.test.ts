/** (a) From an empty machine to a run that is seen live, in a browser. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { cleanUp } from '../binary.ts';
import { type App, openApp } from '../browser/app.ts';
import { openBrowser, type Tab, type TestBrowser } from '../browser/browser.ts';
import { shoot } from '../browser/shots.ts';

let app: App;
let browser: TestBrowser;
let tab: Tab;

beforeAll(async () => {
  app = await openApp({ sample: true });
  browser = await openBrowser();
  tab = await browser.page({ url: await app.setUpUrl() });
}, 120_000);

afterAll(async () => {
  await browser.close();
  await app.stop();
  await cleanUp();
}, 60_000);

test('the printed link leads through set-up straight to the sample', async () => {
  await tab.getByLabel('Your organization').fill('Larkfield');
  await tab.getByLabel('Your name').fill('Dana');
  await tab.getByLabel('E-mail').fill('dana@larkfield.example');
  await tab.getByLabel('Password').fill('seven quiet lanterns');
  await shoot(tab, 'journey-a-1-set-up');
  await tab.getByRole('button', { name: 'Set up' }).click();
  await tab.waitForURL('**/sample');
  expect(await tab.getByRole('heading', { level: 1 }).textContent()).toBe('Your first run');
  expect(await tab.locator('code.grow').textContent()).toMatch(
    /^curl -X POST http:\/\/127\.0\.0\.1:\d+\/trigger\//,
  );
  await shoot(tab, 'journey-a-2-sample');
}, 30_000);

test('a call from a terminal appears by itself, without a reload', async () => {
  const line = (await tab.locator('code.grow').textContent()) ?? '';
  const [, url = ''] = /-X POST (\S+)/.exec(line) ?? [];
  const [, body = ''] = /-d '(.*)'$/.exec(line) ?? [];
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(answer.status).toBe(200);
  await tab.locator('#sample-runs').getByText('Succeeded').waitFor();
  expect(await tab.locator('#sample-runs tbody tr').count()).toBe(1);
  await shoot(tab, 'journey-a-3-run');
}, 30_000);

test('a click sends one as well, and leads to what it did', async () => {
  await tab.getByRole('button', { name: 'Send an order from here' }).click();
  await tab.locator('#sample-runs tbody tr').nth(1).waitFor();
  await tab.getByRole('link', { name: 'See what it did' }).first().click();
  await tab.waitForURL('**/executions/exe_*');
  await tab.locator('.waterfall').waitFor();
  await shoot(tab, 'journey-a-4-execution');
}, 30_000);

test('one click removes the sample', async () => {
  await tab.goto(`${app.url}/sample`);
  await tab.getByRole('button', { name: 'Remove the sample' }).click();
  await tab.waitForURL('**/integrations');
  await shoot(tab, 'journey-a-5-removed');
  await tab.goto(`${app.url}/customers`);
  expect(await tab.getByText('Sample Customer').count()).toBe(0);
}, 30_000);

test('nothing on the way broke a rule of the browser', async () => {
  expect(await tab.problems()).toEqual([]);
});
