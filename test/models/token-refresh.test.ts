import { expect, test } from 'bun:test';
import { connections, instances } from '../../src/db/schema.ts';
import type { TokenAnswer } from '../../src/lib/oauth/token-answer.ts';
import { listAudit } from '../../src/models/audit.ts';
import { readConfigValues } from '../../src/models/config-values.ts';
import type { Connection } from '../../src/models/connections.ts';
import { setConfigVariables } from '../../src/models/deployments.ts';
import { createTokenRefreshes, type Refresh } from '../../src/models/token-refresh.ts';
import { CONNECTION, configured, deployed, refusal, toolsFor, vault } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
const OLD = { access_token: 'old-token-1234', refresh_token: 'old-refresh-1234' };
const NEW = { access_token: 'new-token-1234', refresh_token: 'new-refresh-1234' };
const FIELDS = { apiKey: 'sk-live-0123456789' };
const EXPIRES = 2_000_000_000_000;
const answer: TokenAnswer = { ok: true, token: NEW, expiresAt: EXPIRES };
const gives = async () => answer;
const REFUSED: TokenAnswer = {
  ok: false,
  isFinal: true,
  code: 'invalid_grant',
  message: 'invalid_grant: It is revoked.',
};
const refuses = async () => REFUSED;

async function connected() {
  const { instance } = await deployed(at.store, configured([CONNECTION]), {
    Shop: { fields: FIELDS, token: OLD },
  });
  const row = async () => {
    const [only] = await at.store.read.select().from(connections);
    if (!only) throw new Error('There is no connection.');
    return only;
  };
  return {
    instance,
    row,
    id: (await row()).id,
    value: async () => (await readConfigValues(at.store.read, vault, instance.id)).values.get('Shop'),
    revision: async () => (await at.store.read.select().from(instances))[0]?.revision,
  };
}
const process = () => createTokenRefreshes({ store: at.store, vault });

/** A process that is dead since the provider has answered: its own write never came. */
async function died(id: string): Promise<void> {
  const asked = Promise.withResolvers<void>();
  void process().refreshed(id, () => {
    asked.resolve();
    return new Promise(() => undefined);
  });
  await asked.promise;
}

test('a refresh gives the connection another token and its end, and who runs with it reads it again', async () => {
  const { id, row, value, revision } = await connected();
  const before = await revision();
  const { held } = await process().refreshed(id, async ({ row: { state }, held }) => {
    expect({ state, held }).toEqual({ state: 'active', held: { fields: FIELDS, token: OLD } });
    expect((await row()).refreshingAt).toBeNumber();
    return answer;
  });
  const context = { expires_at: '2033-05-18T03:33:20.000Z' };
  expect(held).toEqual({ fields: FIELDS, token: NEW, context });
  expect(await value()).toEqual({ fields: FIELDS, token: NEW, context });
  const refreshAt = EXPIRES - 5 * 60_000;
  expect(await row()).toMatchObject({ state: 'active', refreshingAt: null, expiresAt: EXPIRES, refreshAt });
  expect(await revision()).toBe((before ?? 0) + 1);
});

test('all who ask at the same time get one answer, and the provider is asked once', async () => {
  const { id } = await connected();
  const refreshes = process();
  let calls = 0;
  const counted = async () => {
    calls += 1;
    return answer;
  };
  const all = await Promise.all(Array.from({ length: 50 }, () => refreshes.refreshed(id, counted)));
  expect(new Set(all).size).toBe(1);
  expect(calls).toBe(1);
  await refreshes.refreshed(id, counted);
  expect(calls).toBe(2);
});

test('a provider that does not answer leaves the connection as it was, and it may be asked again', async () => {
  const { id, row, value } = await connected();
  const refreshes = process();
  const before = await row();
  const failing = refreshes.refreshed(id, () => Promise.reject(new Error('It does not answer.')));
  await expect(failing).rejects.toThrow('It does not answer.');
  const { state, refreshingAt, refreshAt, token } = before;
  expect(await row()).toMatchObject({ state, refreshingAt, refreshAt, token });
  await refreshes.refreshed(id, gives);
  expect(await value()).toMatchObject({ fields: FIELDS, token: NEW });
});

test('a token that the provider refuses waits for a person, and is not tried any more', async () => {
  const { id, row, instance } = await connected();
  expect((await refusal(process().refreshed(id, refuses))).message).toContain(
    'Shop has to be signed in to again. invalid_grant: It is revoked.',
  );
  expect(await row()).toMatchObject({ state: 'error', problem: 'invalid_grant: It is revoked.' });
  const { items } = await listAudit(at.store.read, { action: 'connection.refused' }, { limit: 9 });
  expect(items).toMatchObject([{ actorKind: 'system', subjectId: id, subjectName: 'Shop' }]);
  let calls = 0;
  const counted: Refresh = async () => {
    calls += 1;
    return answer;
  };
  expect((await refusal(process().refreshed(id, counted))).code).toBe('conflict');
  expect(calls).toBe(0);
  const given = { Shop: { fields: { apiKey: '***' }, token: NEW } };
  await setConfigVariables(toolsFor(at.store), EVERYTHING, instance.id, given);
  expect(await row()).toMatchObject({ state: 'active', refreshingAt: null });
  await process().refreshed(id, counted);
  expect(calls).toBe(1);
});

test('a crash between the answer and what is stored of it is found out at the next start, and it is tried again', async () => {
  const { id, row } = await connected();
  await died(id);
  expect(await row()).toMatchObject({ state: 'active', refreshingAt: expect.any(Number) });
  const next = process();
  expect(await next.interrupted()).toBe(1);
  await next.refreshed(id, gives);
  expect(await row()).toMatchObject({ state: 'active', refreshingAt: null });
  expect(await next.interrupted()).toBe(0);
});

test('where the old token is worth nothing after such a crash, the connection has failed', async () => {
  const { id, row } = await connected();
  await died(id);
  // Nobody learns anything from a provider that does not answer.
  await expect(process().refreshed(id, () => Promise.reject(new Error('Down')))).rejects.toThrow('Down');
  expect((await row()).refreshingAt).toBeNumber();
  expect((await refusal(process().refreshed(id, refuses))).code).toBe('conflict');
  expect(await row()).toMatchObject({ state: 'error', refreshingAt: null });
  expect((await row()).problem).toContain('was lost');
});

test('while a token is refreshed, fields may be changed and nothing is lost', async () => {
  const { id, value, instance } = await connected();
  await process().refreshed(id, async () => {
    const given = { Shop: { fields: { apiKey: 'another-key-1' }, token: '***' } };
    await setConfigVariables(toolsFor(at.store), EVERYTHING, instance.id, given);
    return answer;
  });
  expect(await value()).toMatchObject({ fields: { apiKey: 'another-key-1' }, token: NEW });
});

test('a token that somebody sets while the old one is refreshed stays', async () => {
  const { id, row, value, instance } = await connected();
  const SET = { access_token: 'token-by-hand-1' };
  const given = { Shop: { fields: { apiKey: '***' }, token: SET } };
  const set = () => setConfigVariables(toolsFor(at.store), EVERYTHING, instance.id, given);
  const kept: Connection = await process().refreshed(id, async () => {
    await set();
    return answer;
  });
  expect(kept.held.token).toEqual(SET);
  expect(await value()).toEqual({ fields: FIELDS, token: SET });
  expect(await row()).toMatchObject({ state: 'active', expiresAt: null });
});

test('of a connection that is not there, or goes meanwhile, nothing is stored', async () => {
  const { id } = await connected();
  expect((await refusal(process().refreshed('con_x', gives))).code).toBe('not_found');
  const gone = process().refreshed(id, async () => {
    await at.store.write((tx) => tx.delete(instances));
    await at.store.write((tx) => tx.delete(connections));
    return answer;
  });
  expect((await refusal(gone)).code).toBe('not_found');
});

test('a system that answers, but gives no token now, leaves the connection as it was and says why', async () => {
  const { id, row } = await connected();
  await process().refreshed(id, gives);
  const before = await row();
  const busy: TokenAnswer = { ok: false, isFinal: false, code: 'slow_down', message: 'slow_down: Later.' };
  expect((await refusal(process().refreshed(id, async () => busy))).code).toBe('unavailable');
  const { state, token, expiresAt } = before;
  expect(await row()).toMatchObject({ state, token, expiresAt, problem: 'slow_down: Later.' });
  // It is asked again in a minute, not at every step.
  expect((await row()).refreshAt).toBeLessThanOrEqual(Date.now() + 60_000);
});

test('whoever comes later with the token of before asks nobody', async () => {
  const { id } = await connected();
  let calls = 0;
  const counted: Refresh = async () => {
    calls += 1;
    return answer;
  };
  const isStill = ({ held: { token } }: Connection) => Object(token).access_token === OLD.access_token;
  const refreshes = process();
  await refreshes.refreshed(id, counted, { isStill });
  const { held } = await refreshes.refreshed(id, counted, { isStill });
  expect(held.token).toEqual(NEW);
  expect(calls).toBe(1);
});

test('whoever stops waits for what is under way, so that no answer is lost', async () => {
  const { id, row } = await connected();
  const refreshes = process();
  const late = Promise.withResolvers<TokenAnswer>();
  const work = refreshes.refreshed(id, () => late.promise);
  const stopped = refreshes.settled();
  late.resolve(answer);
  await stopped;
  expect((await row()).refreshingAt).toBeNull();
  await work;
});

test('what is not said again holds on: a server that gives no other refresh token means the same one', async () => {
  const { id } = await connected();
  const short: TokenAnswer = {
    ok: true,
    token: { access_token: 'third-token-1' },
    expiresAt: Date.now() + 60_000,
  };
  const { held, row } = await process().refreshed(id, async () => short);
  expect(held.token).toEqual({ ...OLD, access_token: 'third-token-1' });
  // One that does not last is renewed in its last third.
  const left = (row.expiresAt ?? 0) - (row.refreshAt ?? 0);
  expect(Math.round(left / 1000)).toBe(20);
});
