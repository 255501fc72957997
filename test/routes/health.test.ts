import { afterAll, expect, test } from 'bun:test';
import { Hono } from 'hono';
import { health } from '../../src/routes/health.ts';
import { deployedShop } from './api/made.ts';
import { queue, ran } from './api/runs.ts';
import { openDesk } from './deps.ts';

const desk = openDesk();
const { app, deps } = desk;
afterAll(desk.close);

test('a process that lives says so', async () => {
  const answer = await app.request('/healthz');
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
  expect((await app.request('/healthz', { method: 'HEAD' })).status).toBe(200);
});

test('it is ready while it takes calls and its store answers', async () => {
  expect((await app.request('/readyz')).status).toBe(200);
  const stopping = new Hono().route('/', health({ ...deps, isOpen: () => false }));
  const answer = await stopping.request('/readyz');
  expect([answer.status, await answer.json()]).toEqual([503, { status: 'stopping' }]);
  expect(answer.headers.has('retry-after')).toBe(true);
  expect((await stopping.request('/healthz')).status).toBe(200);
});

test('it is not ready when its store cannot be read, but lives', async () => {
  const broken = openDesk();
  await broken.deps.store.close();
  const answer = await broken.app.request('/readyz');
  expect([answer.status, await answer.json()]).toEqual([503, { status: 'unavailable' }]);
  expect((await broken.app.request('/healthz')).status).toBe(200);
});

test('its figures can be read by Prometheus', async () => {
  const { instanceId } = await deployedShop(app);
  await ran(deps, instanceId, []);
  await queue(deps, instanceId);
  await queue(deps, instanceId);
  const answer = await app.request('/metrics');
  expect(answer.headers.get('content-type')).toStartWith('text/plain; version=0.0.4');
  const text = await answer.text();
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) stepwell_\w+ .+|stepwell_\w+ \d+(\.\d+)?)$/);
  expect(text).toContain('\nstepwell_executions_running 3\n');
  expect(text).toContain('\nstepwell_executions_open 2\n');
  expect(text).toContain('\nstepwell_up 1\n');
});
