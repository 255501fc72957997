import { afterEach, expect, test } from 'bun:test';
import { updateCustomer } from '../../src/models/customers.ts';
import { flow, step, workshop } from '../support/engine.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

test('a step is told the name that its customer has now', async () => {
  shop = workshop({ act: { perform: async ({ customer }) => ({ data: customer.name }) } });
  const engine = await shop.engine();
  const instance = await shop.deploy([flow('Main', [step('Act', 'probe.act')])]);
  const told = async () => (await shop.run(instance, 'Main', {}, engine)).steps[0]?.data;
  expect(await told()).toBe('c');
  await shop.store.write((tx) => updateCustomer(tx, instance.customerId, { name: 'Renamed' }));
  expect(await told()).toBe('Renamed');
});
