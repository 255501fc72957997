/** Somebody signs in for a connection at a real provider, in a real browser: in a window of its own, and without scripts. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { addConnection } from '../../src/models/connection-changes.ts';
import { getConnection } from '../../src/models/connections.ts';
import { deployInstance } from '../../src/models/deployments.ts';
import { customer } from '../support/api-records.ts';
import { axeViolationsInBothThemes } from '../support/browser/axe.ts';
import { sidewaysScroll } from '../support/browser/checks.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { shootInBothThemes } from '../support/browser/shots.ts';
import { startOidc } from '../support/oidc.ts';
import { configured, published } from '../support/records.ts';

const at = browsedDesk({ role: 'support' });
let oidc: Awaited<ReturnType<typeof startOidc>>;
beforeAll(async () => {
  oidc = await startOidc(`${at.url}/oauth/callback`);
  Object.assign(at.desk.deps, { publicUrl: () => at.url });
}, 180_000);
afterAll(() => oidc.stop());

async function made(label: string): Promise<string> {
  const { store, vault, catalog } = at.desk.deps;
  const fields = {
    component: 'http',
    connection: 'authorizationCode',
    customerId: null,
    inputs: oidc.fields,
  };
  return await store.write((tx) => addConnection(tx, { vault, catalog }, { ...fields, label }));
}

const tokenOf = async (id: string) =>
  (await getConnection(at.desk.deps.store.read, at.desk.deps.vault, id)).held.token;

test('in a window of its own, which closes; the page that opened it shows it at once, and nobody has left it', async () => {
  const id = await made('Shop');
  const tab = await at.open(`/connections/${id}`);
  const popup = tab.context().waitForEvent('page');
  await tab.getByRole('link', { name: 'Connect: Shop' }).click();
  const opened = await popup;
  if (!opened.isClosed()) await opened.waitForEvent('close', { timeout: 30_000 });
  await tab.getByText('Signed in.', { exact: true }).first().waitFor();
  expect(new URL(tab.url()).pathname).toBe(`/connections/${id}`);
  expect(await tab.getByRole('link', { name: 'Sign in again: Shop' }).count()).toBe(1);
  expect(await tokenOf(id)).toMatchObject({ access_token: expect.any(String) });
  await shootInBothThemes(tab, 'sign-in-done');
  // Only at the other system was anything else asked for.
  expect((await tab.problems()).filter((problem) => !problem.includes(oidc.url))).toEqual([]);
}, 180_000);

test('without scripts on the page itself, there and back; whoever says no reads that, and can try again', async () => {
  const id = await made('Bank');
  const tab = await at.open(`/connections/${id}`, { javaScript: false });
  oidc.refuses(true);
  await tab.getByRole('link', { name: 'Connect: Bank' }).click();
  expect(await tab.getByRole('alert').textContent()).toContain('Access was not given');
  await shootInBothThemes(tab, 'sign-in-refused');
  oidc.refuses(false);
  await tab.getByRole('link', { name: 'Try again' }).click();
  expect(new URL(tab.url()).pathname).toBe(`/connections/${id}`);
  expect(await tab.getByRole('main').textContent()).toContain('Signed in.');
  expect(await tokenOf(id)).toMatchObject({ refresh_token: expect.any(String) });
}, 180_000);

test('the configuration of an instance and its page show how it is, at any width and in both themes', async () => {
  const kind = { key: 'authorizationCode', component: { key: 'http' } };
  const variable = { key: 'Shop', dataType: 'connection', connection: kind };
  const { app, deps } = at.desk;
  const integration = await published(deps.store, configured([variable]));
  const configVariables = { Shop: { fields: oidc.fields } };
  const wanted = { integrationId: integration.id, customerId: await customer(app, 'Acme'), configVariables };
  const { instance } = await deployInstance(deps, wanted);
  const tab = await at.open(`/instances/${instance.id}`, { width: 1440 });
  for (const path of [`/instances/${instance.id}`, `/instances/${instance.id}/configuration`]) {
    await tab.goto(at.url + path);
    expect(await tab.getByRole('link', { name: 'Connect: Shop' }).count()).toBe(1);
    expect(await axeViolationsInBothThemes(tab, 'light')).toEqual([]);
    await shootInBothThemes(tab, `sign-in${path.replace(instance.id, 'id').replaceAll('/', '-')}-1440`);
    await tab.setViewportSize({ width: 360, height: 800 });
    expect(await sidewaysScroll(tab)).toEqual([]);
    await shootInBothThemes(tab, `sign-in${path.replace(instance.id, 'id').replaceAll('/', '-')}-360`);
    await tab.setViewportSize({ width: 1440, height: 900 });
  }
}, 180_000);
