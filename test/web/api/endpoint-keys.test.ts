import { afterAll, beforeAll, expect, test } from 'bun:test';
import * as v from 'valibot';
import { customer, publishedShop, shopDefinition, shopValues } from '../../support/api-records.ts';
import { call, issuePaths, listAt, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

const [orders] = shopDefinition.flows;
const secured = (name: string, endpointSecurityType: string, more = {}) => ({
  ...{ ...orders, name, stableKey: name.toLowerCase(), endpointSecurityType },
  ...more,
});
const definition = {
  ...shopDefinition,
  flows: [
    secured('Open', 'unsecured'),
    secured('Optional', 'customer_optional'),
    secured('Required', 'customer_required'),
    secured('Also', 'customer_required'),
    secured('Ours', 'organization', {
      organizationApiKeys: ['the-former-key-of-ours', 'the-new-key-of-ours'],
    }),
  ],
};

let integrationId: string;
const deployedFor = async (name: string) => {
  const fields = { integrationId, customerId: await customer(app, name), configVariables: shopValues };
  const made = await call(app, 'POST', '/instances', fields);
  const flows = v.parse(
    v.array(v.object({ name: v.string(), webhookUrl: v.string() })),
    listAt(made, 'flows'),
  );
  const urls = Object.fromEntries(flows.map((flow) => [flow.name, flow.webhookUrl]));
  return { id: textAt(made, 'id'), urls };
};
let instance: Awaited<ReturnType<typeof deployedFor>>;
beforeAll(async () => {
  integrationId = await publishedShop(app, definition);
  instance = await deployedFor('Acme');
});

/** Status of a call with that key. */
async function called(flow: string, key?: string, of = instance): Promise<number> {
  const { pathname } = new URL(of.urls[flow] ?? '');
  const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'api-key': key }) };
  return (await app.request(pathname, { method: 'POST', headers, body: '{}' })).status;
}
const Keys = v.array(v.object({ id: v.string(), flow: v.string(), key: v.string() }));
async function keysOf(flow: string, id = instance.id) {
  const answer = await call(app, 'GET', `/instances/${id}/endpoint-keys`);
  return v.parse(Keys, listAt(answer, 'keys')).filter((key) => key.flow === flow);
}
const add = (body: object, id = instance.id) => call(app, 'POST', `/instances/${id}/endpoint-keys`, body);
const revoke = (key: string) => call(app, 'DELETE', `/instances/${instance.id}/endpoint-keys/${key}`);

test('an unsecured flow takes every call', async () => {
  expect([await called('Open'), await called('Open', 'anything-at-all')]).toEqual([200, 200]);
});

test('a flow whose keys are required takes no call without one, from the first moment', async () => {
  const [made] = await keysOf('Required');
  expect(await called('Required')).toBe(401);
  expect(await called('Required', 'wrong-key-of-the-caller')).toBe(401);
  expect(await called('Required', made?.key)).toBe(200);
});

test('a flow whose keys are optional is open until it has one', async () => {
  expect([await called('Optional'), (await keysOf('Optional')).length]).toEqual([200, 0]);
  const made = await add({ flow: 'optional' });
  expect(made.status).toBe(201);
  expect([await called('Optional'), await called('Optional', textAt(made, 'key'))]).toEqual([401, 200]);
  expect((await revoke(textAt(made, 'id'))).status).toBe(204);
  expect(await called('Optional')).toBe(200);
});

test('each of the organization’s keys opens its flow, and no key of a customer does', async () => {
  expect(await called('Ours', 'the-former-key-of-ours')).toBe(200);
  expect(await called('Ours', 'the-new-key-of-ours')).toBe(200);
  const [own] = await keysOf('Required');
  expect([await called('Ours'), await called('Ours', own?.key)]).toEqual([401, 401]);
  expect(issuePaths(await add({ flow: 'ours' }))).toEqual(['flow']);
});

test('a key takes another’s place without a call being refused: both are valid until the former is revoked', async () => {
  const [former] = await keysOf('Required');
  const made = await add({ flow: 'required', key: 'what-the-caller-sends-already' });
  expect(textAt(made, 'key')).toBe('what-the-caller-sends-already');
  const [old, next] = [former?.key, textAt(made, 'key')];
  expect([await called('Required', old), await called('Required', next)]).toEqual([200, 200]);
  expect((await revoke(former?.id ?? '')).status).toBe(204);
  expect([await called('Required', old), await called('Required', next)]).toEqual([401, 200]);
  expect((await revoke(former?.id ?? '')).status).toBe(404);
  expect((await keysOf('Required')).map(({ key }) => key)).toEqual([next]);
});

test('one key may open several flows and instances, and is revoked for each by itself', async () => {
  const key = 'one-key-for-everything';
  const other = await deployedFor('Borealis');
  const [one, two] = [await add({ flow: 'required', key }), await add({ flow: 'also', key })];
  expect((await add({ flow: 'also', key }, other.id)).status).toBe(201);
  expect(textAt(one, 'id')).not.toBe(textAt(two, 'id'));
  await revoke(textAt(one, 'id'));
  expect(await called('Required', key)).toBe(401);
  expect([await called('Also', key), await called('Also', key, other)]).toEqual([200, 200]);
});

test('a key that could be guessed, or that no header can carry, is refused', async () => {
  for (const key of ['short', `${'a'.repeat(20)} b`, 'schlüssel-des-kunden'])
    expect(issuePaths(await add({ flow: 'required', key }))).toEqual(['key']);
  expect((await add({ flow: 'nowhere' })).status).toBe(404);
});

test('a flow has ten keys at most', async () => {
  for (let have = (await keysOf('Also')).length; have < 10; have++) await add({ flow: 'also' });
  expect((await add({ flow: 'also' })).status).toBe(409);
});
