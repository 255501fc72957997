import { describe, expect, test } from 'bun:test';
import type { ConfigVar } from '../../src/definition/document/schema.ts';
import { readConfigValues, secretsOf } from '../../src/models/config-values.ts';
import { missingNames, runtimeValue } from '../../src/models/config-variables.ts';
import {
  changeVersion,
  deployInstance,
  setActive,
  setConfigVariables,
} from '../../src/models/deployments.ts';
import { newQuestions } from '../../src/models/upgrade-plans.ts';
import {
  configured,
  customerNamed,
  published,
  publishedNext,
  refusal,
  toolsFor,
  vault,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
type Filled = Record<string, string>;
const SECRET = 'sk-live-0123456789';
const TOKEN = { access_token: 'token-abcdefghij' };

const connecting = (filled: Filled, required = true): ConfigVar => ({
  key: 'System',
  dataType: 'connection',
  connection: { key: 'apiKey', component: { key: 'http' } },
  requiredByCustomer: required,
  inputs: Object.fromEntries(Object.entries(filled).map(([key, value]) => [key, { type: 'value', value }])),
});

/** An instance of the first version, with those that follow; undefined for one without the connection. */
async function versions(first: Filled, next: (Filled | undefined)[], fields: Filled = {}, more = {}) {
  const tools = toolsFor(at.store);
  const { id: integrationId } = await published(at.store, configured([connecting(first)]));
  const configVariables = { System: { fields: { apiKey: SECRET, ...fields }, ...more } };
  const { id: customerId } = await customerNamed(at.store, 'Acme');
  const { instance } = await deployInstance(tools, { integrationId, customerId, configVariables });
  for (const filled of next)
    await publishedNext(at.store, integrationId, configured(filled ? [connecting(filled)] : []));
  const to = async (version: number) =>
    (await changeVersion(tools, EVERYTHING, instance.id, version)).instance.state;
  const enabled = async () => await setActive(tools, EVERYTHING, instance.id, true);
  const set = async (System: unknown) =>
    (await setConfigVariables(tools, EVERYTHING, instance.id, { System })).instance.state;
  /** What steps of a version receive now. */
  const received = async (version: number) => {
    const { configVars } = await tools.compiledVersions.get(at.store.read, integrationId, version);
    const { values } = await readConfigValues(at.store.read, vault, instance.id);
    return configVars.map((variable) => Object(runtimeValue(variable, values.get(variable.key))))[0];
  };
  return { tools, integrationId, instance, to, set, enabled, received };
}

const HERE = { baseUrl: 'https://api.example' };
const THERE = { baseUrl: 'https://other.example' };

describe('an upgrade asks for the secret anew where the definition', () => {
  const moves: [what: string, first: Filled, second: Filled][] = [
    ['fills in another base URL', HERE, THERE],
    ['fills in only another path', HERE, { baseUrl: 'https://api.example/v2' }],
    ['fills in an address that was none before', {}, THERE],
    ['fills in no address any more', HERE, {}],
    ['fills in another host', { host: 'a.example' }, { host: 'b.example' }],
    ['fills in another port', { port: '443' }, { port: '8443' }],
    ['fills in another region', { region: 'eu' }, { region: 'us' }],
    ['fills in another tenant', { tenant: 'acme' }, { tenant: 'evil' }],
    ['fills in another header of the key', { headerName: 'X-Key' }, { headerName: 'X-Debug' }],
    ['fills in another header key', { headerKey: 'X-Key' }, { headerKey: 'X-Debug' }],
    ['fills in a refresh URL', {}, { refreshUrl: 'https://other.example/token' }],
    [
      'has a name of its own for the address',
      { target: 'https://a.example' },
      { target: 'https://b.example' },
    ],
  ];
  test.each(moves)('%s, and a rollback has lost nothing', async (_what, first, second) => {
    const { to, enabled, received } = await versions(first, [second]);
    expect(await to(2)).toBe('needs_configuration');
    const { issues } = await refusal(enabled());
    expect(issues.map(({ path }) => path)).toEqual(['configVariables.System.fields.apiKey']);
    expect(issues[0]?.message).toContain('Type apiKey anew');
    expect(JSON.stringify(await received(2))).not.toContain(SECRET);
    expect((await received(1)).fields).toMatchObject({ ...first, apiKey: SECRET });
    expect(await to(1)).toBe('active');
    expect((await received(1)).fields).toEqual({ ...first, apiKey: SECRET });
  });
});

describe('an upgrade asks nothing where', () => {
  const stays: [what: string, first: Filled, second: Filled, typed: Filled][] = [
    ['the definition fills in the same', HERE, HERE, {}],
    ['what it fills in is the same in another order', { ...HERE, port: '1' }, { port: '1', ...HERE }, {}],
    ['the address was typed and stays', HERE, THERE, { baseUrl: 'https://own.example' }],
    ['only a name is another one', { ...HERE, username: 'a' }, { ...HERE, username: 'b' }, {}],
    ['only the scopes are others', { ...HERE, scopes: 'read' }, { ...HERE, scopes: 'read write' }, {}],
    ['it fills in an empty address', {}, { baseUrl: '' }, {}],
  ];
  test.each(stays)('%s', async (_what, first, second, typed) => {
    const { to, received } = await versions(first, [second], typed);
    expect(await to(2)).toBe('active');
    expect((await received(2)).fields.apiKey).toBe(SECRET);
    expect(await to(1)).toBe('active');
    expect((await received(1)).fields).toEqual({ ...first, ...typed, apiKey: SECRET });
  });
});

test('a token goes nowhere else either, and is asked for by its name', async () => {
  const { to, enabled, received } = await versions(HERE, [THERE], {}, { token: TOKEN });
  expect(await to(2)).toBe('needs_configuration');
  const { issues } = await refusal(enabled());
  expect(issues.map(({ path }) => path)).toEqual([
    'configVariables.System.fields.apiKey',
    'configVariables.System.token',
  ]);
  expect(JSON.stringify(await received(2))).not.toContain(TOKEN.access_token);
  expect(await to(1)).toBe('active');
  expect((await received(1)).token).toEqual(TOKEN);
});

test('masks do not bring a secret to its new place; typed anew it goes there, and the instance runs', async () => {
  const { to, set, received } = await versions(HERE, [THERE]);
  await to(2);
  const refused = await refusal(set({ fields: { apiKey: '***' } }));
  expect(refused.issues.map(({ path }) => path)).toEqual(['configVariables.System.fields.apiKey']);
  expect(await set({ fields: { apiKey: 'typed-anew' } })).toBe('active');
  expect((await received(2)).fields).toEqual({ ...THERE, apiKey: 'typed-anew' });
  // It belongs to the new place now.
  expect(await to(1)).toBe('needs_configuration');
  expect(JSON.stringify(await received(1))).not.toContain('typed-anew');
});

test('with the old address typed, the masked secret stays with it', async () => {
  const { to, set, received } = await versions(HERE, [THERE]);
  await to(2);
  expect(await set({ fields: { apiKey: '***', ...HERE } })).toBe('active');
  expect((await received(2)).fields).toEqual({ ...HERE, apiKey: SECRET });
});

test('ways around by other versions move no secret', async () => {
  const { to, received } = await versions(HERE, [
    undefined,
    THERE,
    { baseUrl: 'https://third.example' },
    HERE,
  ]);
  expect(await to(2)).toBe('active');
  expect(await to(3)).toBe('needs_configuration');
  expect(await to(4)).toBe('needs_configuration');
  expect(await to(3)).toBe('needs_configuration');
  expect(await to(2)).toBe('active');
  expect(await to(4)).toBe('needs_configuration');
  expect(JSON.stringify(await received(4))).not.toContain(SECRET);
  expect(await to(5)).toBe('active');
  expect((await received(5)).fields).toEqual({ ...HERE, apiKey: SECRET });
});

test('a secret that waits to be typed anew is one for all that is masked', async () => {
  const { tools, integrationId, instance, to } = await versions(HERE, [THERE]);
  await to(2);
  const { configVars } = await tools.compiledVersions.get(at.store.read, integrationId, 2);
  const stored = await readConfigValues(at.store.read, vault, instance.id);
  expect(secretsOf(stored, configVars).map((secret) => secret.reveal())).toContain(SECRET);
  expect(missingNames(configVars, stored.values)).toEqual(['System (apiKey)']);
});

test('who upgrades many is told beforehand which connections may have to be typed anew', async () => {
  const { integrationId, tools } = await versions(HERE, [HERE, THERE]);
  const asked = (version: number) =>
    newQuestions(at.store.read, EVERYTHING, tools.compiledVersions, integrationId, version);
  expect(await asked(2)).toEqual([]);
  expect(await asked(3)).toEqual([{ version: 1, keys: ['System'] }]);
});
