/** (a) From an empty machine to a run that is seen live, in a browser. */
import { expect, test } from 'bun:test';
import { browsedApp } from '../support/browser/browsed-binary.ts';
import { shoot } from '../support/browser/shots.ts';

const at = browsedApp(undefined, { sample: true });

test('the printed link leads through set-up straight to the sample', async () => {
  await at.tab.getByLabel('Your organization').fill('Larkfield');
  await at.tab.getByLabel('Your name').fill('Dana');
  await at.tab.getByLabel('E-mail').fill('dana@larkfield.example');
  await at.tab.getByLabel('Password').fill('seven quiet lanterns');
  await shoot(at.tab, 'journey-a-1-set-up');
  await at.tab.getByRole('button', { name: 'Set up' }).click();
  await at.tab.waitForURL('**/sample');
  expect(await at.tab.getByRole('heading', { level: 1 }).textContent()).toBe('Your first run');
  expect(await at.tab.locator('code.grow').textContent()).toMatch(
    /^curl -X POST http:\/\/127\.0\.0\.1:\d+\/trigger\//,
  );
  await shoot(at.tab, 'journey-a-2-sample');
}, 180_000);

test('a call from a terminal appears by itself, without a reload', async () => {
  const line = (await at.tab.locator('code.grow').textContent()) ?? '';
  const [, url = ''] = /-X POST (\S+)/.exec(line) ?? [];
  const [, body = ''] = /-d '(.*)'$/.exec(line) ?? [];
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(answer.status).toBe(200);
  await at.tab.locator('#sample-runs').getByText('Succeeded').waitFor();
  expect(await at.tab.locator('#sample-runs tbody tr').count()).toBe(1);
  await shoot(at.tab, 'journey-a-3-run');
}, 180_000);

test('a click sends one as well, and leads to what it did', async () => {
  await at.tab.getByRole('button', { name: 'Send an order from here' }).click();
  await at.tab.locator('#sample-runs tbody tr').nth(1).waitFor();
  await at.tab.getByRole('link', { name: 'See what it did' }).first().click();
  await at.tab.waitForURL('**/executions/exe_*');
  await at.tab.locator('.waterfall').waitFor();
  await shoot(at.tab, 'journey-a-4-execution');
}, 180_000);

test('one click removes the sample', async () => {
  await at.tab.goto(`${at.app.url}/sample`);
  await at.tab.getByRole('button', { name: 'Remove the sample' }).click();
  await at.tab.waitForURL('**/integrations');
  await shoot(at.tab, 'journey-a-5-removed');
  await at.tab.goto(`${at.app.url}/customers`);
  expect(await at.tab.getByText('Sample Customer').count()).toBe(0);
}, 180_000);

test('nothing on the way broke a rule of the browser', async () => {
  expect(await at.tab.problems()).toEqual([]);
});
