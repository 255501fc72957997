/** Things that tests of the API begin with. */
import type { Hono } from 'hono';
import { call, textAt } from './app.ts';

const trigger = {
  name: 'Start',
  isTrigger: true,
  action: { key: 'webhook', component: { key: 'webhook-triggers', version: 'LATEST', isPublic: true } },
  inputs: {},
};

export const shopDefinition = {
  definitionVersion: 7,
  name: 'Shop',
  description: 'Orders',
  endpointType: 'flow_specific',
  flows: [
    {
      name: 'Orders',
      stableKey: 'orders',
      endpointSecurityType: 'customer_required',
      steps: [
        trigger,
        {
          name: 'Note',
          action: { key: 'writeLog', component: { key: 'log', version: 'LATEST', isPublic: true } },
          inputs: {
            level: { type: 'value', value: 'info' },
            message: { type: 'template', value: '{{#Shop Name}} {{#Region}}' },
          },
        },
      ],
    },
  ],
  requiredConfigVars: [
    { key: 'Shop Name', dataType: 'string', stableKey: 'name' },
    { key: 'Region', dataType: 'picklist', stableKey: 'region', pickList: ['eu', 'us'], defaultValue: 'eu' },
    { key: 'Margin', dataType: 'number', stableKey: 'margin', orgOnly: true },
    {
      key: 'System',
      dataType: 'connection',
      stableKey: 'system',
      connection: { key: 'apiKey', component: { key: 'http', version: 'LATEST', isPublic: true } },
      inputs: {},
    },
  ],
  configPages: [
    {
      name: 'Shop',
      elements: [
        { type: 'configVar', value: 'Shop Name' },
        { type: 'configVar', value: 'System' },
      ],
    },
  ],
};

export const shopValues = { 'Shop Name': 'Nord', System: { fields: { apiKey: 'very-secret-key' } } };

export async function publishedShop(app: Hono, definition: unknown = shopDefinition): Promise<string> {
  const id = textAt(await call(app, 'POST', '/integrations/import', JSON.stringify(definition)), 'id');
  await call(app, 'POST', `/integrations/${id}/versions`, { note: 'First', withErrors: true });
  return id;
}

export async function customer(app: Hono, name: string): Promise<string> {
  return textAt(await call(app, 'POST', '/customers', { name }), 'id');
}

export async function deployedShop(app: Hono, name = 'Acme') {
  const integrationId = await publishedShop(app);
  const customerId = await customer(app, name);
  const wanted = { integrationId, customerId, configVariables: shopValues };
  const instanceId = textAt(await call(app, 'POST', '/instances', wanted), 'id');
  return { integrationId, customerId, instanceId };
}

/** What a definition that was published before becomes when something in it changes. */
export async function publishChange(app: Hono, id: string, definition: unknown): Promise<void> {
  const path = `/integrations/${id}/definition`;
  const etag = (await call(app, 'GET', path)).headers.get('etag') ?? '';
  await call(app, 'PUT', path, definition, { 'if-match': etag });
  await call(app, 'POST', `/integrations/${id}/versions`, { note: 'Next', withErrors: true });
}
