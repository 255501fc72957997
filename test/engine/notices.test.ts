import { expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { connections, users } from '../../src/db/schema.ts';
import { Notices } from '../../src/engine/notices.ts';
import { createLog } from '../../src/lib/log.ts';
import type { Mail } from '../../src/lib/mail.ts';
import { DAY, MINUTE } from '../../src/lib/time.ts';
import { changeVersion, setActive } from '../../src/models/deployments.ts';
import { noteLastRuns } from '../../src/models/instance-runs.ts';
import { countBroken, openNotices } from '../../src/models/notices.ts';
import { updateOrganization } from '../../src/models/organization.ts';
import { createUser } from '../../src/models/users.ts';
import type { Viewer } from '../../src/models/viewer.ts';
import { setUp, viewerOfPerson } from '../support/own-answers.ts';
import { staff } from '../support/people.ts';
import { CONNECTION, configured, deployed, publishedNext, toolsFor } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
const NOON = Date.UTC(2026, 0, 5, 12);
const Shop = { fields: { apiKey: 'key-of-the-shop' } };

/** Acme with one instance and its connection, somebody of staff and an admin of Acme's, and what they are mailed. */
async function office() {
  const { instance, customer, integration } = await deployed(at.store, configured([CONNECTION]), { Shop });
  await staff(at.store, 'ada@example.com');
  const admin = await at.store.write((tx) =>
    createUser(tx, { email: 'bea@acme.example', role: 'customer_admin', customerId: customer.id }),
  );
  await at.store.write((tx) => tx.update(users).set({ passwordHash: 'x' }).where(eq(users.id, admin.id)));
  const sent: Mail[] = [];
  const lines: string[] = [];
  const server = { isDown: false };
  const notices = new Notices({
    store: at.store,
    log: createLog('json', (line) => lines.push(line)),
    publicUrl: () => 'https://hub.example',
    mailer: {
      send: async (mail) => {
        if (server.isDown) throw new Error('connection refused');
        sent.push(mail);
      },
    },
  });
  const put = (state: 'active' | 'error') =>
    at.store.write((tx) => tx.update(connections).set({ state, problem: 'invalid_grant' }));
  const failed = (status: 'failed' | 'succeeded', times = 1) => {
    const run = { id: 'exe_1', instanceId: instance.id, status, endedAt: NOON, size: 0 };
    return at.store.write((tx) => noteLastRuns(tx, Array(times).fill(run)));
  };
  return { instance, customer, integration, sent, lines, server, notices, put, failed };
}

test('of a connection that was refused staff and the customer’s admins are told once, each in their own words', async () => {
  const { customer, sent, notices, put } = await office();
  await notices.look(NOON);
  expect(sent).toEqual([]);
  await put('error');
  await notices.look(NOON + MINUTE);
  await notices.look(NOON + 2 * DAY);
  expect(sent.map(({ to, subject }) => [to, subject])).toEqual([
    ['ada@example.com', `The connection Shop of ${customer.name} has stopped working`],
    ['bea@acme.example', 'Shop has to be connected again'],
  ]);
  expect(sent[0]?.text).toContain('invalid_grant');
  expect(sent[0]?.text).toMatch(/https:\/\/hub\.example\/connections\/con_/);
  expect(sent[1]?.text).not.toContain('invalid_grant');
  expect(sent[1]?.text).toContain('https://hub.example/marketplace/connections');
});

test('pages say it as long as it is so, to the customer whose it is and to nobody of another', async () => {
  const { customer, notices, put } = await office();
  await put('error');
  await notices.look(NOON);
  const seenBy = async (viewer = EVERYTHING) =>
    (await openNotices(at.store.read, viewer, 9)).map(({ kind, name }) => `${kind} ${name}`);
  expect(await seenBy()).toEqual(['connection Shop']);
  expect(await seenBy(viewerFor(customer.id))).toEqual(['connection Shop']);
  expect(await countBroken(at.store.read, EVERYTHING, 9)).toBe(1);
  expect(await seenBy(viewerFor('cus_other'))).toEqual([]);
  await put('active');
  await notices.look(NOON + MINUTE);
  expect(await seenBy()).toEqual([]);
});

test('a token that nobody can renew but a person is told of when it has ended', async () => {
  const { sent, notices } = await office();
  await at.store.write((tx) => tx.update(connections).set({ expiresAt: NOON + MINUTE }));
  await notices.look(NOON);
  expect(sent).toEqual([]);
  await notices.look(NOON + MINUTE);
  expect(sent).toHaveLength(2);
});

test('an instance is told of when three runs in a row have failed, and not while it is paused', async () => {
  const { instance, customer, integration, sent, notices, failed } = await office();
  await failed('failed', 2);
  await notices.look(NOON);
  expect(sent).toEqual([]);
  await failed('failed');
  await setActive(toolsFor(at.store), EVERYTHING, instance.id, false);
  await notices.look(NOON);
  expect(sent).toEqual([]);
  await setActive(toolsFor(at.store), EVERYTHING, instance.id, true);
  await notices.look(NOON);
  expect(sent.map(({ subject }) => subject)).toEqual([
    `${integration.name} of ${customer.name} keeps failing`,
    `${integration.name} needs a look`,
  ]);
  expect(sent[1]?.text).toContain(`/marketplace/mine/${instance.id}`);
});

test('what comes and goes within a day is mailed once; what comes back later is mailed again', async () => {
  const { sent, notices, put } = await office();
  for (let nth = 0; nth < 5; nth++) {
    await put('error');
    await notices.look(NOON + nth * 10 * MINUTE);
    await put('active');
    await notices.look(NOON + (nth * 10 + 5) * MINUTE);
  }
  expect(sent).toHaveLength(2);
  await put('error');
  await notices.look(NOON + 2 * DAY);
  expect(sent).toHaveLength(4);
});

test('a server for mail that is down is asked again after a while, and nobody is told twice', async () => {
  const { sent, lines, server, notices, put } = await office();
  server.isDown = true;
  await put('error');
  await notices.look(NOON);
  await notices.look(NOON + MINUTE);
  expect(lines.filter((line) => line.includes('could not be mailed'))).toHaveLength(1);
  server.isDown = false;
  await notices.look(NOON + 6 * MINUTE);
  await notices.look(NOON + 12 * MINUTE);
  expect(sent).toHaveLength(2);
});

test('an organization that does not want its customers to be mailed keeps it to staff', async () => {
  const { sent, notices, put } = await office();
  await at.store.write((tx) => updateOrganization(tx, { mailsCustomers: false }));
  await put('error');
  await notices.look(NOON);
  expect(sent.map(({ to }) => to)).toEqual(['ada@example.com']);
});

test('a look at which nothing has changed writes nothing', async () => {
  const { notices, put } = await office();
  await put('error');
  await notices.look(NOON);
  const before = at.store.revision;
  await notices.look(NOON + MINUTE);
  expect(at.store.revision).toBe(before);
});

test('of an account that one person has connected for themselves they alone are told', async () => {
  const { instance, customer, sent, notices, put } = await office();
  const Mailbox = { ...CONNECTION, key: 'Mailbox' };
  const asking = configured([CONNECTION]);
  const you = { name: 'You', userLevelConfigured: true, elements: [{ type: 'configVar', value: 'Mailbox' }] };
  await publishedNext(at.store, instance.integrationId, {
    ...{ ...asking, requiredConfigVars: [CONNECTION, Mailbox] },
    configPages: [...(asking.configPages ?? []), you],
  });
  const tools = toolsFor(at.store);
  await changeVersion(tools, EVERYTHING, instance.id, 2);
  const [kim, lee] = [await member(customer.id, 'kim'), await member(customer.id, 'lee')];
  await setUp(tools, kim, instance.id, { Mailbox: Shop });
  await put('active');
  await at.store.write((tx) =>
    tx.update(connections).set({ state: 'error' }).where(eq(connections.variable, 'Mailbox')),
  );
  await notices.look(NOON);
  expect(sent.map(({ to, subject }) => [to, subject])).toEqual([
    ['kim@acme.example', 'Your account Mailbox has to be connected again'],
  ]);
  expect(sent[0]?.text).toContain(`https://hub.example/marketplace/mine/${instance.id}/own-answers`);
  const seenBy = async (viewer: Viewer) =>
    (await openNotices(at.store.read, viewer, 9)).map(({ kind, name }) => `${kind} ${name}`);
  expect(await seenBy(viewerOfPerson(kim))).toEqual(['own_account Mailbox']);
  for (const other of [viewerOfPerson(lee), viewerFor(customer.id), EVERYTHING])
    expect(await seenBy(other)).toEqual([]);
  expect(await countBroken(at.store.read, EVERYTHING, 9)).toBe(0);
});

async function member(customerId: string, name: string) {
  const facts = { email: `${name}@acme.example`, role: 'customer_member', customerId } as const;
  const { id } = await at.store.write((tx) => createUser(tx, facts));
  await at.store.write((tx) => tx.update(users).set({ passwordHash: 'x' }).where(eq(users.id, id)));
  return { id, customerId };
}
