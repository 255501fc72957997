import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ran } from '../../support/api-runs.ts';
import { call, openDesk } from '../../support/app.ts';
import { makeWorld, type World } from '../../support/world.ts';

const desk = openDesk();
let world: World;
beforeAll(async () => {
  world = await makeWorld(desk, '');
});
afterAll(desk.close);

const idIn = (json: unknown) => String(Reflect.get(Object(json), 'id'));

test('a monitor is made, changed, listed by what it watches over, and deleted', async () => {
  const body = { name: 'Slow', trigger: 'slow', threshold: 5, instanceId: world.instance };
  const made = await call(desk.app, 'POST', '/monitors', body);
  expect([made.status, made.json]).toMatchObject([201, { ...body, quietMinutes: 60, paused: false }]);
  const path = `/monitors/${idIn(made.json)}`;
  const changed = await call(desk.app, 'PATCH', path, { trigger: 'failed', paused: true });
  expect(changed.json).toMatchObject({ trigger: 'failed', threshold: null, paused: true });
  const listed = await call(desk.app, 'GET', `/monitors?instance=${world.instance}`);
  expect(listed.text).toContain(idIn(made.json));
  expect((await call(desk.app, 'GET', '/monitors?instance=ins_other')).text).not.toContain(idIn(made.json));
  expect((await call(desk.app, 'DELETE', path)).status).toBe(204);
  expect((await call(desk.app, 'GET', path)).status).toBe(404);
});

test('what a trigger asks for and does not get is said by field', async () => {
  const refused = await call(desk.app, 'POST', '/monitors', { name: 'Slow', trigger: 'slow' });
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('"path":"threshold"')]);
  const odd = await call(desk.app, 'POST', '/monitors', { name: 'Odd', trigger: 'moon' });
  expect(odd.text).toContain('must be one of failed, failed_in_a_row');
});

test('alerts are listed by monitor, instance and state', async () => {
  await ran(desk.deps, world.instance, [], { status: 'failed', error: { message: 'The stock is empty' } });
  const open = await call(desk.app, 'GET', `/alerts?instance=${world.instance}&state=open`);
  expect(open.json).toMatchObject({
    items: [{ monitorId: world.monitor, subjectId: world.instance, resolvedAt: null, count: 2 }],
  });
  await ran(desk.deps, world.instance, []);
  expect((await call(desk.app, 'GET', '/alerts?state=open')).json).toMatchObject({ items: [] });
  const over = await call(desk.app, 'GET', `/alerts?state=resolved&monitor=${world.monitor}`);
  expect(over.text).toContain('The stock is empty');
});

test('the secret of an event webhook is answered when it is made or rotated, and never else', async () => {
  const fields = { name: 'Hub', url: 'https://hub.example/hook', events: ['version.published'] };
  const made = await call(desk.app, 'POST', '/event-webhooks', fields);
  expect(made.status).toBe(201);
  expect(made.text).toContain('"secret":"whsec_');
  const path = `/event-webhooks/${idIn(made.json)}`;
  for (const asked of [path, '/event-webhooks', `${path}/deliveries`])
    expect((await call(desk.app, 'GET', asked)).text).not.toContain('whsec_');
  expect((await call(desk.app, 'POST', `${path}/secrets`)).text).toContain('"secret":"whsec_');
  const disabled = await call(desk.app, 'PATCH', path, { enabled: false });
  expect(disabled.json).toMatchObject({ enabled: false, disabledBy: 'person' });
  expect((await call(desk.app, 'PATCH', path, { enabled: true, name: 'Other' })).json).toMatchObject({
    ...{ enabled: true, name: 'Other', disabledBy: null },
  });
});

test('a test waits to be sent at once, and can be sent again by its id alone', async () => {
  const path = `/event-webhooks/${world.eventWebhook}`;
  const sent = await call(desk.app, 'POST', `${path}/tests`);
  expect(sent.status).toBe(202);
  const id = String(Reflect.get(Object(sent.json), 'deliveryId'));
  const listed = await call(desk.app, 'GET', `${path}/deliveries`);
  expect(listed.text).toContain(id);
  expect((await call(desk.app, 'POST', `${path}/deliveries/${id}/attempts`)).status).toBe(202);
  expect((await call(desk.app, 'POST', `${path}/deliveries/msg_other/attempts`)).status).toBe(404);
});
