/** Accounts that people connect once for themselves, on the pages: beside what they set up, and in a list of their own. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { connections } from '../../../src/db/schema.ts';
import { brokenConnections } from '../../../src/models/connection-states.ts';
import { changedNotices, changeNotices, noticesToMail } from '../../../src/models/notices.ts';
import { customer, publishedShop, shopDefinition, shopValues } from '../../support/api-records.ts';
import { call, openDesk, textAt } from '../../support/app.ts';
import { filledIn } from '../../support/markup.ts';
import { startOidc } from '../../support/oidc.ts';
import { ledOnBy, type PageAnswer, type Visitor, visitorAs } from '../../support/visitor.ts';

const desk = openDesk();
const { read } = desk.deps.store;
let oidc: Awaited<ReturnType<typeof startOidc>>;
let acme: string;
let shared: string;
let first: string;
let second: string;
let ada: Visitor;
let bob: Visitor;
let staff: Visitor;

const definition = {
  ...shopDefinition,
  requiredConfigVars: [
    ...shopDefinition.requiredConfigVars,
    { key: 'Diary', dataType: 'connection', stableKey: 'diary', useScopedConfigVar: 'the-calendar' },
  ],
};

beforeAll(async () => {
  oidc = await startOidc('http://stepwell.test/oauth/callback');
  const { authorizeUrl, tokenUrl, clientId, clientSecret } = oidc.fields;
  const kind = { stableKey: 'the-calendar', name: 'Calendar', component: 'http' };
  const inputs = { authorizeUrl, tokenUrl, clientId, clientSecret, scopes: 'openid' };
  const wanted = { ...kind, connection: 'authorizationCode', scope: 'user', inputs };
  shared = textAt(await call(desk.app, 'POST', '/shared-connections', wanted), 'id');
  acme = await customer(desk.app, 'Acme');
  const deployed = async () => {
    const integrationId = await publishedShop(desk.app, definition);
    const fields = { integrationId, customerId: acme, configVariables: shopValues };
    return textAt(await call(desk.app, 'POST', '/instances', fields), 'id');
  };
  [first, second] = [await deployed(), await deployed()];
  ada = await visitorAs(desk, 'customer_member', acme, 'Ada');
  bob = await visitorAs(desk, 'customer_admin', acme, 'Bob');
  staff = await visitorAs(desk, 'owner');
});
afterAll(async () => {
  await oidc.stop();
  await desk.close();
});

const page = (instance: string, part: number | 'review') =>
  `/marketplace/mine/${instance}/own-answers/${part}`;
const cookieOf = ({ headers }: PageAnswer) => headers.get('set-cookie')?.split(';')[0] ?? '';
const accountsOf = async ({ user }: Visitor) =>
  await read.select().from(connections).where(eq(connections.userId, user.id));
const LIST = '/marketplace/own-connections';

/** Signs in at the other system; answers where somebody ends. */
async function signsIn(who: Visitor, begin: string): Promise<string | null> {
  const away = await who.get(begin);
  const back = new URL(await oidc.signIn(away.location ?? ''));
  const cookie = `portal-session=${who.token}; ${cookieOf(away)}`;
  return (await who.get(back.pathname + back.search, { cookie })).location;
}

test('it is asked on a page of its own, with nothing to type that staff have filled in', async () => {
  expect((await ada.get(`/marketplace/mine/${first}`)).html).toContain('Set up for yourself');
  const { html } = await ada.get(page(first, 1));
  expect(html).toContain('Your accounts');
  expect(html).toContain('Connect');
  expect(html).not.toMatch(/Client ID<|Authorize URL</);
  expect((await bob.get(`/marketplace/mine/${first}/answers/1`)).html).not.toContain('Diary');
});

test('somebody signs in once, and the other integration has the account', async () => {
  const { html } = await ada.get(page(first, 1));
  const [, go = ''] = /name="go" value="(connect [^"]+)"/.exec(html) ?? [];
  const begin = await ada.post(page(first, 1), { ...filledIn(html, page(first, 1), {}), go });
  const start = ledOnBy(await ada.get(begin.location ?? ''));
  expect(await signsIn(ada, start)).toBe(page(first, 1));
  expect((await ada.post(page(first, 'review'))).location).toBe(`/marketplace/mine/${first}`);
  expect((await ada.get(page(second, 1))).html).toContain('Signed in.');
  expect((await ada.post(page(second, 'review'))).location).toBe(`/marketplace/mine/${second}`);
  expect(await accountsOf(ada)).toHaveLength(1);
});

test('its owner finds it in their own list with what uses it, and signs in anew there', async () => {
  const { html } = await ada.get(LIST);
  for (const text of ['Calendar', 'Connected', `/marketplace/mine/${first}`, `/marketplace/mine/${second}`])
    expect(html).toContain(text);
  const [own] = await accountsOf(ada);
  const again = `${LIST}/${own?.id}/authorization?return=${encodeURIComponent(LIST)}`;
  expect(html).toContain(again.replaceAll('&', '&amp;'));
  expect(await signsIn(ada, again)).toBe(LIST);
});

test('nobody else sees it, signs in for it or removes it; staff see how many there are', async () => {
  const [own] = await accountsOf(ada);
  for (const path of [`${LIST}/${own?.id}/authorization`, `${LIST}/${own?.id}/removal`])
    expect((await bob.get(path)).status).toBe(404);
  expect((await bob.post(`${LIST}/${own?.id}/removal`)).status).toBe(404);
  expect((await bob.get(LIST)).html).toContain('You have connected no account for yourself');
  expect((await bob.get('/marketplace/connections')).html).not.toContain('Calendar');
  expect((await call(desk.app, 'GET', `/connections/${own?.id}`)).status).toBe(404);
  expect((await call(desk.app, 'GET', `/connections?customer=${acme}`)).text).not.toContain(own?.id ?? '');
  expect((await staff.get(`/connections/${own?.id}`)).status).toBe(404);
  const { html } = await staff.get(`/shared-connections/${shared}`);
  expect(html).toContain('One person has connected an account of their own.');
  expect(html).not.toContain(own?.id ?? '');
  const deletion = await staff.get(`/shared-connections/${shared}/deletion`);
  expect(deletion.html).toContain('The accounts that 1 person has connected for it go');
  const filling = await call(desk.app, 'POST', `/shared-connections/${shared}/connections`, { owner: acme });
  expect(filling.status).toBe(422);
});

test('when it stops working its owner alone is told, and led to their list', async () => {
  const [own] = await accountsOf(ada);
  const at = Date.now();
  await desk.deps.store.write(async (tx) => {
    await tx
      .update(connections)
      .set({ state: 'error' })
      .where(eq(connections.id, own?.id ?? ''));
    await changeNotices(tx, await changedNotices(tx, at), at);
  });
  expect(await brokenConnections(read, at)).toMatchObject([{ id: own?.id, isOwn: true }]);
  const [notice] = await noticesToMail(read, at, 10);
  expect(notice?.owner).toEqual({ userId: ada.user.id, instance: null });
  const { html } = await ada.get('/marketplace');
  expect(html).toContain('Your account Calendar has to be connected again');
  expect(html).toContain(LIST);
  expect((await bob.get('/marketplace')).html).not.toContain('Calendar');
  expect((await staff.get('/')).html).not.toContain('Calendar');
});

test('who removes it is told what does nothing for them then, and can connect it anew', async () => {
  const [own] = await accountsOf(ada);
  const path = `${LIST}/${own?.id}/removal`;
  const { html } = await ada.get(path);
  expect(html).toContain('Without your account Calendar these do nothing more for you');
  expect((await ada.post(path)).location).toBe(LIST);
  expect(await accountsOf(ada)).toEqual([]);
  expect((await ada.get(`/marketplace/mine/${second}`)).html).toContain('It needs something more of you now');
});
