import { afterAll, expect, test } from 'bun:test';
import { createIntegration, getIntegration } from '../../../../src/models/integrations.ts';
import { countStoreWork } from '../../../db/store-work.ts';
import { openDesk } from '../../../support/app.ts';
import { formOf } from '../../../support/markup.ts';
import { definition, flow, trigger } from '../../../support/records.ts';
import { visitorAs } from '../../../support/visitor.ts';

const counting = countStoreWork();
const desk = openDesk();
afterAll(async () => {
  counting.stop();
  await desk.close();
});

const action = { key: 'writeLog', component: { key: 'log' } };
const steps = Array.from({ length: 200 }, (_, number) => ({
  ...{ name: `Step ${number}`, stableKey: `step-${number}`, action },
  inputs: { message: { type: 'reference' as const, value: `step${number - 1}.results` } },
}));
const long = flow('Main', { stableKey: 'main', steps: [trigger('webhook-triggers', 'webhook'), ...steps] });

test('of a flow of 200 steps a change asks the store little, and its answer is at most 20 KB on the wire', async () => {
  const builder = await visitorAs(desk, 'builder');
  const { id } = await desk.deps.store.write((tx) => createIntegration(tx, definition({ flows: [long] })));
  const path = `/integrations/${id}?step=100`;
  const form = formOf((await builder.get(path)).html, `/integrations/${id}/steps/details`);
  const fields = { ...form, notes: 'Mind this' };
  const { statements } = await counting.work(desk.deps.store, async () => {
    expect((await builder.post(`/integrations/${id}/steps/details`, fields)).status).toBe(303);
  });
  expect(statements).toBeLessThanOrEqual(20);
  expect((await getIntegration(desk.deps.store.read, id)).revision).toBe(2);
  const sent = await desk.app.request(`http://stepwell.test${path}`, {
    headers: { cookie: `session=${builder.token}`, 'hx-request': 'true', 'accept-encoding': 'gzip' },
  });
  expect(sent.headers.get('content-encoding')).toBe('gzip');
  expect((await sent.bytes()).length).toBeLessThanOrEqual(20 * 1024);
});
