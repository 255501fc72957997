import { expect, test } from 'bun:test';
import { deleteCustomer, getCustomer } from '../../src/models/customers.ts';
import { deployInstance } from '../../src/models/deployments.ts';
import { deleteIntegration } from '../../src/models/integration-trash.ts';
import { getIntegration, listIntegrations } from '../../src/models/integrations.ts';
import { removeSample, sampleFacts, setSampleFacts } from '../../src/models/sample.ts';
import { customerNamed, definition, published, refusal, toolsFor } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();

async function sample() {
  const integration = await published(at.store, definition());
  const customer = await customerNamed(at.store, 'Sample Customer');
  const facts = { integrationId: integration.id, customerId: customer.id };
  await at.store.write((tx) => setSampleFacts(tx, facts));
  return facts;
}

test('an installation without a sample has none to remove', async () => {
  await published(at.store, definition());
  expect(await sampleFacts(at.store.read)).toBeUndefined();
  await removeSample(at.store, () => {});
  expect((await listIntegrations(at.store.read, {}, { limit: 5 })).items).toHaveLength(1);
});

test('the sample goes with its customer, and nothing else does', async () => {
  const own = await published(at.store, definition({ name: 'Own' }));
  const customer = await customerNamed(at.store, 'Acme');
  const facts = await sample();
  expect(await sampleFacts(at.store.read)).toEqual(facts);
  await removeSample(at.store, () => {});
  expect(await sampleFacts(at.store.read)).toBeUndefined();
  const { items } = await listIntegrations(at.store.read, {}, { limit: 5 });
  expect(items.map(({ id }) => id)).toEqual([own.id]);
  expect((await refusal(getCustomer(at.store.read, EVERYTHING, facts.customerId))).code).toBe('not_found');
  expect((await getCustomer(at.store.read, EVERYTHING, customer.id)).name).toBe('Acme');
});

test('what somebody has removed by hand is no sample any more, and the rest of it still goes', async () => {
  const facts = await sample();
  await deleteIntegration(at.store, facts.integrationId, () => {});
  expect(await sampleFacts(at.store.read)).toBeUndefined();
  await removeSample(at.store, () => {});
  expect((await refusal(getCustomer(at.store.read, EVERYTHING, facts.customerId))).code).toBe('not_found');
  const next = await sample();
  await deleteCustomer(at.store, EVERYTHING, next.customerId, () => {});
  await removeSample(at.store, () => {});
  expect(await sampleFacts(at.store.read)).toBeUndefined();
});

test('the customer of the sample stays when something else has come to belong to it', async () => {
  const facts = await sample();
  const own = await published(at.store, definition({ name: 'Own' }));
  const target = { customerId: facts.customerId, integrationId: own.id, configVariables: {} };
  await deployInstance(toolsFor(at.store), target);
  await removeSample(at.store, () => {});
  expect((await getCustomer(at.store.read, EVERYTHING, facts.customerId)).name).toBe('Sample Customer');
  expect((await refusal(getIntegration(at.store.read, facts.integrationId))).code).toBe('not_found');
});
