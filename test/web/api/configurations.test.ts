import { afterEach, beforeEach, expect, test } from 'bun:test';
import { Validator } from '@cfworker/json-schema';
import { customer, deployedShop, publishChange, shopDefinition } from '../../support/api-records.ts';
import { call, type Desk, type Json, openDesk, textAt } from '../../support/app.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

function schemaIn(json: Json): object {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Error('There is no schema.');
  const { schema } = json;
  if (typeof schema !== 'object' || schema === null) throw new Error('There is no schema.');
  return schema;
}

async function shop() {
  const { instanceId: instance } = await deployedShop(desk.app);
  const path = `/instances/${instance}/configuration`;
  const read = async () => {
    const answer = await call(desk.app, 'GET', path);
    return { answer, etag: answer.headers.get('etag') ?? '' };
  };
  const put = (values: Record<string, unknown>, etag: string | undefined) =>
    call(desk.app, 'PUT', path, { values }, etag === undefined ? {} : { 'if-match': etag });
  return { instance, path, read, put };
}

test('the configuration says schema, pages, values without secrets, and what is missing', async () => {
  const { read } = await shop();
  const { answer } = await read();
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({
    version: 1,
    state: 'active',
    schema: { type: 'object', required: ['Shop Name', 'System'], additionalProperties: false },
    pages: [
      {
        title: 'Shop',
        elements: [
          { kind: 'variable', key: 'Shop Name' },
          { kind: 'variable', key: 'System' },
        ],
      },
      {
        title: 'More values',
        elements: [
          { kind: 'variable', key: 'Region' },
          { kind: 'variable', key: 'Margin' },
        ],
      },
    ],
    values: { 'Shop Name': 'Nord', System: { fields: { apiKey: '***' } } },
    problems: [],
  });
  expect(answer.text).not.toContain('very-secret-key');
});

test('values that are right fit the schema, and wrong ones do not', async () => {
  const { read } = await shop();
  const { json } = (await read()).answer;
  const schema = schemaIn(json);
  const fits = (values: unknown) => new Validator(schema, '2020-12').validate(values).valid;
  const System = { fields: { apiKey: 'key', authScheme: 'Bearer', headerKey: 'Authorization' } };
  expect(fits({ 'Shop Name': 'Nord', System })).toBe(true);
  expect(fits({ 'Shop Name': 'Nord', System, Margin: 3, Region: 'us' })).toBe(true);
  for (const wrong of [{ Margin: 'wide' }, { Region: 'mars' }, { Unknown: 1 }, { System: 7 }])
    expect(fits({ 'Shop Name': 'Nord', System, ...wrong })).toBe(false);
  expect(fits({ System })).toBe(false);
});

test('a default is of the type that its value has', async () => {
  const { integrationId } = await deployedShop(desk.app, 'Other');
  const customerId = await customer(desk.app, 'Numbers');
  const sized = { key: 'Size', dataType: 'number', stableKey: 'size', defaultValue: '2' };
  const requiredConfigVars = [...shopDefinition.requiredConfigVars, sized];
  await publishChange(desk.app, integrationId, { ...shopDefinition, requiredConfigVars });
  const configVariables = { 'Shop Name': 'Nord', System: { fields: { apiKey: 'key' } } };
  const made = await call(desk.app, 'POST', '/instances', { integrationId, customerId, configVariables });
  const { json } = await call(desk.app, 'GET', `/instances/${textAt(made, 'id')}/configuration`);
  expect(json).toMatchObject({
    schema: { properties: { Size: { default: 2 }, Region: { default: 'eu' } } },
  });
});

test('it is replaced as a whole: what is not named is forgotten, a masked secret stays', async () => {
  const { read, put } = await shop();
  const first = await put(
    { 'Shop Name': 'Nord', Margin: 3, System: { fields: { apiKey: '***' } } },
    (await read()).etag,
  );
  expect(first.json).toMatchObject({ values: { Margin: 3 }, state: 'active' });
  const second = await put(
    { 'Shop Name': 'Süd', System: { fields: { apiKey: '***' } } },
    first.headers.get('etag') ?? '',
  );
  expect(second.status).toBe(200);
  expect(second.json).toMatchObject({
    values: { 'Shop Name': 'Süd', System: { fields: { apiKey: '***' } } },
  });
  expect(second.text).not.toContain('Margin":3');
});

test('all or nothing: one wrong value changes none, and each is told by its path', async () => {
  const { read, put } = await shop();
  const { etag } = await read();
  const refused = await put({ 'Shop Name': 'Süd', Margin: 'wide', Moon: 1 }, etag);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('configVariables.Margin');
  expect(refused.text).toContain('configVariables.Moon');
  expect(refused.text).toContain('configVariables.System');
  expect((await read()).answer.json).toMatchObject({ values: { 'Shop Name': 'Nord' } });
  expect((await read()).etag).toBe(etag);
});

test('who has not read it, or not as it is now, changes nothing', async () => {
  const { read, put, instance } = await shop();
  const { etag } = await read();
  expect((await put({ 'Shop Name': 'Süd' }, undefined)).status).toBe(428);
  await call(desk.app, 'PATCH', `/instances/${instance}`, { configVariables: { Margin: 4 } });
  const stale = await put({ 'Shop Name': 'Süd', System: { fields: { apiKey: '***' } } }, etag);
  expect(stale.status).toBe(412);
  expect(stale.text).toContain('Read it again');
});

test('a paused instance stays paused', async () => {
  const { read, put, instance } = await shop();
  await call(desk.app, 'DELETE', `/instances/${instance}/activation`);
  const changed = await put(
    { 'Shop Name': 'Süd', System: { fields: { apiKey: '***' } } },
    (await read()).etag,
  );
  expect(changed.json).toMatchObject({ state: 'paused', values: { 'Shop Name': 'Süd' } });
});

test('one that has not changed is not answered again', async () => {
  const { path, read } = await shop();
  const again = await call(desk.app, 'GET', path, undefined, { 'if-none-match': (await read()).etag });
  expect(again.status).toBe(304);
});

test('one that waits for a version is asked what that one asks, and gets it when all of it is answered', async () => {
  const { instance, read, put } = await shop();
  const integration = textAt(await call(desk.app, 'GET', `/instances/${instance}`), 'integrationId');
  const asked = { key: 'Prefix', dataType: 'string', stableKey: 'prefix' };
  const elsewhere = { key: 'baseUrl', type: 'value', value: 'https://new.example' };
  const requiredConfigVars = shopDefinition.requiredConfigVars.map((each) =>
    each.key === 'System' ? { ...each, inputs: { baseUrl: elsewhere } } : each,
  );
  const page = { name: 'Orders', elements: [{ type: 'configVar', value: 'Prefix' }] };
  await publishChange(desk.app, integration, {
    ...shopDefinition,
    requiredConfigVars: [...requiredConfigVars, asked],
    configPages: [...shopDefinition.configPages, page],
  });
  const before = (await read()).etag;
  await call(desk.app, 'POST', `/integrations/${integration}/upgrades`, {
    version: 2,
    instances: [instance],
  });
  const { answer, etag } = await read();
  expect(etag).not.toBe(before);
  expect(answer.json).toMatchObject({
    ...{ version: 2, runningVersion: 1, state: 'active' },
    schema: { required: expect.arrayContaining(['Prefix']) },
    values: { 'Shop Name': 'Nord', System: { fields: { apiKey: '***' } } },
    problems: [
      { path: 'configVariables.System.fields.apiKey', message: expect.stringContaining('Type apiKey anew') },
      { path: 'configVariables.Prefix' },
    ],
  });
  const values = { 'Shop Name': 'Süd', System: { fields: { apiKey: '***' } }, Prefix: 'A-' };
  expect((await put(values, before)).status).toBe(412);
  const refused = await put(values, etag);
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('apiKey')]);
  expect((await read()).answer.json).toMatchObject({ version: 2, runningVersion: 1 });
  const done = await put({ ...values, System: { fields: { apiKey: 'another-key' } } }, etag);
  expect(done.json).toMatchObject({
    ...{ version: 2, runningVersion: 2, state: 'active', problems: [] },
    values: { 'Shop Name': 'Süd', Prefix: 'A-' },
  });
  expect(await call(desk.app, 'GET', `/instances/${instance}`)).toMatchObject({
    json: { version: 2, upgradeTo: null },
  });
});
