import { expect, test } from 'bun:test';
import { createVault } from '../../src/lib/crypto.ts';
import {
  readConfigValues,
  secretsOf,
  shownValues,
  writeConfigValues,
} from '../../src/models/config-values.ts';
import { setConfigVariables } from '../../src/models/deployments.ts';
import { setFact } from '../../src/models/settings-store.ts';
import { CONNECTION, configured, deployed, refusal, toolsFor, vault } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
const secret = 'sk-live-0123456789';
const token = 'token-abcdefghij';
const variables = [CONNECTION, { key: 'Region', dataType: 'string' }];
const values = {
  Shop: {
    fields: { host: 'https://shop.test', apiKey: secret },
    token: { access_token: token, expires_in: 60 },
  },
  Region: 'region-in-the-clear',
};

test('values are read back as they were given, and those of a connection are known as secret', async () => {
  const { instance } = await deployed(at.store, configured(variables), values);
  const read = await readConfigValues(at.store.read, vault, instance.id);
  expect(Object.fromEntries(read.values)).toEqual(values);
  expect([...read.secretKeys]).toEqual(['Shop']);
});

test('no secret of a connection lies on the disk in the clear', async () => {
  await deployed(at.store, configured(variables), values);
  const bytes = await at.bytes();
  expect(bytes.includes('region-in-the-clear')).toBe(true);
  expect(bytes.includes(secret)).toBe(false);
  expect(bytes.includes(token)).toBe(false);
  expect(bytes.includes(Buffer.from(secret).toString('base64url'))).toBe(false);
});

test('a key that is not the one they were sealed with opens nothing', async () => {
  const { instance } = await deployed(at.store, configured(variables), values);
  const other = createVault(Buffer.alloc(32, 8));
  await expect(readConfigValues(at.store.read, other, instance.id)).rejects.toThrow('another vault key');
});

test('secrets sealed for one instance do not open in another', async () => {
  const { instance } = await deployed(at.store, configured(variables), values);
  const { instance: thief, compiled } = await deployed(at.store, configured(variables), values);
  const { configValues } = await import('../../src/db/schema.ts');
  const { and, eq } = await import('drizzle-orm');
  const [row] = await at.store.read
    .select()
    .from(configValues)
    .where(and(eq(configValues.instanceId, instance.id), eq(configValues.key, 'Shop')));
  await at.store.write((tx) =>
    tx
      .update(configValues)
      .set({ value: row?.value ?? '' })
      .where(and(eq(configValues.instanceId, thief.id), eq(configValues.key, 'Shop'))),
  );
  await expect(readConfigValues(at.store.read, vault, thief.id)).rejects.toThrow();
  const again = new Map<string, unknown>(Object.entries(values));
  await at.store.write((tx) => writeConfigValues(tx, vault, thief.id, compiled.configVars, again));
  expect((await readConfigValues(at.store.read, vault, thief.id)).values.get('Shop')).toEqual(values.Shop);
});

test('what may be shown has a mask in place of each secret and the plain facts as they are', async () => {
  const { instance } = await deployed(at.store, configured(variables), values);
  const shown = shownValues(await readConfigValues(at.store.read, vault, instance.id));
  expect(shown).toEqual({
    Region: 'region-in-the-clear',
    Shop: {
      fields: { host: 'https://shop.test', apiKey: '***' },
      token: { access_token: '***', expires_in: 60 },
    },
  });
});

test('a field that nobody knows counts as secret, also inside a list or an object', () => {
  const value = {
    fields: {
      username: 'acme',
      pin: 123456,
      more: { inner: 'hidden-1' },
      list: ['hidden-2'],
      headers: [{ name: 'n', v: 'hidden-3' }],
    },
  };
  const read = { values: new Map([['Shop', value]]), secretKeys: new Set(['Shop']) };
  const text = JSON.stringify(shownValues(read));
  for (const hidden of ['123456', 'hidden-1', 'hidden-2', 'hidden-3']) expect(text).not.toContain(hidden);
  expect(text).toContain('acme');
  const secrets = secretsOf(read, []).map((each) => each.reveal());
  expect(secrets).toContain('hidden-1');
  expect(secrets).toContain('hidden-2');
  expect(secrets).toContain('hidden-3');
  expect(secrets).toContain('123456');
  expect(secrets).not.toContain('acme');
});

test('plain facts in a list stay plain, and a secret among them does not', () => {
  const value = {
    fields: { scopes: ['orders.read'], accounts: 1, site: [{ url: 'https://a', pass: 'hidden-4' }] },
  };
  const read = { values: new Map([['Shop', value]]), secretKeys: new Set(['Shop']) };
  expect(shownValues(read)).toMatchObject({
    Shop: { fields: { scopes: ['orders.read'], site: [{ url: 'https://a', pass: '***' }] } },
  });
  expect(secretsOf(read, []).map((each) => each.reveal())).toEqual(['1', 'hidden-4']);
});

test('the secrets of the values are those that must not appear in results', async () => {
  const { instance, compiled } = await deployed(at.store, configured(variables), values);
  const read = await readConfigValues(at.store.read, vault, instance.id);
  const secrets = secretsOf(read, compiled.configVars);
  expect(secrets.map((each) => each.reveal()).sort()).toEqual([secret, token].sort());
  expect(JSON.stringify(secrets)).not.toContain(secret);
});

test('facts of the installation are no secrets and stay readable', async () => {
  await at.store.write((tx) => setFact(tx, 'made_by', 'plain-fact-0001'));
  expect((await at.bytes()).includes('plain-fact-0001')).toBe(true);
});

test('a password is sealed, shown to nobody, taken out of results, and kept where its mask comes back', async () => {
  const pin = { key: 'Pin', dataType: 'password' };
  const pins = { key: 'Pins', dataType: 'password', collectionType: 'valuelist' as const };
  const given = { Pin: 'pin-0123456789', Pins: ['pin-abcdefgh'] };
  const { instance, compiled } = await deployed(at.store, configured([pin, pins]), given);
  const read = await readConfigValues(at.store.read, vault, instance.id);
  expect(Object.fromEntries(read.values)).toEqual(given);
  expect(shownValues(read)).toEqual({ Pin: '***', Pins: '***' });
  expect(secretsOf(read, compiled.configVars).map((each) => each.reveal())).toEqual([
    'pin-0123456789',
    'pin-abcdefgh',
  ]);
  expect((await at.bytes()).includes('pin-0123456789')).toBe(false);
  await setConfigVariables(toolsFor(at.store), EVERYTHING, instance.id, {
    Pin: '***',
    Pins: ['pin-new-one'],
  });
  const after = await readConfigValues(at.store.read, vault, instance.id);
  expect(Object.fromEntries(after.values)).toEqual({ Pin: 'pin-0123456789', Pins: ['pin-new-one'] });
  const nothing = deployed(at.store, configured([pin]), { Pin: '***' });
  expect((await refusal(nothing)).message).toContain('missing or wrong');
});

test('the fields of a connection that say where a secret goes are no secrets themselves', async () => {
  const places = {
    baseUrl: 'https://api.example',
    tokenUrl: 'https://api.example/token',
    refreshUrl: 'https://api.example/refresh',
    headerKey: 'X-Shop-Key',
    headerName: 'X-Shop-Key',
  };
  const { instance } = await deployed(at.store, configured([CONNECTION]), {
    Shop: { fields: { ...places, apiKey: secret } },
  });
  const stored = await readConfigValues(at.store.read, vault, instance.id);
  expect(shownValues(stored)).toEqual({ Shop: { fields: { ...places, apiKey: '***' } } });
  expect(secretsOf(stored, []).map((each) => each.reveal())).toEqual([secret]);
});
