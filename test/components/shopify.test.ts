import { describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { shopify } from '../../src/components/shopify/index.ts';
import {
  connectionOf,
  failureOf,
  loopbackService,
  type Row,
  refusalOf,
  tryContract,
} from './connector-calls.ts';
import { createContext, createPayload, perform, triggerOf } from './context.ts';

const service = loopbackService();
const fields = { host: 'acme.myshopify.com', clientSecret: 's1' };
const shopifyConnection = connectionOf('oauth2', fields, { access_token: 't1' });
const base = 'https://acme.myshopify.com/admin/api/2025-01';
const hook = 'https://stepwell.test/hook';
const hooks = {
  body: {
    webhooks: [
      { id: 1, topic: 'orders/create', address: hook },
      { id: 2, topic: 'orders/create', address: 'https://elsewhere.test/' },
    ],
  },
};

/** Each kind’s key, its path, its ID, and what can be done with it. */
const kinds: [one: string, many: string, path: string, input: string, can: string][] = [
  ['Product', 'Products', 'products', 'productId', 'list get delete count'],
  ['Customer', 'Customers', 'customers', 'customerId', 'list get delete count'],
  ['Order', 'Orders', 'orders', 'orderId', 'list get delete count'],
  ['DraftOrder', 'DraftOrders', 'draft_orders', 'draftOrderId', 'list get delete count'],
  ['Collection', 'Collections', 'custom_collections', 'collectionId', 'list get delete count'],
  ['Location', 'Locations', 'locations', 'locationId', 'list get'],
  [
    'FulfillmentService',
    'FulfillmentServices',
    'fulfillment_services',
    'fulfillmentServiceId',
    'list get delete',
  ],
  ['InventoryItem', '', 'inventory_items', 'inventoryItemId', 'get'],
  ['FulfillmentOrder', '', 'fulfillment_orders', 'fulfillmentOrderId', 'get'],
  ['Variant', '', 'variants', 'variantId', 'get'],
  ['Webhook', '', 'webhooks', 'webhookId', 'delete'],
  ['Variant', 'Variants', 'products/9/variants', 'variantId', 'list delete'],
  ['ProductImage', 'ProductImages', 'products/9/images', 'imageId', 'list get delete count'],
  ['', 'Fulfillments', 'orders/9/fulfillments', '', 'list'],
];
const ofKinds: Row[] = kinds.flatMap(([one, many, path, input, can]) => {
  const params = { productId: '9', orderId: '9', ...(input === '' ? {} : { [input]: '5' }) };
  const own = path.includes('/9/') ? { ...params, productId: '9', orderId: '9' } : params;
  const rows: Record<string, Row> = {
    list: {
      action: `list${many}`,
      params: own,
      asks: [[`GET ${base}/${path}.json?limit=50`]],
      gives: { data: {} },
    },
    get: { action: `get${one}`, params: own, asks: [[`GET ${base}/${path}/5.json`]] },
    delete: { action: `delete${one}`, params: own, asks: [[`DELETE ${base}/${path}/5.json`]] },
    count: { action: `count${many}`, params: own, asks: [[`GET ${base}/${path}/count.json`]] },
  };
  return can.split(' ').flatMap((verb) => rows[verb] ?? []);
});

const ROWS: Row[] = [
  ...ofKinds,
  {
    action: 'createOrder',
    params: { orderData: '{"line_items":[]}' },
    asks: [[`POST ${base}/orders.json`, { order: { line_items: [] } }]],
  },
  { action: 'closeOrder', params: { orderId: '5' }, asks: [[`POST ${base}/orders/5/close.json`, {}]] },
  {
    action: 'cancelOrder',
    params: { orderId: '5', reason: 'fraud' },
    asks: [[`POST ${base}/orders/5/cancel.json`, { reason: 'fraud' }]],
  },
  {
    action: 'completeDraftOrder',
    params: { draftOrderId: '5' },
    asks: [[`PUT ${base}/draft_orders/5/complete.json`, {}]],
  },
  {
    action: 'listFulfillmentOrders',
    params: { orderId: '5' },
    asks: [[`GET ${base}/orders/5/fulfillment_orders.json`]],
  },
  {
    action: 'listInventoryLevels',
    params: { locationId: '3', limit: '', pageInfo: '' },
    asks: [[`GET ${base}/inventory_levels.json?location_ids=3&limit=50`]],
    gives: { data: {} },
  },
  { action: 'getShopConfiguration', asks: [[`GET ${base}/shop.json`]] },
  {
    action: 'createProduct',
    params: {
      title: 'Bolt',
      body: '<b>Bolt</b>',
      tags: ['a', 'b'],
      imageUrl: 'https://a.test/a.png',
      fieldValues: [{ key: 'handle', value: 'bolt' }],
    },
    asks: [
      [
        `POST ${base}/products.json`,
        {
          product: {
            title: 'Bolt',
            body_html: '<b>Bolt</b>',
            image: { src: 'https://a.test/a.png' },
            tags: 'a,b',
            handle: 'bolt',
          },
        },
      ],
    ],
  },
  {
    action: 'updateProduct',
    params: { productId: '5', status: 'draft' },
    asks: [[`PUT ${base}/products/5.json`, { product: { status: 'draft' } }]],
  },
  {
    action: 'createProductImage',
    params: { productId: '5', imageUrl: 'https://a.test/a.png' },
    asks: [[`POST ${base}/products/5/images.json`, { image: { src: 'https://a.test/a.png' } }]],
  },
  {
    action: 'createCustomer',
    params: { firstName: 'Ann', email: 'a@b.test' },
    asks: [
      [
        `POST ${base}/customers.json`,
        { customer: { first_name: 'Ann', email: 'a@b.test', verified_email: false, tax_exempt: false } },
      ],
    ],
  },
  {
    action: 'updateCustomer',
    params: { customerId: '5', note: 'x' },
    asks: [[`PUT ${base}/customers/5.json`, { customer: { note: 'x' } }]],
  },
  {
    action: 'createAccountActivationUrl',
    params: { customerId: '5' },
    asks: [[`POST ${base}/customers/5/account_activation_url.json`, {}]],
  },
  {
    action: 'createDraftOrder',
    params: { customerId: '5', lineItems: '[{"variant_id":1,"quantity":2}]' },
    asks: [
      [
        `POST ${base}/draft_orders.json`,
        {
          draft_order: {
            customer: { id: '5' },
            line_items: [{ variant_id: 1, quantity: 2 }],
            use_customer_default_address: true,
            tax_exempt: false,
          },
        },
      ],
    ],
  },
  {
    action: 'createVariant',
    params: { productId: '5', variant: '{"price":"1"}' },
    asks: [[`POST ${base}/products/5/variants.json`, { variant: { price: '1' } }]],
  },
  {
    action: 'updateVariant',
    params: { variantId: '5', updateVariant: { price: '2' } },
    asks: [[`PUT ${base}/variants/5.json`, { variant: { price: '2' } }]],
  },
  {
    action: 'listWebhooks',
    asks: [[`GET ${base}/webhooks.json?limit=250`]],
    answers: [hooks],
    gives: { webhooks: [hooks.body.webhooks[0]] },
  },
  {
    action: 'createWebhook',
    params: { topic: 'orders/create', address: hook },
    asks: [
      [`POST ${base}/webhooks.json`, { webhook: { topic: 'orders/create', address: hook, format: 'json' } }],
    ],
  },
  {
    action: 'deleteInstanceWebhooks',
    asks: [[`GET ${base}/webhooks.json?limit=250`], [`DELETE ${base}/webhooks/1.json`]],
    answers: [hooks, {}],
    gives: { deleted: [1] },
  },
];

tryContract(shopify, service, { shopifyConnection }, ROWS);

describe('Shopify', () => {
  const list = (params: object, answers: object[]) =>
    perform(shopify, 'listProducts', { shopifyConnection, ...params }, service.context(answers));
  const link = (token: string) => ({
    link: `<${base}/products.json?page_info=${token}&limit=50>; rel="next"`,
  });

  test('goes on where a page says, which a flow may ask for or the step itself', async () => {
    const first = await list({}, [{ body: { products: [{ id: 1 }] }, headers: link('p2') }]);
    expect(first.data).toEqual({ data: { products: [{ id: 1 }] }, pageInfo: 'p2' });
    expect(service.asked[0]?.headers.get('x-shopify-access-token')).toBe('t1');
    await list({ pageInfo: 'p2' }, [{ body: { products: [] } }]);
    expect(service.asked[0]?.line).toBe(`GET ${base}/products.json?page_info=p2&limit=50`);
    const all = await list({ fetchAll: 'true' }, [
      { body: { products: [{ id: 1 }] }, headers: link('p2') },
      { body: { products: [{ id: 2 }] } },
    ]);
    expect(all.data).toEqual({ data: { products: [{ id: 1 }, { id: 2 }] } });
  });

  test('is waited for where it was asked too often, and says what is wrong', async () => {
    const limited = {
      status: 429,
      headers: { 'retry-after': '0.0' },
      body: { errors: 'Exceeded 2 calls per second' },
    };
    expect((await list({}, [limited, { body: { products: [] } }])).data).toEqual({ data: { products: [] } });
    const wrong = { status: 422, body: { errors: { title: ["can't be blank"] } } };
    expect(await failureOf(list({}, [wrong]))).toStartWith("Shopify answered 422: title: can't be blank.");
    const nowhere = connectionOf('oauth2', { host: 'YOUR-SHOPIFY-DOMAIN.myshopify.com' });
    expect(await failureOf(list({ shopifyConnection: nowhere }, []))).toContain('write its host');
  });

  test('offers the locations of the shop', async () => {
    const context = service.context([{ body: { locations: [{ id: 3, name: 'Yard' }] } }]);
    expect(await shopify.dataSources.listLocations?.perform(context, { shopifyConnection })).toEqual({
      result: [{ key: '3', label: 'Yard' }],
    });
  });
});

describe('the webhook of Shopify', () => {
  const connectionInput = shopifyConnection;
  const params = { connectionInput, secret_key: '', webhookTopic: ['orders/create', 'orders/paid'] };
  const webhookUrls = { 'Import orders': hook };
  const trigger = () => triggerOf(shopify, 'eventTopicWebhook');

  test('takes a call that the secret of the connection or of the trigger has signed', async () => {
    const signed = (secret: string) => createHmac('sha256', secret).update('{"id":1}').digest('base64');
    const call = (signature: string, more = {}) =>
      trigger().perform(
        createContext(),
        { ...createPayload({ id: 1 }), headers: { 'X-Shopify-Hmac-Sha256': signature } },
        { ...params, ...more },
      );
    expect(await call(signed('s1'))).toMatchObject({ payload: { body: { data: { id: 1 } } } });
    expect(await call(signed('s2'), { secret_key: 's2' })).toMatchObject({
      payload: { body: { data: { id: 1 } } },
    });
    const refused = (async () => call(signed('s3')))();
    expect(await refusalOf(refused)).toContain('not signed as Shopify would sign it');
  });

  test('is registered by a deploy where it is not yet, and taken away with the instance', async () => {
    const context = service.context([hooks, {}], { webhookUrls });
    await trigger().webhookCreate?.(context, params);
    expect(service.asked.slice(1)).toMatchObject([
      { line: `POST ${base}/webhooks.json`, body: { webhook: { topic: 'orders/paid', address: hook } } },
    ]);
    await trigger().webhookDelete?.(service.context([hooks, {}], { webhookUrls }), params);
    expect(service.asked.map(({ line }) => line)).toEqual([
      `GET ${base}/webhooks.json?limit=250`,
      `DELETE ${base}/webhooks/1.json`,
    ]);
  });
});
