import { afterAll, beforeAll, expect, test } from 'bun:test';
import { listEventWebhooks } from '../../../../src/models/event-webhooks.ts';
import { listMonitors } from '../../../../src/models/monitors.ts';
import { ran } from '../../../support/api-runs.ts';
import { openDesk } from '../../../support/app.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { sentTo } from '../../../support/watching.ts';
import { makeWorld, type World } from '../../../support/world.ts';

const desk = openDesk();
let admin: Visitor;
let builder: Visitor;
let support: Visitor;
let world: World;
beforeAll(async () => {
  world = await makeWorld(desk, '');
  [admin, builder] = [await visitorAs(desk, 'admin'), await visitorAs(desk, 'builder')];
  support = await visitorAs(desk, 'support');
});
afterAll(desk.close);

const usual = { name: 'Slow orders', trigger: 'slow', threshold: '30', level: 'error', quietMinutes: '60' };
const newest = async () => (await listMonitors(desk.deps.store.read, EVERYTHING, {}, { limit: 1 })).items[0];

test('a monitor is made by a form, found in the list with what it watches for, and changed', async () => {
  const sent = await builder.post('/monitors', {
    ...{ ...usual, integrationId: world.integration, mailTo: 'ada@example.com, bea@example.com' },
  });
  expect([sent.status, sent.headers.get('location')]).toEqual([303, '/alerts']);
  const made = await newest();
  expect(made).toMatchObject({ mailTo: ['ada@example.com', 'bea@example.com'], threshold: 30 });
  const { html } = await builder.get('/alerts');
  expect(html).toContain('An execution takes longer than 30 s');
  const path = `/monitors/${made?.id}`;
  expect((await builder.get(path)).html).toContain('value="ada@example.com, bea@example.com"');
  await builder.post(path, { ...usual, paused: 'true' });
  expect(await newest()).toMatchObject({ integrationId: null, mailTo: [] });
  expect((await builder.get('/alerts')).html).toContain('Paused');
});

test('what is wrong stands beside its field, with what was typed', async () => {
  const sent = await builder.post('/monitors', { ...usual, threshold: '', mailTo: 'nobody' });
  expect(sent.status).toBe(422);
  expect(sent.html).toContain('id="field-threshold-error"');
  expect(sent.html).toContain('nobody is not an e-mail address.');
  expect(sent.html).toContain('value="Slow orders"');
  const odd = await builder.post('/monitors', { ...usual, name: '', threshold: 'many' });
  expect(odd.html).toContain('Type a whole number.');
  expect(odd.html).toContain('Type a name for the monitor.');
});

test('a monitor of one instance begins on its page, where its alerts stand', async () => {
  const page = `/instances/${world.instance}`;
  expect((await builder.get(page)).html).toContain(`href="/monitors/new?instance=${world.instance}"`);
  const form = await builder.get(`/monitors/new?instance=${world.instance}`);
  expect(form.html).toContain(`name="instanceId" value="${world.instance}"`);
  await builder.post('/monitors', {
    ...{ name: 'This shop', trigger: 'failed', level: 'error', quietMinutes: '0' },
    instanceId: world.instance,
  });
  const error = { message: 'The stock is empty' };
  await ran(desk.deps, world.instance, [], { status: 'failed', error });
  for (const path of [page, '/alerts', '/alerts?state=open', `/integrations/${world.integration}/instances`])
    expect((await support.get(path)).html).toContain('The stock is empty');
  expect((await support.get('/alerts?state=resolved')).html).not.toContain('The stock is empty');
});

test('support sees alerts and makes no monitors; event webhooks are for admins', async () => {
  expect((await support.get('/alerts')).html).not.toContain('href="/monitors/new"');
  expect((await support.post('/monitors', usual)).status).toBe(403);
  for (const who of [support, builder]) expect((await who.get('/event-webhooks')).status).toBe(403);
});

test('an event webhook shows its secret once, and can be tried, disabled and given another secret', async () => {
  const refused = await admin.post('/event-webhooks', {
    name: 'Hub',
    url: 'hub',
    events: 'version.published',
  });
  expect(refused.status).toBe(422);
  expect(refused.html).toContain('id="field-url-error"');
  const made = await admin.post('/event-webhooks', {
    ...{ name: 'Hub', url: 'https://hub.example/hook', events: 'version.published' },
  });
  const [secret = ''] = /whsec_[\w+/=]+/.exec(made.html) ?? [];
  expect(secret).not.toBe('');
  const [webhook] = (await listEventWebhooks(desk.deps.store.read, { limit: 1 })).items;
  const path = `/event-webhooks/${webhook?.id}`;
  expect((await admin.get(path)).html).not.toContain('whsec_');
  await admin.post(`${path}/tests`, {});
  expect((await admin.get(path)).html).toContain('Send again: test');
  const [delivery] = await sentTo(desk.deps.store, webhook?.id ?? '');
  expect((await admin.post(`${path}/deliveries/${delivery?.id}/attempts`, {})).status).toBe(303);
  await admin.post(`${path}/activation`, { enabled: 'false' });
  expect((await admin.get(path)).html).toContain('Disabled');
  const rotated = await admin.post(`${path}/secrets`, {});
  expect(rotated.html).toContain('whsec_');
  expect(rotated.html).not.toContain(secret);
  expect(rotated.html).toContain('The former secret signs until');
  await admin.post(`${path}/deletion`, {});
  expect((await admin.get(path)).status).toBe(404);
});
