/** A customer activates what needs an account at another system, whose people sign them in. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { getInstance } from '../../../src/models/instances.ts';
import { putListing } from '../../../src/models/listings.ts';
import { customer, publishedShop, shopDefinition } from '../../support/api-records.ts';
import { openDesk } from '../../support/app.ts';
import { filledIn } from '../../support/markup.ts';
import { startOidc } from '../../support/oidc.ts';
import { EVERYTHING } from '../../support/viewers.ts';
import { ledOnBy, type PageAnswer, visitorAs } from '../../support/visitor.ts';

const desk = openDesk();
let oidc: Awaited<ReturnType<typeof startOidc>>;
beforeAll(async () => {
  oidc = await startOidc('http://stepwell.test/oauth/callback');
});
afterAll(async () => {
  await oidc.stop();
  await desk.close();
});

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
const cookieOf = ({ headers }: PageAnswer) => headers.get('set-cookie')?.split(';')[0] ?? '';

/** Kim at the first page of what was activated. */
async function begun() {
  const integration = await publishedShop(desk.app, definition);
  await desk.deps.store.write((tx) => putListing(tx, integration, { blurb: '', position: 0, labels: [] }));
  const kim = await visitorAs(desk, 'customer_admin', await customer(desk.app, 'Bramble'), 'Kim');
  const { location } = await kim.post(`/marketplace/integrations/${integration}/activations`);
  const answers = location ?? '';
  const id = answers.split('/')[3] ?? '';
  const fill = async (typed: Record<string, string>, go: string) => {
    const { html } = await kim.get(`${answers}/1`);
    return await kim.post(`${answers}/1`, { ...filledIn(html, `${answers}/1`, typed), go });
  };
  const state = async () => (await getInstance(desk.deps.store.read, EVERYTHING, id)).state;
  return { kim, answers, fill, state, first: (await kim.get(`${answers}/1`)).html };
}

const FIELDS = () => ({
  'Authorize URL': oidc.fields.authorizeUrl,
  'Token URL': oidc.fields.tokenUrl,
  'Client ID': oidc.fields.clientId,
  'Client secret': oidc.fields.clientSecret,
  Scopes: 'openid',
});

test('one page asks for the account, leads to where one signs in, and comes back to the same page', async () => {
  const { kim, answers, fill, state, first } = await begun();
  const [, go = ''] = /name="go" value="(connect [^"]+)"/.exec(first) ?? [];
  expect(go).not.toBe('');
  // What the connection lacks is told before anybody is sent away; what else is on the page may wait.
  expect((await fill({}, go)).status).toBe(422);
  const connect = await fill(FIELDS(), go);
  expect(connect.location).toMatch(/^\/marketplace\/connections\/con_\w+\/authorization\?return=/);
  // A form may lead to no other site: the browser goes there from a page of ours.
  const away = await kim.get(ledOnBy(await kim.get(connect.location ?? '')));
  const back = new URL(await oidc.signIn(away.location ?? ''));
  const end = await kim.get(back.pathname + back.search, {
    cookie: `portal-session=${kim.token}; ${cookieOf(away)}`,
  });
  expect(end.location).toBe(`${answers}/1`);
  const again = await kim.get(`${answers}/1`);
  expect(again.html).toContain('Signed in.');
  expect(again.html).not.toContain(oidc.fields.clientSecret);
  await fill({ 'Shop Name': 'Nord' }, 'next');
  await kim.post(`${answers}/2`, {
    ...filledIn((await kim.get(`${answers}/2`)).html, `${answers}/2`, {}),
    go: 'next',
  });
  expect(await state()).toBe('needs_configuration');
  await kim.post(`${answers}/review`);
  expect(await state()).toBe('active');
});

test('before anybody has signed in the review says so, and nothing runs', async () => {
  const { kim, answers, fill, state } = await begun();
  expect((await fill({ 'Shop Name': 'Nord', ...FIELDS() }, 'next')).location).toBe(`${answers}/2`);
  const review = await kim.post(`${answers}/review`);
  expect([review.status, await state()]).toEqual([422, 'needs_configuration']);
  expect(review.html).toContain('System: sign in.');
});

test('in a frame the page stays, with what opens a window: other systems are shown in none', async () => {
  const { kim, answers, first } = await begun();
  const [, go = ''] = /name="go" value="(connect [^"]+)"/.exec(first) ?? [];
  const path = `/embedded${answers}/1`;
  const { html } = await kim.get(path);
  const { location } = await kim.post(path, { ...filledIn(html, path, FIELDS()), go });
  expect(location?.split('?')[0]).toBe(path);
  expect((await kim.get(location ?? '')).html).toMatch(
    /<a[^>]*href="\/embedded\/marketplace\/connections\/con_[^"]*"[^>]*data-popup/,
  );
});
