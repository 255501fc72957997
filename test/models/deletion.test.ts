import { expect, test } from 'bun:test';
import { deleteCustomer } from '../../src/models/customers.ts';
import { deleteIntegration } from '../../src/models/integrations.ts';
import { readStates, type StateOwners, writeStates } from '../../src/models/states.ts';
import { definition, deployed } from './fixtures.ts';
import { shelf } from './stores.ts';

const at = shelf();

async function withStates() {
  const { instance, customer, integration } = await deployed(at.store, definition());
  const owners: StateOwners = {
    execution: 'exe_1',
    flow: `${instance.id}/import`,
    crossFlow: instance.id,
    integration: integration.id,
  };
  const value = Buffer.from('1');
  await at.store.write((tx) =>
    writeStates(tx, owners, [
      { scope: 'flow', key: 'k', value },
      { scope: 'crossFlow', key: 'k', value },
      { scope: 'integration', key: 'k', value },
    ]),
  );
  const left = async () => (await readStates(at.store.read, owners)).map(({ scope }) => scope);
  return { customer, integration, left };
}

test('with a customer goes what its instances have kept, and nothing else', async () => {
  const { customer, left } = await withStates();
  await at.store.write((tx) => deleteCustomer(tx, customer.id));
  expect(await left()).toEqual(['integration']);
});

test('with an integration goes all that its flows have kept', async () => {
  const { integration, left } = await withStates();
  await at.store.write((tx) => deleteIntegration(tx, integration.id));
  expect(await left()).toEqual([]);
});
