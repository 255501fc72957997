import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { connectionLinks, connections } from '../../../../src/db/schema.ts';
import { asRecord } from '../../../../src/lib/records.ts';
import { setClockAhead } from '../../../../src/lib/time.ts';
import { listAudit } from '../../../../src/models/audit.ts';
import { createConnectionTokens } from '../../../../src/models/connection-tokens.ts';
import { getConnection } from '../../../../src/models/connections.ts';
import { getInstance } from '../../../../src/models/instances.ts';
import { customer, publishChange, publishedShop, shopDefinition } from '../../../support/api-records.ts';
import { call, type Desk, openDesk, textAt } from '../../../support/app.ts';
import { startOidc } from '../../../support/oidc.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { type PageAnswer, type Visitor, visitorAs } from '../../../support/visitor.ts';

const CALLBACK = 'http://stepwell.test/oauth/callback';
let oidc: Awaited<ReturnType<typeof startOidc>>;
beforeAll(async () => {
  oidc = await startOidc(CALLBACK);
});
afterAll(() => oidc.stop());

let desk: Desk;
let dana: Visitor;
let instance = '';
let id = '';

const definition = {
  ...shopDefinition,
  requiredConfigVars: [
    ...shopDefinition.requiredConfigVars.slice(0, 3),
    {
      ...{ key: 'System', dataType: 'connection', stableKey: 'system', inputs: {} },
      connection: { key: 'authorizationCode', component: { key: 'http', version: 'LATEST', isPublic: true } },
    },
  ],
};

beforeEach(async () => {
  oidc.refuses(false);
  desk = openDesk();
  await call(desk.app, 'PATCH', '/organization', { name: 'Larkfield' });
  dana = await visitorAs(desk, 'support');
  const integrationId = await publishedShop(desk.app, definition);
  const customerId = await customer(desk.app, 'Acme');
  const configVariables = { 'Shop Name': 'Nord', System: { fields: oidc.fields } };
  instance = textAt(
    await call(desk.app, 'POST', '/instances', { integrationId, customerId, configVariables }),
    'id',
  );
  [{ id } = { id: '' }] = await desk.deps.store.read.select().from(connections);
});
afterEach(async () => {
  setClockAhead(0);
  await desk.close();
});

const held = async () => (await getConnection(desk.deps.store.read, desk.deps.vault, id)).held;
const state = async () => textAt(await call(desk.app, 'GET', `/connections/${id}`), 'state');
const cookieOf = ({ headers }: PageAnswer) => headers.get('set-cookie')?.split(';')[0] ?? '';
const pathOf = (address: string) => address.slice('http://stepwell.test'.length);

/** Somebody without an account, in a browser of their own. */
async function stranger(path: string, cookie = ''): Promise<PageAnswer> {
  const answer = await desk.app.request(`http://stepwell.test${path}`, {
    headers: { cookie, accept: 'text/html' },
  });
  const { status, headers } = answer;
  return { status, headers, html: await answer.text(), location: headers.get('location') };
}

async function began(query = '') {
  const start = await dana.get(`/connections/${id}/authorization${query}`);
  expect(start.status).toBe(303);
  const cookie = `session=${dana.token}; ${cookieOf(start)}`;
  return { authorization: start.location ?? '', cookie };
}

async function finished(query = '') {
  const { authorization, cookie } = await began(query);
  const back = await oidc.signIn(authorization);
  return await dana.get(pathOf(back), { cookie });
}

describe('a person who signs in', () => {
  test('is led there with PKCE and comes back to where they began, and the connection has a token', async () => {
    expect(await state()).toBe('pending');
    const page = await dana.get(`/instances/${instance}/configuration`);
    expect(page.html).toContain('Nobody has signed in yet.');
    const [, href = ''] = /href="(\/connections\/[^"]*authorization[^"]*)"/.exec(page.html) ?? [];
    const { authorization } = await began(href.replaceAll('&amp;', '&').slice(href.indexOf('?')));
    const asked = Object.fromEntries(new URL(authorization).searchParams);
    expect(asked).toMatchObject({
      ...{ ui_locales: 'en', response_type: 'code', client_id: 'shop-app', redirect_uri: CALLBACK },
      ...{ scope: 'openid', code_challenge_method: 'S256' },
    });
    const end = await finished(`?return=/instances/${instance}/configuration`);
    expect([end.status, end.location]).toEqual([303, `/instances/${instance}/configuration`]);
    expect(await state()).toBe('active');
    expect(await held()).toMatchObject({
      token: { access_token: expect.any(String), refresh_token: expect.any(String) },
      context: { expires_at: expect.any(String) },
    });
    const { items } = await listAudit(desk.deps.store.read, { action: 'connection.signed_in' }, { limit: 9 });
    expect(items).toMatchObject([{ actorId: dana.user.id, subjectId: id, subjectName: 'System' }]);
    expect((await dana.get(`/instances/${instance}`)).html).toContain('Signed in.');
  });

  test('in a window of its own ends on a page that says nothing secret', async () => {
    const { status, html } = await finished('?window=popup&return=/connections');
    expect(status).toBe(200);
    expect(html).toContain(`data-finished="${id}"`);
    for (const secret of Object.values(asRecord((await held()).token)))
      expect(html).not.toContain(String(secret));
  });

  test('out of a frame begins in a window that knows nothing of it, once, and not from another site', async () => {
    const start = await dana.get(`/connections/${id}/authorization?window=frame`);
    const address = String(JSON.parse(start.html).address);
    const foreign = { headers: { 'sec-fetch-site': 'cross-site', accept: 'text/html' } };
    expect((await desk.app.request(`http://stepwell.test${address}`, foreign)).status).toBe(410);
    const own = await stranger(address);
    expect(own.status).toBe(303);
    expect((await stranger(address)).status).toBe(410);
    const back = await oidc.signIn(own.location ?? '');
    const end = await stranger(pathOf(back), cookieOf(own));
    expect([end.status, await state()]).toEqual([200, 'active']);
    expect(end.html).toContain(`data-finished="${id}"`);
    const { items } = await listAudit(desk.deps.store.read, { action: 'connection.signed_in' }, { limit: 9 });
    expect(items).toMatchObject([{ actorId: dana.user.id }]);
  });

  test('is never led to another site', async () => {
    expect((await finished('?return=//evil.example/x')).location).toBe('/');
  });

  test('begins here, and not from another site', async () => {
    const headers = { cookie: `session=${dana.token}`, 'sec-fetch-site': 'cross-site' };
    const { status, location } = await dana.get(`/connections/${id}/authorization`, headers);
    expect([status, location]).toEqual([303, `/connections/${id}`]);
  });

  test('and says no is told so in plain words, and can try again', async () => {
    oidc.refuses(true);
    const { status, html } = await finished();
    expect(status).toBe(422);
    expect(html).toContain('Access was not given, so nothing is connected.');
    expect(html).toContain(`href="/connections/${id}/authorization"`);
    expect(await state()).toBe('pending');
  });

  test('is shown what the other system says where it gives no token', async () => {
    const { authorization, cookie } = await began();
    const back = await oidc.signIn(authorization);
    const { html, status } = await dana.get(pathOf(back).replace(/code=[^&]*/, 'code=another'), { cookie });
    expect(status).toBe(422);
    expect(html).toContain('It says: invalid_grant');
    expect(await state()).toBe('pending');
  });

  test('has to be of the staff, and is answered 404 for what is not there', async () => {
    expect((await stranger(`/connections/${id}/authorization`)).location).toContain('/sign-in');
    expect((await dana.get('/connections/con_0/authorization')).status).toBe(404);
  });
});

test('for tests of a draft somebody signs in on the page that configures them', async () => {
  const integration = textAt(await call(desk.app, 'GET', `/instances/${instance}`), 'integrationId');
  const path = `/integrations/${integration}/test-configuration`;
  const configVariables = { 'Shop Name': 'Nord', System: { fields: oidc.fields } };
  const set = await call(desk.app, 'PUT', path, configVariables);
  expect(set.status, set.text).toBe(200);
  const builder = await visitorAs(desk, 'builder');
  const { html } = await builder.get(path);
  const [, own = ''] = /href="\/connections\/([^"/]*)\/authorization/.exec(html) ?? [];
  expect(own).toStartWith('con_');
  expect(own).not.toBe(id);
  const start = await builder.get(`/connections/${own}/authorization?return=${path}`);
  const back = await oidc.signIn(start.location ?? '');
  const end = await builder.get(pathOf(back), { cookie: `session=${builder.token}; ${cookieOf(start)}` });
  expect(end.location).toBe(path);
  expect((await builder.get(path)).html).toContain('Signed in.');
});

describe('the state that somebody comes back with', () => {
  test.each<
    [what: string, path: (path: string) => string, cookie: (cookie: string) => string, before?: () => unknown]
  >([
    ['is another', (path) => path.replace(/state=[^&]*/, 'state=other'), (cookie) => cookie],
    ['is missing', (path) => path.replace(/state=[^&]*/, ''), (cookie) => cookie],
    ['began in another browser', (path) => path, (cookie) => cookie.replace(/sign-in=.*/, 'sign-in=other')],
    ['comes without a cookie', (path) => path, (cookie) => cookie.replace(/; sign-in=.*/, '')],
    ['is older than ten minutes', (path) => path, (cookie) => cookie, () => setClockAhead(11 * 60_000)],
  ])('opens nothing where it %s', async (_, path, cookie, before) => {
    const begun = await began();
    const back = pathOf(await oidc.signIn(begun.authorization));
    before?.();
    const { status, html } = await dana.get(path(back), { cookie: cookie(begun.cookie) });
    expect(status).toBe(410);
    expect(html).toContain('out of date');
    setClockAhead(0);
    expect(await state()).toBe('pending');
  });

  test('is good once', async () => {
    const { authorization, cookie } = await began();
    const back = pathOf(await oidc.signIn(authorization));
    expect((await dana.get(back, { cookie })).status).toBe(303);
    expect((await dana.get(back, { cookie })).status).toBe(410);
  });
});

describe('a link that is sent to somebody', () => {
  const made = async () => {
    const answer = await call(desk.app, 'POST', `/connections/${id}/authorizations`);
    expect(answer.status).toBe(201);
    return pathOf(textAt(answer, 'url'));
  };

  test('lets them sign in without an account, once, in the organization’s look', async () => {
    const path = await made();
    const page = await stranger(path);
    expect(page.html).toContain('Connect System');
    expect(page.html).toContain('Larkfield asks you to sign in');
    expect(page.html.includes('Stepwell')).toBe(false);
    const start = await stranger(`${path}/authorization`);
    const back = await oidc.signIn(start.location ?? '');
    const end = await stranger(pathOf(back), cookieOf(start));
    expect(end.html).toContain('You are signed in, and the connection works from now on.');
    expect(end.html.includes('Stepwell')).toBe(false);
    expect(await state()).toBe('active');
    expect((await stranger(path)).status).toBe(410);
    expect((await stranger(`${path}/authorization`)).status).toBe(410);
    const { items } = await listAudit(desk.deps.store.read, { action: 'connection.signed_in' }, { limit: 9 });
    expect(items).toMatchObject([{ actorKind: 'token', actorName: 'STEPWELL_ADMIN_TOKEN' }]);
  });

  test('ends on a page of the organization’s own where the config variable names one, so does a window', async () => {
    const [System] = definition.requiredConfigVars.slice(3);
    const meta = {
      oAuthSuccessRedirectUri: 'https://app.example/done',
      oAuthFailureRedirectUri: 'https://app.example/failed',
    };
    const written = [...shopDefinition.requiredConfigVars.slice(0, 3), { ...System, meta }];
    const { integrationId } = await getInstance(desk.deps.store.read, EVERYTHING, instance);
    await publishChange(desk.app, integrationId, { ...definition, requiredConfigVars: written });
    await call(desk.app, 'PUT', `/instances/${instance}/version`, { version: 2 });
    const path = await made();
    const refused = await stranger(`${path}/authorization`);
    const state = new URL(refused.location ?? '').searchParams.get('state');
    const denied = `/oauth/callback?error=access_denied&state=${state}`;
    expect((await stranger(denied, cookieOf(refused))).location).toBe('https://app.example/failed');
    const start = await stranger(`${path}/authorization`);
    const back = await oidc.signIn(start.location ?? '');
    expect((await stranger(pathOf(back), cookieOf(start))).location).toBe('https://app.example/done');
    const popup = await finished('?window=popup');
    expect(popup.html).toContain('data-next="https://app.example/done"');
    // On a page of ours one goes on there.
    expect((await finished()).location).toBe(`/connections/${id}`);
  });

  test('is stored as a hash, ends after a week, and with the next one', async () => {
    const path = await made();
    const [row] = await desk.deps.store.read.select().from(connectionLinks);
    expect(JSON.stringify(row)).not.toContain(path.slice('/connect/'.length));
    setClockAhead(8 * 86_400_000);
    expect((await stranger(path)).html).toContain('good for a week only');
    setClockAhead(0);
    const next = await made();
    expect((await stranger(path)).status).toBe(410);
    expect((await stranger(next)).status).toBe(200);
  });

  test('that was used while somebody else was on their way connects nothing more', async () => {
    const path = await made();
    const start = await stranger(`${path}/authorization`);
    await finished();
    const first = (await held()).token;
    const back = await oidc.signIn(start.location ?? '');
    const { status, html } = await stranger(pathOf(back), cookieOf(start));
    expect(status).toBe(422);
    expect(html).toContain('was used meanwhile');
    expect((await held()).token).toEqual(first);
  });
});

describe('afterwards', () => {
  test('the token is renewed at the real provider, whose refresh tokens are good once', async () => {
    await finished();
    const first = asRecord((await held()).token);
    await desk.deps.tokens.renewed(id, { refused: first.access_token });
    const second = asRecord((await held()).token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    await desk.deps.tokens.renewed(id, { refused: second.access_token });
    expect(await state()).toBe('active');
  });

  test('one whose answer was lost in a crash is told apart: the provider has seen its refresh token used twice', async () => {
    await finished();
    const { catalog, compiledVersions, store, vault } = desk.deps;
    const token = asRecord((await held()).token);
    const lost = createConnectionTokens({
      ...{ catalog, compiledVersions, store, vault },
      // The provider has answered, and the process dies before it has kept that.
      fetch: async (url, init) => {
        await fetch(url, { method: 'POST', headers: init?.headers ?? {}, body: String(init?.body) });
        return await new Promise<never>(() => undefined);
      },
    });
    void lost.renewed(id, { refused: token.access_token });
    while ((await store.read.select().from(connections))[0]?.refreshingAt === null) await Bun.sleep(5);
    await Bun.sleep(100);
    const next = createConnectionTokens({
      catalog,
      compiledVersions,
      store,
      vault,
      fetch: (url, init) =>
        fetch(url, { method: 'POST', headers: init?.headers ?? {}, body: String(init?.body) }),
    });
    expect(await next.interrupted()).toBe(1);
    await expect(next.renewed(id, { refused: token.access_token })).rejects.toThrow('was lost');
    expect(await state()).toBe('error');
    // Signing in again makes it good.
    expect((await finished()).status).toBe(303);
    expect(await state()).toBe('active');
  });

  test('it can be disconnected: the provider takes the token back, and nothing renews it', async () => {
    await finished();
    const { access_token: access } = asRecord((await held()).token);
    const answer = await dana.post(`/connections/${id}/revocation`);
    expect(answer.location).toBe(`/connections/${id}`);
    expect(await state()).toBe('revoked');
    expect(await held()).not.toHaveProperty('token');
    const me = await fetch(`${oidc.url}/me`, { headers: { authorization: `Bearer ${access}` } });
    expect(me.status).toBe(401);
  });
});
