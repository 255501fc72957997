import { afterAll, expect, test } from 'bun:test';
import { call, issuePaths, listAt, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

test('a customer is made, read, changed and removed', async () => {
  const made = await call(app, 'POST', '/customers', {
    name: 'Acme',
    externalId: 'acme-1',
    labels: ['gold'],
    limits: { executions: 3 },
  });
  expect(made.status).toBe(201);
  expect(made.json).toMatchObject({
    name: 'Acme',
    externalId: 'acme-1',
    description: '',
    limits: { executions: 3 },
  });
  const path = `/customers/${textAt(made, 'id')}`;
  const storage = { bytes: 5_000_000, limitBytes: 2048 * 1024 * 1024 };
  expect((await call(app, 'GET', path)).json).toEqual({ ...Object(made.json), storage });
  const changed = await call(app, 'PATCH', path, { externalId: null, description: 'x' });
  expect(changed.json).toMatchObject({ name: 'Acme', externalId: null, description: 'x' });
  expect((await call(app, 'DELETE', path)).status).toBe(204);
  expect((await call(app, 'GET', path)).status).toBe(404);
  expect((await call(app, 'PATCH', path, { name: 'B' })).status).toBe(404);
  expect((await call(app, 'DELETE', path)).status).toBe(404);
});

test('no two customers have the same external id; any number may have none', async () => {
  await call(app, 'POST', '/customers', { name: 'A', externalId: 'one' });
  expect((await call(app, 'POST', '/customers', { name: 'B', externalId: 'one' })).status).toBe(409);
  const other = textAt(await call(app, 'POST', '/customers', { name: 'B' }), 'id');
  const taken = await call(app, 'PATCH', `/customers/${other}`, { externalId: 'one' });
  expect(taken.status).toBe(409);
  expect(issuePaths(taken)).toEqual(['externalId']);
  expect((await call(app, 'POST', '/customers', { name: 'C' })).status).toBe(201);
});

test('customers are listed in the order of their making, page by page', async () => {
  const ids = [];
  for (const name of ['P', 'Q', 'R']) ids.push(textAt(await call(app, 'POST', '/customers', { name }), 'id'));
  const seen: unknown[] = [];
  let cursor = '';
  do {
    const page = await call(app, 'GET', `/customers?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...listAt(page, 'items').map((item) => Reflect.get(Object(item), 'id')));
    cursor = page.json && page.text.includes('"nextCursor":"') ? textAt(page, 'nextCursor') : '';
  } while (cursor);
  expect(seen.slice(-3)).toEqual(ids);
  expect(new Set(seen).size).toBe(seen.length);
});

test('wrong fields are refused, each with its path', async () => {
  const answer = await call(app, 'POST', '/customers', {
    name: 'x'.repeat(201),
    externalId: '',
    labels: 'gold',
    limits: { executions: 1.5, runs: 1 },
    description: 'a\u0000b',
    id: 'cus_1',
  });
  expect(answer.status).toBe(422);
  expect(issuePaths(answer).sort()).toEqual(
    ['description', 'externalId', 'id', 'labels', 'limits.executions', 'limits.runs', 'name'].sort(),
  );
  const lists = await call(app, 'POST', '/customers', { name: 'x', limits: [] });
  expect(issuePaths(lists)).toEqual(['limits']);
});

test.each([
  ['an unknown limit', { runs: 3 }, 'limits.runs is not known here; there are: executions, storedMb.'],
  ['a limit of another place', { executionsPerInstance: 3 }, 'there are: executions, storedMb.'],
  ['a name that objects have', { constructor: 3 }, 'there are: executions, storedMb.'],
  ['a limit that lets nothing run', { executions: 0 }, 'at least 1'],
  ['a limit below nothing', { executions: -1 }, 'at least 1'],
  ['half an execution', { executions: 1.5 }, 'a whole number'],
  ['a limit in words', { executions: '5' }, 'must be a number'],
  ['no limit, in another way', { executions: null }, 'must be a number'],
  ['more than any server runs', { executions: 1e9 }, 'at most 10000'],
  ['nothing to be kept', { storedMb: 0 }, 'at least 1'],
  ['half a megabyte', { storedMb: 0.5 }, 'a whole number'],
  ['megabytes in words', { storedMb: '5 MB' }, 'must be a number'],
  ['more than any disk has', { storedMb: 1e12 }, 'at most 100000000'],
])('a customer is not given %s, when it is made or changed', async (_what, limits, words) => {
  const made = await call(app, 'POST', '/customers', { name: 'Limited', limits });
  expect([made.status, made.text]).toEqual([422, expect.stringContaining(words)]);
  const path = `/customers/${textAt(await call(app, 'POST', '/customers', { name: 'Limited' }), 'id')}`;
  const changed = await call(app, 'PATCH', path, { limits });
  expect([changed.status, changed.text]).toEqual([422, expect.stringContaining(words)]);
  expect((await call(app, 'GET', path)).json).toMatchObject({ limits: {} });
});

test('a customer’s own limit of what is kept is shown with what is kept, and comes first', async () => {
  const limits = { storedMb: 7 };
  const path = `/customers/${textAt(await call(app, 'POST', '/customers', { name: 'Small', limits }), 'id')}`;
  expect((await call(app, 'GET', path)).json).toMatchObject({
    limits,
    storage: { bytes: 5_000_000, limitBytes: 7 * 1024 * 1024 },
  });
});

test('the engine is told when the limits of a customer change', async () => {
  const id = textAt(await call(app, 'POST', '/customers', { name: 'Told', limits: { executions: 7 } }), 'id');
  const before = desk.told.limited.length;
  expect(desk.told.limited.at(-1)).toBe(id);
  const changed = await call(app, 'PATCH', `/customers/${id}`, { limits: {} });
  expect(changed.json).toMatchObject({ limits: {} });
  expect(desk.told.limited.slice(before)).toEqual([id]);
});
