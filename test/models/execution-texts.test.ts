import { expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { executions } from '../../src/db/schema.ts';
import { listExecutions } from '../../src/models/execution-list.ts';
import { addTexts } from '../../src/models/execution-texts.ts';
import { cancelExecution } from '../../src/models/executions.ts';
import type { Instance } from '../../src/models/instances.ts';
import { internalRequest, packRequest, type StoredRequest } from '../../src/models/requests.ts';
import { CONNECTION, configured, deployed, flow, queued, toolsFor, vault } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();

async function run(instance: Instance, body: unknown, more: Partial<StoredRequest> = {}): Promise<string> {
  const request = { ...internalRequest(body), ...more };
  const payload = await packRequest(request, at.store.blobs, vault);
  return (await queued(at.store, instance, { payload })).id;
}

async function ended(instance: Instance, body: unknown, more: Partial<StoredRequest> = {}) {
  const id = await run(instance, body, more);
  await at.store.write((tx) => cancelExecution(tx, EVERYTHING, id));
  return id;
}

async function looked(most = 100, after = 0) {
  return await addTexts(toolsFor(at.store), most, after);
}

async function found(text: string, viewer = EVERYTHING): Promise<string[]> {
  const { items } = await listExecutions(at.store.read, viewer, { text }, { limit: 50 });
  return items.map(({ id }) => id);
}

test('executions are found by what called them and by their error, word by word, newest first', async () => {
  const { instance } = await deployed(at.store);
  const first = await ended(instance, { order: { number: 'A-1234', customer: 'Björk Ångström' } });
  const second = await ended(instance, { order: { number: 'B-77', total: 12.5 } });
  await looked();
  expect(await found('A-1234')).toEqual([first]);
  expect(await found('björk')).toEqual([first]);
  expect(await found('12 5')).toEqual([second]);
  expect(await found('cancelled user')).toEqual([second, first]);
  expect(await found('cancelled b-77')).toEqual([second]);
  expect(await found('4321-A')).toEqual([]);
});

test('a word is found by its beginning, and signs alone find nothing', async () => {
  const { instance } = await deployed(at.store);
  const id = await ended(instance, 'timeout');
  await looked();
  expect(await found('time')).toEqual([id]);
  expect(await found('out')).toEqual([]);
  for (const odd of ['"', '*', '- -', "'; drop table executions", 'a" OR "b', 'NEAR(', "it's"])
    expect(await found(odd)).toEqual([]);
});

test('one that has not ended is found once it has', async () => {
  const { instance } = await deployed(at.store);
  const id = await run(instance, 'later');
  await looked();
  expect(await found('later')).toEqual([]);
  await at.store.write((tx) => cancelExecution(tx, EVERYTHING, id));
  expect((await looked()).added).toBe(1);
  expect(await found('later')).toEqual([id]);
  expect((await looked()).added).toBe(0);
});

test('many are looked through a few at a time, each once', async () => {
  const { instance } = await deployed(at.store);
  const ids: string[] = [];
  for (let index = 0; index < 7; index++) ids.unshift(await ended(instance, `number ${index}`));
  const added = [];
  for (let index = 0; index < 4; index++) added.push((await looked(3)).added);
  expect(added).toEqual([3, 3, 1, 0]);
  expect(await found('number')).toEqual(ids);
});

test('what is deleted is found no more, and what comes after it is', async () => {
  const { instance } = await deployed(at.store);
  const gone = await ended(instance, 'apple');
  const kept = await ended(instance, 'apple');
  await looked();
  await at.store.write(async (tx) => {
    await tx.delete(executions).where(eq(executions.id, gone));
  });
  const next = await ended(instance, 'apple');
  await looked();
  expect(await found('apple')).toEqual([next, kept]);
});

test('no secret is found, nor half of one: not by its name, its value, nor where it is sealed', async () => {
  const secret = 'very-secret-key-of-the-shop';
  const written = configured([CONNECTION], { flows: [flow('Import')] });
  const { instance } = await deployed(at.store, written, { Shop: { fields: { apiKey: secret } } });
  const body = { word: 'open', token: 'tokenvalue', nested: { password: 'hunter2' }, echo: secret };
  const id = await ended(instance, body, {
    headers: { authorization: 'Bearer headervalue' },
    queryParameters: { api_key: 'queryvalue' },
  });
  const long = await ended(instance, { padding: 'pad '.repeat(119), echo: secret });
  await looked();
  expect(await found('open')).toEqual([id]);
  expect(await found('pad')).toEqual([long]);
  for (const hidden of ['tokenvalue', 'hunter2', 'headervalue', 'queryvalue', secret, 'very', 'shop'])
    expect(await found(hidden)).toEqual([]);
  const bytes = await at.bytes();
  expect(bytes.includes('very secret key')).toBe(false);
});

test('a customer finds their own alone', async () => {
  const { instance } = await deployed(at.store);
  const id = await ended(instance, 'apple');
  await looked();
  expect(await found('apple', viewerFor(instance.customerId))).toEqual([id]);
  expect(await found('apple', viewerFor('cus_other'))).toEqual([]);
});
