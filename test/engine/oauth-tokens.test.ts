import { afterAll, afterEach, beforeEach, expect, test } from 'bun:test';
import type { ConnectionValue } from '../../src/components/component.ts';
import { connections } from '../../src/db/schema.ts';
import { createTokenRenewals } from '../../src/engine/token-renewals.ts';
import { createLog } from '../../src/lib/log.ts';
import { setClockAhead } from '../../src/lib/time.ts';
import { readConfigValues } from '../../src/models/config-values.ts';
import { flow, type Probe, reference, step, until, workshop } from '../support/engine.ts';
import { startProvider } from '../support/provider.ts';

const provider = startProvider();
afterAll(() => provider.stop());

/** What a step is given as a connection, and what the system behind it says of its token. */
let seen: ConnectionValue[] = [];
let valid: (token: unknown) => boolean = () => true;
let expired: unknown;
let shop: ReturnType<typeof workshop>;

class Unauthorized extends Error {
  readonly response = { status: 401, data: 'no' };
}

const probe: Probe = {
  call: {
    perform(_, { connection }) {
      const given = connection as ConnectionValue;
      seen.push(structuredClone(given));
      if (valid(given.token?.access_token)) return { data: given.token?.access_token };
      if (expired !== undefined) return { data: expired };
      throw new Unauthorized('It answered 401.');
    },
  },
};

beforeEach(() => {
  [seen, valid, expired] = [[], () => true, undefined];
  provider.again();
  shop = workshop(probe);
});
afterEach(async () => {
  setClockAhead(0);
  await shop.close();
});

const variable = (key: string) => ({
  ...{ key: 'Shop', dataType: 'connection', stableKey: 'shop' },
  connection: { key, component: { key: 'http', version: 'LATEST', isPublic: true } },
});
const calling = (name: string) =>
  step(name, 'probe.call', { connection: { type: 'configVar', value: 'Shop' } });

async function deployed(
  value: Record<string, unknown>,
  kind = 'authorizationCode',
  steps = [calling('Call')],
) {
  const more = { requiredConfigVars: [variable(kind)] };
  return await shop.deploy([flow('Orders', steps)], more, { Shop: value });
}
const row = async () => {
  const [only] = await shop.store.read.select().from(connections);
  if (!only) throw new Error('There is no connection.');
  return only;
};
const grantsOf = () => provider.calls.map(({ body }) => new URLSearchParams(body).get('grant_type'));
const signedIn = { fields: provider.fields, token: provider.token };

test('a client gets its token at first use, and steps receive it as the contract says', async () => {
  const instance = await deployed({ fields: provider.fields }, 'clientCredentials', [
    calling('Call'),
    calling('Again'),
  ]);
  const { execution } = await shop.run(instance, 'Orders', {}, await shop.engine());
  expect(execution.status).toBe('succeeded');
  expect(grantsOf()).toEqual(['client_credentials']);
  expect(seen).toHaveLength(2);
  expect(seen[1]).toMatchObject({
    ...{ key: 'clientCredentials', configVarKey: 'Shop' },
    fields: { clientId: 'app' },
    token: { access_token: 'access-token-1', token_type: 'Bearer' },
    context: { expires_at: expect.any(String) },
  });
});

test('a token is renewed ahead of its end, by the run that takes it, and results do not show it', async () => {
  const instance = await deployed(signedIn);
  const engine = await shop.engine();
  await shop.tools.tokens.renewed((await row()).id, { refused: 'access-token-0' });
  await shop.run(instance, 'Orders', {}, engine);
  expect(provider.calls).toHaveLength(1);
  setClockAhead(56 * 60_000);
  const { steps } = await shop.run(instance, 'Orders', {}, engine);
  expect(grantsOf()).toEqual(['refresh_token', 'refresh_token']);
  expect(seen.map(({ token }) => token?.access_token)).toEqual(['access-token-1', 'access-token-2']);
  expect(steps[0]?.data).toBe('***');
});

test('20 steps at the same time whose token is refused cause one call, and each is done with the new one', async () => {
  valid = (token) => token !== 'access-token-0';
  provider.answers(async (call) => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    return provider.usual(call);
  });
  const instance = await deployed(signedIn);
  const engine = await shop.engine({ 'max-executions-per-instance': '20' });
  const runs = await Promise.all(Array.from({ length: 20 }, () => shop.run(instance, 'Orders', {}, engine)));
  expect(runs.map(({ execution }) => execution.status)).toEqual(Array(20).fill('succeeded'));
  expect(provider.calls).toHaveLength(1);
  expect(
    (await readConfigValues(shop.store.read, shop.tools.vault, instance.id)).values.get('Shop'),
  ).toMatchObject({
    token: { access_token: 'access-token-1', refresh_token: 'refresh-token-1' },
  });
});

test('a step is tried once more, not for ever', async () => {
  valid = () => false;
  const instance = await deployed(signedIn);
  const { execution } = await shop.run(instance, 'Orders', {}, await shop.engine());
  expect(execution.status).toBe('failed');
  expect(seen).toHaveLength(2);
  expect(provider.calls).toHaveLength(1);
});

test('what the connection says means that a token has expired is heeded in an answer that is no error', async () => {
  const http = shop.catalog.find({ key: 'http' });
  if (!http) throw new Error('There is no HTTP.');
  const expiredWhen = { path: 'error.code', values: ['token_expired'] };
  shop.catalog.add({ ...http, connections: http.connections.map((each) => ({ ...each, expiredWhen })) });
  [valid, expired] = [(token) => token === 'access-token-1', { ok: false, error: { code: 'token_expired' } }];
  const instance = await deployed(signedIn);
  const { steps } = await shop.run(instance, 'Orders', {}, await shop.engine());
  expect(seen).toHaveLength(2);
  expect(steps[0]?.data).toBe('***');
});

test.each([
  ['a server that is ill', () => new Response('no', { status: 500 })],
  ['one that asks to come back', () => new Response('no', { status: 429 })],
  ['one that says nothing', () => new Response(null, { status: 204 })],
])('%s leaves the connection as it was', async (_, answer) => {
  valid = () => false;
  provider.answers(answer);
  const instance = await deployed(signedIn);
  const before = await row();
  await shop.run(instance, 'Orders', {}, await shop.engine());
  const { state, token, refreshingAt } = before;
  expect(await row()).toMatchObject({ state, token, refreshingAt });
  expect(seen).toHaveLength(1);
});

test('a definite refusal makes the connection an error with what was said, and nobody asks again', async () => {
  valid = () => false;
  const instance = await deployed({
    ...signedIn,
    token: { ...provider.token, refresh_token: 'refresh-token-used' },
  });
  const engine = await shop.engine();
  await shop.run(instance, 'Orders', {}, engine);
  expect(await row()).toMatchObject({ state: 'error', problem: 'invalid_grant: It was used.' });
  await shop.run(instance, 'Orders', {}, engine);
  expect(provider.calls).toHaveLength(1);
});

test('what is due is renewed though nothing runs, once', async () => {
  await deployed(signedIn);
  await shop.tools.tokens.renewed((await row()).id, { refused: 'access-token-0' });
  const log = createLog('json', () => undefined);
  const sweep = createTokenRenewals({ store: shop.store, log, tokens: shop.tools.tokens });
  sweep();
  setClockAhead(56 * 60_000);
  sweep();
  await shop.engine();
  await until(async () => provider.calls.length === 2 && (await row()).refreshingAt === null);
  sweep();
  expect(provider.calls).toHaveLength(2);
  expect(await row()).toMatchObject({ state: 'active', problem: null });
});

test('a reference to what a step has answered is not taken for a connection', async () => {
  valid = (token) => token !== undefined;
  const other = step('Other', 'probe.call', { connection: reference('call.results') });
  const instance = await deployed(signedIn, 'authorizationCode', [calling('Call'), other]);
  await shop.run(instance, 'Orders', {}, await shop.engine());
  expect(provider.calls).toHaveLength(0);
});
