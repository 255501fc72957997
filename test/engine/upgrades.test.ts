import { afterEach, expect, test } from 'bun:test';
import { listExecutions } from '../../src/models/execution-list.ts';
import { findInstance } from '../../src/models/instances.ts';
import { getUpgrade, upgradeCounts } from '../../src/models/upgrade-list.ts';
import { beginUpgrade, cancelUpgrade } from '../../src/models/upgrades.ts';
import { step, until, value, workshop } from '../support/engine.ts';
import { onDeploy, publishedNext } from '../support/records.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

/** An instance whose deploy flow runs, and a version after its own. */
async function behind() {
  shop = workshop();
  const flows = [
    {
      ...onDeploy,
      steps: [...onDeploy.steps, step('Up', 'text-manipulation.upperCase', { text: value('x') })],
    },
  ];
  const instance = await shop.deploy(flows);
  const written = { definitionVersion: 7 as const, name: 'test', flows: [onDeploy] };
  await publishedNext(shop.store, instance.integrationId, written);
  const begin = () =>
    shop.store.write((tx) =>
      beginUpgrade(tx, EVERYTHING, { integrationId: instance.integrationId, version: 2 }),
    );
  const ended = async (id: string) => {
    const { endedAt } = await getUpgrade(shop.store.read, instance.integrationId, id);
    return endedAt === null ? undefined : endedAt;
  };
  return { instance, begin, ended };
}

const versionOf = async (id: string) => (await findInstance(shop.store.read, id))?.version;

test('a job that is open goes on at the start, and the deploy flows of its instances run', async () => {
  const { instance, begin, ended } = await behind();
  const job = await begin();
  await shop.engine();
  await until(() => ended(job.id));
  expect(await versionOf(instance.id)).toBe(2);
  expect(await upgradeCounts(shop.store.read, job.id)).toMatchObject({ waiting: 0, upgraded: 1 });
  await until(async () => {
    const { items } = await listExecutions(
      shop.store.read,
      EVERYTHING,
      { instance: instance.id },
      { limit: 9 },
    );
    return items.some(({ version, status }) => version === 2 && status === 'succeeded') || undefined;
  });
});

test('a job that begins while the engine runs is done when it hears of it', async () => {
  const { instance, begin, ended } = await behind();
  const engine = await shop.engine();
  const job = await begin();
  engine.heedUpgrades();
  engine.heedUpgrades();
  await until(() => ended(job.id));
  expect(await versionOf(instance.id)).toBe(2);
});

test('what was cancelled before the engine came to it is not done', async () => {
  const { instance, begin } = await behind();
  const job = await begin();
  await shop.store.write((tx) => cancelUpgrade(tx, instance.integrationId, job.id));
  const engine = await shop.engine();
  engine.heedUpgrades();
  await engine.stop(0);
  expect(await versionOf(instance.id)).toBe(1);
});
