/** What other sites and frames are answered. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readPublicFiles } from '../../../src/lib/public-files.ts';
import { embeddedRoutes } from '../../../src/web/portal/embedded/routes.ts';
import { viewOf } from '../../../src/web/portal/embedded/view.ts';
import { openDesk } from '../../support/app.ts';
import { allowEmbedding, anyKey, HOST, hostToken } from '../../support/tokens.ts';
import { type Visitor, visitorAs } from '../../support/visitor.ts';
import { makeWorld, type World } from '../../support/world.ts';

const desk = openDesk();
const key = anyKey();
const SITE = 'http://stepwell.test';
afterAll(desk.close);

let world: World;
let admin: Visitor;
beforeAll(async () => {
  await allowEmbedding(desk.deps.store, key);
  world = await makeWorld(desk, '');
  admin = await visitorAs(desk, 'customer_admin', world.customer);
});

type Asked = { origin?: string; token?: string; body?: string; method?: string; cookie?: string };
async function ask(path: string, { origin = HOST, token, body = '{}', method = 'POST', cookie }: Asked = {}) {
  const own = path === '/embedded/sessions' ? { 'sec-fetch-site': 'same-origin' } : { origin };
  const headers = {
    ...own,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(cookie === undefined ? {} : { cookie }),
  };
  const answer = await desk.app.request(SITE + path, {
    method,
    headers,
    ...(method === 'POST' ? { body } : {}),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

describe('scripts of other sites', () => {
  test('of those that are listed may ask, and read the answer', async () => {
    for (const path of ['/embedded/authenticate', '/api']) {
      const preflight = await ask(path, { method: 'OPTIONS' });
      expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, HOST]);
      expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
      const answer = await ask(path, { token: await hostToken(key) });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, HOST]);
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      for (const method of ['OPTIONS', 'POST'] as const) {
        const other = await ask(path, { method, origin: 'https://evil.test' });
        expect(other.headers.get('access-control-allow-origin')).toBeNull();
        expect(other.headers.get('vary')).toContain('origin');
      }
    }
  });

  test('are told in plain text what is wrong', async () => {
    const answer = await ask('/embedded/authenticate');
    expect([answer.status, answer.text]).toEqual([401, 'Send the token as Authorization: Bearer …']);
    const wrong = await ask('/embedded/authenticate', { token: 'x' });
    expect(wrong.text).toBe('The token cannot be read: it is no signed JSON Web Token.');
  });

  test('get the one answer that the library needs, and for other queries that there is none', async () => {
    const token = await hostToken(key);
    const query = '{\n      authenticatedUser {\n customer {\n allowEmbeddedDesigner\n } } }';
    const known = await ask('/api', { token, body: JSON.stringify({ query }) });
    expect(JSON.parse(known.text)).toEqual({
      data: { authenticatedUser: { customer: { allowEmbeddedDesigner: false } } },
    });
    for (const body of [JSON.stringify({ query: '{ integrations { nodes { id } } }' }), '{}', '[]'])
      expect(JSON.parse((await ask('/api', { token, body })).text)).toMatchObject({
        data: null,
        errors: [{}],
      });
    expect((await ask('/api', { token, body: 'x' })).status).toBe(400);
    expect((await ask('/api', { token, body: JSON.stringify({ query: 'x'.repeat(40_000) }) })).status).toBe(
      413,
    );
    expect((await ask('/api', { body: JSON.stringify({ query }) })).status).toBe(401);
  });
});

describe('a frame', () => {
  test('may stand on listed sites alone, and its cookie is of that site alone', async () => {
    const token = await hostToken(key);
    const { status, headers } = await ask('/embedded/sessions', { token });
    expect(status).toBe(200);
    expect(headers.get('set-cookie')).toMatch(
      /^embedded-session=[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=None; Partitioned$/,
    );
    for (const path of ['/integration-marketplace/', '/embedded', '//embedded', '/embedded/opening']) {
      const page = await desk.app.request(SITE + path);
      expect(page.headers.get('content-security-policy')).toContain(`frame-ancestors ${HOST}`);
    }
    for (const path of ['/marketplace', '/sign-in', '/'])
      expect((await desk.app.request(SITE + path)).headers.get('content-security-policy')).toContain(
        "frame-ancestors 'none'",
      );
  });

  test('is opened by its own script alone', async () => {
    const answer = await desk.app.request(`${SITE}/embedded/sessions`, {
      method: 'POST',
      body: '{}',
      headers: {
        origin: HOST,
        'sec-fetch-site': 'cross-site',
        authorization: `Bearer ${await hostToken(key)}`,
      },
    });
    expect(answer.status).toBe(403);
  });

  test('has a page to be fetched beforehand, which browsers keep and which says nothing of anybody', async () => {
    const page = await desk.app.request(`${SITE}/embedded`);
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'private, max-age=3600']);
    expect(await page.text()).not.toContain('data-framed');
  });

  test('waits for a token where nobody is signed in, and sessions of elsewhere are none', async () => {
    for (const cookie of ['', `session=${admin.token}`, `embedded-session=${admin.token}`]) {
      const page = await desk.app.request(`${SITE}/dashboard/?embed=true`, { headers: { cookie } });
      expect(page.headers.get('location')).toBe('/embedded/opening?return=%2Fdashboard%2F%3Fembed%3Dtrue');
    }
    const outside = await desk.app.request(`${SITE}/marketplace`, {
      headers: { cookie: `portal-session=${admin.framed}; session=${admin.framed}` },
    });
    expect(outside.headers.get('location')).toContain('/marketplace/sign-in');
  });

  test('begins with the token of the page around it, whoever it was before and whatever they may do', async () => {
    const token = await hostToken(key, { customer: 'acme', sub: 'mia', role: 'user' });
    const begun = await ask('/embedded/sessions', { token });
    const cookie = (begun.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const page = async (path: string) => await desk.app.request(SITE + path, { headers: { cookie } });
    expect((await page('/customer-connections/')).status).toBe(403);
    expect((await page('/customer-connections/?embed=true')).headers.get('location')).toBe(
      '/embedded/opening?return=%2Fcustomer-connections%2F%3Fembed%3Dtrue',
    );
  });

  test('leads to no page outside of it', async () => {
    for (const { method, path } of embeddedRoutes) {
      if (method !== 'GET' || path.includes(':')) continue;
      const { html } = await admin.get(path);
      const led = [...html.matchAll(/ (?:href|action|hx-get|hx-post)="([^"]*)"/g)].map(([, to = '']) => to);
      const outside = led.filter((to) => !/^(#|\/public\/|\/embedded\/|\/logo|[^/])/.test(to));
      expect([path, outside]).toEqual([path, []]);
    }
    const made = await admin.post(`/embedded/marketplace/mine/${world.instance}/name`, { name: 'Nord' });
    expect(made.location).toBe(`/embedded/marketplace/mine/${world.instance}`);
    const found = await admin.get('/find-integration-marketplace/?integrationName=Shop');
    expect(found.location).toBe(`/embedded/marketplace/mine/${world.instance}`);
  });
});

test('what a host page wants is kept as far as there is something that it can change', () => {
  expect(viewOf({ theme: 'DARK', filters: { marketplace: { includeActiveIntegrations: true } } })).toEqual({
    theme: 'dark',
  });
  expect(
    viewOf({
      filters: {
        marketplace: { category: 7, filterQuery: ['in', 'labels', 'x'], strictMatchFilterQuery: true },
      },
      screenConfiguration: {
        marketplace: { configuration: 'disallow-details', hideSearch: true },
        instance: { hideTabs: ['Test', 'Logs'], hidePauseButton: true, hideDeactivation: 'yes' },
        configurationWizard: { isInModal: true, mode: 'streamlined' },
      },
    }),
  ).toEqual({
    filters: { query: ['in', 'labels', 'x'], isStrict: true },
    hidden: ['search', 'places', 'activity', 'pause'],
    details: 'never',
  });
  for (const odd of [undefined, null, 'x', [], { theme: {}, filters: [], screenConfiguration: 7 }])
    expect(viewOf(odd)).toBeUndefined();
});

test('the script for pages that want less has at most 3 KB', async () => {
  const answer = await desk.app.request(`${SITE}/embed.js`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/javascript; charset=utf-8',
  ]);
  expect(readPublicFiles().find('embed.js')?.bytes.byteLength).toBeLessThanOrEqual(3 * 1024);
});
