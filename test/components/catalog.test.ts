import { describe, expect, test } from 'bun:test';
import { createCatalog, type OpenCatalog } from '../../src/components/catalog.ts';
import type { Component } from '../../src/components/component.ts';
import { byKey } from '../../src/components/records.ts';
import { builtInCatalog, builtInComponents, isBuiltIn } from '../../src/components/registry.ts';
import { action, trigger } from '../definition/components.ts';

const display = { label: 'Stock', description: '' };

function stock(more: Partial<Component> = {}): Component {
  return {
    key: 'stock',
    display,
    actions: byKey([action('count', [])]),
    triggers: byKey([trigger('sold', [])]),
    dataSources: byKey([
      {
        key: 'shops',
        display,
        inputs: [],
        dataSourceType: 'picklist',
        perform: async () => ({ result: [] }),
      },
    ]),
    connections: [{ key: 'basic', formerKeys: ['login'], label: 'Login', inputs: [] }],
    ...more,
  };
}

const of = (key: string, component: object = {}) => ({ component: { key: 'stock', ...component }, key });

test('a catalogue has what was put into it, in the order of the keys', () => {
  const catalog = createCatalog([stock({ key: 'zoo' }), stock()]);
  expect(catalog.list().map(({ key }) => key)).toEqual(['stock', 'zoo']);
  expect(catalog.find({ key: 'stock' })?.display.label).toBe('Stock');
  expect(catalog.action(of('count'))?.key).toBe('count');
  expect(catalog.trigger(of('sold'))?.key).toBe('sold');
  expect(catalog.dataSource(of('shops'))?.key).toBe('shops');
  expect(catalog.connection(of('basic'))?.key).toBe('basic');
});

test('a connection is also found under a key that it had before', () => {
  expect(createCatalog([stock()]).connection(of('login'))?.key).toBe('basic');
});

describe('a reference leads nowhere', () => {
  const catalog = createCatalog([stock()]);
  const parts = ['action', 'trigger', 'dataSource', 'connection'] as const;

  test.each([
    ['to a part that is not there', of('other')],
    ['to a part by what every object has', of('constructor')],
    ['to a part of another kind', of('Stock')],
    ['to a component that is not there', { component: { key: 'stick' }, key: 'count' }],
    ['to a component by what every object has', { component: { key: '__proto__' }, key: 'count' }],
    ['to a private component where there is a public one', of('count', { isPublic: false })],
  ])('%s', (_kind, reference) => {
    for (const part of parts) expect(catalog[part](reference)).toBeUndefined();
  });
});

test.each([
  ['no word of it', undefined],
  ['null', null],
  ['false', false],
])('a private component is found by a reference with %s about public', (_kind, isPublic) => {
  const catalog = createCatalog([stock({ public: false })]);
  expect(catalog.action(of('count', { isPublic }))?.key).toBe('count');
});

test('every change raises the revision, and what changes nothing does not', () => {
  const catalog = createCatalog([]);
  const seen = [catalog.revision];
  catalog.add(stock());
  seen.push(catalog.revision);
  catalog.add(stock({ display: { label: 'Store', description: '' } }));
  seen.push(catalog.revision);
  expect(catalog.list().map((each) => each.display.label)).toEqual(['Store']);
  catalog.remove('other');
  expect(catalog.revision).toBe(seen.at(-1) ?? 0);
  catalog.remove('stock');
  seen.push(catalog.revision);
  expect(catalog.list()).toEqual([]);
  expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
});

describe('a thread knows the components of a catalogue', () => {
  test('that holds the built-in ones', () => {
    expect(isBuiltIn(builtInCatalog)).toBe(true);
    expect(isBuiltIn(createCatalog(builtInComponents()))).toBe(true);
  });

  test.each<[string, (catalog: ReturnType<typeof createCatalog>) => void]>([
    ['more', (catalog) => catalog.add(stock())],
    ['one less', (catalog) => catalog.remove('http')],
    ['another one in the place of a built-in one', (catalog) => catalog.add(stock({ key: 'http' }))],
  ])('but not of one that holds %s', (_kind, change) => {
    const catalog = createCatalog(builtInComponents());
    change(catalog);
    expect(isBuiltIn(catalog)).toBe(false);
  });
});

describe('a bundle of the key of a built-in connector', () => {
  const display = { label: 'Of the field', description: '' };
  const act = { key: 'act', display, inputs: [], hasPerform: true };
  const version = { number: 1, signature: 's', icon: null, isCodeNative: false, hosts: null };
  const bundle = { hash: 'h', source: async () => '' };
  const publish = (catalog: OpenCatalog) =>
    catalog.publish({
      ...version,
      key: 'github',
      bundle,
      description: { key: 'github', display, actions: { act } },
    });

  test('takes its place, and gives it back', () => {
    const catalog = createCatalog(builtInComponents());
    const ours = catalog.find({ key: 'github' });
    publish(catalog);
    expect(catalog.find({ key: 'github', version: 'LATEST', isPublic: true })?.display).toMatchObject(
      display,
    );
    expect(catalog.action({ component: { key: 'github' }, key: 'issuesCreate' })).toBeUndefined();
    expect(catalog.list().filter(({ key }) => key === 'github')).toHaveLength(1);
    expect(catalog.replaced('github')).toBe(ours);
    catalog.retract('github');
    expect(catalog.find({ key: 'github', version: 1 })).toBe(ours);
    expect(catalog.replaced('github')).toBeUndefined();
    expect(catalog.list().filter(({ key }) => key === 'github')).toEqual(ours ? [ours] : []);
  });
});
