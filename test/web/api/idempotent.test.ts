import { afterAll, expect, test } from 'bun:test';
import { call, listAt, openDesk, TOKEN, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

const withKey = (key: string) => ({ 'idempotency-key': key });

async function customers(name: string): Promise<number> {
  const { items } = Object((await call(app, 'GET', '/customers?limit=200')).json);
  return items.filter((item: { name: string }) => item.name === name).length;
}

test('a POST sent again with its key is answered as before and makes nothing', async () => {
  const first = await call(app, 'POST', '/customers', { name: 'Once' }, withKey('once'));
  const again = await call(app, 'POST', '/customers', { name: 'Once' }, withKey('once'));
  expect([again.status, again.text]).toEqual([first.status, first.text]);
  expect(first.headers.has('idempotent-replay')).toBe(false);
  expect(again.headers.get('idempotent-replay')).toBe('true');
  expect(await customers('Once')).toBe(1);
});

test('a key is of one request alone: method, path and body', async () => {
  await call(app, 'POST', '/customers', { name: 'Key' }, withKey('key'));
  expect((await call(app, 'POST', '/customers', { name: 'Other' }, withKey('key'))).status).toBe(422);
  expect((await call(app, 'POST', '/integrations', { name: 'Key' }, withKey('key'))).status).toBe(422);
  expect((await call(app, 'POST', '/customers', { name: 'Other' }, withKey('key2'))).status).toBe(201);
});

test('two that are sent at the same time make one thing', async () => {
  const tries = await Promise.all(
    Array.from({ length: 10 }, () => call(app, 'POST', '/customers', { name: 'Twins' }, withKey('twins'))),
  );
  expect(tries.map((answer) => answer.status).sort()).toEqual([201, ...Array(9).fill(409)]);
  expect(await customers('Twins')).toBe(1);
  const later = await call(app, 'POST', '/customers', { name: 'Twins' }, withKey('twins'));
  expect(later.headers.get('idempotent-replay')).toBe('true');
});

test('a refusal of the thing itself is kept; a body that is not right leaves the key free', async () => {
  await call(app, 'POST', '/customers', { name: 'A', externalId: 'x' });
  const taken = { name: 'B', externalId: 'x' };
  expect((await call(app, 'POST', '/customers', taken, withKey('taken'))).status).toBe(409);
  const again = await call(app, 'POST', '/customers', taken, withKey('taken'));
  expect([again.status, again.headers.get('idempotent-replay')]).toEqual([409, 'true']);
  expect((await call(app, 'POST', '/customers', { nam: 'C' }, withKey('right'))).status).toBe(422);
  expect((await call(app, 'POST', '/customers', { name: 'C' }, withKey('right'))).status).toBe(201);
});

test('keys have 1 to 255 characters', async () => {
  const status = async (key: string) =>
    (await call(app, 'POST', '/customers', { name: 'Long' }, withKey(key))).status;
  expect(await status('k'.repeat(255))).toBe(201);
  expect(await status('k'.repeat(256))).toBe(400);
  expect(await status('')).toBe(400);
});

test('an import is made once as well', async () => {
  const file = 'name: Imported once\nflows: []\n';
  const first = await call(app, 'POST', '/integrations/import', file, withKey('import'));
  const again = await call(app, 'POST', '/integrations/import', file, withKey('import'));
  expect(textAt(again, 'id')).toBe(textAt(first, 'id'));
  const found = await call(app, 'GET', '/integrations?name=Imported once');
  expect(listAt(found, 'items')).toHaveLength(1);
});

test('a key without a right to ask opens nothing', async () => {
  await call(app, 'POST', '/customers', { name: 'Secret' }, withKey('guessed'));
  const answer = await app.request('/api/v1/customers', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${TOKEN}-no`,
      ...withKey('guessed'),
    },
    body: '{"name":"Secret"}',
  });
  expect(answer.status).toBe(401);
});

test('a key on another method than POST means nothing', async () => {
  for (let i = 0; i < 2; i++) {
    const answer = await call(app, 'GET', '/customers?limit=1', undefined, withKey('get'));
    expect([answer.status, answer.headers.has('idempotent-replay')]).toEqual([200, false]);
  }
});
