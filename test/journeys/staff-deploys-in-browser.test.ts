/** (a) Staff deploys a public example for a customer: a connection, an address and a mapping that the account itself offers. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { until } from '../support/binary.ts';
import { browsedApp } from '../support/browser/browsed-binary.ts';
import { sidewaysScroll } from '../support/browser/checks.ts';
import { shoot } from '../support/browser/shots.ts';
import { createCustomer, expectStatus, importText, publish } from '../support/journey.ts';
import { type Call, startUpstream, type Upstream } from '../support/upstream.ts';

const FILE = join(import.meta.dir, 'fixtures/hubspot-example-integration.yml');

const at = browsedApp('/', { settings: { STEPWELL_EGRESS_ALLOW: '127.0.0.1' } });
let hubspot: Upstream;
let integration: string;
let customer: string;

/** HubSpot as far as the wizard asks it: it signs somebody in, gives a token, and says what a company has. */
function answerAsHubspot({ path, body, headers }: Call): Response {
  const url = new URL(path, hubspot.url);
  if (url.pathname === '/oauth/authorize')
    return Response.redirect(
      `${url.searchParams.get('redirect_uri')}?code=consented&state=${url.searchParams.get('state')}`,
      302,
    );
  if (url.pathname === '/oauth/v1/token')
    return new URLSearchParams(body).get('code') === 'consented'
      ? Response.json({ access_token: 'of-the-account', refresh_token: 'next', expires_in: 1800 })
      : Response.json({ status: 'BAD_AUTH_CODE', message: 'missing or unknown auth code' }, { status: 400 });
  if (headers.authorization !== 'Bearer of-the-account') return new Response('', { status: 401 });
  const properties = [
    { name: 'name', label: 'Name' },
    { name: 'website', label: 'Website' },
    { name: 'annualrevenue', label: 'Annual Revenue' },
  ];
  return Response.json({ properties });
}

/** The file as it is published, asking the stand-in in place of HubSpot and with the app that the organization has there. */
async function definition(): Promise<string> {
  const text = await Bun.file(FILE).text();
  const hidden = { orgOnly: true, visibleToCustomerDeployer: false, visibleToOrgDeployer: false };
  const given = (key: string, value: string) =>
    `      ${key}: ${JSON.stringify({ meta: hidden, type: 'value', value })}\n`;
  return text
    .replaceAll('https://api.hubapi.com/crm-object-schemas', `${hubspot.url}/crm-object-schemas`)
    .replace(
      /^ {6}clientId:\n[\s\S]*?^ {6}developerApiKey:/m,
      given('authorizeUrl', `${hubspot.url}/oauth/authorize`) +
        given('tokenUrl', `${hubspot.url}/oauth/v1/token`) +
        given('clientId', 'app-of-larkfield') +
        given('clientSecret', 'secret-of-the-app') +
        '      developerApiKey:',
    );
}

beforeAll(async () => {
  hubspot = startUpstream();
  hubspot.answer = answerAsHubspot;
  const server = at.app.binary;
  integration = (await importText(server, await definition())).id;
  await publish(server, integration);
  customer = await createCustomer(server, 'Bramble & Co');
}, 180_000);
afterAll(() => hubspot.stop());

test('the first page asks for the account and the address, and for nothing that the organization has given', async () => {
  await at.tab.goto(`${at.app.url}/instances/new?integration=${integration}&customer=${customer}`);
  await shoot(at.tab, 'journey-a-1-new');
  await at.tab.getByRole('button', { name: 'Next: Configuration' }).click();
  await at.tab.getByRole('heading', { level: 1, name: 'Configuration' }).waitFor();
  await shoot(at.tab, 'journey-a-2-configuration');
  expect(await at.tab.content()).not.toContain('secret-of-the-app');
  expect(await at.tab.getByLabel('Client ID').count()).toBe(0);
}, 180_000);

test('they sign in at HubSpot, and the mapping offers what a company has there', async () => {
  await at.tab.getByRole('button', { name: 'Connect: Hubspot Connection' }).click();
  await at.tab.getByText('Signed in.', { exact: true }).first().waitFor();
  await at.tab.getByLabel('Acme API Endpoint').fill(`${hubspot.url}/acme`);
  await shoot(at.tab, 'journey-a-3-signed-in');
  await at.tab.getByRole('button', { name: 'Next: Map Hubspot fields' }).click();
  await at.tab.getByText('Hubspot / Acme Account Field Mapper').first().waitFor();
  await shoot(at.tab, 'journey-a-4-mapping');
  const first = at.tab.getByRole('group', { name: 'Hubspot / Acme Account Field Mapper 1' });
  // What the example itself fills in is nothing that this account has: it is said, and kept until somebody chooses.
  expect(await first.getByLabel('Hubspot Field').textContent()).toContain('Id (not offered)');
  await first.getByLabel('Hubspot Field').selectOption('Website');
  await first.getByLabel('Acme Field').selectOption('Acme Website');
  const rows = at.tab.getByLabel('Hubspot Field');
  for (const last of [6, 5, 4, 3, 2]) {
    await at.tab.getByRole('button', { name: `Remove Hubspot / Acme Account Field Mapper ${last}` }).click();
    await until('the row to be gone', async () => (await rows.count()) === last - 1);
  }
  await at.tab.getByRole('button', { name: 'Add to Hubspot / Acme Account Field Mapper' }).click();
  const second = at.tab.getByRole('group', { name: 'Hubspot / Acme Account Field Mapper 2' });
  await second.getByLabel('Hubspot Field').selectOption('Annual Revenue');
  await second.getByLabel('Acme Field').selectOption('Acme Account Annual Revenue');
  await shoot(at.tab, 'journey-a-5-mapped');
  await at.tab.setViewportSize({ width: 390, height: 844 });
  expect(await sidewaysScroll(at.tab)).toEqual([]);
  await shoot(at.tab, 'journey-a-6-phone');
  await at.tab.setViewportSize({ width: 1440, height: 900 });
}, 180_000);

test('what was said is reviewed, the instance is activated, and each variable is there', async () => {
  await at.tab.getByRole('button', { name: 'Next: Review' }).click();
  await at.tab.getByRole('heading', { level: 1, name: 'Ready to activate' }).waitFor();
  await shoot(at.tab, 'journey-a-7-review');
  await at.tab.getByRole('button', { name: 'Activate' }).click();
  await at.tab.getByRole('heading', { level: 1, name: 'Hubspot Example Integration' }).waitFor();
  await shoot(at.tab, 'journey-a-8-active');
  await at.tab.getByText('annualrevenue, annualrevenue').waitFor();
  const id = /ins_\w+/.exec(at.tab.url())?.[0] ?? '';
  expect(expectStatus(await at.app.binary.call('GET', `/instances/${id}`), 200).json).toMatchObject({
    state: 'active',
    configVariables: {
      'Acme API Endpoint': `${hubspot.url}/acme`,
      'Hubspot Connection': { token: { access_token: '***', refresh_token: '***' } },
      'Hubspot Company Field Mapping': [
        { source: 'website', destination: 'website' },
        { source: 'annualrevenue', destination: 'annualrevenue' },
      ],
    },
  });
  expect(hubspot.calls.filter(({ path }) => path === '/oauth/v1/token')).toHaveLength(1);
  // Only at the stand-in was anything else asked for.
  expect((await at.tab.problems()).filter((problem) => !problem.includes(hubspot.url))).toEqual([]);
}, 180_000);
