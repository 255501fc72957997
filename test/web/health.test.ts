import { afterAll, expect, test } from 'bun:test';
import { StorageError } from '../../src/lib/storage-error.ts';
import { createApp } from '../../src/web/app.ts';
import { deployedShop } from '../support/api-records.ts';
import { queue, ran } from '../support/api-runs.ts';
import { openDesk } from '../support/app.ts';
import { visitorAs } from '../support/visitor.ts';

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
  const stopping = createApp({ ...deps, isOpen: () => false });
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

test.each(['busy', 'full', 'nearly-full', 'failing', 'read-only', 'damaged'] as const)(
  'it is not ready while its data is %s, says so on the page of the system, and is read on',
  async (fault) => {
    const broken = openDesk();
    const owner = await visitorAs(broken, 'owner');
    broken.deps.store.stopWriting(new StorageError(fault));
    const answer = await broken.app.request('/readyz');
    expect([answer.status, await answer.json()]).toEqual([503, { status: fault }]);
    expect(answer.headers.has('retry-after')).toBe(true);
    expect((await broken.app.request('/healthz')).status).toBe(200);
    expect(await (await broken.app.request('/metrics')).text()).toContain('\nstepwell_store_up 0\n');
    const page = await owner.get('/settings/system');
    expect([page.status, page.html]).toEqual([200, expect.stringContaining(new StorageError(fault).advice)]);
    await broken.close();
  },
);

test('its figures say what holds foreign code, once some has run', async () => {
  const known = await (await app.request('/metrics')).text();
  expect(known).toContain(
    '\nstepwell_sandbox_confined{level="full",reason="In a test.",network="guarded",network_reason=""} 1\n',
  );
  const fresh = createApp({ ...deps, about: { ...deps.about, knownConfinement: () => undefined } });
  const unknown = await (await fresh.request('/metrics')).text();
  expect(unknown).toContain('\nstepwell_sandbox_confined{level="unknown",reason="no code has run yet",');
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
    expect(line).toMatch(/^(# (HELP|TYPE) stepwell_\w+ .+|stepwell_\w+(\{[^{}]*\})? \d+(\.\d+)?)$/);
  expect(text).toContain('\nstepwell_executions_running 3\n');
  expect(text).toContain('\nstepwell_executions_open 2\n');
  expect(text).toContain('\nstepwell_up 1\n');
  expect(text).toContain('\nstepwell_store_up 1\n');
  expect(Number(/^stepwell_disk_free_bytes (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(1_000_000);
});
