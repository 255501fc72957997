/** What a customer's people see and do: in their own words, with their own rights. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { addConnection } from '../../../src/models/connection-changes.ts';
import { ownConnections } from '../../../src/models/connection-list.ts';
import { setActive } from '../../../src/models/deployments.ts';
import { removeInstance, restoreInstance } from '../../../src/models/instance-removal.ts';
import { getInstance } from '../../../src/models/instances.ts';
import { putListing } from '../../../src/models/listings.ts';
import { changeNotices } from '../../../src/models/notices.ts';
import { updateOrganization } from '../../../src/models/organization.ts';
import { embeddedRoutes } from '../../../src/web/portal/embedded/routes.ts';
import { portalRoutes } from '../../../src/web/portal/pages.ts';
import { customer, publishChange, publishedShop, shopDefinition } from '../../support/api-records.ts';
import { ran } from '../../support/api-runs.ts';
import { openDesk } from '../../support/app.ts';
import { filledIn } from '../../support/markup.ts';
import { EVERYTHING, viewerFor } from '../../support/viewers.ts';
import { type Visitor, visitorAs } from '../../support/visitor.ts';
import { addressesOf, makeWorld, PROBE, type World } from '../../support/world.ts';

const desk = openDesk();
const { app, deps } = desk;
afterAll(desk.close);

/** What customers never read, and our own name. */
const NEVER =
  /\b(instances?|deploy\w*|executions?|flows?|triggers?|payloads?|config variables?|configuration variables?|credentials?|webhooks?|stepwell)\b/i;

let world: World;
let admin: Visitor;
let member: Visitor;
beforeAll(async () => {
  world = await makeWorld(desk, '');
  const look = { name: 'Larkfield', accent: '#8a3b6b', radius: 14, font: 'serif', theme: 'dark' } as const;
  await deps.store.write((tx) => updateOrganization(tx, { ...look, isCatalogueOpen: true }));
  admin = await visitorAs(desk, 'customer_admin', world.customer, 'Kim');
  member = await visitorAs(desk, 'customer_member', world.customer, 'Lou');
});

/** All that is read or heard on a page. */
function readOn(html: string): string {
  const heard = [...html.matchAll(/ (?:aria-label|title|placeholder|alt)="([^"]*)"/g)].map(
    ([, text]) => text,
  );
  const body = html.replaceAll(/<(script|style|svg)\b[\s\S]*?<\/\1>/g, '').replaceAll(/<[^>]*>/g, ' ');
  return `${body} ${heard.join(' ')}`;
}

const pages = [...portalRoutes, ...embeddedRoutes]
  .filter(({ method }) => method === 'GET')
  .map(({ path }) => path);

describe('no page of customers has a word of ours, or one that only staff know', () => {
  test.each([
    ...pages,
    '/marketplace?q=nothing-like-it',
    '/marketplace/activity?outcome=failed',
    '/marketplace/activity?outcome=stopped',
    '/marketplace/mine/ins_nothing',
    '/marketplace/nothing',
    '/marketplace?category=',
  ])('%s', async (path) => {
    const address = addressesOf(path, world, 'known');
    const stranger = await app.request(`http://stepwell.test${address}`, {
      headers: { accept: 'text/html' },
    });
    const answers = [
      (await admin.get(address)).html,
      (await member.get(address)).html,
      await stranger.text(),
    ];
    for (const html of answers) expect(readOn(html).match(NEVER)?.[0]).toBeUndefined();
  });

  test('nor does one that cannot read the store', async () => {
    const broken = openDesk();
    await broken.deps.store.close();
    const answer = await broken.app.request('http://stepwell.test/marketplace', {
      headers: { accept: 'text/html', cookie: 'portal-session=x' },
    });
    const html = await answer.text();
    await broken.close().catch(() => undefined);
    expect(answer.status).toBe(500);
    expect(readOn(html).match(NEVER)?.[0]).toBeUndefined();
  });

  test('nor does an error that our side has written', async () => {
    const ours = { message: 'The flow "x" of the instance ins_1 has no trigger.' };
    const theirs = { message: 'Acme: order 12 has no buyer.' };
    for (const [error, said] of [
      [ours, 'It could not go on for a technical reason.'],
      [theirs, 'Acme: order 12 has no buyer.'],
    ] as const) {
      const id = await ran(deps, world.instance, [], { status: 'failed', error });
      const { html } = await admin.get(`/marketplace/activity/${id}`);
      expect(html).toContain(said);
      expect(readOn(html).match(NEVER)?.[0]).toBeUndefined();
    }
  });
});

test('every page has the organization’s name, colour, corners, face and preference', async () => {
  for (const path of pages) {
    const { html, status } = await admin.get(addressesOf(path, world, 'known'));
    if (status === 303) continue;
    expect(html).toMatch(/<title>[^<]* · Larkfield<\/title>/);
    expect(html).toContain('--accent: #8a3b6b; --radius: 14px; --font: Georgia');
    expect(html).toContain('<html lang="en" class="customer" data-theme="dark">');
    expect(html).not.toContain('href="#waves"');
  }
});

test('no text that somebody has set becomes markup on a page of customers', async () => {
  const hostile = openDesk();
  const probed = await makeWorld(hostile);
  const kim = await visitorAs(hostile, 'customer_admin', probed.customer, PROBE);
  for (const path of pages) {
    const { html } = await kim.get(addressesOf(path, probed, 'known'));
    expect([path, /<script>alert|<img src=x|(href|src)="\s*javascript:/i.test(html)]).toEqual([path, false]);
  }
  await hostile.close();
});

test('a member sees what there is, and changes nothing of it but what they answer for themselves', async () => {
  const { html } = await member.get(`/marketplace/mine/${world.instance}`);
  expect(html).not.toContain('Pause');
  expect(html).not.toContain('Name and removal');
  expect(html).not.toContain('href="/marketplace/team"');
  for (const path of ['/marketplace/activity', '/marketplace/connections', '/marketplace/team']) {
    const refused = await member.get(path);
    expect([path, refused.status]).toEqual([path, 403]);
    expect(refused.html).toContain('Ask an admin of your team');
  }
  for (const form of portalRoutes.filter(({ method, access }) => method === 'POST' && access !== 'anyone')) {
    if (form.access === 'customers' || form.access === 'own-answers:write') continue;
    const { status } = await member.post(addressesOf(form.path, world, 'known'));
    expect([form.path, status]).toEqual([form.path, 403]);
  }
});

describe('a customer helps themselves', () => {
  test('from the card to what runs, its pause, its update and its end', async () => {
    const integration = await publishedShop(app);
    await deps.store.write((tx) =>
      putListing(tx, integration, { blurb: 'Brings orders.', position: 0, labels: [] }),
    );
    const kim = await visitorAs(desk, 'customer_admin', await customer(app, 'Bramble'), 'Kim');
    const marketplace = await kim.get('/marketplace');
    expect(marketplace.html).toContain('Brings orders.');
    expect(marketplace.html).toContain(`action="/marketplace/integrations/${integration}/activations"`);
    expect((await kim.get(`/marketplace/integrations/${integration}`)).html).toContain('Your account there');

    const activated = await kim.post(`/marketplace/integrations/${integration}/activations`);
    const answersAt = activated.location ?? '';
    expect(answersAt).toMatch(/^\/marketplace\/mine\/ins_\w+\/answers$/);
    const at = answersAt.replace('/answers', '');
    const id = at.split('/').at(-1) ?? '';
    const state = async () => (await getInstance(deps.store.read, EVERYTHING, id)).state;
    expect(await state()).toBe('needs_configuration');
    expect((await kim.get('/marketplace')).html).toContain('Not finished');

    const first = `${answersAt}/1`;
    expect((await kim.get(answersAt)).location).toBe(first);
    const form = await kim.get(first);
    const empty = await kim.post(first, { ...filledIn(form.html, first, {}), go: 'next' });
    expect([empty.status, empty.html.includes('Shop Name needs a value.')]).toEqual([422, true]);
    const typed = { 'Shop Name': 'Nord', 'API key': 'very-secret-key' };
    const next = await kim.post(first, { ...filledIn(form.html, first, typed), go: 'next' });
    expect([next.location, await state()]).toEqual([`${answersAt}/2`, 'needs_configuration']);
    // What is the organization's alone is not asked for.
    const second = await kim.get(`${answersAt}/2`);
    expect([second.html.includes('Region'), second.html.includes('Margin')]).toEqual([true, false]);
    const review = await kim.get(`${answersAt}/review`);
    expect([review.html.includes('Nord'), review.html.includes('very-secret-key')]).toEqual([true, false]);
    const activate = await kim.post(`${answersAt}/review`);
    expect([activate.location, await state()]).toEqual([at, 'active']);
    expect((await kim.get('/marketplace/connections')).html).toContain('Connected');

    await kim.post(`${at}/activation`, { active: 'false' });
    expect([await state(), (await kim.get('/marketplace/mine')).html.includes('Paused')]).toEqual([
      'paused',
      true,
    ]);
    await kim.post(`${at}/activation`, { active: 'true' });
    await kim.post(`${at}/name`, { name: 'Our shop' });
    expect((await kim.get('/marketplace/mine')).html).toContain('Our shop');
    expect((await kim.post(`${at}/name`, { name: ' ' })).status).toBe(422);

    const more = { key: 'Currency', dataType: 'string', stableKey: 'currency' };
    const asking = JSON.stringify(shopDefinition).replace('{{#Region}}', '{{#Region}} {{#Currency}}');
    const newer = { ...JSON.parse(asking), requiredConfigVars: [...shopDefinition.requiredConfigVars, more] };
    await publishChange(app, integration, newer);
    expect((await kim.get('/marketplace')).html).toContain('Update available');
    expect((await kim.get(at)).html).toContain(`href="${at}/update"`);
    const news = readOn((await kim.get(`${at}/update`)).html);
    expect(news).toMatch(/It asks you for this first, and goes on as it is[\s\S]*Currency/);
    const updated = await kim.post(`${at}/update`);
    expect([updated.location, await state()]).toEqual([answersAt, 'active']);

    expect((await kim.get(`${at}/removal`)).html).toContain('For 30 days Larkfield can bring it back');
    expect((await kim.post(`${at}/removal`)).location).toBe('/marketplace/mine?removed=1');
    expect((await kim.get(at)).status).toBe(404);
    expect((await kim.get('/marketplace/mine')).html).toContain('You have no integrations yet');
  });

  test('what fails needs attention, and one that waits for an answer it had not needed before', async () => {
    expect((await admin.get('/marketplace/mine')).html).toContain('Needs attention');
    await setActive(deps, EVERYTHING, world.instance, false);
    expect((await admin.get('/marketplace/mine')).html).toContain('Paused');
    await setActive(deps, EVERYTHING, world.instance, true);
  });

  test('finds its activity by integration and outcome, which stand in the address', async () => {
    const failed = await admin.get('/marketplace/activity?outcome=failed');
    expect(failed.html).toContain(`/marketplace/activity/${world.execution}`);
    expect(failed.html).not.toContain(`/marketplace/activity/${world.succeeded}`);
    const none = await admin.get(`/marketplace/activity?integration=ins_nothing`);
    expect(none.html).toContain('Nothing fits');
  });

  test('deletes an account that nothing uses, and no other', async () => {
    const ids = (html: string) =>
      [...html.matchAll(/\/connections\/(con_\w+)\/removal/g)].map(([, id]) => id);
    const { html } = await admin.get('/marketplace/connections');
    expect(ids(html)).toEqual([world.signIn]);
    const { read } = deps.store;
    const used = (await ownConnections(read, viewerFor(world.customer), deps.catalog)).find(
      ({ usedBy }) => usedBy.length > 0,
    );
    const refused = await admin.post(`/marketplace/connections/${used?.id}/removal`);
    expect(refused.status).toBe(409);
    await admin.post(`/marketplace/connections/${world.signIn}/removal`);
    const left = await ownConnections(read, viewerFor(world.customer), deps.catalog);
    expect(left.map(({ id }) => id)).toEqual([used?.id ?? '']);
    expect(left[0]?.usedBy).toEqual([world.instance]);
  });

  test('reads of what it has removed, without a way to where that was', async () => {
    const kim = await visitorAs(desk, 'customer_admin', world.customer);
    const at = `/marketplace/activity/${world.execution}`;
    expect((await kim.get(at)).html).toContain(`href="/marketplace/mine/${world.instance}"`);
    await removeInstance(deps, EVERYTHING, world.instance);
    const after = await kim.get(at);
    expect([after.status, after.html.includes('/marketplace/mine/ins_')]).toEqual([200, false]);
    await restoreInstance(deps, EVERYTHING, world.instance);
  });

  test('reads what has stopped, with the way to connect again', async () => {
    const stopped = await customer(app, 'Stopped');
    const kim = await visitorAs(desk, 'customer_admin', stopped, 'Kim');
    const lou = await visitorAs(desk, 'customer_member', stopped, 'Lou');
    await deps.store.write(async (tx) => {
      const made = { component: 'http', connection: 'apiKey', label: 'Shop', customerId: stopped };
      const subjectId = await addConnection(tx, deps, { ...made, inputs: { apiKey: 'key' } });
      const begun = [{ kind: 'connection' as const, subjectId, customerId: stopped }];
      await changeNotices(tx, { begun, ended: [], forgotten: [] }, 1);
    });
    for (const page of ['/marketplace', '/marketplace/mine']) {
      const { html } = await kim.get(page);
      expect(html).toContain('Shop has to be connected again');
      expect(html).toMatch(/href="\/marketplace\/connections"[^>]*>Connect again/);
      expect(readOn(html).match(NEVER)?.[0]).toBeUndefined();
      expect((await lou.get(page)).html).not.toContain('Connect again');
      expect((await admin.get(page)).html).not.toContain('has to be connected again');
    }
  });

  test('looks after its own team: the only admin stays, and refusals stand on the page', async () => {
    const acme = await customer(app, 'Team');
    const kim = await visitorAs(desk, 'customer_admin', acme, 'Kim');
    const made = await kim.post('/marketplace/team', { email: 'lou@team.example', role: 'customer_member' });
    expect(made.html).toContain('Send this link to lou@team.example.');
    expect(made.html).toContain('http://stepwell.test/marketplace/invitations/');
    const again = await kim.post('/marketplace/team', { email: 'lou@team.example', role: 'customer_member' });
    expect([again.status, again.html.includes('belongs to somebody of your team already')]).toEqual([
      422,
      true,
    ]);
    const odd = await kim.post('/marketplace/team', { email: 'x@team.example', role: 'owner' });
    expect([odd.status, odd.html.includes('Choose one of the roles.')]).toEqual([422, true]);
  });
});

describe('what is listed, for everybody', () => {
  test('is there without a sign-in where the organization wants it, and leads to one', async () => {
    const open = await app.request('http://stepwell.test/marketplace/integrations');
    const html = await open.text();
    expect([open.status, html.includes('Sends orders.')]).toEqual([200, true]);
    expect(html).toContain(`return=%2Fmarketplace%2Fintegrations%2F${world.integration}`);
    expect((await admin.get('/marketplace/integrations')).location).toBe('/marketplace');
    await deps.store.write((tx) => updateOrganization(tx, { isCatalogueOpen: false }));
    expect((await app.request('http://stepwell.test/marketplace/integrations')).status).toBe(404);
    await deps.store.write((tx) => updateOrganization(tx, { isCatalogueOpen: true }));
  });

  test('a stranger on any other page comes to the sign-in, with the way back', async () => {
    const asked = await app.request('http://stepwell.test/marketplace/team?cursor=x');
    expect(asked.headers.get('location')).toBe(
      '/marketplace/sign-in?return=%2Fmarketplace%2Fteam%3Fcursor%3Dx',
    );
  });
});
