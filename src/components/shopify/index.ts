import { valueAt } from '../../lib/records.ts';
import { choicesIn, textOf } from '../kit/answers.ts';
import { oauth2, plain, secret } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { debugRequest } from '../kit/options.ts';
import { records } from './records.ts';
import { resources } from './resources.ts';
import { HOST, service } from './service.ts';
import { triggers, webhooks } from './webhooks.ts';

const SCOPES = ['customers', 'draft_orders', 'fulfillments', 'inventory', 'orders', 'products', 'locations']
  .flatMap((what) => [`read_${what}`, `write_${what}`])
  .join(' ');
const host = plain('host', 'Host', 'The address of the shop.', {
  default: HOST,
  example: 'acme.myshopify.com',
});

export const shopify = connector(
  {
    key: 'shopify',
    label: 'Shopify',
    description: 'Works with products, orders and customers in Shopify.',
    category: 'Commerce',
  },
  () => ({
    service,
    options: [debugRequest],
    connections: [
      oauth2({
        label: 'OAuth 2.0',
        authorizeUrl: `https://${HOST}/admin/oauth/authorize`,
        tokenUrl: `https://${HOST}/admin/oauth/access_token`,
        scopes: SCOPES,
        clientAuthentication: 'body',
        hasOwnAddresses: true,
        more: [host],
      }),
      {
        key: 'accessToken',
        formerKeys: ['adminApiAccessToken'],
        label: 'Admin API access token',
        comments: 'The token of an app of the shop’s own.',
        inputs: [secret('accessToken', 'Admin API access token', 'The token as Shopify has shown it.'), host],
      },
    ],
    actions: [...resources(), ...records(), ...webhooks()],
    sources: [
      {
        key: 'listLocations',
        label: 'Locations',
        description: 'Offers the locations of the shop.',
        request: 'GET /locations.json',
        result: (data) => choicesIn(valueAt(data, 'locations'), 'id', 'name'),
      },
    ],
    triggers: triggers(),
    check: { path: '/shop.json', who: (data) => textOf(valueAt(data, 'shop.name')) },
  }),
);
