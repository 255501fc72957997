import { afterAll, expect, test } from 'bun:test';
import { createIntegration, getDraft } from '../../../../src/models/integrations.ts';
import { publishVersion } from '../../../../src/models/versions.ts';
import { openDesk } from '../../../support/app.ts';
import { bundleText, smallBundle, zipOf } from '../../../support/bundles.ts';
import { filledIn } from '../../../support/markup.ts';
import { png } from '../../../support/pictures.ts';
import { definition, trigger } from '../../../support/records.ts';
import { visitorAs } from '../../../support/visitor.ts';

const desk = openDesk();
afterAll(desk.close);
const { store, catalog } = desk.deps;
const builder = await visitorAs(desk, 'builder');

const upload = (label: string, icon = false) => {
  const text = smallBundle('stock', { label });
  const zip = icon ? zipOf({ 'index.js': text, 'icon.png': png(50) }) : zipOf({ 'index.js': text });
  return builder.post('/components', { file: new File([zip], 'dist.zip') });
};

test('a bundle is uploaded, stands in the list with its icon, and has a page drawn from what it declares', async () => {
  const answer = await upload('Stock keeper', true);
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/components']);
  const { html } = await builder.get('/components?q=stock');
  expect(html).toContain('Stock keeper <span class="badge">custom · 1</span>');
  const [, icon = ''] = /<img src="(\/icons\/stock\/[0-9a-f]+)"/.exec(html) ?? [];
  const picture = await desk.app.request(`http://stepwell.test${icon}`);
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp']);
  const page = (await builder.get('/components/stock')).html;
  expect(page).toContain('id="action-act"');
  expect(page).toContain('<code>name</code>');
  expect(page).toContain('No integration uses it.');
  const types = await builder.get('/components/stock/manifest');
  expect(types.headers.get('content-disposition')).toBe('attachment; filename="stock.ts"');
  expect(types.html).toContain('"act": {');
});

test('what is refused is told beside the field, and nothing is there of it', async () => {
  const broken = await builder.post('/components', { file: new File(['exports.x = 1'], 'index.js') });
  expect(broken.status).toBe(422);
  expect(broken.html).toContain('it has no default export.');
  expect(broken.html).toMatch(/<details open[^>]*><summary>Upload a component of your own/);
  const none = await builder.post('/components', {});
  expect([none.status, none.html]).toEqual([422, expect.stringContaining('Choose a file first')]);
  const builtIn = await builder.post('/components', { file: new File([smallBundle('http')], 'index.js') });
  expect(builtIn.status).toBe(409);
  const support = await visitorAs(desk, 'support');
  expect((await support.get('/components')).html).not.toContain('Upload a component');
});

test('a step of an older version says so, takes the newest with one click, and undo brings it back', async () => {
  const act = {
    name: 'Act',
    stableKey: 'act',
    action: { key: 'act', component: { key: 'stock', version: 1 } },
  };
  const steps = [trigger('webhook-triggers', 'webhook'), act];
  const id = await store.write(async (tx) => {
    const made = await createIntegration(tx, definition({ flows: [{ name: 'Import', steps }] }));
    await publishVersion(tx, made.id, '', null, catalog);
    return made.id;
  });
  const at = `/integrations/${id}?step=1`;
  expect((await builder.get(at)).html).not.toContain('Newer version available');
  await upload('Stock keeper 2');
  const { html } = await builder.get(at);
  expect(html).toContain('Newer version available: this step has version 1.');
  const versionOf = async () =>
    (await getDraft(store.read, id)).definition.flows[0]?.steps[1]?.action.component.version;
  const form = `/integrations/${id}/steps/version`;
  expect((await builder.post(form, filledIn(html, form, {}))).status).toBe(303);
  expect(await versionOf()).toBe(2);
  expect((await builder.get(at)).html).not.toContain('Newer version available');
  const undo = `/integrations/${id}/undo`;
  await builder.post(undo, filledIn((await builder.get(at)).html, undo, {}));
  expect(await versionOf()).toBe(1);
});

test('what is used stays, and says where; what is not goes with its versions', async () => {
  const page = (await builder.get('/components/stock')).html;
  expect(page).toContain('draft, version 1');
  expect(page).toContain('href="/components/stock?version=1"');
  expect((await builder.get('/components/stock?version=1')).html).toContain('custom · 1');
  expect((await builder.get('/components/stock?version=7')).status).toBe(404);
  const dialog = (await builder.get('/components/stock/deletion')).html;
  expect(dialog).toContain('It is used, so it stays.');
  expect((await builder.post('/components/stock/deletion', {})).status).toBe(409);
  const gone = await builder.post('/components/stock/deletion?version=2', {});
  expect([gone.status, gone.headers.get('location')]).toEqual([303, '/components/stock']);
  expect((await builder.get('/components/http/deletion')).status).toBe(404);
});

test('an integration of code says which version of it each of its own came from, and is read here only', async () => {
  const text = await bundleText('orders-in-code');
  await builder.post('/components', { file: new File([text], 'index.js') });
  const [id = ''] = catalog.customKeys().filter((key) => key.startsWith('int_'));
  await store.write((tx) => publishVersion(tx, id, 'First', null, catalog));
  const versions = (await builder.get(`/integrations/${id}/versions`)).html;
  expect(versions).toContain(`<a href="/components/${id}?version=1">Build 1 of its code</a>`);
  expect((await builder.get(`/components/${id}`)).html).toContain(`href="/integrations/${id}/versions"`);
  for (const page of [`/integrations/${id}?step=1`, `/integrations/${id}/configuration`]) {
    const { html } = await builder.get(page);
    expect(html).toContain('written as code');
    expect(html).toContain('Upload a build');
    expect(html).not.toContain('Add a ');
  }
});

test('one of the key of a connector says whose place it has taken, and gives that back', async () => {
  const file = new File([smallBundle('github', { label: 'GitHub of the field' })], 'index.js');
  expect((await builder.post('/components', { file })).status).toBe(303);
  const page = await builder.get('/components/github');
  expect(page.html).toContain('stands in the place of the built-in component GitHub');
  expect((await builder.get('/components?q=github')).html.match(/href="\/components\/github"/g)).toHaveLength(
    1,
  );
  const asked = await builder.get('/components/github/deletion');
  expect(asked.html).toContain('What uses it has the built-in component GitHub again.');
  const deleted = await builder.post('/components/github/deletion', {});
  expect([deleted.status, deleted.headers.get('location')]).toEqual([303, '/components/github']);
  expect((await builder.get('/components/github')).html).toContain('id="action-issuesCreate"');
});

test('who may change settings says which hosts it may call; others read it', async () => {
  const admin = await visitorAs(desk, 'admin');
  await upload('Stock keeper');
  const at = '/components/stock/hosts';
  expect((await builder.get('/components/stock')).html).toContain('All hosts that Stepwell may call.');
  const saved = await admin.post(at, { reach: 'hosts', hosts: 'api.acme.example\n*.acme.example' });
  expect([saved.status, saved.location]).toEqual([303, '/components/stock']);
  expect(catalog.hostsOf('stock')).toEqual(['api.acme.example', '*.acme.example']);
  expect((await builder.get('/components/stock')).html).toContain(
    'The hosts that its connections name, and api.acme.example, *.acme.example.',
  );
  const refused = await admin.post(at, { reach: 'hosts', hosts: 'no host at all/' });
  expect([refused.status, refused.html]).toEqual([
    422,
    expect.stringContaining('no host at all/</textarea>'),
  ]);
  expect((await builder.post(at, { reach: 'all' })).status).toBe(403);
  await admin.post(at, { reach: 'all', hosts: '' });
  expect(catalog.hostsOf('stock')).toBe(null);
});
