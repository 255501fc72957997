import { afterEach, expect, test } from 'bun:test';
import { listExecutions } from '../../src/models/execution-list.ts';
import { flow, step, until, workshop } from '../support/engine.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

test('an engine adds what runs are found by after their end, those of before its start too', async () => {
  shop = workshop({
    fail: {
      perform: () => {
        throw new Error('The warehouse is closed');
      },
    },
  });
  const instance = await shop.deploy([flow('Main', [step('Fail', 'probe.fail')])]);
  const first = await shop.engine();
  const { id } = await shop.run(instance, 'Main', { order: 'A-1' }, first);
  await first.stop(1000);
  const engine = await shop.engine();
  const { id: next } = await shop.run(instance, 'Main', { order: 'A-2' }, engine);
  const found = async (text: string) =>
    (await listExecutions(shop.store.read, EVERYTHING, { text }, { limit: 9 })).items.map((run) => run.id);
  await until(async () => (await found('warehouse')).length === 2 || undefined);
  expect(await found('warehouse')).toEqual([next, id]);
  expect(await found('A-1')).toEqual([id]);
});
