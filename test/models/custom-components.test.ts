import { describe, expect, test } from 'bun:test';
import { createCatalog } from '../../src/components/catalog.ts';
import { builtInComponents } from '../../src/components/registry.ts';
import type { Database } from '../../src/db/store.ts';
import type { Definition, Step } from '../../src/definition/document/schema.ts';
import { listAudit, writeAs } from '../../src/models/audit.ts';
import { createCompiledVersions } from '../../src/models/compiled-versions.ts';
import { usersOfComponent } from '../../src/models/component-uses.ts';
import {
  type Bundle,
  deleteComponent,
  findComponentIcon,
  keepBundle,
  listComponentVersions,
  publishComponent,
  publishedComponents,
} from '../../src/models/custom-components.ts';
import { saveEdited } from '../../src/models/draft-edits.ts';
import { collectEffects } from '../../src/models/effects.ts';
import {
  createIntegration,
  draftToSave,
  forkIntegration,
  getDraft,
  replaceDraft,
  updateIntegration,
} from '../../src/models/integrations.ts';
import { isBlobUsed } from '../../src/models/retention.ts';
import { getPinnedDefinition, publishVersion, setVersionAvailable } from '../../src/models/versions.ts';
import { png } from '../support/pictures.ts';
import { definition, refusal, trigger } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();

const author = { kind: 'user' as const, id: 'usr_1', name: 'Robin' };

function bundle(key: string, text = 'one', more: Partial<Bundle> = {}): Bundle {
  const part = { key: 'act', display: { label: text, description: '' }, inputs: [], hasPerform: true };
  const display = { label: 'Acme', description: 'Items.' };
  return {
    ...{ key, label: 'Acme', text, icon: null, signature: `signature of ${text}`, hash: `hash of ${text}` },
    definition: undefined,
    description: { key, display, actions: { act: part } },
    ...more,
  };
}

/** A catalogue that hears of what is published, as it does of a change. */
function world() {
  const catalog = createCatalog(builtInComponents());
  const write = async <T>(work: Parameters<typeof collectEffects<T>>[1]) => {
    const { value, effects } = await writeAs(at.store, author, (tx) => collectEffects(tx, work));
    for (const effect of effects) {
      if ('publish' in effect) catalog.publish(effect.publish);
      if ('retract' in effect) catalog.retract(effect.retract.key, effect.retract.number);
    }
    return value;
  };
  return {
    catalog,
    write,
    async publish(given: Bundle) {
      const { blobs } = at.store;
      const kept = await keepBundle(blobs, given);
      return await write((tx) => publishComponent(tx, { catalog, blobs }, kept, 'Robin'));
    },
    remove: (key: string, number?: number) =>
      write((tx) => deleteComponent(tx, EVERYTHING, catalog, key, number)),
  };
}

const step = (component: Step['action']['component'], name = 'Act'): Step => ({
  name,
  action: { key: 'act', component },
});

const using = (...steps: Step[]): Definition =>
  definition({ flows: [{ name: 'Import', steps: [trigger('webhook-triggers', 'webhook'), ...steps] }] });

const referencesIn = ({ flows }: Definition) =>
  flows.flatMap(({ steps }) => steps.slice(1).map(({ action }) => action.component));

test('what is published is the next version, and the same content again is the version that it has', async () => {
  const { publish, catalog } = world();
  expect(await publish(bundle('acme'))).toMatchObject({
    isNew: true,
    version: { number: 1, component: 'acme' },
  });
  expect(await publish(bundle('acme', 'two'))).toMatchObject({ isNew: true, version: { number: 2 } });
  const { revision } = catalog;
  expect(await publish(bundle('acme'))).toMatchObject({ isNew: false, version: { number: 1 } });
  expect(catalog.revision).toBe(revision);
  const { items } = await listComponentVersions(at.store.read, 'acme', { limit: 10 });
  expect(items.map(({ number, size, publishedBy }) => [number, size, publishedBy])).toEqual([
    [2, 3, 'Robin'],
    [1, 3, 'Robin'],
  ]);
  const page = await listComponentVersions(at.store.read, 'acme', { limit: 1 });
  const rest = { limit: 1, cursor: page.nextCursor ?? '' };
  expect((await listComponentVersions(at.store.read, 'acme', rest)).items[0]?.number).toBe(1);
  const { items: entries } = await listAudit(at.store.read, { subject: 'acme' }, { limit: 10 });
  expect(entries.map(({ action, details }) => [action, details])).toEqual([
    ['component.published', { version: 2 }],
    ['component.published', { version: 1 }],
  ]);
});

test('a reference means the newest, a number, or a signature, and a public one what there is', async () => {
  const { publish, catalog } = world();
  for (const text of ['one', 'two']) await publish(bundle('acme', text));
  const found = (reference: object) => catalog.find({ key: 'acme', ...reference })?.custom?.number;
  expect(found({})).toBe(2);
  expect(found({ version: 'LATEST', isPublic: false })).toBe(2);
  expect([found({ version: 1 }), found({ version: '1' }), found({ version: 7 })]).toEqual([1, 1, undefined]);
  expect(found({ signature: 'signature of one' })).toBe(1);
  expect(found({ signature: 'of elsewhere', isPublic: false })).toBeUndefined();
  expect(found({ signature: 'of elsewhere', isPublic: true })).toBe(2);
  expect(found({ version: 7, isPublic: true })).toBe(2);
});

test('what is kept is there again at the next start, and its text is read only when it is asked for', async () => {
  const { publish } = world();
  await publish(bundle('acme'));
  await publish(bundle('acme', 'two', { icon: png(40) }));
  const kept = await publishedComponents(at.store.read, at.store.blobs);
  expect(kept.map(({ key, number }) => [key, number])).toEqual([
    ['acme', 1],
    ['acme', 2],
  ]);
  expect(await kept[1]?.bundle.source()).toBe('two');
  const again = createCatalog([]);
  for (const version of kept) again.publish(version);
  expect(again.action({ component: { key: 'acme' }, key: 'act' })?.display.label).toBe('two');
  const icon = again.find({ key: 'acme' })?.custom?.icon ?? '';
  expect((await findComponentIcon(at.store.read, at.store.blobs, 'acme', icon))?.type).toBe('image/webp');
  expect(await findComponentIcon(at.store.read, at.store.blobs, 'other', icon)).toBeUndefined();
});

test('text and icon are kept as long as a version has them', async () => {
  const { publish, remove } = world();
  const { version } = await publish(bundle('acme', 'one', { icon: png(40) }));
  const used = () =>
    Promise.all([version.blob, version.icon ?? ''].map((hash) => isBlobUsed(at.store.read, hash)));
  expect(await used()).toEqual([true, true]);
  await remove('acme');
  expect(await used()).toEqual([false, false]);
});

test('the key of a built-in component is refused', async () => {
  const { publish } = world();
  expect(await refusal(publish(bundle('http')))).toMatchObject({ code: 'conflict' });
});

test('a bundle of the field’s own takes the place of a built-in connector, even where that is used, and can be taken back', async () => {
  const { publish, remove, catalog, write } = world();
  const before = catalog.find({ key: 'slack' });
  const own = using(step({ key: 'slack', version: 'LATEST', isPublic: true }));
  const { id } = await write((tx) => createIntegration(tx, own));
  await publish(bundle('slack'));
  await write((tx) => publishVersion(tx, id, '', 'Robin', catalog));
  expect(catalog.find({ key: 'slack', isPublic: true })?.custom?.number).toBe(1);
  await remove('slack');
  const [reference] = referencesIn(await getPinnedDefinition(at.store.read, id, 1));
  expect(reference && catalog.find(reference)).toBe(before);
});

describe('a version of an integration', () => {
  async function published(definition: Definition) {
    const all = world();
    await all.publish(bundle('acme'));
    const { id } = await all.write((tx) => createIntegration(tx, definition));
    await all.write((tx) => publishVersion(tx, id, '', 'Robin', all.catalog));
    await all.publish(bundle('acme', 'two'));
    return { ...all, id };
  }

  test('runs what was the newest when it was published, and its draft goes on with the newest', async () => {
    const { id, catalog, write } = await published(using(step({ key: 'acme', version: 'LATEST' })));
    const compiled = createCompiledVersions(catalog);
    const labelIn = async (version: number) => {
      const [first] = (await compiled.get(at.store.read, id, version)).flows[0]?.steps ?? [];
      return first && catalog.action(first.action)?.display.label;
    };
    expect(await labelIn(1)).toBe('one');
    const { definition } = await getDraft(at.store.read, id);
    expect(referencesIn(definition)).toEqual([{ key: 'acme', version: 'LATEST' }]);
    await write((tx) => publishVersion(tx, id, '', 'Robin', catalog));
    expect([await labelIn(1), await labelIn(2)]).toEqual(['one', 'two']);
  });

  test('keeps what it has pinned itself beside that', async () => {
    const { id, catalog, write } = await published(using(step({ key: 'acme' })));
    const both = using(
      step({ key: 'acme', version: 1 }),
      step({ key: 'acme' }, 'Other'),
      step({ key: 'math' }),
    );
    const { id: other } = await write((tx) => createIntegration(tx, both));
    await write((tx) => publishVersion(tx, other, '', 'Robin', catalog));
    const run = await getPinnedDefinition(at.store.read, other, 1);
    expect(referencesIn(run)).toEqual([
      { key: 'acme', version: 1 },
      { key: 'acme', version: 2 },
      { key: 'math' },
    ]);
    expect(referencesIn(await getPinnedDefinition(at.store.read, id, 1))).toEqual([
      { key: 'acme', version: 1 },
    ]);
  });

  test('holds a component back from being deleted as long as it can run', async () => {
    const { id, catalog, write, remove } = await published(using(step({ key: 'acme' })));
    expect(await usersOfComponent(at.store.read, EVERYTHING, catalog, 'acme')).toEqual([
      { id, name: 'Orders', isDraft: true, versions: [1] },
    ]);
    expect((await refusal(remove('acme'))).message).toContain('acme is used by Orders (draft; version 1).');
    expect((await refusal(remove('acme', 1))).message).toContain('used by Orders (version 1).');
    await write((tx) => setVersionAvailable(tx, id, 1, false));
    await remove('acme', 1);
    expect(catalog.find({ key: 'acme', version: 1 })).toBeUndefined();
    expect((await refusal(remove('acme'))).message).toContain('acme is used by Orders (draft).');
    expect((await refusal(remove('acme', 1))).code).toBe('not_found');
  });
});

test('the number of a version that was deleted is given to no other', async () => {
  const { publish, remove, catalog } = world();
  await publish(bundle('acme'));
  await publish(bundle('acme', 'two'));
  await remove('acme', 2);
  expect((await publish(bundle('acme', 'three'))).version.number).toBe(3);
  expect(catalog.find({ key: 'acme', version: 2 })).toBeUndefined();
});

test('what nothing uses is deleted with all of its versions', async () => {
  const { publish, remove, catalog } = world();
  await publish(bundle('acme'));
  await publish(bundle('acme', 'two'));
  await remove('acme');
  expect(catalog.find({ key: 'acme' })).toBeUndefined();
  expect((await listComponentVersions(at.store.read, 'acme', { limit: 9 })).items).toEqual([]);
  expect((await refusal(remove('acme'))).code).toBe('not_found');
});

describe('the code of an integration', () => {
  const inCode = (text: string, key: string) => {
    const own = { key, version: 'LATEST', isPublic: false };
    return bundle(key, text, { definition: { ...using(step(own)), name: 'In code', isCodeNative: true } });
  };

  test('makes that integration, whose steps name the code by a key that stays', async () => {
    const { publish, catalog } = world();
    const { integrationId, version } = await publish(inCode('one', 'a-random-key'));
    const id = integrationId ?? '';
    expect(version.component).toBe(id);
    const draft = await getDraft(at.store.read, id);
    expect(draft.definition).toMatchObject({ name: 'In code', isCodeNative: true });
    expect(referencesIn(draft.definition)).toEqual([{ key: id, version: 'LATEST', isPublic: false }]);
    expect(catalog.find({ key: id, isPublic: false })?.custom?.isCodeNative).toBe(true);
    expect(catalog.list().some(({ key }) => key === id)).toBe(false);
  });

  test('is all that changes that integration; a fork of it is changed like any other', async () => {
    const { publish, write } = world();
    const { integrationId } = await publish(inCode('one', 'a-random-key'));
    const id = integrationId ?? '';
    const { definition: found, revision } = await getDraft(at.store.read, id);
    const draft = await draftToSave({ definition: found, revision }, { ...found, name: 'By hand' }, [
      'replace',
    ]);
    const tries: ((tx: Database) => Promise<unknown>)[] = [
      (tx) => updateIntegration(tx, id, { name: 'By hand' }),
      (tx) => replaceDraft(tx, id, draft),
      (tx) => saveEdited(tx, id, draft),
    ];
    for (const change of tries) {
      const { code, message } = await refusal(write(change));
      expect([code, message]).toEqual(['conflict', expect.stringContaining('upload the next build')]);
    }
    expect((await getDraft(at.store.read, id)).definition.name).toBe('In code');
    const fork = await write((tx) => forkIntegration(tx, id, { name: 'Fork' }));
    expect(await write((tx) => updateIntegration(tx, fork.id, { name: 'By hand' }))).toMatchObject({
      name: 'By hand',
    });
  });

  test('takes the place of the draft of the one that has its name, once for each content', async () => {
    const { publish } = world();
    const first = await publish(inCode('one', 'a-random-key'));
    const second = await publish(inCode('two', 'another-key'));
    expect(second).toMatchObject({ integrationId: first.integrationId, version: { number: 2 } });
    const id = first.integrationId ?? '';
    expect((await getDraft(at.store.read, id)).definition.flows[0]?.steps[1]?.action.component.key).toBe(id);
    expect(await publish(inCode('two', 'a-third-key'))).toMatchObject({
      isNew: false,
      version: { number: 2 },
    });
  });
});
