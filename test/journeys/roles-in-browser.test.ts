/** (d) A builder and a support person are invited; each sees and may do what the table says. */
import { expect, test } from 'bun:test';
import { browsedApp } from '../support/browser/browsed-binary.ts';
import type { Tab } from '../support/browser/browser.ts';
import { shoot } from '../support/browser/shots.ts';
import { PASSWORD } from '../support/journey-people.ts';

let builder: Tab;
let support: Tab;

const at = browsedApp('/settings/staff', { sample: true });

/** Invites somebody and follows the link in a browser of their own. */
async function invited(email: string, role: string, name: string): Promise<Tab> {
  await at.tab.goto(`${at.app.url}/settings/staff`);
  await at.tab.getByLabel('E-mail').fill(email);
  await at.tab.locator(`.choice input[value=${role}]`).check();
  await at.tab.getByRole('button', { name: 'Make a link' }).click();
  const link = (await at.tab.locator('.banner code').textContent()) ?? '';
  await shoot(at.tab, `journey-d-1-invited-${role}`);
  const own = await at.browser.page({ url: link });
  await own.getByLabel('Your name').fill(name);
  await own.getByLabel('Password').fill(PASSWORD);
  await own.getByRole('button', { name: 'Join' }).click();
  await own.waitForURL(`${at.app.url}/`);
  return own;
}

test('the links lead in', async () => {
  builder = await invited('robin@larkfield.example', 'builder', 'Robin');
  support = await invited('sam@larkfield.example', 'support', 'Sam');
  await shoot(builder, 'journey-d-2-builder');
}, 180_000);

test('a builder builds, and finds no settings', async () => {
  expect(await builder.getByRole('navigation', { name: 'Main' }).getByText('Settings').count()).toBe(0);
  await builder.goto(`${at.app.url}/integrations`);
  expect(await builder.getByRole('link', { name: 'Integration', exact: true }).count()).toBe(1);
  await builder.goto(`${at.app.url}/settings`);
  expect(builder.status()).toBe(403);
  expect(await builder.getByRole('link', { name: 'Dana' }).getAttribute('href')).toBe(
    'mailto:dana@larkfield.example',
  );
  await shoot(builder, 'journey-d-3-refused');
}, 180_000);

test('support reads and replays, and finds nothing to build with', async () => {
  await support.goto(`${at.app.url}/integrations`);
  await support.locator('a.title').first().waitFor();
  expect(await support.getByRole('link', { name: 'Integration', exact: true }).count()).toBe(0);
  await support.locator('a.title').first().click();
  await support.locator('.step-card').first().waitFor();
  await shoot(support, 'journey-d-4-support-reads');
  expect(await support.getByRole('button', { name: 'Save details' }).count()).toBe(0);
  const integration = /int_\w+/.exec(support.url())?.[0];
  await support.goto(`${at.app.url}/integrations/${integration}/versions`);
  expect(await support.getByRole('switch').count()).toBe(0);
  for (const path of ['/integrations/new', '/customers/new', `/integrations/${integration}/deletion`]) {
    await support.goto(at.app.url + path);
    expect({ path, status: support.status() }).toEqual({ path, status: 403 });
  }
}, 180_000);

test('support deploys, pauses and cancels', async () => {
  await support.goto(`${at.app.url}/instances`);
  await support.locator('a.title').first().click();
  await support.waitForURL('**/instances/ins_*');
  await support.getByRole('button', { name: /pause/i }).first().click();
  // Below it stands as a change, which stays.
  const head = support.locator('#instance-head');
  await head.getByText('Paused').first().waitFor();
  await shoot(support, 'journey-d-5-paused');
  expect(await support.getByRole('link', { name: /remove/i }).count()).toBe(0);
  await support
    .getByRole('button', { name: /enable|activate|resume/i })
    .first()
    .click();
  await head.getByText('Paused').first().waitFor({ state: 'detached' });
}, 180_000);

test('nothing on the way broke a rule of the browser', async () => {
  for (const each of [at.tab, builder, support]) expect(await each.problems()).toEqual([]);
});
