import { afterEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { executions, runCounts } from '../../src/db/schema.ts';
import { tidy } from '../../src/engine/housekeeping.ts';
import { firstIdAt } from '../../src/lib/ids.ts';
import { createLog } from '../../src/lib/log.ts';
import { DAY, now } from '../../src/lib/time.ts';
import { listExecutions } from '../../src/models/execution-list.ts';
import { flow, step, value, workshop } from '../support/engine.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

test('executions past their time are deleted with all that belongs to them, and others stay', async () => {
  shop = workshop();
  const engine = await shop.engine();
  const up = (name: string) => step(name, 'text-manipulation.upperCase', { text: value('x') });
  const broken = step('Broken', 'math.add', { numbers: { type: 'complex', value: [value('no number')] } });
  const instance = await shop.deploy([flow('Good', [up('Up')]), flow('Bad', [up('Up'), broken])]);
  const old: string[] = [];
  for (const name of ['Good', 'Bad']) {
    await shop.run(instance, name, {}, engine);
    old.push((await shop.run(instance, name, {}, engine)).id);
  }
  // What an execution's age is read from is its id.
  const aged = firstIdAt('exe', now() - 20 * DAY);
  const ids = old.map((_id, at) => `${aged.slice(0, -1)}${at + 1}`);
  await shop.store.write(async (tx) => {
    for (const [at, id] of old.entries()) {
      const [row] = await tx.select().from(executions).where(eq(executions.id, id));
      if (row) await tx.insert(executions).values({ ...row, id: ids[at] ?? '' });
    }
  });
  const counts = { succeeded: 1, failed: 0, other: 0 };
  const days = [
    { owner: 'old', at: now() - 32 * DAY, ...counts },
    { owner: 'kept', at: now() - 30 * DAY, ...counts },
  ];
  await shop.store.write((tx) => tx.insert(runCounts).values(days));
  const log = createLog('json', () => undefined);
  await tidy(
    {
      ...{ store: shop.store, log, keepSucceeded: 14 * DAY, keepFailed: 30 * DAY },
      ...{ isBusy: () => false, heed: () => undefined, dataLife: { tidy: async () => undefined } },
    },
    true,
  );
  const { items } = await listExecutions(shop.store.read, EVERYTHING, {}, { limit: 50 });
  const owners = (await shop.store.read.select().from(runCounts)).map(({ owner }) => owner);
  expect(owners).toContain('kept');
  expect(owners).not.toContain('old');
  expect(items).toHaveLength(5);
  expect(items.map(({ id }) => id)).not.toContain(ids[0] ?? '');
  expect(items.map(({ id }) => id)).toContain(ids[1] ?? '');
});
