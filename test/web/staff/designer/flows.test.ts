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

test('what a flow says of its runs is printed, and saving anything else leaves it as it was written', async () => {
  const kept = {
    retryConfig: { maxAttempts: 3, delayMinutes: 1, uniqueRequestIdField: 'body.data.sku' },
    queueConfig: {
      usesFifoQueue: true,
      dedupeIdField: { type: 'reference' as const, value: 'start.results.body.data.id' },
    },
  };
  const { html, send, now } = await opened(kept);
  expect(html).toContain('value="body.data.id"');
  expect(html).toContain('value="body.data.sku"');
  await send({ description: 'Other' });
  expect(await now()).toMatchObject(kept);
});

test('how calls wait and failed runs are tried again is set by the form', async () => {
  const { send, now } = await opened();
  const typed = {
    order: 'throttled',
    limit: '3',
    dedupe: 'headers.x-request-id',
    attempts: '5',
    delay: '4',
    doubles: 'true',
  };
  expect((await send({ ...typed, unique: 'body.data.sku' })).status).toBe(303);
  expect(await now()).toMatchObject({
    queueConfig: {
      usesFifoQueue: true,
      concurrencyLimit: 3,
      dedupeIdField: { type: 'reference', value: 'payload.results.headers.x-request-id' },
    },
    retryConfig: {
      maxAttempts: 5,
      delayMinutes: 4,
      usesExponentialBackoff: true,
      uniqueRequestIdField: { type: 'reference', value: 'payload.results.body.data.sku' },
    },
  });
  const flow = await now();
  const again = await opened(flow);
  expect((await again.send({ order: 'parallel', dedupe: '', attempts: '0', unique: '' })).status).toBe(303);
  expect(await again.now()).toMatchObject({
    queueConfig: {},
    retryConfig: { maxAttempts: 0, delayMinutes: 4 },
  });
  expect((await again.now())?.queueConfig).toEqual({});
});

const wrong: [field: Record<string, string>, error: string][] = [
  [{ order: 'throttled', limit: '' }, 'Type how many run at once: a number from 2 to 15.'],
  [{ order: 'throttled', limit: '16' }, 'Type how many run at once: a number from 2 to 15.'],
  [{ attempts: '11' }, 'Type how often it is tried again: a number from 0 to 10.'],
  [{ attempts: '1.5' }, 'Type how often it is tried again: a number from 0 to 10.'],
  [{ delay: '61' }, 'Type minutes: a number from 0 to 60.'],
  [{ dedupe: 'data.id' }, 'Begin with body, headers or queryParameters'],
  [{ unique: 'body.' }, 'Begin with body, headers or queryParameters'],
  [{ order: 'sequential', synchronous: 'true' }, 'so calls cannot wait for each other'],
  [{ attempts: '1', synchronous: 'true' }, 'so a failed run is not tried again'],
];
test.each(wrong)('runs with %j are refused at their field', async (fields, error) => {
  const { send, now } = await opened();
  const refused = await send(fields);
  expect([refused.status, refused.html]).toEqual([422, expect.stringContaining(error)]);
  expect((await now())?.queueConfig ?? (await now())?.retryConfig).toBeUndefined();
});

test('firings of a schedule are skipped while the run before goes on, where the form says so', async () => {
  const schedule = { type: 'value' as const, value: '0 3 * * *', meta: { scheduleType: 'custom' } };
  const trigger = { ...flow('Main').steps[0], name: 'Start', isTrigger: true, schedule };
  const action = {
    key: 'schedule',
    component: { key: 'schedule-triggers', version: 'LATEST', isPublic: true },
  };
  const { html, send, now } = await opened({ steps: [{ ...trigger, action }] });
  expect([html.includes('name="limit"'), html.includes('name="dedupe"')]).toEqual([false, false]);
  expect((await send({ order: 'singleton' })).status).toBe(303);
  expect(await now()).toMatchObject({ queueConfig: { singletonExecutions: true } });
});

test('a flow says which calls it takes and pages of which sites may call it, and nothing where it says nothing', async () => {
  const { send, now } = await opened();
  const wrong = await send({ accepts: 'body.data.type is order', origins: 'app.example.com/x' });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toContain('There is no comparison is: write one of');
  expect(wrong.html).toContain('is no origin: write it like https://app.example.com');
  const accepts = 'body.data.type equal order created\nheaders.x-shop exists';
  expect((await send({ accepts, origins: 'https://app.example.com\r\nhttps://b.example' })).status).toBe(303);
  expect(await now()).toMatchObject({
    allowedOrigins: ['https://app.example.com', 'https://b.example'],
    acceptsWhen: [
      { field: 'body.data.type', operator: 'equal', value: 'order created' },
      { field: 'headers.x-shop', operator: 'exists' },
    ],
  });
});

test('what a flow no longer says of its calls is in no export', async () => {
  const { html, send, now } = await opened({
    allowedOrigins: ['*'],
    acceptsWhen: [{ field: 'body.data', operator: 'exists' }],
  });
  expect(html).toContain('body.data exists');
  await send({ accepts: '', origins: '' });
  const flow = await now();
  expect(Object.keys(flow ?? {})).not.toContain('allowedOrigins');
  expect(Object.keys(flow ?? {})).not.toContain('acceptsWhen');
});
