import { afterAll, expect, test } from 'bun:test';
import { createIntegration } from '../../../../src/models/integrations.ts';
import { goThrough } from '../../../support/api-runs.ts';
import { openDesk } from '../../../support/app.ts';
import { definition, flow, trigger } from '../../../support/records.ts';
import { visitorAs } from '../../../support/visitor.ts';

const desk = openDesk();
afterAll(desk.close);

const action = { key: 'createObject', component: { key: 'collection-tools' } };
const steps = ['Price', 'Answer'].map((name) => ({ name, stableKey: name.toLowerCase(), action }));
const main = flow('Main', { stableKey: 'main', steps: [trigger('webhook-triggers', 'webhook'), ...steps] });

test('a step is offered what earlier ones have answered in the last test, and before that their examples', async () => {
  const builder = await visitorAs(desk, 'builder');
  const { id } = await desk.deps.store.write((tx) => createIntegration(tx, definition({ flows: [main] })));
  const page = `/integrations/${id}/references?flow=main&step=2`;
  const before = await builder.get(page);
  expect(before.html).toContain('start.results.body');
  expect(before.html).not.toContain('last test');
  expect((await builder.get(`/integrations/${id}?flow=main&step=2`)).html).not.toContain(
    `hx-get="/integrations/${id}/references`,
  );

  await builder.post(`/integrations/${id}/test-executions`, { flow: 'main', payload: 'empty' });
  const data = { 'odd.key': 7, 'Zürich ☂': { deep: ['first'] }, secret: '***' };
  const priced = { path: 'price', status: 'succeeded' as const, output: { data } };
  await goThrough(desk.deps, desk.told.woken.at(-1) ?? '', [priced], { status: 'succeeded' });
  const { html } = await builder.get(page);
  expect(html).toContain('last test');
  for (const path of ['price.results.odd.key', 'price.results.Zürich ☂.deep.0'])
    expect(html).toContain(`<option value="${path}">`);
  expect(html).not.toContain('answer.results');
  expect((await builder.get(`/integrations/${id}?flow=main&step=2`)).html).toContain(
    `hx-get="/integrations/${id}/references`,
  );
  expect((await builder.get(`/integrations/${id}/references?flow=none`)).status).toBe(404);
});
