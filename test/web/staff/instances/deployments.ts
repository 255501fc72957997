/** Things that tests of the pages of customers and instances begin with. */
import type { ConfigVar, Definition } from '../../../../src/definition/document/schema.ts';
import type { Customer } from '../../../../src/models/customers.ts';
import { deployInstance } from '../../../../src/models/deployments.ts';
import type { Instance } from '../../../../src/models/instances.ts';
import type { Integration } from '../../../../src/models/integrations.ts';
import { claim } from '../../../../src/models/leases.ts';
import type { Desk } from '../../../support/app.ts';
import {
  configured,
  customerNamed,
  finished,
  flow,
  published,
  queued,
  scheduled,
} from '../../../support/records.ts';

export const HTTP_KEY: ConfigVar = {
  key: 'Shop system',
  dataType: 'connection',
  connection: { key: 'apiKey', component: { key: 'http' } },
};

/** One config variable of each kind that a form has a control for. */
export const EACH_KIND: ConfigVar[] = [
  { key: 'Shop name', dataType: 'string', description: 'As on invoices.' },
  { key: 'Template', dataType: 'code', defaultValue: 'a\nb' },
  { key: 'Margin', dataType: 'number', defaultValue: '2.5' },
  { key: 'Mails', dataType: 'boolean', defaultValue: 'true' },
  { key: 'Warehouse', dataType: 'picklist', pickList: ['Leipzig', 'Gdynia'] },
  {
    key: 'Currency',
    dataType: 'picklist',
    pickList: ['EUR', 'USD', 'CHF', 'GBP', 'SEK'],
    defaultValue: 'EUR',
  },
  { key: 'When', dataType: 'schedule', defaultValue: '0 2 * * *', timeZone: 'Europe/Berlin' },
  { key: 'Pin', dataType: 'password' },
  { key: 'Start', dataType: 'date' },
  { key: 'Cut-off', dataType: 'timestamp', defaultValue: '2026-01-31T08:00:00Z' },
  { key: 'Tags', dataType: 'string', collectionType: 'valuelist', defaultValue: '["a","b"]' },
  { key: 'Names', dataType: 'string', collectionType: 'keyvaluelist' },
  { key: 'Map', dataType: 'jsonForm', defaultValue: '{"a":1}' },
  HTTP_KEY,
];

/** What staff type to deploy it, by label. */
export const TYPED = {
  'Shop name': 'Nord',
  Warehouse: 'Leipzig',
  Pin: 'pin-very-secret',
  Start: '2026-02-01',
  'API key': 'key-very-secret',
};

export function shop(variables: ConfigVar[] = EACH_KIND, more: Partial<Definition> = {}): Definition {
  return configured(variables, {
    name: 'Order sync',
    flows: [
      flow('Import', { endpointSecurityType: 'customer_required' }),
      scheduled('Nightly', '*/15 * * * *'),
    ],
    ...more,
  });
}

export function publishedShop({ deps }: Desk, definition: Definition = shop()): Promise<Integration> {
  return published(deps.store, definition);
}

export function customerOf({ deps }: Desk, name = 'Bramble & Co'): Promise<Customer> {
  return customerNamed(deps.store, name);
}

/** An instance that is deployed as the API does it. */
export async function deployedShop(
  desk: Desk,
  definition: Definition = shop([{ key: 'Shop name', dataType: 'string' }, HTTP_KEY]),
  configVariables: Record<string, unknown> = {
    'Shop name': 'Nord',
    'Shop system': { apiKey: 'key-very-secret', authScheme: 'Bearer' },
  },
) {
  const integration = await publishedShop(desk, definition);
  const customer = await customerOf(desk);
  const target = { customerId: customer.id, integrationId: integration.id, configVariables };
  const { instance } = await deployInstance(desk.deps, target);
  return { integration, customer, instance, path: `/instances/${instance.id}` };
}

/** An execution of the instance that has come to its end. */
export async function ended(
  { deps }: Desk,
  instance: Instance,
  status: 'succeeded' | 'failed',
): Promise<string> {
  const { id } = await queued(deps.store, instance);
  const at = Date.now();
  const ending = status === 'succeeded' ? { status } : { status, error: { message: 'No such order' } };
  await deps.store.write(async (tx) => {
    await claim(tx, id, 'me', at);
    await finished(tx, id, 'me', ending, null, at + 214);
  });
  return id;
}
