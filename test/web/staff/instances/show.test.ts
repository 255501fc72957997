import { afterEach, beforeEach, expect, test } from 'bun:test';
import { updateInstance } from '../../../../src/models/deployments.ts';
import { findInstance } from '../../../../src/models/instances.ts';
import { setVersionAvailable } from '../../../../src/models/versions.ts';
import { ORGANIZATION } from '../../../../src/models/viewer.ts';
import { actingAs } from '../../../../src/web/kit/change.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { onDeploy, onRemove, publishedNext } from '../../../support/records.ts';
import { openStream } from '../../../support/streamed.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { deployedShop, ended, HTTP_KEY, shop } from './deployments.ts';

let desk: Desk;
let builder: Visitor;
let support: Visitor;
beforeEach(async () => {
  desk = openDesk();
  builder = await visitorAs(desk, 'builder');
  support = await visitorAs(desk, 'support');
});
afterEach(() => desk.close());

const stateOf = async (id: string) => (await findInstance(desk.deps.store.read, id))?.state;

test('an instance shows how it is, its URLs with a line to call them, its schedules and its values without secrets', async () => {
  const { instance, path, customer, integration } = await deployedShop(desk);
  const run = await ended(desk, instance, 'succeeded');
  const { html } = await support.get(path);
  expect(html).toContain('Healthy');
  expect(html).toContain(`href="/customers/${customer.id}"`);
  expect(html).toContain(`href="/integrations/${integration.id}"`);
  expect(html).toMatch(/data-copy="http:\/\/stepwell.test\/trigger\/[\w-]+"/);
  expect(html).toMatch(
    /data-copy="curl -X POST http:\/\/stepwell.test\/trigger\/[\w-]+ -H &#39;Api-Key: [\w-]{20,}/,
  );
  expect(html).toContain('Api-Key: •••');
  expect(html).toContain('Every 15 minutes, UTC.');
  expect(html).toContain('Nord');
  expect(html).toContain('Bearer');
  expect(html).toContain('hidden');
  expect(html).not.toContain('key-very-secret');
  expect(html).toContain(`href="/executions/${run}"`);
  expect(html).toContain(`href="/executions?instance=${instance.id}"`);
});

test('it says who has changed what of it last, and no value', async () => {
  const { instance, path } = await deployedShop(desk);
  await support.post(`${path}/activation`, { active: 'false' });
  const token = { kind: 'token' as const, id: 'tok', name: 'Robot', role: 'admin' as const };
  const deps = actingAs(desk.deps, { ...token, scope: ORGANIZATION });
  await updateInstance(deps, EVERYTHING, instance.id, { configVariables: { 'Shop name': 'Elsewhere' } });
  const { html } = await support.get(path);
  const changes = html.slice(html.indexOf('id="changes"'));
  expect(changes).toMatch(/Configured.*changed: .*Shop name.*Robot/s);
  expect(changes).toMatch(/Paused/);
  expect(changes).toContain(support.user.name);
  expect(changes).not.toContain('Elsewhere');
  expect(changes).not.toContain('All changes');
  const owner = await visitorAs(desk, 'owner');
  expect((await owner.get(path)).html).toContain(`href="/settings/audit?subject=${instance.id}"`);
});

test('one that fails says since when, and leads to its last run', async () => {
  const { instance, path } = await deployedShop(desk);
  await ended(desk, instance, 'failed');
  const run = await ended(desk, instance, 'failed');
  const { html } = await support.get(path);
  expect(html).toContain('The last 2 runs failed');
  expect(html).toContain(`href="/executions/${run}"`);
});

test('while it is watched, how it is and what has run come by themselves, until it is removed', async () => {
  const { instance, path } = await deployedShop(desk);
  const stream = await openStream(desk, support, `${path}/stream`);
  expect(await stream.until('Nothing has run yet')).toContain('hx-target="#instance-head"');
  await ended(desk, instance, 'failed');
  expect(await stream.until('Failed')).toContain('The last run failed');
  await builder.post(`${path}/removal`);
  await stream.until('event: close');
  await stream.leave();
});

test('it is paused and enabled; to press a button twice changes nothing', async () => {
  const { instance, path } = await deployedShop(desk);
  for (let times = 0; times < 2; times++) {
    const { status, location } = await support.post(`${path}/activation`, { active: 'false' });
    expect([status, location]).toEqual([303, path]);
    expect(await stateOf(instance.id)).toBe('paused');
  }
  expect((await support.get(path)).html).toContain('It is paused');
  await support.post(`${path}/activation`, { active: 'true' });
  expect(await stateOf(instance.id)).toBe('active');
  expect(desk.told.rescheduled).toBe(3);
});

test('an upgrade says what it asks for, and leads to the form where something is missing', async () => {
  const { instance, integration, path } = await deployedShop(desk, shop([]), {});
  await publishedNext(desk.deps.store, integration.id, shop([], { flows: [onDeploy] }));
  const more = shop([{ key: 'Region', dataType: 'string' }, HTTP_KEY]);
  await publishedNext(desk.deps.store, integration.id, more);
  const { html } = await support.get(`${path}/version`);
  expect(html).toContain('Upgrade to v3');
  expect(html).toContain('It asks for 2 new values: <b>Region, Shop system</b>');
  expect((await support.get(`${path}/version?to=2`)).html).toContain('It asks for no new values');

  const second = await support.post(`${path}/version`, { version: '2' });
  expect(second.location).toBe(path);
  expect(desk.told.woken).toHaveLength(1);
  await support.post(`${path}/version`, { version: '2' });
  expect(desk.told.woken).toHaveLength(1);
  const third = await support.post(`${path}/version`, { version: '3' });
  expect(third.location).toBe(`${path}/answers`);
  expect(await findInstance(desk.deps.store.read, instance.id)).toMatchObject({
    state: 'active',
    version: 2,
  });
  expect((await support.get(path)).html).toContain('v2 → v3: needs configuration.');
  expect((await support.get('/instances')).html).toContain('→ v3<span>: needs configuration');
  expect((await support.get(`${path}/version`)).html).toContain('v3 waits for its configuration');

  const back = await support.post(`${path}/version`, { version: '1' });
  expect(back.location).toBe(path);
  expect(await findInstance(desk.deps.store.read, instance.id)).toMatchObject({
    state: 'active',
    version: 1,
  });
});

test('an unavailable version is neither offered nor taken', async () => {
  const { integration, path } = await deployedShop(desk, shop([]), {});
  await publishedNext(desk.deps.store, integration.id, shop([]));
  await desk.deps.store.write((tx) => setVersionAvailable(tx, integration.id, 2, false));
  const { html } = await support.get(`${path}/version`);
  expect(html).toContain('Unavailable');
  expect(html).not.toContain('Upgrade to v2');
  const refused = await support.post(`${path}/version`, { version: '2' });
  expect(refused.status).toBe(409);
  expect(refused.html).toContain('Version 2 is marked unavailable');
  expect((await support.post(`${path}/version`, { version: 'x' })).status).toBe(400);
  expect((await support.post(`${path}/version`, { version: '7' })).status).toBe(404);
});

test('an instance is removed after a look at what that means, and brought back with all it had, paused', async () => {
  const flows = [...shop([]).flows, onRemove];
  const { instance, path } = await deployedShop(desk, shop([HTTP_KEY], { flows }), {
    'Shop system': { apiKey: 'key-very-secret' },
  });
  const url = (await builder.get(path)).html.match(/trigger\/[\w-]+/)?.[0] ?? '';
  expect((await builder.get(`${path}/removal`)).html).toContain('its URLs stop answering');
  const removed = await builder.post(`${path}/removal`);
  expect(removed.location).toBe(`/instances?removed=${instance.id}`);
  expect(desk.told.woken).toHaveLength(1);
  expect((await builder.post(`${path}/removal`)).location).toBe(`/instances?removed=${instance.id}`);
  expect(desk.told.woken).toHaveLength(1);
  expect((await builder.get(path)).status).toBe(404);
  expect((await builder.get(removed.location ?? '')).html).toContain(`action="${path}/restoration"`);

  for (let times = 0; times < 2; times++) {
    const restored = await builder.post(`${path}/restoration`);
    expect([restored.status, restored.location]).toEqual([303, path]);
  }
  expect(await stateOf(instance.id)).toBe('paused');
  expect((await builder.get(path)).html).toContain(url);
  await builder.post(`${path}/activation`, { active: 'true' });
  expect(await stateOf(instance.id)).toBe('active');
});

test('support may deploy, configure and pause, but neither remove nor bring back', async () => {
  const { instance, path } = await deployedShop(desk);
  for (const page of [path, `${path}/configuration`, `${path}/version`])
    expect((await support.get(page)).status).toBe(200);
  expect((await support.get(path)).html).not.toContain('/removal');
  expect((await support.get(`${path}/removal`)).status).toBe(403);
  expect((await support.post(`${path}/removal`)).status).toBe(403);
  expect((await support.post(`${path}/restoration`)).status).toBe(403);
  expect(await stateOf(instance.id)).toBe('active');
  const customer = await visitorAs(desk, 'customer_admin', instance.customerId);
  expect((await customer.get(path)).status).toBe(403);
});

test('one that is not there is answered by the page for that', async () => {
  for (const page of ['', '/configuration', '/version', '/removal'])
    expect((await builder.get(`/instances/ins_none${page}`)).status).toBe(404);
  expect((await builder.post('/instances/ins_none/restoration')).status).toBe(404);
});

test('how many of its executions run at once is set on its page, and taken back', async () => {
  const { instance, path } = await deployedShop(desk);
  const limitOf = async () => (await findInstance(desk.deps.store.read, instance.id))?.executionLimit;
  const refused = await support.post(`${path}/limits`, { executions: '0' });
  expect([refused.status, refused.html]).toEqual([
    422,
    expect.stringContaining('Type how many may run at once: a number from 1 to 99,999'),
  ]);
  expect((await support.post(`${path}/limits`, { executions: '3' })).status).toBe(303);
  expect(await limitOf()).toBe(3);
  expect((await support.get(path)).html).toContain('value="3"');
  expect((await support.post(`${path}/limits`, { executions: '' })).status).toBe(303);
  expect(await limitOf()).toBeNull();
});
