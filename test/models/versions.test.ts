import { expect, test } from 'bun:test';
import { createCatalog } from '../../src/components/catalog.ts';
import { builtInCatalog, builtInComponents } from '../../src/components/registry.ts';
import { versions } from '../../src/db/schema.ts';
import { createCompiledVersions } from '../../src/models/compiled-versions.ts';
import { createIntegration, getDraft, getIntegration } from '../../src/models/integrations.ts';
import {
  countVersions,
  deployableVersion,
  getVersion,
  getVersionDefinition,
  listVersions,
  publishSeenDraft,
  publishVersion,
  resetDraft,
  setVersionAvailable,
} from '../../src/models/versions.ts';
import { putDraft } from '../support/drafts.ts';
import { definition, published, publishedNext, refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();
const publish = (id: string, note = '') => at.store.write((tx) => publishVersion(tx, id, note));
const setAvailable = (id: string, number: number, available: boolean) =>
  at.store.write((tx) => setVersionAvailable(tx, id, number, available));

test.each<[what: string, changes: Partial<typeof versions.$inferInsert>]>([
  ['definition', { definition: '{"name":"Forged"}' }],
  ['number', { number: 7 }],
])('the database itself refuses to change the %s of a version', async (_what, changes) => {
  const { id } = await published(at.store, definition({ name: 'Before' }));
  const other = await published(at.store, definition({ name: 'Other' }));
  await expect(at.store.write((tx) => tx.update(versions).set(changes))).rejects.toThrow();
  for (const { id: each } of [{ id }, other]) expect(await getVersion(at.store.read, each, 1)).toBeDefined();
  expect((await getVersionDefinition(at.store.read, id, 1)).name).toBe('Before');
  expect(await setAvailable(id, 1, false)).toMatchObject({ available: false });
});

test('each publication is the next version, with its note', async () => {
  const { id } = await at.store.write((tx) => createIntegration(tx, definition()));
  expect(await publish(id, 'First')).toMatchObject({ number: 1, note: 'First', available: true });
  expect(await publish(id, 'Second')).toMatchObject({ number: 2, note: 'Second' });
  const other = await at.store.write((tx) => createIntegration(tx, definition()));
  expect((await publish(other.id)).number).toBe(1);
});

test('a draft is published as it was seen, and once however often somebody asks', async () => {
  const { id } = await at.store.write((tx) => createIntegration(tx, definition()));
  const press = (seenRevision: number, note: string) =>
    at.store.write((tx) =>
      publishSeenDraft(tx, id, { note, seenRevision, publishedBy: 'Robin', catalog: builtInCatalog }),
    );
  await at.store.write((tx) => putDraft(tx, id, definition({ name: 'Later' }), 1));
  expect(await press(1, 'Before')).toBe('changed');
  expect(await countVersions(at.store.read, id, 10)).toBe(0);
  const pressed = await Promise.all([press(2, 'Mine'), press(2, 'Mine'), press(2, 'Another')]);
  expect(pressed).toEqual(['published', 'published', 'published-by-another']);
  expect(await countVersions(at.store.read, id, 10)).toBe(1);
  expect(await getVersion(at.store.read, id, 1)).toMatchObject({ note: 'Mine', publishedBy: 'Robin' });
});

test('versions published at the same time have different numbers', async () => {
  const { id } = await at.store.write((tx) => createIntegration(tx, definition()));
  const made = await Promise.all(Array.from({ length: 10 }, () => publish(id)));
  expect(made.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('a version keeps the definition it was published with', async () => {
  const { id } = await published(at.store, definition({ name: 'Before' }));
  await at.store.write((tx) => putDraft(tx, id, definition({ name: 'After' }), 1));
  expect((await getVersionDefinition(at.store.read, id, 1)).name).toBe('Before');
  await publish(id);
  expect((await getVersionDefinition(at.store.read, id, 2)).name).toBe('After');
});

test('versions are listed newest first, page by page', async () => {
  const { id } = await published(at.store, definition());
  for (let more = 0; more < 11; more++) await publish(id);
  const first = await listVersions(at.store.read, id, { limit: 10 });
  expect(first.items.map(({ number }) => number)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  const rest = await listVersions(at.store.read, id, { limit: 10, cursor: first.nextCursor ?? '' });
  expect(rest.items.map(({ number }) => number)).toEqual([2, 1]);
  expect(rest.nextCursor).toBeNull();
});

test('an unavailable version cannot be deployed, and can again when it is made available', async () => {
  const { id } = await published(at.store, definition());
  expect(await setAvailable(id, 1, false)).toMatchObject({ available: false });
  expect((await refusal(deployableVersion(at.store.read, id, 1))).code).toBe('version_unavailable');
  expect((await refusal(deployableVersion(at.store.read, id, undefined))).code).toBe('version_unavailable');
  await setAvailable(id, 1, true);
  expect(await deployableVersion(at.store.read, id, 1)).toEqual(await getVersion(at.store.read, id, 1));
});

test('when no version is named the newest available one is deployed', async () => {
  const { id } = await published(at.store, definition());
  await publish(id);
  await publish(id);
  await setAvailable(id, 3, false);
  expect((await deployableVersion(at.store.read, id, undefined)).number).toBe(2);
});

test('a version that does not exist is said so, and an integration may have none to deploy', async () => {
  const { id } = await at.store.write((tx) => createIntegration(tx, definition()));
  expect((await refusal(deployableVersion(at.store.read, id, undefined))).code).toBe('version_unavailable');
  expect((await refusal(deployableVersion(at.store.read, id, 7))).code).toBe('not_found');
  expect((await refusal(getVersion(at.store.read, id, 7))).code).toBe('not_found');
  expect((await refusal(getVersionDefinition(at.store.read, id, 7))).code).toBe('not_found');
  expect((await refusal(setAvailable(id, 7, false))).code).toBe('not_found');
  expect((await refusal(publish('int_none'))).code).toBe('not_found');
});

test('a version is compiled once and then the same for all', async () => {
  const { id } = await published(at.store, definition({ name: 'One' }));
  await publishedNext(at.store, id, definition({ name: 'Two' }));
  const versions = createCompiledVersions(builtInCatalog);
  const one = await versions.get(at.store.read, id, 1);
  expect(one.name).toBe('One');
  expect(await versions.get(at.store.read, id, 1)).toBe(one);
  expect((await versions.newest(at.store.read, id))?.name).toBe('Two');
  const empty = await at.store.write((tx) => createIntegration(tx, definition()));
  expect(await versions.newest(at.store.read, empty.id)).toBeUndefined();
});

test('a version is compiled again once the components have changed', async () => {
  const { id } = await published(at.store, definition());
  const components = createCatalog(builtInComponents());
  const versions = createCompiledVersions(components);
  const first = await versions.get(at.store.read, id, 1);
  components.remove('http');
  const second = await versions.get(at.store.read, id, 1);
  expect(second).not.toBe(first);
  expect(await versions.get(at.store.read, id, 1)).toBe(second);
});

test('a draft that is discarded is what was published last, and no draft any more', async () => {
  const { id } = await published(at.store, definition({ name: 'Published' }));
  await at.store.write((tx) => putDraft(tx, id, definition({ name: 'Changed' }), 1));
  const reset = await at.store.write((tx) => resetDraft(tx, id));
  expect(reset).toMatchObject({ name: 'Published', revision: 3, publishedRevision: 3, publishedVersion: 1 });
  expect(await at.store.write((tx) => resetDraft(tx, id))).toEqual(reset);
  expect(await getIntegration(at.store.read, id)).toEqual(reset);
  expect((await getDraft(at.store.read, id)).definition.name).toBe('Published');
  expect((await listVersions(at.store.read, id, { limit: 10 })).items).toHaveLength(1);
});

test('a draft of which nothing was published cannot be discarded', async () => {
  const { id } = await at.store.write((tx) => createIntegration(tx, definition()));
  expect((await refusal(at.store.write((tx) => resetDraft(tx, id)))).code).toBe('conflict');
});

test('versions are counted up to a limit', async () => {
  const { id } = await published(at.store, definition());
  await publish(id);
  expect(await countVersions(at.store.read, id, 10)).toBe(2);
  expect(await countVersions(at.store.read, id, 1)).toBe(1);
});
