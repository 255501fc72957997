/** Customers' people answer for themselves, and nobody else sees it; calls that name them are for them. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { connections, executions, userConfigurations, users } from '../../../src/db/schema.ts';
import { newId } from '../../../src/lib/ids.ts';
import { deleteCustomerUser } from '../../../src/models/customer-users.ts';
import { deleteCustomer } from '../../../src/models/customers.ts';
import { countStoreWork } from '../../db/store-work.ts';
import { listedIds } from '../../support/api-lists.ts';
import { customer, publishedShop, shopDefinition, shopValues } from '../../support/api-records.ts';
import { at, call, listAt, openDesk, textAt } from '../../support/app.ts';
import { filledIn } from '../../support/markup.ts';
import { startOidc } from '../../support/oidc.ts';
import { EVERYTHING } from '../../support/viewers.ts';
import { ledOnBy, type PageAnswer, type Visitor, visitorAs } from '../../support/visitor.ts';

const counting = countStoreWork();
const desk = openDesk();
const { read } = desk.deps.store;
let oidc: Awaited<ReturnType<typeof startOidc>>;
let acme: string;
let instance: string;
let ada: Visitor;
let bob: Visitor;
let boss: Visitor;
let mine: string;

const account = (key: string, kind: string) => ({
  ...{ key, dataType: 'connection', stableKey: key, inputs: {} },
  connection: { key: kind, component: { key: 'http', version: 'LATEST', isPublic: true } },
});
const definition = {
  ...shopDefinition,
  endpointType: 'instance_specific',
  externalCustomerUserIdField: { type: 'reference', value: 'payload.results.body.data.user' },
  flows: [{ ...shopDefinition.flows[0], endpointSecurityType: 'unsecured' }],
  requiredConfigVars: [
    ...shopDefinition.requiredConfigVars,
    { key: 'Signature', dataType: 'string', stableKey: 'signature' },
    account('Mailbox', 'apiKey'),
    account('Calendar', 'authorizationCode'),
  ],
  configPages: [
    ...shopDefinition.configPages,
    {
      ...{ name: 'You', userLevelConfigured: true },
      elements: ['Signature', 'Mailbox'].map((value) => ({ type: 'configVar', value })),
    },
    {
      ...{ name: 'Calendar', userLevelConfigured: true },
      elements: [{ type: 'configVar', value: 'Calendar' }],
    },
  ],
};

beforeAll(async () => {
  oidc = await startOidc('http://stepwell.test/oauth/callback');
  acme = await customer(desk.app, 'Acme');
  const integrationId = await publishedShop(desk.app, definition);
  const wanted = { integrationId, customerId: acme, configVariables: shopValues };
  instance = textAt(await call(desk.app, 'POST', '/instances', wanted), 'id');
  mine = `/marketplace/mine/${instance}`;
  [ada, bob] = [
    await visitorAs(desk, 'customer_member', acme, 'Ada'),
    await visitorAs(desk, 'customer_member', acme, 'Bob'),
  ];
  boss = await visitorAs(desk, 'customer_admin', acme, 'The boss');
  for (const [externalId, { user }] of [
    ['ada-1', ada],
    ['bob-1', bob],
  ] as const)
    await desk.deps.store.write((tx) => tx.update(users).set({ externalId }).where(eq(users.id, user.id)));
});
afterAll(async () => {
  await oidc.stop();
  await desk.close();
  counting.stop();
});

const page = (number: number) => `${mine}/own-answers/${number}`;
async function fill(who: Visitor, number: number, typed: Record<string, string>, go = 'next') {
  const { html } = await who.get(page(number));
  return await who.post(page(number), { ...filledIn(html, page(number), typed), go });
}
const CALENDAR = () => ({
  'Authorize URL': oidc.fields.authorizeUrl,
  'Token URL': oidc.fields.tokenUrl,
  'Client ID': oidc.fields.clientId,
  'Client secret': oidc.fields.clientSecret,
  Scopes: 'openid',
});
const cookieOf = ({ headers }: PageAnswer) => headers.get('set-cookie')?.split(';')[0] ?? '';

/** The path at which somebody begins to sign in for their own calendar, and where they come back. */
async function connects(who: Visitor): Promise<string> {
  const { html } = await who.get(page(2));
  const [, go = ''] = /name="go" value="(connect [^"]+)"/.exec(html) ?? [];
  const begin = ledOnBy(await who.get((await fill(who, 2, CALENDAR(), go)).location ?? ''));
  const away = await who.get(begin);
  const back = new URL(await oidc.signIn(away.location ?? ''));
  const cookie = `portal-session=${who.token}; ${cookieOf(away)}`;
  expect((await who.get(back.pathname + back.search, { cookie })).location).toBe(page(2));
  return begin;
}

async function setsUp(who: Visitor, name: string): Promise<string> {
  await fill(who, 1, { Signature: `Yours, ${name}`, 'API key': `key-of-${name}` });
  const begin = await connects(who);
  await fill(who, 2, {});
  expect((await who.post(`${mine}/own-answers/review`)).location).toBe(mine);
  return begin;
}

test('the instance’s own wizard and its needs leave out what each person is asked', async () => {
  expect(at(await call(desk.app, 'GET', `/instances/${instance}`), 'state')).toBe('active');
  const { html } = await boss.get(`${mine}/answers/1`);
  expect(html).not.toContain('Signature');
});

test('a member sees that they are asked, answers page by page, signs in, and it works for them', async () => {
  expect((await ada.get('/marketplace/mine')).html).toContain('Set up for yourself');
  expect((await ada.get(mine)).html).toContain('It asks each person for answers of their own.');
  expect((await ada.get(`${mine}/own-answers`)).location).toBe(page(1));
  const empty = await fill(ada, 1, { Signature: '' });
  expect(empty.status).toBe(422);
  expect(empty.html).toContain('Signature needs a value.');
  await fill(ada, 1, { Signature: 'Yours, Ada', 'API key': 'key-of-ada' });
  expect((await ada.get(mine)).html).toContain('Go on setting up');
  const early = await ada.post(`${mine}/own-answers/review`);
  expect(early.status).toBe(422);
  await connects(ada);
  expect((await ada.get(page(2))).html).toContain('Signed in.');
  await fill(ada, 2, {});
  const review = await ada.get(`${mine}/own-answers/review`);
  expect(review.html).toContain('Yours, Ada');
  expect(review.html).not.toMatch(/key-of-ada|very-secret-key/);
  expect((await ada.post(`${mine}/own-answers/review`)).location).toBe(mine);
  expect((await ada.get(mine)).html).toContain('Change your own answers');
});

test('one person’s answers and accounts are nobody else’s, not those of an admin, staff or the API', async () => {
  const begin = await setsUp(bob, 'Bob');
  const theirs = await read.select().from(connections).where(eq(connections.customerId, acme));
  const own = theirs.filter(({ userConfigurationId }) => userConfigurationId !== null);
  expect(own).toHaveLength(4);
  expect((await ada.get(page(1))).html).toContain('Yours, Ada');
  expect((await ada.get(page(1))).html).not.toContain('Yours, Bob');
  for (const other of [ada, boss]) expect((await other.get(begin)).status).toBe(404);
  const staff = await visitorAs(desk, 'owner');
  for (const path of [mine, '/marketplace/connections', '/marketplace/mine'])
    expect((await boss.get(path)).html).not.toMatch(/Yours, |Mailbox|Calendar/);
  const shown = [`/instances/${instance}`, '/connections', '/settings/audit'];
  for (const path of shown) expect((await staff.get(path)).html).not.toContain('Yours, ');
  expect((await staff.get('/connections')).html).not.toMatch(/Mailbox|Calendar/);
  for (const { id } of own) {
    expect((await call(desk.app, 'GET', `/connections/${id}`)).status).toBe(404);
    expect((await boss.get(`/marketplace/connections/${id}/authorization`)).status).toBe(404);
    expect((await staff.get(`/connections/${id}`)).status).toBe(404);
  }
  expect(listAt(await call(desk.app, 'GET', `/connections?customer=${acme}`), 'items')).toHaveLength(1);
});

test('who has set it up, and when, admins of the customer and staff see', async () => {
  for (const { html } of [
    await boss.get(mine),
    await (await visitorAs(desk, 'support')).get(`/instances/${instance}`),
  ]) {
    expect(html).toContain('Ada');
    expect(html).toContain('Bob');
  }
  expect((await ada.get(mine)).html).not.toContain('Bob');
  const answer = await call(desk.app, 'GET', `/instances/${instance}/user-configurations`);
  expect(listAt(answer, 'items')).toMatchObject([
    { user: { name: 'Ada', externalId: 'ada-1' }, configuredAt: expect.any(String) },
    { user: { name: 'Bob', externalId: 'bob-1' } },
  ]);
  expect(answer.text).not.toContain('Yours');
});

describe('a call', () => {
  let address: string;
  beforeAll(async () => {
    const shown = await call(desk.app, 'GET', `/instances/${instance}`);
    address = new URL(textAt(shown, 'flows.0.webhookUrl')).pathname;
  });
  const called = async (body: object, path = address) => {
    const answer = await desk.app.request(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    return { status: answer.status, text: await answer.text() };
  };
  const userOf = async ({ text }: { text: string }) => {
    const { executionId } = JSON.parse(text);
    const [row] = await read
      .select({ userId: executions.userId })
      .from(executions)
      .where(eq(executions.id, executionId));
    return row?.userId;
  };

  test('that names somebody is for them, and one that names nobody is for the instance', async () => {
    expect(await userOf(await called({ user: 'bob-1' }))).toBe(bob.user.id);
    expect(await userOf(await called({}))).toBeNull();
  });

  test('is shown with whom it is for, to staff and to the customer, and lists are narrowed by it', async () => {
    const { executionId } = JSON.parse((await called({ user: 'bob-1' })).text);
    const ofBob = `/executions?instance=${instance}&user=${bob.user.id}`;
    expect(await listedIds(desk.app, ofBob)).toContain(executionId);
    expect(await listedIds(desk.app, ofBob.replace(bob.user.id, ada.user.id))).not.toContain(executionId);
    const { json } = await call(desk.app, 'GET', `/executions/${executionId}`);
    expect(json).toMatchObject({ userId: bob.user.id });
    const shownTo = async (who: Visitor, path: string) =>
      /<dt>For<\/dt><dd>(.*?)<\/dd>/.exec((await who.get(path)).html)?.[1];
    const builder = await visitorAs(desk, 'builder');
    const path = `/executions/${executionId}`;
    expect(await shownTo(builder, path)).toBe(`<a href="/customers/${acme}/users/${bob.user.id}">Bob</a>`);
    expect(await shownTo(await visitorAs(desk, 'support'), path)).toBe('Bob');
    expect(await shownTo(boss, `/marketplace/activity/${executionId}`)).toBe('Bob');
    const { executionId: nobodys } = JSON.parse((await called({})).text);
    expect(await shownTo(builder, `/executions/${nobodys}`)).toBeUndefined();
  });

  test('at the address of one person is for them, whatever it says, as long as they have set it up', async () => {
    const found = await call(desk.app, 'GET', `/instances/${instance}/user-configurations`);
    const own = new URL(textAt(found, 'items.1.flows.0.webhookUrl')).pathname;
    expect(own).toStartWith(`${address}.ucf_`);
    expect(await userOf(await called({}, own))).toBe(bob.user.id);
    expect(await userOf(await called({ user: 'ada-1' }, `${own}/some/path`))).toBe(bob.user.id);
    const nobodys = `${address}.${newId('ucf')}`;
    for (const path of [nobodys, `${address}.`, `${own}x`]) expect((await called({}, path)).status).toBe(404);
  });

  test('asks the store for nothing more where it names nobody, and once where it names somebody', async () => {
    const integrationId = await publishedShop(desk.app, {
      ...definition,
      requiredConfigVars: shopDefinition.requiredConfigVars,
      configPages: shopDefinition.configPages,
    });
    const wanted = { integrationId, customerId: acme, configVariables: shopValues };
    const plain = await call(desk.app, 'POST', '/instances', wanted);
    const unasked = new URL(textAt(plain, 'flows.0.webhookUrl')).pathname;
    const statements = async (body: object, path: string) => {
      await called(body, path);
      return (await counting.work(desk.deps.store, () => called(body, path))).statements;
    };
    const usual = await statements({ user: 'bob-1' }, unasked);
    expect(await statements({}, address)).toBe(usual);
    expect(await statements({ user: 'bob-1' }, address)).toBe(usual + 1);
  });

  test('for somebody who has set nothing up is refused, and so is one for nobody who is known', async () => {
    await desk.deps.store.write((tx) =>
      tx.update(users).set({ externalId: 'boss-1' }).where(eq(users.id, boss.user.id)),
    );
    for (const user of ['boss-1', 'nobody'])
      expect(await called({ user })).toEqual({
        status: 400,
        text: expect.stringContaining(`The call names ${user}, who has not set up this integration.`),
      });
  });
});

test('what is changed waits until it is saved, can be discarded, and secrets that are left alone stay', async () => {
  await fill(ada, 1, { Signature: 'Later, Ada' });
  expect((await ada.get(mine)).html).toContain('Answers that you have changed wait.');
  await ada.post(`${mine}/own-answers/discarding`);
  expect((await ada.get(page(1))).html).toContain('Yours, Ada');
  await fill(ada, 1, { Signature: 'Bye, Ada' });
  await ada.post(`${mine}/own-answers/review`);
  expect((await ada.get(page(1))).html).toContain('Bye, Ada');
});

test('somebody removes their own answers with their accounts, and those of others stay', async () => {
  expect((await ada.get(`${mine}/own-answers/removal`)).html).toContain('does nothing more for you');
  expect((await ada.post(`${mine}/own-answers/removal`)).location).toBe(mine);
  expect((await ada.get(mine)).html).toContain('Set up for yourself');
  const left = await read.select().from(userConfigurations);
  expect(left.map(({ userId }) => userId)).toEqual([bob.user.id]);
});

test('what does not ask anybody alone has no such pages', async () => {
  const integrationId = await publishedShop(desk.app);
  const wanted = { integrationId, customerId: acme, configVariables: shopValues };
  const other = textAt(await call(desk.app, 'POST', '/instances', wanted), 'id');
  expect((await ada.get(`/marketplace/mine/${other}/own-answers`)).status).toBe(404);
  expect((await ada.get(`/marketplace/mine/${other}`)).html).not.toContain('For you');
  const screen = `/configure-instance/${other}/?reconfigure=true&userLevelConfigured=true`;
  expect((await ada.get(screen)).html).toContain('It asks nothing of each person alone.');
});

describe('in a frame', () => {
  const told = ({ html }: PageAnswer) => {
    const [, text = '{}'] = /data-framed="([^"]*)"/.exec(html) ?? [];
    return JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
  };

  test('the screen for one’s own answers opens them, and the page around hears of them under their own names', async () => {
    const screen = await ada.get(
      `/configure-instance/${instance}/?reconfigure=true&userLevelConfigured=true`,
    );
    expect(screen.location).toBe(`/embedded${mine}/own-answers`);
    const first = told(await ada.get(`/embedded${page(1)}`));
    expect(first).toMatchObject({
      about: { instanceId: instance, userId: ada.user.id, userName: 'Ada', userEmail: ada.user.email },
      configuring: { events: 'USER_CONFIGURATION', pageName: 'You' },
    });
    expect(Object.keys(first.about.userLevelConfigVariables)).toEqual(['Signature', 'Mailbox', 'Calendar']);
    const ofInstance = told(await boss.get(`/embedded${mine}/answers/1`));
    expect(ofInstance.configuring.events).toBe('INSTANCE_CONFIGURATION');
  });

  test('their end and their removal are told, with answers in no address', async () => {
    const end = await bob.post(`/embedded${mine}/own-answers/review`);
    expect(end.location).toContain(`/embedded${mine}?said=`);
    expect(Buffer.from(decodeURIComponent(end.location ?? ''), 'base64url').toString()).not.toContain(
      'Yours',
    );
    expect(decodeURIComponent(end.location ?? '')).not.toContain('Yours');
    expect(told(await bob.get(end.location ?? '')).said).toMatchObject({
      event: 'USER_CONFIGURATION_DEPLOYED',
      about: { userId: bob.user.id, userLevelConfigVariables: { Signature: { value: 'Yours, Bob' } } },
    });
    const gone = await bob.post(`/embedded${mine}/own-answers/removal`);
    expect(told(await bob.get(gone.location ?? '')).said).toMatchObject({
      event: 'USER_CONFIGURATION_DELETED',
      about: { userConfigId: expect.stringMatching(/^ucf_/) },
    });
  });
});

test('with a person, or the customer, all of it goes', async () => {
  const ownOnes = async () =>
    (await read.select().from(connections)).filter(({ userConfigurationId }) => userConfigurationId !== null);
  await setsUp(bob, 'Bob');
  await setsUp(ada, 'Ada');
  expect(await ownOnes()).toHaveLength(4);
  await desk.deps.store.write((tx) => deleteCustomerUser(tx, desk.deps, EVERYTHING, acme, bob.user.id));
  expect(await ownOnes()).toHaveLength(2);
  await deleteCustomer(desk.deps.store, EVERYTHING, acme, () => {});
  expect([await ownOnes(), await read.select().from(userConfigurations)]).toEqual([[], []]);
});
