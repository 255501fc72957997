/** Staff share a connection among integrations, and people choose among those that are there. */
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { getConnection } from '../../../../src/models/connections.ts';
import { putListing } from '../../../../src/models/listings.ts';
import {
  customer,
  deployedShop,
  publishedShop,
  shopDefinition,
  shopValues,
} from '../../../support/api-records.ts';
import { at, call, type Desk, listAt, openDesk, textAt } from '../../../support/app.ts';
import { fieldNamed, filledIn } from '../../../support/markup.ts';
import { visitorAs } from '../../../support/visitor.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const sharing = {
  ...shopDefinition,
  requiredConfigVars: [
    ...shopDefinition.requiredConfigVars.slice(0, 3),
    { key: 'System', dataType: 'connection', stableKey: 'system', useScopedConfigVar: 'the-system' },
  ],
};

async function madeByForm(scope: string) {
  const dana = await visitorAs(desk, 'builder');
  const page = '/shared-connections/new?kind=http/apiKey';
  const typed = { Name: 'Our system', 'Stable key': 'the-system', 'Base URL': 'https://api.example.com' };
  const fields = filledIn((await dana.get(page)).html, '/shared-connections', typed);
  const { location } = await dana.post('/shared-connections', { ...fields, scope });
  return { dana, path: location ?? '' };
}

/** Kim at the first page of the wizard. */
async function activated(integration: string, kim: Awaited<ReturnType<typeof visitorAs>>) {
  await desk.deps.store.write((tx) => putListing(tx, integration, { blurb: '', position: 0, labels: [] }));
  const { location } = await kim.post(`/marketplace/integrations/${integration}/activations`);
  const page = `${location}/1`;
  const answer = async (typed: Record<string, string>, more: Record<string, string> = {}) => {
    const fields = { ...filledIn((await kim.get(page)).html, page, typed), ...more };
    return await kim.post(page, { ...fields, go: 'next' });
  };
  const finish = async () => {
    const second = `${location}/2`;
    await kim.post(second, { ...filledIn((await kim.get(second)).html, second, {}), go: 'next' });
    return await kim.post(`${location}/review`);
  };
  return { id: location?.split('/')[3] ?? '', html: (await kim.get(page)).html, answer, finish };
}

const connectionsOf = async (instance: string) =>
  at(await call(desk.app, 'GET', `/instances/${instance}/configuration`), 'values.System');

test('a draft that names a shared connection says exactly when it is not there', async () => {
  await madeByForm('customer');
  const lacking = JSON.stringify(sharing).replace('the-system', 'another-one');
  const answer = await call(desk.app, 'POST', '/integrations/import', lacking);
  const problems = listAt(answer, 'problems');
  expect(problems).toMatchObject([{ severity: 'error', path: 'requiredConfigVars[3].useScopedConfigVar' }]);
  expect(answer.text).toContain('System uses the shared connection another-one, which is not there');
  const id = textAt(answer, 'id');
  const dana = await visitorAs(desk, 'builder');
  const parts = await dana.get(`/integrations/${id}/parts`);
  expect(parts.html).toContain('It is shared, and is not there.');
  expect(parts.html).toContain('Shared: Our system');
  const path = `/integrations/${id}/parts`;
  const fields = { ...filledIn(parts.html, path, {}), 'connection.0': 'shared:the-system' };
  expect((await dana.post(path, fields)).status).toBe(303);
  const mapped = await call(desk.app, 'GET', path);
  expect(listAt(mapped, 'connections')).toMatchObject([{ isShared: true, isKnown: true }]);
  expect((await dana.get(path)).html).not.toContain('It is shared, and is not there');
});

test('a customer is asked once, and has it in the next wizard; what staff have filled in is not shown', async () => {
  await madeByForm('customer');
  const kim = await visitorAs(desk, 'customer_admin', await customer(desk.app, 'Bramble'), 'Kim');
  const first = await activated(await publishedShop(desk.app, sharing), kim);
  expect(first.html).not.toContain('api.example.com');
  expect(() => fieldNamed(first.html, 'Base URL')).toThrow();
  await first.answer({ 'Shop Name': 'Nord', 'API key': 'key-of-kim' });
  expect((await first.finish()).status).toBe(303);
  const second = await activated(await publishedShop(desk.app, sharing), kim);
  expect(second.html).toContain('Leave it empty to keep the present one.');
  expect(second.html).not.toContain('key-of-kim');
  await second.answer({ 'Shop Name': 'Süd' });
  expect((await second.finish()).status).toBe(303);
  const used = await connectionsOf(first.id);
  expect(used).toMatchObject({ fields: { baseUrl: 'https://api.example.com', apiKey: '***' } });
  expect(await connectionsOf(second.id)).toEqual(used);
});

test('what staff fill in for a customer is not asked, and holds for the instances that wait', async () => {
  const { dana, path } = await madeByForm('per_customer');
  const bramble = await customer(desk.app, 'Bramble');
  const kim = await visitorAs(desk, 'customer_admin', bramble, 'Kim');
  const { id, html, answer, finish } = await activated(await publishedShop(desk.app, sharing), kim);
  expect(html).not.toContain('System');
  await answer({ 'Shop Name': 'Nord' });
  expect((await finish()).status).toBe(422);
  const filling = `${path}/connections`;
  const fields = filledIn((await dana.get(filling)).html, filling, { 'API key': 'key-of-staff' });
  const { location } = await dana.post(filling, { ...fields, owner: bramble });
  expect(location).toStartWith('/connections/con_');
  expect((await finish()).status).toBe(303);
  expect(await connectionsOf(id)).toMatchObject({ fields: { apiKey: '***' } });
  const shown =
    (await kim.get('/marketplace/connections')).html + (await kim.get(`/marketplace/mine/${id}`)).html;
  expect(shown).not.toContain('Our system');
  const deletion = await dana.get(`${path}/deletion`);
  expect(deletion.html).toContain('of Bramble (System)');
});

test('a wizard offers the accounts that the customer has, and no other’s', async () => {
  const [bramble, acme] = [await customer(desk.app, 'Bramble'), await customer(desk.app, 'Acme')];
  const make = async (owner: string, label: string) =>
    textAt(
      await call(desk.app, 'POST', '/connections', {
        ...{ component: 'http', connection: 'apiKey', label, owner },
        inputs: { apiKey: `key of ${label}` },
      }),
      'id',
    );
  const mine = await make(bramble, 'Account of Bramble');
  const foreign = await make(acme, 'Account of Acme');
  await make('organization', 'Account of Larkfield');
  const kim = await visitorAs(desk, 'customer_admin', bramble, 'Kim');
  const { id, html, answer, finish } = await activated(await publishedShop(desk.app), kim);
  expect(html).toContain('Account of Bramble');
  expect(html).not.toContain('Account of Acme');
  expect(html).not.toContain('Account of Larkfield');
  const use = fieldNamed(html, 'Account');
  const typed = { 'Shop Name': 'Nord' };
  expect((await answer(typed, { [use]: foreign })).status).toBe(422);
  expect((await answer(typed, { [use]: mine })).status).toBe(303);
  expect((await finish()).status).toBe(303);
  expect(await connectionsOf(id)).toMatchObject({ connection: mine });
});

test('a configuration names its connections, and takes one that is there in the place of fields', async () => {
  const owner = await customer(desk.app, 'Bramble');
  const inputs = { apiKey: 'key-of-the-spare' };
  const wanted = { component: 'http', connection: 'apiKey', label: 'Spare', owner, inputs };
  const spare = textAt(await call(desk.app, 'POST', '/connections', wanted), 'id');
  const deploy = {
    integrationId: await publishedShop(desk.app),
    customerId: owner,
    configVariables: shopValues,
  };
  const path = `/instances/${textAt(await call(desk.app, 'POST', '/instances', deploy), 'id')}/configuration`;
  const put = async (System: unknown) => {
    const etag = (await call(desk.app, 'GET', path)).headers.get('etag') ?? '';
    const values = { 'Shop Name': 'Nord', System };
    return await call(desk.app, 'PUT', path, { values }, { 'if-match': etag });
  };
  const before = textAt(await call(desk.app, 'GET', path), 'values.System.connection');
  // What was read is sent back: nothing is another.
  expect(at(await put({ connection: before, fields: { apiKey: '***' } }), 'values.System.connection')).toBe(
    before,
  );
  expect(at(await put({ connection: spare }), 'values.System.connection')).toBe(spare);
  const anew = await put({ connection: null, fields: { apiKey: 'another-key' } });
  expect([before, spare]).not.toContain(textAt(anew, 'values.System.connection'));
  const refused = await put({ connection: 'con_00000000000000000000000000' });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('configVariables.System');
});

test('staff make a connection by hand, with what is missing told at its field', async () => {
  const dana = await visitorAs(desk, 'support');
  const page = '/connections/new?kind=http/apiKey';
  const fill = async (typed: Record<string, string>) =>
    await dana.post('/connections', filledIn((await dana.get(page)).html, '/connections', typed));
  const refused = await fill({ Name: '' });
  expect(refused.status).toBe(422);
  expect(refused.html).toContain('Type a name for the connection.');
  expect(refused.html).toContain('API key needs a value.');
  const { location } = await fill({ Name: 'By hand', 'API key': 'key-by-hand' });
  const { html } = await dana.get(location ?? '');
  expect(html).toContain('By hand');
  expect(html).not.toContain('key-by-hand');
});

test('staff change a connection that was made by hand: secrets stay unless they are typed anew', async () => {
  const dana = await visitorAs(desk, 'owner');
  const { text } = await call(desk.app, 'POST', '/connections', {
    ...{ component: 'http', connection: 'apiKey', label: 'By hand' },
    inputs: { apiKey: 'key-by-hand', authScheme: 'Bearer' },
  });
  const { id } = JSON.parse(text);
  const path = `/connections/${id}`;
  const html = (await dana.get(`${path}/edit`)).html;
  expect(html).not.toContain('key-by-hand');
  const send = async (typed: Record<string, string>, of = html) =>
    await dana.post(path, filledIn(of, path, typed));
  const held = async () => (await getConnection(desk.deps.store.read, desk.deps.vault, id)).held.fields;
  const empty = await send({ Name: '' });
  expect([empty.status, empty.html.includes('Type a name for the connection.')]).toEqual([422, true]);
  const moved = await send({ 'Base URL': 'https://elsewhere.example.com' });
  expect([moved.status, moved.html.includes('Type apiKey anew')]).toEqual([422, true]);
  expect((await send({ Name: 'The shop', 'Authentication scheme': 'Token' })).location).toBe(path);
  expect(await held()).toEqual({ apiKey: 'key-by-hand', authScheme: 'Token' });
  // What was printed before that change says nothing else than it did: it changes nothing back.
  expect((await send({})).location).toBe(path);
  expect(await held()).toEqual({ apiKey: 'key-by-hand', authScheme: 'Token' });
  const late = await send({ Name: 'The store', 'API key': 'another-key' });
  expect([late.status, late.html.includes('Somebody changed this')]).toEqual([409, true]);
  await send({ 'API key': 'another-key' }, (await dana.get(`${path}/edit`)).html);
  expect(await held()).toEqual({ apiKey: 'another-key', authScheme: 'Token' });
  const page = (await dana.get(path)).html;
  for (const said of ['The shop', 'Last changes', 'apiKey', 'label, authScheme'])
    expect(page).toContain(said);
  expect(page).not.toContain('another-key');
});

test('what was answered in a configuration is changed there, and no page of its own offers it', async () => {
  await deployedShop(desk.app);
  const dana = await visitorAs(desk, 'owner');
  const made = textAt(await call(desk.app, 'GET', '/connections'), 'items.0.id');
  expect((await dana.get(`/connections/${made}`)).html).not.toContain(`/connections/${made}/edit`);
  const refused = await dana.get(`/connections/${made}/edit`);
  expect([refused.status, refused.html.includes('in the values of what uses it')]).toEqual([409, true]);
});
