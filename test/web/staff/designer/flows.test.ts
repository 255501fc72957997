import { afterAll, expect, test } from 'bun:test';
import type { Flow } from '../../../../src/definition/document/schema.ts';
import { createIntegration, getDraft } from '../../../../src/models/integrations.ts';
import { openDesk } from '../../../support/app.ts';
import { formOf } from '../../../support/markup.ts';
import { definition, flow } from '../../../support/records.ts';
import { visitorAs } from '../../../support/visitor.ts';

const desk = openDesk();
afterAll(desk.close);
const builder = await visitorAs(desk, 'builder');
const LONG = 'Orders '.repeat(40).trim();

async function opened(more: Partial<Flow> = {}, name = 'Main') {
  const flows = [flow(name, { stableKey: 'main', ...more })];
  const { id } = await desk.deps.store.write((tx) => createIntegration(tx, definition({ flows })));
  const path = `/integrations/${id}/flows/details`;
  const { html } = await builder.get(`/integrations/${id}`);
  const send = (fields: Record<string, string>) => builder.post(path, { ...formOf(html, path), ...fields });
  return { html, send, now: async () => (await getDraft(desk.deps.store.read, id)).definition.flows[0] };
}

test('a flow whose name is longer than a name may be is changed in all else; a longer name than that is refused', async () => {
  const { send, now } = await opened({}, LONG);
  expect((await send({ description: 'Takes orders in' })).status).toBe(303);
  expect(await now()).toMatchObject({ name: LONG, description: 'Takes orders in' });
  const refused = await send({ name: `${LONG} and more` });
  expect(refused.status).toBe(422);
  expect(refused.html).toContain('This is longer than 200 characters. Shorten it.');
  expect((await send({ name: 'Orders' })).status).toBe(303);
  expect((await now())?.name).toBe('Orders');
});

test('whoever calls the webhook is let in by keys of the organization, which are set and never shown', async () => {
  const { html, send, now } = await opened();
  expect(html).toContain('name="keys"');
  const without = await send({ security: 'organization' });
  expect(without.status).toBe(422);
  expect(without.html).toContain('Type a key: without one nobody can call this flow.');
  expect((await send({ security: 'organization', keys: 'clé' })).html).toContain('A key has letters');
  expect((await now())?.organizationApiKeys).toBeUndefined();
  expect(
    (await send({ security: 'organization', keys: 'first-key\r\n second-key\n\nfirst-key' })).status,
  ).toBe(303);
  const keys = { endpointSecurityType: 'organization', organizationApiKeys: ['first-key', 'second-key'] };
  expect(await now()).toMatchObject(keys);
});

test('what becomes of runs is chosen there, and stands in the definition only where it is not the usual', async () => {
  const { html, send, now } = await opened();
  expect(html).toContain('name="keepData"');
  expect((await send({ keepData: 'on_failure', whenFailed: 'pause' })).status).toBe(303);
  expect(await now()).toMatchObject({ keepData: 'on_failure', whenFailed: 'pause' });
  const other = await opened({ keepData: 'on_failure', whenFailed: 'pause' });
  await other.send({ keepData: 'odd', whenFailed: 'fail' });
  expect(await other.now()).toMatchObject({ keepData: 'on_failure', whenFailed: 'fail' });
  const usual = await opened();
  await usual.send({ keepData: 'always', whenFailed: 'fail', description: 'Other' });
  expect(await usual.now()).not.toHaveProperty('keepData');
});

test('keys that are there are kept where none is typed, and only counted on the page', async () => {
  const keys = {
    endpointSecurityType: 'organization' as const,
    organizationApiKeys: ['first-key', 'second-key'],
  };
  const { html, send, now } = await opened(keys);
  expect(html).toContain('2 keys kept, not shown.');
  expect(html).not.toContain('first-key');
  expect((await send({ description: 'Other', keys: '' })).status).toBe(303);
  expect(await now()).toMatchObject({ ...keys, description: 'Other' });
  await send({ security: 'unsecured', keys: '' });
  expect(await now()).toMatchObject({ ...keys, endpointSecurityType: 'unsecured' });
});

test('what nothing acts on yet is kept, and marked where it is shown', async () => {
  const kept = { retryConfig: { maxAttempts: 3, delayMinutes: 1 }, queueConfig: { usesFifoQueue: true } };
  const { html, send, now } = await opened(kept);
  expect(html.match(/kept, not acted on yet/g)).toHaveLength(2);
  await send({ description: 'Other' });
  expect(await now()).toMatchObject(kept);
  expect((await opened()).html).not.toContain('kept, not acted on yet');
});
