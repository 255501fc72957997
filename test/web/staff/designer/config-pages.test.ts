import { afterAll, describe, expect, test } from 'bun:test';
import { createCatalog } from '../../../../src/components/catalog.ts';
import type { Component } from '../../../../src/components/component.ts';
import { builtInComponents } from '../../../../src/components/registry.ts';
import type { ConfigVar, Definition } from '../../../../src/definition/document/schema.ts';
import { createIntegration, getDraft, getIntegration } from '../../../../src/models/integrations.ts';
import { configureTests } from '../../../../src/models/test-configuration.ts';
import { shownTestValues } from '../../../../src/models/test-instances.ts';
import { openDesk } from '../../../support/app.ts';
import { formOf } from '../../../support/markup.ts';
import { definition } from '../../../support/records.ts';
import { visitorAs } from '../../../support/visitor.ts';

const desk = openDesk();
afterAll(desk.close);
const builder = await visitorAs(desk, 'builder');
const { read } = desk.deps.store;

const TEXT = { type: 'htmlElement', value: '<p>Hello</p>' };
const SHOP = { type: 'configVar', value: 'Shop' };
const REGION = { type: 'configVar', value: 'Region' };

const written = (): Definition =>
  definition({
    requiredConfigVars: [
      { key: 'Shop', dataType: 'string', description: 'Its name', defaultValue: 'Nord' },
      { key: 'Region', dataType: 'string', orgOnly: true, defaultValue: 'eu' },
    ],
    configPages: [
      { name: 'First', elements: [SHOP, TEXT, REGION], odd: 'kept' },
      { name: 'Second', tagline: 'More' },
    ],
  });

async function made(): Promise<string> {
  return (await desk.deps.store.write((tx) => createIntegration(tx, written()))).id;
}
const pagesOf = async (id: string) => (await getDraft(read, id)).definition.configPages ?? [];
const namesOf = async (id: string) => (await pagesOf(id)).map(({ name }) => name);
const revisionOf = async (id: string) => String((await getIntegration(read, id)).revision);
const at = (id: string, what = '') => `/integrations/${id}/config-pages${what}`;
const formFor = async (id: string, page: number) =>
  formOf((await builder.get(`/integrations/${id}/configuration?page=${page}`)).html, at(id, '/details'));

describe('a page of the configuration', () => {
  test('is added, and leads to its form', async () => {
    const id = await made();
    const fields = formOf((await builder.get(at(id, '/new'))).html, at(id));
    const added = await builder.post(at(id), { ...fields, name: ' Third ', tagline: 'Own', users: 'true' });
    expect([added.status, added.location]).toEqual([303, expect.stringContaining('page=3')]);
    expect((await pagesOf(id))[2]).toEqual({
      name: 'Third',
      tagline: 'Own',
      userLevelConfigured: true,
      elements: [],
    });
  });

  test('is renamed, with what the form does not ask kept as it is', async () => {
    const id = await made();
    const fields = { ...(await formFor(id, 1)), name: 'Your shop', tagline: 'Where', users: 'true' };
    const saved = await builder.post(at(id, '/details'), fields);
    expect(saved.location).toContain('page=1');
    expect((await pagesOf(id))[0]).toEqual({
      ...{ name: 'Your shop', tagline: 'Where', userLevelConfigured: true },
      ...{ elements: [SHOP, TEXT, REGION], odd: 'kept' },
    });
  });

  test('has texts, which are changed, emptied and added; their HTML is shown without what could do something', async () => {
    const id = await made();
    const fields = await formFor(id, 1);
    expect(fields['text.1']).toBe(TEXT.value);
    const html = '<script>alert(1)</script>\r\n<b onclick="x()">Mind</b> this';
    await builder.post(at(id, '/details'), { ...fields, 'text.1': '', text: html });
    expect((await pagesOf(id))[0]?.elements).toEqual([
      SHOP,
      REGION,
      { type: 'htmlElement', value: html.replace('\r\n', '\n') },
    ]);
    for (const path of ['configuration', 'configuration/preview']) {
      const shown = (await builder.get(`/integrations/${id}/${path}`)).html;
      expect(shown).toContain('<b>Mind</b> this');
      expect(shown).not.toContain('onclick');
      expect(shown).not.toContain('alert(1)');
    }
  });

  test('is moved down and up, and at an end it stays', async () => {
    const id = await made();
    const move = async (place: string, way: string) =>
      await builder.post(at(id, '/moves'), { revision: await revisionOf(id), at: place, way });
    expect((await move('0', 'down')).location).toContain('page=2');
    expect(await namesOf(id)).toEqual(['Second', 'First']);
    await move('1', 'up');
    await move('0', 'up');
    expect(await namesOf(id)).toEqual(['First', 'Second']);
  });

  test('is deleted: its variables stay, on no page', async () => {
    const id = await made();
    const gone = await builder.post(at(id, '/removal'), { revision: '1', at: '0' });
    expect(await namesOf(id)).toEqual(['Second']);
    const { html } = await builder.get(gone.location ?? '');
    expect(html).toContain('Its variables are kept, and stand on no page now');
    expect(html.indexOf('>Shop<')).toBeGreaterThan(html.indexOf('On no page'));
  });

  test('has its variables and texts in an order, which is changed from both forms', async () => {
    const id = await made();
    const move = async (fields: Record<string, string>) =>
      await builder.post(at(id, '/elements'), { revision: await revisionOf(id), at: '0', ...fields });
    await move({ down: '0' });
    expect((await pagesOf(id))[0]?.elements).toEqual([TEXT, SHOP, REGION]);
    expect((await move({ up: '2', variable: 'Region' })).location).toContain('variable=Region');
    expect((await pagesOf(id))[0]?.elements).toEqual([TEXT, REGION, SHOP]);
    await move({ off: '1' });
    expect((await pagesOf(id))[0]?.elements).toEqual([TEXT, SHOP]);
    expect((await getDraft(read, id)).definition.requiredConfigVars).toHaveLength(2);
  });

  test.each<[string, string, Record<string, string>, number, string]>([
    ['no name', '/details', { at: '0', name: ' ' }, 422, 'Type a name, for example Your shop.'],
    ['a name that is taken', '/details', { at: '0', name: 'Second' }, 422, 'There is a page Second already'],
    ['a new one of a name that is taken', '', { name: 'First' }, 422, 'There is a page First already'],
    ['a long tagline', '', { name: 'x', tagline: 'x'.repeat(20_001) }, 422, '20000'],
    ['a page that is gone', '/removal', { at: '7' }, 404, 'The page is no longer there.'],
    ['no page', '/moves', {}, 404, 'The page is no longer there.'],
    ['nothing at that place', '/elements', { at: '0', up: '9' }, 400, 'There is nothing at that place'],
    ['no way', '/elements', { at: '0' }, 400, 'There is nothing at that place'],
  ])('is refused in words, and nothing is changed: %s', async (_, what, fields, status, said) => {
    const id = await made();
    const answer = await builder.post(at(id, what), { revision: '1', ...fields });
    expect([answer.status, await revisionOf(id)]).toEqual([status, '1']);
    expect(answer.html).toContain(said);
  });

  test('that two people change at once: both add one, and of the same the second is shown both', async () => {
    const id = await made();
    for (const name of ['Mine', 'Theirs']) await builder.post(at(id), { revision: '1', name, tagline: '' });
    expect(await namesOf(id)).toEqual(['First', 'Second', 'Theirs', 'Mine']);
    const tell = (tagline: string) =>
      builder.post(at(id, '/details'), { revision: '1', at: '0', name: 'First', tagline });
    expect((await tell('One')).status).toBe(303);
    const late = await tell('Two');
    expect(late.status).toBe(409);
    expect(late.html).toContain('changed the pages of the configuration');
  });
});

describe('the preview', () => {
  const shown = async (change: Partial<Definition>) => {
    const { id } = await desk.deps.store.write((tx) => createIntegration(tx, { ...written(), ...change }));
    return (await builder.get(`/integrations/${id}/configuration/preview`)).html;
  };

  test('shows what a customer is asked, with what it begins with, and saves nothing', async () => {
    const html = await shown({});
    for (const text of ['First', 'Its name', 'value="Nord"', 'Hello', 'nothing that you type here is saved'])
      expect(html).toContain(text);
    for (const text of ['Region', 'More values', 'Second']) expect(html).not.toContain(text);
    expect(html.slice(html.indexOf('Its name'))).not.toContain('<form');
  });

  test('leaves out fields of a connection that customers do not see', async () => {
    const connection = { key: 'basic', component: { key: 'http' } };
    const hidden = { type: 'value' as const, value: '', meta: { visibleToCustomerDeployer: false } };
    const html = await shown({
      requiredConfigVars: [{ key: 'Shop', dataType: 'connection', connection, inputs: { username: hidden } }],
    });
    expect(html).toContain('>Password');
    expect(html).not.toContain('>Username');
  });

  test('has the values of tests, and the defaults where tests have none', async () => {
    const { id } = await desk.deps.store.write((tx) => createIntegration(tx, written()));
    const preview = async () => (await builder.get(`/integrations/${id}/configuration/preview`)).html;
    expect(await preview()).toContain('value="Nord"');
    await configureTests(desk.deps, id, { Shop: 'Süd' });
    expect(await preview()).toContain('value="Süd"');
    await configureTests(desk.deps, id, {}, ['Shop']);
    expect(await preview()).toContain('value="Nord"');
  });

  test('shows a variable that is a text as HTML, where customers see it', async () => {
    const text = { dataType: 'htmlElement', defaultValue: '<h1>Mind</h1><p onclick="x()">this</p>' };
    const requiredConfigVars = [
      { key: 'Shop', ...text },
      { key: 'Region', ...text, defaultValue: 'Staff alone', orgOnly: true },
    ];
    const html = await shown({ requiredConfigVars });
    expect(html).toContain('<h3>Mind</h3><p>this</p>');
    expect(html).not.toContain('Staff alone');
  });

  describe('where a data source offers something', () => {
    const asked: unknown[] = [];
    let answer: unknown = ['North', 'South'];
    const previewed = async () => {
      const stock: Component = {
        ...{ key: 'stock', display: { label: 'Stock', description: '' }, actions: {}, triggers: {} },
        connections: [],
        dataSources: {
          shops: {
            ...{ key: 'shops', dataSourceType: 'picklist', display: { label: 'Shops', description: '' } },
            inputs: [{ key: 'account', label: 'Account', type: 'connection' }],
            perform: async (_context, params) => {
              asked.push(params.account);
              if (answer instanceof Error) throw answer;
              return { result: answer };
            },
          },
        },
      };
      desk.deps.catalog = createCatalog([...builtInComponents(), stock]);
      const requiredConfigVars: ConfigVar[] = [
        { key: 'System', dataType: 'connection', connection: { key: 'apiKey', component: { key: 'http' } } },
        {
          ...{ key: 'Shop', dataType: 'picklist', pickList: [] },
          dataSource: { key: 'shops', component: { key: 'stock' } },
          inputs: { account: { type: 'configVar', value: 'System' } },
        },
      ];
      const elements = [{ type: 'configVar', value: 'System' }, SHOP];
      const change = { requiredConfigVars, configPages: [{ name: 'First', elements }] };
      const { id } = await desk.deps.store.write((tx) => createIntegration(tx, { ...written(), ...change }));
      const path = `/integrations/${id}/configuration/preview`;
      const load = async (who = builder, typed = {}) => {
        const form = formOf((await who.get(path)).html, path);
        return await who.post(`${path}?of=c1`, { ...form, ...typed });
      };
      return { id, path, load };
    };

    test('it is loaded with the connection of tests, and says what it needs first', async () => {
      const { id, path, load } = await previewed();
      expect((await builder.get(path)).html).toContain('Fill in System first, then load the choices.');
      await configureTests(desk.deps, id, { System: { fields: { apiKey: 'key-of-tests' } } });
      expect((await builder.get(path)).html).toContain('hx-trigger="load');
      asked.length = 0;
      const { status, html } = await load();
      expect([status, html.includes('North')]).toEqual([200, true]);
      expect(html).not.toContain('key-of-tests');
      expect(asked).toMatchObject([{ fields: { apiKey: 'key-of-tests' } }]);
      await load(builder, { 'c0.0': 'key-of-the-form' });
      expect(asked[1]).toMatchObject({ fields: { apiKey: 'key-of-the-form' } });
      expect(await shownTestValues(read, desk.deps, id, [])).toMatchObject({
        System: { fields: { apiKey: '***' } },
      });
    });

    test('what it says when it fails is told, with the way to try again', async () => {
      const { id, load } = await previewed();
      await configureTests(desk.deps, id, { System: { fields: { apiKey: 'another-key' } } });
      answer = new Error('Quota exceeded until noon');
      const { html } = await load();
      expect(html).toContain('The choices could not be loaded: Quota exceeded until noon');
      expect(html).toContain('Retry');
      answer = ['North'];
      expect((await load()).html).toContain('North');
    });

    test('who may not run tests sees the pages, and calls nothing', async () => {
      const { id, path } = await previewed();
      await configureTests(desk.deps, id, { System: { fields: { apiKey: 'third-key' } } });
      const support = await visitorAs(desk, 'support');
      expect((await support.get(path)).html).not.toContain('Load choices');
      expect((await support.post(`${path}?of=c1`, {})).status).toBe(403);
    });
  });

  test('of an integration that asks nothing says so', async () => {
    expect(await shown({ configPages: [] })).toContain('A customer is asked nothing');
  });
});
