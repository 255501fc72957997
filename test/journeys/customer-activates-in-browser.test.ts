/**
 * A customer helps themselves: comes by an invitation, signs in at a real provider, chooses from what their account offers,
 * activates, sees the first run; and connects again by a link on a phone, once access was taken away.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { until } from '../support/binary.ts';
import { browsedApp } from '../support/browser/browsed-binary.ts';
import type { Tab } from '../support/browser/browser.ts';
import { sidewaysScroll } from '../support/browser/checks.ts';
import { shoot } from '../support/browser/shots.ts';
import {
  code,
  configVar,
  flow,
  type Input,
  integration,
  trigger,
  value,
  variable,
} from '../support/definitions.ts';
import { createCustomer, expectStatus, importDefinition, publish } from '../support/journey.ts';
import { PASSWORD } from '../support/journey-people.ts';
import { startOidc } from '../support/oidc.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

const at = browsedApp('/', { settings: { STEPWELL_EGRESS_ALLOW: '127.0.0.1' } });
let oidc: Awaited<ReturnType<typeof startOidc>>;
let upstream: Upstream;
let customer: string;
let tab: Tab;

const source = (key: string, body: string) => ({
  dataSource: { key, component: { key: 'code', version: 'LATEST', isPublic: true } },
  inputs: {
    connection: configVar('Account'),
    code: value(`module.exports = async (context, { connection }) => {\n${body}\n};`),
  },
});
const hidden = (text: string): Input & { meta: { [key: string]: boolean } } => ({
  ...value(text),
  meta: { visibleToOrgDeployer: false, visibleToCustomerDeployer: false },
});
const page = (name: string, ...keys: string[]) => ({
  name,
  elements: keys.map((key) => ({ type: 'configVar', value: key })),
});

function definition() {
  const ask = (path: string) =>
    `const answer = await fetch('${upstream.url}${path}', { headers: { authorization: 'Bearer ' + connection.token.access_token } });`;
  const inputs = Object.fromEntries(Object.entries(oidc.fields).map(([key, text]) => [key, hidden(text)]));
  const told = code(
    'Greet',
    `const { Folder, Fields, Rhythm } = context.configVars;
     await fetch('${upstream.url}/first-run', { method: 'POST', body: JSON.stringify({ Folder, Fields, rhythm: Rhythm.value }) });
     return { data: Folder };`,
  );
  return integration('Paper trail', [flow('Begin', [trigger('management-triggers.instanceDeploy'), told])], {
    requiredConfigVars: [
      variable('Account', 'connection', {
        connection: {
          key: 'authorizationCode',
          component: { key: 'http', version: 'LATEST', isPublic: true },
        },
        inputs,
      }),
      variable(
        'Folder',
        'picklist',
        source('runCodePicklist', `${ask('/folders')}\nreturn { result: await answer.json() };`),
      ),
      variable(
        'Fields',
        'jsonForm',
        source(
          'runCodeJsonForm',
          `${ask('/fields')}
           const columns = (await answer.json()).map((name) => ({ const: name, title: 'Column ' + name }));
           const row = { type: 'object', properties: { column: { oneOf: columns }, ours: { enum: ['name', 'amount'] } } };
           return { schema: { type: 'object', properties: { rows: { type: 'array', title: 'Mapping', items: row } } }, data: { rows: [{ column: 'b', ours: 'name' }] } };`,
        ),
      ),
      variable('Rhythm', 'schedule', { defaultValue: '0 6 * * *', timeZone: 'Europe/Berlin' }),
    ],
    configPages: [
      page('Your account', 'Account'),
      page('Papers', 'Folder', 'Fields'),
      page('When', 'Rhythm'),
    ],
  });
}

beforeAll(async () => {
  upstream = startUpstream();
  upstream.answer = ({ path, headers }) => {
    if (path === '/first-run') return Response.json({});
    if (!headers.authorization?.startsWith('Bearer ')) return new Response('Who is it?', { status: 401 });
    return Response.json(path === '/folders' ? [{ key: 'f-1', label: 'Invoices' }, 'Receipts'] : ['a', 'b']);
  };
  oidc = await startOidc(`${at.app.url}/oauth/callback`);
  const server = at.app.binary;
  const { id } = await importDefinition(server, definition());
  await publish(server, id);
  expectStatus(await server.call('PUT', `/integrations/${id}/listing`, { blurb: 'Files papers.' }), 200, 201);
  customer = await createCustomer(server, 'Bramble & Co');
  const invited = await server.call('POST', `/customers/${customer}/users`, {
    email: 'kim@bramble.example',
    name: 'Kim',
    role: 'customer_admin',
  });
  const link = /\/marketplace\/invitations\/[\w-]+/.exec(expectStatus(invited, 201).text)?.[0] ?? '';
  tab = await at.browser.page({ url: at.app.url + link });
}, 180_000);
afterAll(() => {
  upstream.stop();
  oidc.stop();
});

test('by an invitation somebody of the customer comes in, and finds what is offered', async () => {
  await tab.getByLabel('Password').first().fill(PASSWORD);
  await tab.locator('main button').last().click();
  await tab.waitForURL('**/marketplace**');
  await tab.goto(`${at.app.url}/marketplace`);
  await tab.getByText('Paper trail').first().waitFor();
  await shoot(tab, 'journey-f-1-marketplace');
}, 180_000);

test('they sign in at the other system, come back to where they were, and again in a window of its own', async () => {
  await tab
    .getByRole('button', { name: /Activate/ })
    .first()
    .click();
  await tab.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
  await tab.getByRole('button', { name: 'Connect: Account' }).click();
  await tab.getByText('Signed in.', { exact: true }).first().waitFor();
  await shoot(tab, 'journey-f-2-account');
  const popup = tab.context().waitForEvent('page');
  await tab.getByRole('link', { name: 'Sign in again: Account' }).click();
  const opened = await popup;
  if (!opened.isClosed()) await opened.waitForEvent('close', { timeout: 30_000 });
  await tab.getByRole('button', { name: 'Next: Papers' }).click();
}, 180_000);

test('what their account offers is chosen and mapped, a rhythm is set, and all of it is reviewed', async () => {
  await tab.getByText('Invoices', { exact: true }).waitFor();
  await tab.getByLabel('Invoices').check();
  await tab.getByText('Mapping').first().waitFor();
  await shoot(tab, 'journey-f-3-papers');
  expect(await sidewaysScroll(tab)).toEqual([]);
  await tab.getByRole('button', { name: 'Next: When' }).click();
  await tab.getByRole('heading', { level: 1, name: 'When' }).waitFor();
  await shoot(tab, 'journey-f-4-when');
  await tab.getByRole('button', { name: 'Next: Review' }).click();
  await tab.getByText('Invoices').or(tab.getByText('f-1')).first().waitFor();
  await shoot(tab, 'journey-f-5-review');
  await tab.getByRole('button', { name: 'Activate' }).click();
  await tab.waitForURL('**/marketplace/mine/ins_*');
}, 180_000);

test('the first run is there with what was chosen, and they see it in their own words', async () => {
  await tab.getByText('Active', { exact: true }).first().waitFor();
  const { body } = await until('the first run', () =>
    upstream.calls.find(({ path }) => path === '/first-run'),
  );
  expect(JSON.parse(body)).toEqual({
    Folder: 'f-1',
    Fields: { rows: [{ column: 'b', ours: 'name' }] },
    rhythm: '0 6 * * *',
  });
  await tab.goto(`${at.app.url}/marketplace/activity`);
  const row = tab.getByRole('row').filter({ hasText: 'Paper trail' });
  expect(await row.textContent()).toMatch(/Done.*It was activated or changed/);
  await shoot(tab, 'journey-f-6-activity');
  // Only at the other system was anything else asked for.
  expect((await tab.problems()).filter((problem) => !problem.includes(oidc.url))).toEqual([]);
}, 180_000);

test('once access was taken away, a link on a phone gives it back, without an account here', async () => {
  const server = at.app.binary;
  const listed = expectStatus(await server.call('GET', `/connections?customer=${customer}`), 200);
  const id = /con_\w+/.exec(listed.text)?.[0] ?? '';
  expectStatus(await server.call('PUT', `/connections/${id}/revocation`), 200, 204);
  expect((await server.call('GET', `/connections/${id}`)).json).toMatchObject({ state: 'revoked' });
  await tab.goto(`${at.app.url}/marketplace/connections`);
  await tab.getByText('Needs attention').waitFor();
  const made = expectStatus(await server.call('POST', `/connections/${id}/authorizations`), 200, 201);
  const url = /https?:[^"]+/.exec(made.text)?.[0] ?? '';
  const phone = await at.browser.page({ url, width: 390 });
  await shoot(phone, 'journey-f-7-link');
  expect(await sidewaysScroll(phone)).toEqual([]);
  await phone.getByRole('link', { name: 'Continue' }).click();
  await phone
    .getByText(/connected|done|close/i)
    .first()
    .waitFor();
  await shoot(phone, 'journey-f-8-done');
  expect((await server.call('GET', `/connections/${id}`)).json).toMatchObject({ state: 'active' });
  const again = await at.browser.page({ url, width: 390 });
  expect(await again.locator('main').textContent()).toContain('works no more');
  await tab.reload();
  await tab.getByText('Connected').first().waitFor();
}, 180_000);
