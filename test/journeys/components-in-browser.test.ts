/** A component of one's own: uploaded, built with, run, and published anew while its runs are under way. */
import { expect, test } from 'bun:test';
import { parse } from 'yaml';
import { send } from '../support/binary.ts';
import { browsedApp } from '../support/browser/browsed-binary.ts';
import { shoot } from '../support/browser/shots.ts';
import { createCustomer, deploy, type Instance, urlOf } from '../support/journey.ts';

const at = browsedApp('/components');
let path: string;
let instance: Instance;

/** A component with an action, a trigger and a connection, that says which version of it runs, after a while. */
const dist = (word: string) => ({
  name: 'index.js',
  mimeType: 'text/javascript',
  buffer: Buffer.from(`
    const display = (label) => ({ label, description: 'Of the shop.' });
    const account = { key: 'account', label: 'Account', type: 'connection', required: true };
    exports.default = {
      key: 'shop-desk', public: false, display: display('Shop desk'),
      connections: [{ key: 'key', label: 'Shop key', inputs: [{ key: 'apiKey', label: 'API key', type: 'password' }] }],
      triggers: { ordered: { key: 'ordered', display: display('Ordered'), inputs: [], scheduleSupport: 'invalid',
        synchronousResponseSupport: 'valid', perform: async (context, payload) => ({ payload }) } },
      actions: { tell: { key: 'tell', display: display('Tell the shop'), inputs: [account], perform: async (context, { account }) => {
        await new Promise((done) => setTimeout(done, 20));
        return { data: '${word} ' + account.fields.apiKey };
      } } },
    };`),
});

async function upload(word: string, number: number): Promise<void> {
  const { tab, app } = at;
  await tab.goto(`${app.url}/components?q=shop`);
  await tab.getByText('Upload a component of your own').click();
  await tab.locator('input[type=file]').setInputFiles(dist(word));
  await tab.getByRole('button', { name: 'Upload', exact: true }).click();
  await tab.getByText(`custom · ${number}`).waitFor();
}

async function pick(words: string, name: string): Promise<void> {
  const { tab } = at;
  await tab.locator('#picker [role=combobox]').fill(words);
  await tab.locator('#pick-0 strong', { hasText: name }).waitFor();
  await tab.keyboard.press('Enter');
  await tab.locator('#step-panel h2', { hasText: name }).waitFor();
}

/** Does it, and waits until the page has saved it. */
async function saved(change: () => Promise<unknown>): Promise<void> {
  const answer = at.tab.waitForResponse((each) => each.request().method() === 'POST');
  await change();
  await (await answer).finished();
}

/** What the flow answers. */
const told = async () => (await send(urlOf(instance), { method: 'POST' })).text;

test('a bundle is uploaded, and a flow built with its trigger, its action and its connection', async () => {
  const { tab, app } = at;
  await upload('one', 1);
  await shoot(tab, 'journey-f-1-uploaded');
  await tab.goto(`${app.url}/integrations/new`);
  await tab.getByLabel('Name', { exact: true }).fill('Shop orders');
  await tab.getByRole('button', { name: 'Create integration' }).click();
  await tab.waitForURL('**/integrations/int_*');
  path = new URL(tab.url()).pathname;
  await tab.goto(`${app.url}${path}/configuration`);
  await tab.getByRole('link', { name: 'Add a variable' }).click();
  await tab.locator('#field-name').fill('Shop');
  await tab.locator('#field-type').selectOption({ label: 'Connection' });
  await tab.getByRole('button', { name: 'Add variable' }).click();
  await tab.locator('#field-part').selectOption({ label: 'Shop desk: Shop key' });
  await tab.getByLabel('API key').first().waitFor();
  await shoot(tab, 'journey-f-2-connection');
  await tab.goto(app.url + path);
  await tab.locator('.step-card.trigger').click();
  await tab.getByRole('link', { name: 'Change trigger' }).click();
  await pick('ordered', 'Ordered');
  await tab.locator('.step-add').last().click();
  await pick('tell the shop', 'Tell the shop');
  await saved(() => tab.getByLabel('Account', { exact: true }).selectOption({ label: 'Shop' }));
  await shoot(tab, 'journey-f-3-step');
  await tab.goto(app.url + path);
  await saved(() => tab.getByLabel('Callers wait for the result').check());
  await tab.goto(`${app.url}${path}/versions`);
  await tab.getByLabel('What did you change?').fill('The first one');
  await tab.getByRole('button', { name: 'Save & publish' }).click();
  await tab.getByRole('link', { name: 'v1', exact: true }).waitFor();
}, 180_000);

test('it runs; a hundred runs go on with the version that they began with while another is uploaded', async () => {
  const { binary } = at.app;
  const integrationId = path.split('/')[2] ?? '';
  const customerId = await createCustomer(binary, 'Acme');
  const configVariables = { Shop: { fields: { apiKey: 'key' } } };
  instance = await deploy(binary, { integrationId, customerId, configVariables });
  expect(await told()).toBe('one key');
  const runs = Array.from({ length: 100 }, told);
  await upload('two', 2);
  expect(new Set(await Promise.all(runs))).toEqual(new Set(['one key']));
  expect(await told()).toBe('one key');
}, 180_000);

test('a draft that stays with a version offers the newer one, takes it by one click, and goes back', async () => {
  const { tab, app } = at;
  const definition = `${path}/definition`;
  const before = await app.binary.call('GET', definition);
  const { flows } = parse(before.text);
  const set = {
    kind: 'set-version',
    flow: flows[0].stableKey,
    step: flows[0].steps[1].stableKey,
    version: 1,
  };
  const headers = { 'if-match': before.headers.get('etag') ?? '' };
  const pinned = await app.binary.call('POST', `${path}/commands`, { commands: [set] }, headers);
  expect(pinned.status).toBe(200);
  const offer = tab.getByText('Newer version available: this step has version 1.');
  await tab.goto(`${app.url}${path}?step=1`);
  await offer.waitFor();
  await shoot(tab, 'journey-f-4-newer');
  await tab.getByRole('button', { name: 'Use version 2' }).click();
  await offer.waitFor({ state: 'detached' });
  expect((await app.binary.call('GET', definition)).text).toContain('"version":2');
  await tab.locator('[data-key="Mod+z"]').click();
  await offer.waitFor();
  expect((await app.binary.call('GET', definition)).text).toContain('"version":1');
  expect(await tab.problems()).toEqual([]);
}, 180_000);
