import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Component } from '../../../src/components/component.ts';
import { parseDefinition } from '../../../src/definition/document/import.ts';
import { createCustomer } from '../../../src/models/customers.ts';
import { deployInstance } from '../../../src/models/deployments.ts';
import { listEndpoints } from '../../../src/models/endpoints.ts';
import { createIntegration } from '../../../src/models/integrations.ts';
import { publishVersion } from '../../../src/models/versions.ts';
import { openDesk, TOKEN } from '../../support/app.ts';
import { step, until } from '../../support/engine.ts';

const display = { label: 'Shop', description: '' };
const shop: Component = {
  ...{ key: 'shop', display, actions: {}, dataSources: {}, connections: [] },
  triggers: {
    placed: {
      ...{ key: 'placed', display, inputs: [], answersCalls: true },
      ...{ scheduleSupport: 'invalid', synchronousResponseSupport: 'valid' },
      perform: async (_context, payload) => ({ payload }),
    },
  },
};

const at = openDesk({ 'admin-token': TOKEN }, undefined, [shop]);
afterAll(() => at.close());
let address = '';

beforeAll(async () => {
  const flows = [{ name: 'Main', steps: [step('Start', 'shop.placed', {}, { isTrigger: true })] }];
  const parsed = parseDefinition({ definitionVersion: 7, name: 'Shop', description: '', flows });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { store } = at.deps;
  const made = await store.write(async (tx) => {
    const { id: integrationId } = await createIntegration(tx, parsed.definition);
    await publishVersion(tx, integrationId, '');
    const fields = { name: 'Acme', externalId: null, description: '', labels: [], limits: {} };
    return { integrationId, customerId: (await createCustomer(tx, fields)).id };
  });
  const { instance } = await deployInstance(at.deps, { ...made, configVariables: {} });
  const [endpoint] = await listEndpoints(store.read, made.integrationId, instance.id);
  address = `/trigger/${endpoint?.id}`;
});

/** A call, and the execution that it has woken. */
async function called() {
  const before = at.told.woken.length;
  const answer = at.app.request(address, { method: 'POST', body: '{}' });
  return { id: await until(() => at.told.woken[before]), answer };
}

test('a call is answered what the trigger says, with the number of its execution', async () => {
  const { id, answer } = await called();
  at.deps.responses.settle(id, { statusCode: 202, contentType: 'text/plain', body: 'challenge' });
  const response = await answer;
  expect([response.status, await response.text()]).toEqual([202, 'challenge']);
  expect(response.headers.get('stepwell-executionid')).toBe(id);
});

test.each([
  ['a trigger that says nothing', (id: string) => at.deps.responses.settle(id, undefined)],
  [
    'a run that ends before its trigger has',
    (id: string) => at.deps.ended.settle(id, { status: 'failed', error: { message: 'no' } }),
  ],
])('%s leaves the call its usual answer', async (_what, settle) => {
  const { id, answer } = await called();
  settle(id);
  expect(await (await answer).json()).toEqual({ executionId: id });
  expect(at.deps.ended.ids()).toEqual([]);
});
