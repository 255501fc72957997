import { expect, test } from 'bun:test';
import { deployInstance } from '../../src/models/deployments.ts';
import { countInstances, instancesBehind, versionsBehind } from '../../src/models/instance-counts.ts';
import { removeInstance } from '../../src/models/instance-removal.ts';
import { getInstance } from '../../src/models/instances.ts';
import { newQuestions, upgradeInstances } from '../../src/models/upgrades.ts';
import { setVersionAvailable } from '../../src/models/versions.ts';
import {
  configured,
  customerNamed,
  deployed,
  published,
  publishedNext,
  refusal,
  toolsFor,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
const first = configured([{ key: 'Region', dataType: 'string', defaultValue: 'eu' }]);
const second = configured([
  { key: 'Region', dataType: 'string', defaultValue: 'eu' },
  { key: 'Prefix', dataType: 'string' },
]);

/** An integration with instances of its first version. */
async function spread(count: number) {
  const tools = toolsFor(at.store);
  const { id: integrationId } = await published(at.store, first);
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    const { id: customerId } = await customerNamed(at.store, `Customer ${number}`);
    const { instance } = await deployInstance(tools, { integrationId, customerId, configVariables: {} });
    ids.push(instance.id);
  }
  return { tools, integrationId, ids };
}

test('instances are counted up to a limit, by version, without those that were removed', async () => {
  const { tools, integrationId, ids } = await spread(4);
  await publishedNext(at.store, integrationId, second);
  await upgradeInstances(tools, EVERYTHING, integrationId, ids.slice(0, 1), 2);
  await removeInstance(tools, EVERYTHING, ids[1] ?? '');
  const count = (more: { version?: number; before?: number }, most = 100) =>
    countInstances(at.store.read, EVERYTHING, { integration: integrationId, ...more }, most);
  expect(await count({})).toBe(3);
  expect(await count({}, 2)).toBe(2);
  expect(await count({ version: 1 })).toBe(2);
  expect(await count({ version: 2 })).toBe(1);
  expect(await count({ before: 2 })).toBe(2);
  expect(await versionsBehind(at.store.read, EVERYTHING, integrationId, 2, 10)).toEqual([1]);
  expect((await instancesBehind(at.store.read, EVERYTHING, integrationId, 2, 10)).sort()).toEqual(
    ids.slice(2).sort(),
  );
});

test('an upgrade takes those that are behind, and tells which need configuration', async () => {
  const { tools, integrationId, ids } = await spread(3);
  await publishedNext(at.store, integrationId, second);
  const done = await upgradeInstances(tools, EVERYTHING, integrationId, ids.slice(0, 2), 2);
  expect(done.map(({ instance }) => [instance.version, instance.state])).toEqual([
    [2, 'needs_configuration'],
    [2, 'needs_configuration'],
  ]);
  expect(await upgradeInstances(tools, EVERYTHING, integrationId, ids.slice(0, 2), 2)).toEqual([]);
  expect((await getInstance(at.store.read, EVERYTHING, ids[2] ?? '')).version).toBe(1);
});

test('more instances than share a commit are all upgraded', async () => {
  const { tools, integrationId, ids } = await spread(60);
  await publishedNext(at.store, integrationId, first);
  expect(await upgradeInstances(tools, EVERYTHING, integrationId, ids, 2)).toHaveLength(60);
}, 180_000);

test('an instance that was removed meanwhile is left, one of another integration is refused', async () => {
  const { tools, integrationId, ids } = await spread(1);
  await publishedNext(at.store, integrationId, first);
  const other = await deployed(at.store);
  const refused = await refusal(upgradeInstances(tools, EVERYTHING, integrationId, [other.instance.id], 2));
  expect(refused.code).toBe('not_found');
  await removeInstance(tools, EVERYTHING, ids[0] ?? '');
  expect(await upgradeInstances(tools, EVERYTHING, integrationId, ids, 2)).toEqual([]);
});

test('nothing is put on a version that is unavailable', async () => {
  const { tools, integrationId, ids } = await spread(1);
  await publishedNext(at.store, integrationId, first);
  await at.store.write((tx) => setVersionAvailable(tx, integrationId, 2, false));
  const refused = await refusal(upgradeInstances(tools, EVERYTHING, integrationId, ids, 2));
  expect(refused.code).toBe('version_unavailable');
});

test('what instances will be asked for is known beforehand, by their version', async () => {
  const { tools, integrationId } = await spread(1);
  await publishedNext(at.store, integrationId, second);
  expect(await newQuestions(at.store.read, EVERYTHING, tools.compiledVersions, integrationId, 2)).toEqual([
    { version: 1, keys: ['Prefix'] },
  ]);
  await publishedNext(at.store, integrationId, first);
  expect(await newQuestions(at.store.read, EVERYTHING, tools.compiledVersions, integrationId, 3)).toEqual([]);
});
