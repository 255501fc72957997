/** The field's own client library in a page of another site, whose address for it is ours. */
import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import type { FrameLocator } from 'playwright-core';
import * as v from 'valibot';
import { updateOrganization } from '../../src/models/organization.ts';
import { call as apiCall, openDesk, textAt } from '../support/app.ts';
import { until } from '../support/binary.ts';
import { serveDesk } from '../support/browser/app.ts';
import { axeViolationsInBothThemes } from '../support/browser/axe.ts';
import { openBrowser, type Tab, type TestBrowser } from '../support/browser/browser.ts';
import { sidewaysScroll } from '../support/browser/checks.ts';
import { shoot } from '../support/browser/shots.ts';
import { flow, integration, value, variable, webhook } from '../support/definitions.ts';
import { startOidc } from '../support/oidc.ts';
import { allowEmbedding, hostKey, hostToken } from '../support/tokens.ts';
import { makeWorld, type World } from '../support/world.ts';

const LIBRARY = new URL('../../node_modules/@prismatic-io/embedded/dist/index.umd.js', import.meta.url);
const PAGE = `<!doctype html><html lang="en"><title>A product</title><style>#place{height:860px}</style>
<h1>A product</h1><div id="place"></div><script src="/library.js"></script><script src="/page.js"></script>`;
const SCRIPT = `window.heard = []; addEventListener('message', ({ data, origin }) => {
  if (data?.event) heard.push({ ...data, origin });
});`;

const desk = openDesk();
const key = hostKey();
const served = serveDesk(desk);
const product = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch(request) {
    const { pathname } = new URL(request.url);
    const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html';
    const body = pathname === '/library.js' ? Bun.file(LIBRARY) : pathname === '/page.js' ? SCRIPT : PAGE;
    return new Response(body, { headers: { 'content-type': type } });
  },
});
/** Another site than ours, which is at 127.0.0.1. */
const HOST = `http://localhost:${product.port}`;

let browser: TestBrowser;
let tab: Tab;
let world: World;
let frame: FrameLocator;

beforeAll(async () => {
  world = await makeWorld(desk, '');
  await desk.deps.store.write((tx) => updateOrganization(tx, { name: 'Larkfield', accent: '#8a3b6b' }));
  await allowEmbedding(desk.deps.store, key, [HOST]);
  browser = await openBrowser();
  tab = await browser.page({ url: HOST, width: 1000 });
  frame = tab.frameLocator('#place iframe');
  await tab.evaluate(`prismatic.init({ prismaticUrl: '${served.url}' })`);
  await signIn();
}, 180_000);
afterEach(() => tab.evaluate('heard.length = 0'));
afterAll(async () => {
  await browser.close();
  product.stop(true);
  await served.stop();
  await desk.close();
});

const Message = v.looseObject({ event: v.string(), data: v.optional(v.unknown()), origin: v.string() });
const call = (text: string) => tab.evaluate<unknown>(`prismatic.${text}`);
const signIn = async (claims: Record<string, unknown> = {}) =>
  await call(
    `authenticate({ token: '${await hostToken(key, { customer: 'nova', customer_name: 'Nova', sub: 'ada', name: 'Ada', ...claims })}' })`,
  );
const hidden = (text: string) => ({
  ...value(text),
  meta: { visibleToOrgDeployer: false, visibleToCustomerDeployer: false },
});
const heading = (name: string | RegExp, level = 1) => frame.getByRole('heading', { name, level });

/** The library tells the page in the frame once of another token: before its script runs, nobody hears that. */
async function isListening(): Promise<void> {
  await until('the page in the frame listens', async () => {
    const inner = await (await tab.locator('#place iframe').elementHandle())?.contentFrame();
    return (await inner?.evaluate('document.readyState')) === 'complete';
  });
}

/** A page of a wizard says so when its script has run: what is said of it before the next one is waited for. */
async function isLoaded(pageName: string): Promise<void> {
  await tab.waitForFunction(
    `heard.some(({ event, data }) => event.endsWith('_PAGE_LOADED') && data.pageName === '${pageName}')`,
  );
}

async function heard(): Promise<v.InferOutput<typeof Message>[]> {
  const all = v.parse(v.array(Message), await tab.evaluate('heard'));
  return all.filter(({ event }) => !event.startsWith('PRISMATIC'));
}

async function hears(...events: string[]): Promise<v.InferOutput<typeof Message>[]> {
  await tab.waitForFunction(
    `heard.filter(({ event }) => !event.startsWith('PRISMATIC')).length >= ${events.length}`,
  );
  const all = await heard();
  expect(all.map(({ event }) => event)).toEqual(events);
  return all;
}

test('a token is taken, and one of somebody else is refused in words that the page’s developer reads', async () => {
  const wrong = await hostToken(hostKey(), { customer: 'nova' });
  await expect(call(`authenticate({ token: '${wrong}' })`)).rejects.toThrow(
    'is signed with none of the keys',
  );
});

test('the marketplace opens in the frame, in the theme and with the parts that the page wants, and of our own there is nothing', async () => {
  await call(
    `showMarketplace({ selector: '#place', theme: 'DARK', screenConfiguration: { marketplace: { hideSearch: true } } })`,
  );
  await heading('Connect Larkfield to the tools you use').waitFor();
  expect(await frame.locator('html').getAttribute('data-theme')).toBe('dark');
  expect(await frame.getByRole('search').count()).toBe(0);
  await shoot(tab, 'embedding-marketplace-dark');
  await call(`showMarketplace({ selector: '#place' })`);
  await frame.getByRole('search').waitFor();
  expect(await frame.locator('html').getAttribute('data-theme')).toBe('light');
  expect(await frame.locator('body').textContent()).not.toMatch(/stepwell|sign out/i);
  await shoot(tab, 'embedding-marketplace');
});

test('filters leave out what the page does not want, also with the tail of a merged condition', async () => {
  const shown = async (filters: string) => {
    await call(`showMarketplace({ selector: '#place', filters: { marketplace: ${filters} } })`);
    await heading('Connect Larkfield to the tools you use').waitFor();
    return await frame.getByRole('heading', { name: 'Shop', level: 3 }).count();
  };
  expect(await shown(`{ filterQuery: ['in', 'labels', 'us'] }`)).toBe(0);
  expect(await shown(`{ filterQuery: ['in', 'labels', 'eu', ['equal', 'name', 'x']] }`)).toBe(1);
  expect(await shown(`{ category: 'CRM' }`)).toBe(0);
  expect(await shown(`{ category: 'ERP', label: 'eu' }`)).toBe(1);
});

test('what is activated, answered, filled in by the page, changed, left and removed is told to the page', async () => {
  await call(`showMarketplace({ selector: '#place' })`);
  await frame.getByRole('button', { name: /^Activate/ }).click();
  const [created, , loaded, page] = await hears(
    'INSTANCE_CREATED',
    'INSTANCE_CONFIGURATION_OPENED',
    'INSTANCE_CONFIGURATION_LOADED',
    'INSTANCE_CONFIGURATION_PAGE_LOADED',
  );
  expect(created).toMatchObject({
    origin: served.url,
    data: { customerName: 'Nova', integrationName: 'Shop', integrationVersionNumber: 1, readOnly: false },
  });
  expect(loaded?.data).toMatchObject({ configVars: { Region: { value: 'eu', dataType: 'PICKLIST' } } });
  expect(page?.data).toMatchObject({ pageName: 'Shop' });
  expect(JSON.stringify(await heard())).not.toContain('Margin');
  await call(
    `setConfigVars({ selector: '#place', configVars: { 'Shop Name': { value: 'Nord' }, Region: { value: 'us' }, System: { inputs: { apiKey: { value: 'k-1' } } } } })`,
  );
  await until(
    'the page has filled it in',
    async () => (await frame.getByLabel('Shop Name').inputValue()) === 'Nord',
  );
  await shoot(tab, 'embedding-answers');
  await frame.getByRole('button', { name: 'Next: More values' }).click();
  await heading('More values').waitFor();
  // What the page around has said once is filled in on later pages too.
  await isLoaded('More values');
  expect(await frame.getByRole('radio', { name: 'us' }).isChecked()).toBe(true);
  await frame.getByRole('button', { name: 'Next: Review' }).click();
  await heading('Ready to activate').waitFor();
  await isLoaded('Review');
  await tab.evaluate('heard.length = 0');
  await frame.getByRole('button', { name: 'Activate' }).click();
  const [deployed] = await hears('INSTANCE_DEPLOYED', 'INSTANCE_CONFIGURATION_CLOSED');
  expect(deployed?.data).toMatchObject({ instanceName: 'Shop' });
  const { instanceId } = v.parse(v.looseObject({ instanceId: v.string() }), deployed?.data);
  await tab.evaluate('heard.length = 0');

  await call(`editInstanceConfiguration({ selector: '#place', instanceId: '${instanceId}' })`);
  await frame.getByLabel('Shop Name').waitFor();
  expect(await frame.getByLabel('Shop Name').inputValue()).toBe('Nord');
  await frame.getByRole('button', { name: 'Save and leave' }).click();
  await heading('Shop').waitFor();
  await hears(
    'INSTANCE_CONFIGURATION_OPENED',
    'INSTANCE_CONFIGURATION_LOADED',
    'INSTANCE_CONFIGURATION_PAGE_LOADED',
    'INSTANCE_CONFIGURATION_CANCELED',
    'INSTANCE_CONFIGURATION_CLOSED',
  );
  await tab.evaluate('heard.length = 0');

  await call(
    `configureInstance({ selector: '#place', integrationName: 'Shop', skipRedirectOnRemove: true })`,
  );
  await frame.getByRole('link', { name: 'Remove …' }).click();
  await frame.getByRole('button', { name: 'Remove', exact: true }).click();
  const [deleted] = await hears('INSTANCE_DELETED');
  expect(deleted?.data).toMatchObject({ instanceId });
}, 180_000);

test('what one person answers for themselves, changes and removes is told to the page under its own names', async () => {
  await signIn({ customer: 'acme', sub: 'mia', name: 'Mia', role: 'user' });
  await call(`editUserLevelConfiguration({ selector: '#place', instanceId: '${world.instance}' })`);
  await heading('Yours').waitFor();
  const [opened] = await hears(
    'USER_CONFIGURATION_OPENED',
    'USER_CONFIGURATION_LOADED',
    'USER_CONFIGURATION_PAGE_LOADED',
  );
  expect(opened?.data).toMatchObject({
    ...{ instanceId: world.instance, userName: 'Mia', readOnly: false },
    userLevelConfigVariables: { Signature: { dataType: 'STRING' } },
  });
  await call(`setConfigVars({ selector: '#place', configVars: { Signature: { value: 'Yours, Mia' } } })`);
  await frame.getByRole('button', { name: 'Next: Review' }).click();
  await heading('Ready to save').waitFor();
  await isLoaded('Review');
  await shoot(tab, 'embedding-own-answers');
  await tab.evaluate('heard.length = 0');
  await frame.getByRole('button', { name: 'Save' }).click();
  const [deployed] = await hears('USER_CONFIGURATION_DEPLOYED', 'USER_CONFIGURATION_CLOSED');
  expect(deployed?.data).toMatchObject({
    userConfigId: expect.stringMatching(/^ucf_/),
    userLevelConfigVariables: { Signature: { value: 'Yours, Mia' } },
  });
  await tab.evaluate('heard.length = 0');
  await frame.getByRole('link', { name: 'Remove your own answers …' }).click();
  await frame.getByRole('button', { name: 'Remove', exact: true }).click();
  const [deleted] = await hears('USER_CONFIGURATION_DELETED');
  expect(deleted?.data).toMatchObject({ instanceId: world.instance, userName: 'Mia' });
  await signIn();
}, 180_000);

test('every other screen opens, and of what customers would build themselves the page says that there is none', async () => {
  for (const [show, title] of [
    [`showConnections({ selector: '#place' })`, 'Connections'],
    [`showDashboard({ selector: '#place' })`, 'My integrations'],
    [`showLogs({ selector: '#place' })`, 'Activity'],
    [`configureInstance({ selector: '#place', integrationId: '${world.integration}' })`, 'Shop'],
    [`showComponents({ selector: '#place' })`, 'Not available'],
    [`showComponent({ selector: '#place', componentId: 'http' })`, 'Not available'],
    [`showWorkflows({ selector: '#place' })`, 'Not available'],
    [`showWorkflow({ selector: '#place', workflowId: 'x' })`, 'Not available'],
  ] as const) {
    await call(show);
    await heading(title).waitFor();
    await shoot(tab, `embedding-${title.replaceAll(' ', '-')}`);
  }
  await expect(call(`showDesigner({ selector: '#place', integrationId: 'x' })`)).rejects.toThrow(/designer/i);
  expect(await call(`graphqlRequest({ query: '{ integrations { nodes { id } } }' })`)).toMatchObject({
    errors: [{ message: expect.stringContaining('marketplace alone') }],
  });
}, 180_000);

test('a newer token lets the session go on without a reload', async () => {
  await call(`showMarketplace({ selector: '#place' })`);
  await heading('Connect Larkfield to the tools you use').waitFor();
  await isListening();
  const [, inner] = tab
    .frames()
    .filter((each) => each.url().includes('marketplace'))
    .reverse();
  await (inner ?? tab.frames().at(-1))?.evaluate('window.isStill = true');
  const answered = tab.waitForResponse((response) => response.url().endsWith('/embedded/sessions'));
  await signIn({ iat: Math.floor(Date.now() / 1000) + 1 });
  expect(await (await answered).json()).toEqual({ isOther: false });
});

test('in a popover Escape asks the page to close it', async () => {
  await call('showMarketplace({ usePopover: true })');
  const popover = tab.frameLocator('.pio__popover iframe');
  await popover.getByRole('heading', { name: 'Connect Larkfield to the tools you use' }).waitFor();
  await popover.locator('main').press('Escape');
  await tab.waitForFunction(`heard.some(({ event }) => event === 'POPOVER_CLOSED')`);
  expect((await heard())[0]).toMatchObject({ event: 'POPOVER_CLOSE_REQUESTED', origin: served.url });
  expect(await tab.locator('.pio__overlay--is_visible').count()).toBe(0);
});

test('somebody of another customer sees their own things in the same browser, and never the others', async () => {
  await signIn({ customer: 'acme', sub: 'kim', name: 'Kim' });
  await call(`showDashboard({ selector: '#place' })`);
  await frame.getByRole('link', { name: /Shop/ }).waitFor();
  await isListening();
  await signIn({ customer: 'other', customer_name: 'Other', sub: 'lou' });
  await heading('You have no integrations yet', 2).waitFor();
  expect(await frame.getByRole('link', { name: /Shop/ }).count()).toBe(0);
});

test('somebody signs in at another system in a window of the frame, which knows nothing of who is signed in there', async () => {
  const oidc = await startOidc(`${served.url}/oauth/callback`);
  Object.assign(desk.deps, { publicUrl: () => served.url });
  const inputs = Object.fromEntries(Object.entries(oidc.fields).map(([name, text]) => [name, hidden(text)]));
  const component = { key: 'http', version: 'LATEST', isPublic: true };
  const account = variable('Account', 'connection', {
    connection: { key: 'authorizationCode', component },
    inputs,
  });
  const made = integration('Paper trail', [flow('Begin', [webhook()])], {
    requiredConfigVars: [account],
    configPages: [{ name: 'Your account', elements: [{ type: 'configVar', value: 'Account' }] }],
  });
  const id = textAt(await apiCall(desk.app, 'POST', '/integrations/import', JSON.stringify(made)), 'id');
  await apiCall(desk.app, 'POST', `/integrations/${id}/versions`, { note: 'First' });
  await apiCall(desk.app, 'PUT', `/integrations/${id}/listing`, { blurb: 'Files papers.' });
  await signIn();
  await call(`showMarketplace({ selector: '#place' })`);
  await frame.getByRole('button', { name: /Activate.*Paper trail/ }).click();
  await heading('Your account').waitFor();
  await frame.getByRole('button', { name: 'Connect: Account' }).click();
  const popup = tab.context().waitForEvent('page');
  await frame.getByRole('link', { name: 'Connect: Account' }).click();
  const opened = await popup;
  if (!opened.isClosed()) await opened.waitForEvent('close', { timeout: 60_000 });
  await frame.getByRole('link', { name: 'Sign in again: Account' }).waitFor();
  await shoot(tab, 'embedding-signed-in');
  await call(`showConnections({ selector: '#place' })`);
  const again = frame.getByRole('link', { name: 'Sign in again: Account' });
  const before = await again.getAttribute('data-changed');
  const second = tab.context().waitForEvent('page');
  await again.click();
  await (await second).waitForEvent('close', { timeout: 60_000 }).catch(() => undefined);
  await until('the list shows that somebody has signed in again', async () => {
    const now = await again.getAttribute('data-changed');
    return now !== null && now !== before;
  });
  await shoot(tab, 'embedding-signed-in-again');
  oidc.stop();
}, 180_000);

test('phrases of the page stand in place of ours', async () => {
  const phrases = `{ dynamicPhrase: { 'Read more': 'Mehr', Activate: 'Aktivieren' } }`;
  await call(`showMarketplace({ selector: '#place', translation: { phrases: ${phrases} } })`);
  await frame.getByRole('button', { name: /Aktivieren/ }).waitFor();
});

test('embed.js shows the same to pages that want less', async () => {
  await tab.addScriptTag({ url: `${served.url}/embed.js` });
  await tab.evaluate(`window.shown = stepwell.show({ target: '#place', theme: 'dark',
    token: async () => '${await hostToken(key, { customer: 'acme', sub: 'kim' })}',
    screen: 'integration', query: { instanceId: '${world.instance}' },
    on: (event, data) => heard.push({ event, data, origin: 'embed.js' }) })`);
  await heading('Shop').waitFor();
  expect(await frame.locator('html').getAttribute('data-theme')).toBe('dark');
  await frame.getByRole('link', { name: 'Change your answers' }).click();
  await frame.getByLabel('Shop Name').waitFor();
  await tab.waitForFunction(
    `heard.some(({ event, origin }) => event.endsWith('PAGE_LOADED') && origin === 'embed.js')`,
  );
  await tab.evaluate(`shown.fill({ 'Shop Name': { value: 'West' } })`);
  await frame.locator('input').and(frame.getByLabel('Shop Name')).waitFor();
  await tab.waitForFunction(`shown.close() || !document.querySelector('#place iframe')`);
});

test('in the frame everything can be read and reached, also on a phone', async () => {
  const cookies = (await tab.context().cookies(served.url)).filter(({ name }) => name === 'embedded-session');
  expect(cookies).toMatchObject([{ sameSite: 'None', secure: true, httpOnly: true }]);
  const alone = await browser.page({
    url: `${served.url}/public/app.css`,
    width: 360,
    cookies: { 'embedded-session': cookies[0]?.value ?? '' },
  });
  for (const path of ['/integration-marketplace/', '/workflows/', '/embedded/opening']) {
    await alone.goto(served.url + path);
    expect(await axeViolationsInBothThemes(alone, 'light')).toEqual([]);
    expect(await sidewaysScroll(alone)).toEqual([]);
  }
  await alone.close();
});

test('a page that is not listed gets neither frame nor token', async () => {
  const other = await browser.page({ url: `http://127.0.0.1:${product.port}` });
  await other.evaluate(`prismatic.init({ prismaticUrl: '${served.url}', skipPreload: true })`);
  const token = await hostToken(key);
  await expect(other.evaluate(`prismatic.authenticate({ token: '${token}' })`)).rejects.toThrow(
    'Failed to fetch',
  );
  await other.setContent(`<iframe src="${served.url}/integration-marketplace/?embed=true"></iframe>`);
  expect(await other.frameLocator('iframe').locator('main').count()).toBe(0);
  await other.close();
});
