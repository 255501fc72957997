import { afterEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { integrations } from '../../src/db/schema.ts';
import type { Store } from '../../src/db/store.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { tidy } from '../../src/engine/housekeeping.ts';
import { createLog } from '../../src/lib/log.ts';
import { DAY } from '../../src/lib/time.ts';
import { targetOf } from '../../src/models/deployments.ts';
import { collectEffects } from '../../src/models/effects.ts';
import { enqueue } from '../../src/models/executions.ts';
import { RESTORABLE } from '../../src/models/instance-removal.ts';
import { findInstance, type Instance } from '../../src/models/instances.ts';
import { removeIntegration } from '../../src/models/integration-trash.ts';
import { getIntegrationEver } from '../../src/models/integrations.ts';
import { internalRequest, packRequest } from '../../src/models/requests.ts';
import { callOf, flow, NO_QUEUES, step, until, workshop } from '../support/engine.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

const waiting = [flow('Main', [step('Wait', 'probe.wait')])];

/** The integration is removed by somebody: what follows each of the writes is carried out after it. */
async function remove(engine: Engine, integrationId: string): Promise<void> {
  const write: Store['write'] = async (work, what) => {
    const { value, effects } = await shop.store.write((tx) => collectEffects(tx, work), what);
    for (const effect of effects) {
      if ('wake' in effect) engine.wake(effect.wake);
      if ('abort' in effect) engine.abort(effect.abort, effect.abort.error);
      if ('heed' in effect) engine.heed([effect.heed]);
    }
    return value;
  };
  await removeIntegration(
    { ...shop.tools, store: Object.setPrototypeOf({ write }, shop.store) },
    integrationId,
  );
}

async function newRun(instance: Instance) {
  const payload = await packRequest(internalRequest({}), shop.store.blobs, shop.tools.vault);
  return { ...targetOf(instance, 'Main'), kind: 'webhook' as const, payload };
}

test.each([
  ['that has a slot from the start', true],
  ['that was queued', false],
])('a call %s and was accepted while its integration is removed is cancelled', async (_what, hasSlot) => {
  const perform = ({ signal }: { signal: AbortSignal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  shop = workshop({ wait: { perform } });
  const instance = await shop.deploy(waiting);
  const engine = await shop.engine();
  const place = engine.reserve(callOf(instance), NO_QUEUES);
  const run = { ...(await newRun(instance)), leaseOwner: hasSlot ? place.leaseOwner : undefined };
  if (!hasSlot) place.release();
  const [, queued] = await Promise.all([
    remove(engine, instance.integrationId),
    shop.store
      .write((tx) => enqueue(tx, run))
      .then((row) => {
        engine.wake(row);
        return row;
      }),
  ]);
  expect((await shop.end(queued.id)).status).toBe('cancelled');
  await until(() => engine.running() === 0 || undefined);
});

test('what has been in the trash for 30 days is deleted for good, and nothing that was removed later', async () => {
  shop = workshop({});
  const [old, late, other] = [
    await shop.deploy(waiting),
    await shop.deploy(waiting),
    await shop.deploy(waiting),
  ];
  for (const { integrationId } of [old, late]) await removeIntegration(shop.tools, integrationId);
  await shop.store.write((tx) =>
    tx
      .update(integrations)
      .set({ removedAt: Date.now() - RESTORABLE - 1 })
      .where(eq(integrations.id, old.integrationId)),
  );
  const heeded: string[] = [];
  const log = createLog('json', () => undefined);
  const tools = { store: shop.store, log, keepSucceeded: DAY, keepFailed: DAY, isBusy: () => false };
  await tidy(
    { ...tools, dataLife: { tidy: async () => undefined }, heed: (ids) => heeded.push(...ids) },
    true,
  );
  const { read } = shop.store;
  await expect(getIntegrationEver(read, old.integrationId)).rejects.toMatchObject({ code: 'not_found' });
  expect(await findInstance(read, old.id)).toBeUndefined();
  expect(heeded).toContain(old.id);
  expect((await getIntegrationEver(read, late.integrationId)).isRemoved).toBe(true);
  expect((await findInstance(read, other.id))?.state).toBe('active');
});
