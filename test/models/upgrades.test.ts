import { expect, test } from 'bun:test';
import { DAY } from '../../src/lib/time.ts';
import { listAudit, writeAs } from '../../src/models/audit.ts';
import { changeVersion, deployInstance, setActive } from '../../src/models/deployments.ts';
import { listExecutions } from '../../src/models/execution-list.ts';
import { countInstances, instancesBehind, versionsBehind } from '../../src/models/instance-counts.ts';
import { getListedInstance } from '../../src/models/instance-list.ts';
import { removeInstance } from '../../src/models/instance-removal.ts';
import { getInstance } from '../../src/models/instances.ts';
import { deleteOldUpgrades } from '../../src/models/retention.ts';
import {
  getUpgrade,
  listOutcomes,
  listUpgrades,
  openUpgrades,
  type UpgradeJob,
  upgradeCounts,
} from '../../src/models/upgrade-list.ts';
import { newQuestions, planUpgrade } from '../../src/models/upgrade-plans.ts';
import { beginUpgrade, cancelUpgrade, goOnWithUpgrade } from '../../src/models/upgrades.ts';
import { setVersionAvailable } from '../../src/models/versions.ts';
import {
  CONNECTION,
  configured,
  customerNamed,
  deployed,
  onDeploy,
  published,
  publishedNext,
  refusal,
  toolsFor,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
const REGION = { key: 'Region', dataType: 'string', defaultValue: 'eu' };
const PREFIX = { key: 'Prefix', dataType: 'string' };
const first = configured([REGION], { flows: [onDeploy] });
const second = configured([REGION, PREFIX], { flows: [onDeploy] });

/** An integration with instances of its first version. */
async function spread(count: number, written = first, configVariables = {}) {
  const tools = toolsFor(at.store);
  const { id: integrationId } = await published(at.store, written);
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    const { id: customerId } = await customerNamed(at.store, `Customer ${number}`);
    const { instance } = await deployInstance(tools, { integrationId, customerId, configVariables });
    ids.push(instance.id);
  }
  const begin = (version: number, instances?: string[]) =>
    at.store.write((tx) => beginUpgrade(tx, EVERYTHING, { integrationId, version, instances }));
  const goOn = (job: UpgradeJob) => goOnWithUpgrade(tools, job);
  const finish = async (job: UpgradeJob) => {
    while (await goOn(job));
    return await upgradeCounts(at.store.read, job.id);
  };
  const next = (written = first) => publishedNext(at.store, integrationId, written);
  return { tools, integrationId, ids, begin, goOn, finish, next };
}

const instanceOf = (id = '') => getInstance(at.store.read, EVERYTHING, id);
const NONE = { waiting: 0, upgraded: 0, needs_configuration: 0, unchanged: 0, failed: 0 };
const deploysOf = async (instance = '') =>
  (await listExecutions(at.store.read, EVERYTHING, { instance }, { limit: 10 })).items.length;

test('what a change of version has come to is kept for 90 days after its end; one that goes on stays', async () => {
  const { integrationId, begin, finish, next } = await spread(3);
  await next();
  const job = await begin(2);
  const forget = (days: number) => at.store.write((tx) => deleteOldUpgrades(tx, Date.now() + days * DAY));
  const left = async () => (await listUpgrades(at.store.read, integrationId, { limit: 9 })).items.length;
  await forget(1000);
  expect(await left()).toBe(1);
  await finish(job);
  await forget(89);
  expect([await left(), (await upgradeCounts(at.store.read, job.id)).upgraded]).toEqual([1, 3]);
  await forget(91);
  expect([await left(), await upgradeCounts(at.store.read, job.id)]).toEqual([0, NONE]);
});

test('instances are counted up to a limit, by version, without those that were removed', async () => {
  const { tools, integrationId, ids, begin, finish, next } = await spread(4);
  await next();
  await finish(await begin(2, ids.slice(0, 1)));
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

test('a job puts all instances on a version and back, each once, and ends', async () => {
  const { integrationId, ids, begin, goOn, finish, next } = await spread(3);
  await next();
  const job = await begin(2);
  expect((await openUpgrades(at.store.read)).map(({ id }) => id)).toEqual([job.id]);
  expect(await upgradeCounts(at.store.read, job.id)).toEqual({ ...NONE, waiting: 3 });
  // As two processes would, or a request beside the engine.
  await Promise.all([goOn(job), goOn(job)]);
  expect(await finish(job)).toEqual({ ...NONE, upgraded: 3 });
  expect((await getUpgrade(at.store.read, integrationId, job.id)).endedAt).toBeNumber();
  expect(await openUpgrades(at.store.read)).toEqual([]);
  for (const id of ids) {
    expect(await instanceOf(id)).toMatchObject({ version: 2, state: 'active' });
    expect(await deploysOf(id)).toBe(2);
  }
  expect(await finish(await begin(1))).toEqual({ ...NONE, upgraded: 3 });
  expect((await instanceOf(ids[0])).version).toBe(1);
});

test('more instances than share a commit are all put on the version', async () => {
  const { begin, goOn, finish, next } = await spread(45);
  await next();
  const job = await begin(2);
  expect(await goOn(job)).toHaveLength(20);
  expect(await upgradeCounts(at.store.read, job.id)).toEqual({ ...NONE, waiting: 25, upgraded: 20 });
  expect(await finish(job)).toEqual({ ...NONE, upgraded: 45 });
}, 180_000);

test('an instance that needs configuration goes on with the version that it has', async () => {
  const { integrationId, ids, begin, finish, next } = await spread(2);
  await next(second);
  const job = await begin(2, ids.slice(0, 1));
  expect(await finish(job)).toEqual({ ...NONE, needs_configuration: 1 });
  expect(await instanceOf(ids[0])).toMatchObject({ version: 1, state: 'active' });
  expect((await getListedInstance(at.store.read, EVERYTHING, ids[0] ?? '')).target).toBe(2);
  expect((await getListedInstance(at.store.read, EVERYTHING, ids[1] ?? '')).target).toBeNull();
  expect(await deploysOf(ids[0])).toBe(1);
  const { items } = await listOutcomes(at.store.read, EVERYTHING, { jobId: job.id }, { limit: 10 });
  expect(items).toMatchObject([
    { outcome: 'needs_configuration', from: 1, asks: ['Prefix'], customerName: 'Customer 0' },
  ]);
  expect((await instanceOf(ids[1])).version).toBe(1);
  expect((await listUpgrades(at.store.read, integrationId, { limit: 1 })).items).toMatchObject([
    { id: job.id, version: 2 },
  ]);
});

test('another job takes it to a version that needs nothing, and then no wizard asks any more', async () => {
  const { ids, begin, finish, next } = await spread(1);
  await next(second);
  await finish(await begin(2));
  await next();
  expect(await finish(await begin(3))).toEqual({ ...NONE, upgraded: 1 });
  expect(await getListedInstance(at.store.read, EVERYTHING, ids[0] ?? '')).toMatchObject({
    version: 3,
    target: null,
  });
});

test('one that does not run yet goes to the version and is asked there; a paused one waits like those that run', async () => {
  const { tools, ids, begin, finish, next } = await spread(2);
  await next(second);
  await changeVersion(tools, EVERYTHING, ids[0] ?? '', 2);
  await setActive(tools, EVERYTHING, ids[1] ?? '', false);
  await next(second);
  expect(await finish(await begin(3))).toEqual({ ...NONE, upgraded: 1, needs_configuration: 1 });
  expect(await instanceOf(ids[0])).toMatchObject({ version: 3, state: 'needs_configuration' });
  expect(await instanceOf(ids[1])).toMatchObject({ version: 1, state: 'paused' });
});

test('what was removed meanwhile or has the version is left; what fails is told, and holds up no other', async () => {
  const { tools, ids, begin, goOn, finish, next, integrationId } = await spread(3);
  await next();
  const job = await begin(2);
  await removeInstance(tools, EVERYTHING, ids[0] ?? '');
  await changeVersion(tools, EVERYTHING, ids[1] ?? '', 2);
  await at.store.write((tx) => setVersionAvailable(tx, integrationId, 2, false));
  await goOn(job);
  expect(await finish(job)).toEqual({ ...NONE, unchanged: 2, failed: 1 });
  const failed = { jobId: job.id, outcome: 'failed' as const };
  const { items } = await listOutcomes(at.store.read, EVERYTHING, failed, { limit: 10 });
  expect(items[0]?.reason).toContain('Version 2 is marked unavailable');
  expect(await instanceOf(ids[2])).toMatchObject({ version: 1, state: 'active' });
});

test('a version that cannot be compiled fails with its instances, and the job comes to its end', async () => {
  const { tools, ids, begin, next } = await spread(2);
  await next();
  const job = await begin(2);
  const { compiledVersions } = tools;
  const broken = {
    ...compiledVersions,
    get: (...[db, id, number]: Parameters<typeof compiledVersions.get>) =>
      number === 2 ? Promise.reject(new Error('It is broken.')) : compiledVersions.get(db, id, number),
  };
  while (await goOnWithUpgrade({ ...tools, compiledVersions: broken }, job));
  expect(await upgradeCounts(at.store.read, job.id)).toEqual({ ...NONE, failed: 2 });
  expect(await instanceOf(ids[0])).toMatchObject({ version: 1, state: 'active' });
});

test('a job that is cancelled leaves those that wait in it as they are', async () => {
  const { integrationId, ids, begin, goOn, finish, next } = await spread(22);
  await next();
  const job = await begin(2);
  await goOn(job);
  const cancelled = await at.store.write((tx) => cancelUpgrade(tx, integrationId, job.id));
  expect(cancelled).toMatchObject({ cancelledBy: 'Stepwell' });
  await goOn(job);
  expect(await upgradeCounts(at.store.read, job.id)).toEqual({ ...NONE, waiting: 2, upgraded: 20 });
  expect(await openUpgrades(at.store.read)).toEqual([]);
  expect((await instanceOf(ids[21])).version).toBe(1);
  // Pressed twice, or too late.
  expect((await at.store.write((tx) => cancelUpgrade(tx, integrationId, job.id))).endedAt).toBe(
    cancelled.endedAt,
  );
  expect(await finish(await begin(2))).toEqual({ ...NONE, upgraded: 2 });
});

test('what a job does is done in the name of whoever has begun it', async () => {
  const { integrationId, finish, next } = await spread(1);
  await next();
  const dana = { kind: 'user', id: 'usr_dana', name: 'Dana' } as const;
  const job = await writeAs(at.store, dana, (tx) =>
    beginUpgrade(tx, EVERYTHING, { integrationId, version: 2 }),
  );
  await finish(job);
  const { items } = await listAudit(at.store.read, {}, { limit: 10 });
  expect(items.map(({ action, actorName }) => [action, actorName])).toEqual([
    ['instance.version_changed', 'Dana'],
    ['integration.upgrade_started', 'Dana'],
  ]);
});

test('nothing is begun for an instance of another integration, or with a version that is unavailable', async () => {
  const { integrationId, ids, begin, next } = await spread(1);
  await next();
  const other = await deployed(at.store);
  expect((await refusal(begin(2, [...ids, other.instance.id]))).code).toBe('not_found');
  expect((await refusal(begin(9))).code).toBe('not_found');
  await at.store.write((tx) => setVersionAvailable(tx, integrationId, 2, false));
  expect((await refusal(begin(2))).code).toBe('version_unavailable');
  expect(await openUpgrades(at.store.read)).toEqual([]);
  const job = await begin(1);
  const stray = getUpgrade(at.store.read, other.integration.id, job.id);
  expect((await refusal(stray)).code).toBe('not_found');
});

test('a customer sees no outcome of another one', async () => {
  const { begin, finish, next } = await spread(2);
  await next();
  const job = await begin(2);
  await finish(job);
  const stranger = viewerFor((await customerNamed(at.store, 'Somebody else')).id);
  expect((await listOutcomes(at.store.read, stranger, { jobId: job.id }, { limit: 10 })).items).toEqual([]);
});

test('outcomes go on page by page, and are narrowed', async () => {
  const { begin, finish, next, ids } = await spread(3);
  await next();
  const job = await begin(2);
  await finish(job);
  const upgraded = { jobId: job.id, outcome: 'upgraded' as const };
  const page = await listOutcomes(at.store.read, EVERYTHING, upgraded, { limit: 2 });
  const cursor = page.nextCursor ?? undefined;
  const rest = await listOutcomes(at.store.read, EVERYTHING, upgraded, { limit: 2, cursor });
  expect([...page.items, ...rest.items].map(({ instance }) => instance.id)).toEqual(ids.toSorted());
  const none = await listOutcomes(
    at.store.read,
    EVERYTHING,
    { ...upgraded, outcome: 'failed' },
    { limit: 2 },
  );
  expect(none.items).toEqual([]);
});

test('what instances will be asked for is known beforehand, by their version', async () => {
  const { tools, integrationId, next } = await spread(1);
  await next(second);
  expect(await newQuestions(at.store.read, EVERYTHING, tools.compiledVersions, integrationId, 2)).toEqual([
    { version: 1, keys: ['Prefix'] },
  ]);
  await next();
  expect(await newQuestions(at.store.read, EVERYTHING, tools.compiledVersions, integrationId, 3)).toEqual([]);
});

test('a dry run says what the job then does, also of values that are there from an earlier version', async () => {
  const { tools, integrationId, ids, begin, finish, next } = await spread(4);
  await next(second);
  await changeVersion(tools, EVERYTHING, ids[0] ?? '', 2);
  await changeVersion(tools, EVERYTHING, ids[0] ?? '', 1);
  const filled = await customerNamed(at.store, 'Filled in');
  const { instance } = await deployInstance(tools, {
    ...{ integrationId, customerId: filled.id, version: 2 },
    configVariables: { Prefix: 'A' },
  });
  await changeVersion(tools, EVERYTHING, instance.id, 1);
  const plan = (instances?: string[], most = 10) =>
    planUpgrade(
      at.store.read,
      EVERYTHING,
      tools.compiledVersions,
      { integrationId, version: 2, instances },
      most,
    );
  const all = await plan();
  expect(all).toMatchObject({ version: 2, ready: 1, unchanged: 0, needConfiguration: 4 });
  expect(all.asking[0]).toMatchObject({ customerName: 'Customer 0', version: 1, asks: ['Prefix'] });
  expect((await plan(undefined, 2)).asking).toHaveLength(2);
  expect(await plan([instance.id, ids[1] ?? ''])).toMatchObject({ ready: 1, needConfiguration: 1 });
  expect((await refusal(plan(['ins_0']))).code).toBe('not_found');
  expect(await finish(await begin(2))).toEqual({ ...NONE, upgraded: 1, needs_configuration: 4 });
});

test('a dry run asks for a connection whose secrets would be sent elsewhere', async () => {
  const moved = (baseUrl: string) => ({
    ...CONNECTION,
    inputs: { baseUrl: { type: 'value' as const, value: baseUrl } },
  });
  const key = { [CONNECTION.key]: { fields: { apiKey: 'secret' } } };
  const { tools, integrationId, begin, finish, next } = await spread(
    1,
    configured([moved('https://a.example')]),
    key,
  );
  await next(configured([moved('https://b.example')]));
  const wanted = { integrationId, version: 2 };
  const plan = await planUpgrade(at.store.read, EVERYTHING, tools.compiledVersions, wanted, 10);
  const counts = await finish(await begin(2));
  expect([plan.needConfiguration, counts.needs_configuration]).toEqual([1, 1]);
  expect(plan.asking[0]?.asks).toEqual([CONNECTION.key]);
});
