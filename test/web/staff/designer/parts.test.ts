import { afterAll, expect, test } from 'bun:test';
import type { Definition } from '../../../../src/definition/document/schema.ts';
import { createIntegration, getDraft } from '../../../../src/models/integrations.ts';
import { call, openDesk } from '../../../support/app.ts';
import { fieldNamed, formOf } from '../../../support/markup.ts';
import { definition, flow, trigger } from '../../../support/records.ts';
import { visitorAs } from '../../../support/visitor.ts';

const desk = openDesk();
afterAll(desk.close);
const builder = await visitorAs(desk, 'builder');

const of = (component: string, key: string) => ({ key, component: { key: component } });
const get = (name: string, component: string, key: string, variable: string) => ({
  ...{ name, stableKey: name, action: of(component, key) },
  inputs: { connection: { type: 'configVar' as const, value: variable } },
});
const connection = (key: string, component: string, kind: string) => ({
  ...{ key, stableKey: key, dataType: 'connection', connection: of(component, kind) },
});

/** As it comes from a place where a component has another key, and an action another name. */
const foreign: Definition = definition({
  flows: [
    flow('Main', {
      stableKey: 'main',
      steps: [
        trigger('webhook-triggers', 'webhook'),
        get('One', 'web', 'httpGet', 'Shop'),
        get('Two', 'web', 'fetchIt', 'Bank'),
        get('Three', 'http', 'httpGet', 'Nobody'),
        { name: 'Four', stableKey: 'Four', action: of('log', 'shout') },
      ],
    }),
  ],
  requiredConfigVars: [connection('Shop', 'web', 'basic'), connection('Bank', 'bank', 'token')],
});

async function imported(written = foreign) {
  const text = JSON.stringify(written);
  const sent = await builder.post('/integrations/import', { text, step: 'import' });
  const path = sent.location ?? '';
  return { path, id: path.split('/')[2] ?? '' };
}

async function filled(path: string, typed: Record<string, string>) {
  const { html } = await builder.get(path);
  const fields = formOf(html, path);
  for (const [label, value] of Object.entries(typed)) fields[fieldNamed(html, label)] = value;
  return fields;
}

const draftOf = async (id: string) => (await getDraft(desk.deps.store.read, id)).definition;
const actionsOf = ({ flows }: Definition) =>
  flows[0]?.steps.slice(1).map(({ action }) => `${action.component.key}/${action.key}`);
const kind = (component: string, key: string) => JSON.stringify(['connection', component, key]);

test('an import leads to what it needs: each connection, and what is not installed', async () => {
  const { path, id } = await imported();
  expect(path).toBe(`/integrations/${id}/parts`);
  const { html } = await builder.get(path);
  for (const label of ['web', 'bank', 'log: shout', 'Shop', 'Bank', 'Nobody']) fieldNamed(html, label);
  expect(html).toContain('There is no such config variable. Read by 1 step.');
  const flows = await builder.get(`/integrations/${id}`);
  expect(flows.html).toContain(`<a href="${path}">Map it</a>`);
});

test('a component is mapped to another with all of its parts of the same keys; the rest is asked for, then left or chosen', async () => {
  const { path, id } = await imported();
  const first = await filled(path, { web: 'http' });
  const asked = await builder.post(path, first);
  expect(asked.status).toBe(200);
  expect(asked.html).toContain('some parts have no namesake');
  expect(await draftOf(id)).toEqual(foreign);
  const left = await builder.post(path, formOf(asked.html, path));
  expect(left.location).toBe(path);
  expect(actionsOf(await draftOf(id))).toEqual(['http/httpGet', 'web/fetchIt', 'http/httpGet', 'log/shout']);
  await builder.post(`/integrations/${id}/undo`, { revision: '2' });
  expect(await draftOf(id)).toEqual(foreign);
  const chosen: Record<string, string> = { ...formOf(asked.html, path), revision: '3' };
  chosen[fieldNamed(asked.html, 'web: fetchIt')] = 'httpPost';
  chosen[fieldNamed(asked.html, 'log: shout')] = 'writeLog';
  await builder.post(path, chosen);
  const made = await draftOf(id);
  expect(actionsOf(made)).toEqual(['http/httpGet', 'http/httpPost', 'http/httpGet', 'log/writeLog']);
  expect(made.requiredConfigVars?.[0]?.connection?.component.key).toBe('http');
});

test('connections are mapped to other config variables, or to the kinds that components have, all at once', async () => {
  const { path, id } = await imported();
  const fields = await filled(path, {
    Shop: 'variable:Bank',
    Bank: kind('http', 'apiKey'),
    Nobody: kind('http', 'basic'),
  });
  expect((await builder.post(path, fields)).status).toBe(303);
  const { requiredConfigVars, flows } = await draftOf(id);
  expect(requiredConfigVars?.map(({ key, connection }) => [key, connection?.key])).toEqual([
    ['Bank', 'apiKey'],
    ['Nobody', 'basic'],
  ]);
  expect(flows[0]?.steps[1]?.inputs?.connection).toEqual({ type: 'configVar', value: 'Bank' });
  await builder.post(`/integrations/${id}/undo`, { revision: '2' });
  expect(await draftOf(id)).toEqual(foreign);
});

test('what chooses nothing is told so, and what there is not changes nothing', async () => {
  const { path, id } = await imported();
  const nothing = await builder.post(path, await filled(path, {}));
  expect(nothing.status).toBe(422);
  expect(nothing.html).toContain('Nothing was chosen.');
  const odd = await filled(path, {
    web: 'constructor',
    Bank: kind('http', 'nonsense'),
    'log: shout': '__proto__',
  });
  expect((await builder.post(path, odd)).status).toBe(422);
  expect(await draftOf(id)).toEqual(foreign);
});

test('a draft that needs nothing of the kind leads to its flows, and the page says so', async () => {
  const { id } = await imported(definition());
  expect((await builder.get(`/integrations/${id}/parts`)).html).toContain('Nothing to map');
});

test('the API answers the same', async () => {
  const { id } = await desk.deps.store.write((tx) => createIntegration(tx, foreign));
  const answer = await call(desk.app, 'GET', `/integrations/${id}/parts`);
  expect(answer.json).toMatchObject({
    connections: [
      { configVar: 'Shop', part: { component: 'web', key: 'basic', isInstalled: false }, uses: 1 },
      { configVar: 'Bank', part: { component: 'bank' } },
      { configVar: 'Nobody', part: null, isDeclared: false, uses: 1 },
    ],
    missing: [
      { kind: 'action', component: 'web', key: 'httpGet', uses: 1, isInstalled: false },
      { component: 'web', key: 'fetchIt' },
      { component: 'log', key: 'shout', isInstalled: true, isKnown: false },
    ],
    inCode: [],
  });
});
