import { afterEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { eventWebhooks } from '../../src/db/schema.ts';
import { Deliveries } from '../../src/engine/deliveries.ts';
import { createEgress, type Egress } from '../../src/lib/egress.ts';
import { createLog } from '../../src/lib/log.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/lib/time.ts';
import {
  dueDeliveries,
  FAILING_FOR,
  RETRY_DELAYS,
  sendAgain,
  sendTest,
} from '../../src/models/deliveries.ts';
import { setActive } from '../../src/models/deployments.ts';
import {
  createEventWebhook,
  getEventWebhook,
  ROTATION,
  rotateEventSecret,
  setEventWebhookEnabled,
  updateEventWebhook,
} from '../../src/models/event-webhooks.ts';
import { emitEvent, putDelivery } from '../../src/models/events.ts';
import { deleteOldDeliveries } from '../../src/models/retention.ts';
import { until } from '../support/engine.ts';
import { staff } from '../support/people.ts';
import { deployed, publishedNext, toolsFor, vault } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';
import { sentTo } from '../support/watching.ts';

const at = shelf();
let servers: { stop(): unknown }[] = [];
afterEach(() => {
  for (const server of servers) server.stop();
  servers = [];
});

type Call = { headers: Record<string, string>; body: string };

/** A receiver that answers as it is told, and what it was called with. */
function receiver() {
  const calls: Call[] = [];
  const state = { status: 200 };
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      calls.push({ headers: Object.fromEntries(request.headers), body: await request.text() });
      return new Response('', {
        status: state.status,
        headers: state.status === 302 ? { location: '/elsewhere' } : {},
      });
    },
  });
  servers.push(server);
  return { calls, state, url: `http://127.0.0.1:${server.port}/hook` };
}

function sender(fetch: Egress['fetch'] = createEgress({ allow: ['127.0.0.1'] }).fetch) {
  const lines: string[] = [];
  const log = createLog('json', (line) => lines.push(line));
  const deliveries = new Deliveries({ store: at.store, vault, log, fetch });
  return {
    lines,
    deliveries,
    async look(time: number) {
      await deliveries.look(time);
      await deliveries.settled();
    },
  };
}

const made = (url: string) =>
  at.store.write((tx) => createEventWebhook(tx, vault, { name: 'Hub', url, events: ['instance.paused'] }));
const told = (time: number) =>
  at.store.write((tx) => emitEvent(tx, 'instance.paused', { id: 'ins_1', name: 'Shop' }, { at: time }));

test('an event is sent signed, and the library that is published for it believes it', async () => {
  const { url, calls } = receiver();
  const { webhook, secret } = await made(url);
  const time = Date.now();
  await told(time);
  await sender().look(time);
  const [call] = calls;
  if (!call) throw new Error('Nothing was sent.');
  expect(new Webhook(secret).verify(call.body, call.headers)).toEqual({
    type: 'instance.paused',
    timestamp: new Date(time).toISOString(),
    data: { id: 'ins_1', name: 'Shop' },
  });
  const [sent] = await sentTo(at.store, webhook.id);
  expect(sent).toMatchObject({ attempts: 1, lastStatus: 200, nextAttemptAt: null, lastError: null });
  expect(call.headers['webhook-id']).toBe(sent?.id ?? '');
});

test('what happens to instances and versions is told in the write that does it, to whoever asks for it', async () => {
  const { url } = receiver();
  const { webhook } = await made(url);
  const { instance, integration } = await deployed(at.store);
  await setActive(toolsFor(at.store), EVERYTHING, instance.id, false);
  expect((await sentTo(at.store, webhook.id)).map(({ event }) => event)).toEqual(['instance.paused']);
  await at.store.write((tx) => updateEventWebhook(tx, webhook.id, { events: ['version.published'] }));
  await publishedNext(at.store, integration.id, { definitionVersion: 7, name: 'Orders', flows: [] });
  const sent = await sentTo(at.store, webhook.id);
  expect(sent.map(({ event }) => event)).toEqual(['instance.paused', 'version.published']);
  expect(JSON.parse(sent[1]?.payload ?? '').data).toMatchObject({ id: integration.id, version: 2 });
  const refused = at.store.write(async (tx) => {
    await emitEvent(tx, 'version.published', { id: 'x' });
    throw new Error('The change fails.');
  });
  await expect(refused).rejects.toThrow('The change fails.');
  expect(await sentTo(at.store, webhook.id)).toHaveLength(2);
});

test('what does not arrive is sent again at growing distances under the same id, and given up in the end', async () => {
  const { url, calls, state } = receiver();
  state.status = 503;
  const { webhook } = await made(url);
  let time = Date.now();
  await told(time);
  const { look } = sender();
  for (const delay of RETRY_DELAYS) {
    await look(time);
    const [row] = await sentTo(at.store, webhook.id);
    expect(row).toMatchObject({ nextAttemptAt: time + delay, lastStatus: 503 });
    await look(time + delay - 1);
    time += delay;
  }
  await look(time);
  const [row] = await sentTo(at.store, webhook.id);
  expect(row).toMatchObject({ attempts: 8, nextAttemptAt: null, deliveredAt: null });
  await look(time + DAY);
  expect(calls).toHaveLength(8);
  expect(new Set(calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(RETRY_DELAYS.reduce((sum, delay) => sum + delay)).toBe(27 * HOUR + 35 * MINUTE + 5 * SECOND);
});

test('a redirection, a refused address and nobody there are failures that say why', async () => {
  const { url, calls, state } = receiver();
  state.status = 302;
  const { webhook } = await made(url);
  const time = Date.now();
  await told(time);
  await sender().look(time);
  expect(calls).toHaveLength(1);
  expect((await sentTo(at.store, webhook.id))[0]?.lastStatus).toBe(302);
  // As without STEPWELL_EGRESS_ALLOW: an address of this machine is none of the outside's.
  await sender(createEgress({ allow: [] }).fetch).look(time + MINUTE);
  expect(calls).toHaveLength(1);
  expect((await sentTo(at.store, webhook.id))[0]).toMatchObject({ attempts: 2, lastStatus: null });
  expect((await sentTo(at.store, webhook.id))[0]?.lastError).toContain('127.0.0.1');
});

test('after a restart what was not sent is sent, and nothing twice that has arrived', async () => {
  const { url, calls } = receiver();
  await made(url);
  const time = Date.now();
  await told(time);
  await sender().look(time);
  await told(time + 1);
  await sender().look(time + 2);
  expect(calls.map(({ headers }) => headers['webhook-id'])).toHaveLength(2);
  await sender().look(time + DAY);
  expect(calls).toHaveLength(2);
});

test('one at which nothing arrives for days is disabled and says so; enabled again it gets what has waited', async () => {
  const { url, calls, state } = receiver();
  state.status = 500;
  const { webhook } = await made(url);
  await staff(at.store, 'ada@example.com');
  const time = Date.now();
  await told(time);
  const { look, lines } = sender();
  await look(time);
  const health = () => getEventWebhook(at.store.read, webhook.id);
  expect(await health()).toMatchObject({ failingSince: time, disabledAt: null });
  await told(time + FAILING_FOR - 1);
  await look(time + FAILING_FOR);
  expect(await health()).toMatchObject({ disabledAt: time + FAILING_FOR, disabledBy: 'failures' });
  expect(lines.join()).toContain('was disabled');
  const [mail] = await dueDeliveries(at.store.read, null, time + FAILING_FOR, 9);
  expect(mail).toMatchObject({ mailTo: 'ada@example.com', event: 'event_webhook.disabled' });
  const before = calls.length;
  await told(time + FAILING_FOR + 1);
  await look(time + FAILING_FOR + DAY);
  expect(calls).toHaveLength(before);
  expect(await sentTo(at.store, webhook.id)).toHaveLength(2);
  state.status = 200;
  await at.store.write((tx) => setEventWebhookEnabled(tx, webhook.id, true));
  await look(time + FAILING_FOR + 2 * DAY);
  expect((await sentTo(at.store, webhook.id)).every(({ deliveredAt }) => deliveredAt !== null)).toBe(true);
  expect(await health()).toMatchObject({ failingSince: null, disabledAt: null });
});

test('who answers that it is gone is not called again', async () => {
  const { url, state } = receiver();
  state.status = 410;
  const { webhook } = await made(url);
  const time = Date.now();
  await told(time);
  await sender().look(time);
  expect(await getEventWebhook(at.store.read, webhook.id)).toMatchObject({ disabledBy: 'failures' });
});

test('for a day after a rotation both secrets verify, then the new one alone', async () => {
  const { url, calls } = receiver();
  const { webhook, secret } = await made(url);
  const rotated = await at.store.write((tx) => rotateEventSecret(tx, vault, webhook.id));
  const time = Date.now();
  await told(time);
  await sender().look(time);
  const verify = (key: string) => new Webhook(key).verify(calls[0]?.body ?? '', calls[0]?.headers ?? {});
  for (const key of [secret, rotated.secret]) expect(verify(key)).toHaveProperty('type', 'instance.paused');
  await told(time + ROTATION + MINUTE);
  await sender().look(time + ROTATION + MINUTE);
  expect(calls[1]?.headers['webhook-signature']?.split(' ')).toHaveLength(1);
});

test('a test is sent whatever it has asked for, and what has arrived can be sent again under its id', async () => {
  const { url, calls } = receiver();
  const { webhook } = await made(url);
  const id = await at.store.write((tx) => sendTest(tx, webhook.id));
  const time = Date.now() + MINUTE;
  await sender().look(time);
  expect(JSON.parse(calls[0]?.body ?? '')).toMatchObject({ type: 'test' });
  await at.store.write((tx) => sendAgain(tx, webhook.id, id));
  await sender().look(time);
  expect(calls.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
});

test('a receiver that does not answer holds up no other', async () => {
  const slow = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Promise<Response>(() => {}) });
  servers.push({ stop: () => slow.stop(true) });
  await made(`http://127.0.0.1:${slow.port}/`);
  const { url, calls } = receiver();
  await made(url);
  const time = Date.now();
  for (let nth = 0; nth < 20; nth++) await told(time);
  const { deliveries } = sender();
  await until(async () => {
    await deliveries.look(time);
    return calls.length === 20 || undefined;
  });
  await deliveries.stop();
});

test('mail is handed to the server for it, and again when that was down', async () => {
  const sent: string[] = [];
  const server = { isDown: true };
  const mailer = {
    send: async ({ to, subject }: { to: string; subject: string }) => {
      if (server.isDown) throw new Error('connection refused');
      sent.push(`${to}: ${subject}`);
    },
  };
  const time = Date.now();
  const payload = JSON.stringify({ subject: 'Alert', text: 'It broke' });
  await at.store.write((tx) =>
    putDelivery(tx, { mailTo: 'ada@example.com', event: 'alert.opened', payload }, time),
  );
  const log = createLog('json', () => {});
  const { fetch } = createEgress({ allow: [] });
  const deliveries = new Deliveries({ store: at.store, vault, log, fetch, mailer });
  for (const after of [0, SECOND, 6 * SECOND]) {
    server.isDown = after < 2 * SECOND;
    await deliveries.look(time + after);
    await deliveries.settled();
  }
  expect(sent).toEqual(['ada@example.com: Alert']);
});

test('secrets are sealed on the disk', async () => {
  const { secret } = await made('https://hub.example/hook');
  expect((await at.bytes()).includes(secret.slice('whsec_'.length))).toBe(false);
});

test('nothing is looked for while nothing is written and nothing is due', async () => {
  const { deliveries } = sender();
  const time = Date.now();
  await deliveries.look(time);
  const before = at.store.revision;
  await deliveries.look(time + DAY);
  expect(at.store.revision).toBe(before);
});

test('what was sent two weeks ago is forgotten', async () => {
  const { webhook } = await made('https://hub.example/hook');
  await told(Date.now());
  const later = (days: number) => at.store.write((tx) => deleteOldDeliveries(tx, Date.now() + days * DAY));
  await later(13);
  expect(await sentTo(at.store, webhook.id)).toHaveLength(1);
  await later(15);
  expect(await sentTo(at.store, webhook.id)).toHaveLength(0);
  await at.store.write((tx) => tx.delete(eventWebhooks).where(eq(eventWebhooks.id, webhook.id)));
});
