import type { ActionRow } from '../kit/calls.ts';
import { type Field, json, needed, text } from '../kit/fields.ts';
import { limit, onlyToken, paged, pageInfo, pagesOf } from './service.ts';

type Kind = {
  one: string;
  many: string;
  /** Where it is, as its path and as its name in answers. */
  path: string;
  id: Field;
  example: Record<string, unknown>;
  can: ('list' | 'get' | 'delete' | 'count')[];
  /** What it is a part of. */
  of?: { path: string; field: Field };
};

const id = (key: string, label: string) =>
  needed(text(key, label, 'Its ID.', { to: 'id', example: '632910392' }));
const within = (key: string, label: string) =>
  needed(text(key, label, 'What it is a part of.', { to: 'parent', example: '632910392' }));
export const productId = id('productId', 'Product ID');
const ofProduct = { path: 'products', field: within('productId', 'Product ID') };
const ofOrder = { path: 'orders', field: within('orderId', 'Order ID') };
const every: Kind['can'] = ['list', 'get', 'delete', 'count'];

export const kinds: Kind[] = [
  {
    one: 'Product',
    many: 'Products',
    path: 'products',
    id: productId,
    example: { id: 632910392, title: 'Bolt' },
    can: every,
  },
  {
    one: 'Customer',
    many: 'Customers',
    path: 'customers',
    id: id('customerId', 'Customer'),
    example: { id: 207119551, email: 'ann@example.com' },
    can: every,
  },
  {
    one: 'Order',
    many: 'Orders',
    path: 'orders',
    id: id('orderId', 'Order ID'),
    example: { id: 450789469, name: '#1001' },
    can: every,
  },
  {
    one: 'Draft Order',
    many: 'Draft Orders',
    path: 'draft_orders',
    id: id('draftOrderId', 'Draft order ID'),
    example: { id: 994118539, status: 'open' },
    can: every,
  },
  {
    one: 'Collection',
    many: 'Collections',
    path: 'custom_collections',
    id: id('collectionId', 'Collection ID'),
    example: { id: 841564295, title: 'Tools' },
    can: every,
  },
  {
    one: 'Location',
    many: 'Locations',
    path: 'locations',
    id: id('locationId', 'Location ID'),
    example: { id: 655441491, name: 'Yard' },
    can: ['list', 'get'],
  },
  {
    one: 'Fulfillment Service',
    many: 'Fulfillment Services',
    path: 'fulfillment_services',
    id: id('fulfillmentServiceId', 'Fulfillment service ID'),
    example: { id: 755357713, name: 'Acme' },
    can: ['list', 'get', 'delete'],
  },
  {
    one: 'Inventory Item',
    many: 'Inventory Items',
    path: 'inventory_items',
    id: id('inventoryItemId', 'Inventory item ID'),
    example: { id: 808950810, sku: 'B-1' },
    can: ['get'],
  },
  {
    one: 'Fulfillment Order',
    many: 'Fulfillment Orders',
    path: 'fulfillment_orders',
    id: id('fulfillmentOrderId', 'Fulfillment order ID'),
    example: { id: 1046000790, status: 'open' },
    can: ['get'],
  },
  {
    one: 'Variant',
    many: 'Variants',
    path: 'variants',
    id: id('variantId', 'Variant ID'),
    example: { id: 808950810, price: '1.00' },
    can: ['get'],
  },
  {
    one: 'Webhook',
    many: 'Webhooks',
    path: 'webhooks',
    id: id('webhookId', 'Webhook ID'),
    example: { id: 4759306, topic: 'orders/create' },
    can: ['delete'],
  },
  {
    one: 'Variant',
    many: 'Variants',
    path: 'variants',
    id: id('variantId', 'Variant ID'),
    example: { id: 808950810, price: '1.00' },
    can: ['list', 'delete'],
    of: ofProduct,
  },
  {
    one: 'Product Image',
    many: 'Product Images',
    path: 'images',
    id: id('imageId', 'Image ID'),
    example: { id: 850703190, src: 'https://example.com/a.png' },
    can: every,
    of: ofProduct,
  },
  {
    one: 'Fulfillment',
    many: 'Fulfillments',
    path: 'fulfillments',
    id: id('fulfillmentId', 'Fulfillment ID'),
    example: { id: 255858046, status: 'success' },
    can: ['list'],
    of: ofOrder,
  },
];

const keyOf = (words: string) => words.replaceAll(' ', '');

function actionsOf({ one, many, path, id: idField, example, can, of }: Kind): ActionRow[] {
  const base = of ? `/${of.path}/{parent}/${path}` : `/${path}`;
  const around = of ? [of.field] : [];
  const [name, names] = [one.toLowerCase(), many.toLowerCase()];
  const single = path.replace(/s$/, '');
  const rows: Record<Kind['can'][number], ActionRow> = {
    list: {
      ...{ key: `list${keyOf(many)}`, label: `List ${names}`, description: `Lists ${names}.` },
      request: `GET ${base}.json`,
      fields: [...around, limit, pageInfo],
      shape: onlyToken,
      ...(of ? {} : { pages: pagesOf(path, `${base}.json`) }),
      result: paged,
      example: { data: { [path]: [example] }, pageInfo: 'eyJkaXJlY3Rpb24iOiJuZXh0In0' },
    },
    get: {
      ...{ key: `get${keyOf(one)}`, label: `Get ${name}`, description: `Fetches a ${name}.` },
      request: `GET ${base}/{id}.json`,
      fields: [...around, idField],
      example: { [single]: example },
    },
    delete: {
      ...{ key: `delete${keyOf(one)}`, label: `Delete ${name}`, description: `Deletes a ${name}.` },
      request: `DELETE ${base}/{id}.json`,
      fields: [...around, idField],
      example: {},
    },
    count: {
      ...{ key: `count${keyOf(many)}`, label: `Count ${names}`, description: `Counts ${names}.` },
      request: `GET ${base}/count.json`,
      fields: around,
      example: { count: 2 },
    },
  };
  return can.map((verb) => rows[verb]);
}

const orderId = id('orderId', 'Order ID');
const draftId = id('draftOrderId', 'Draft order ID');
const order = needed(
  json('orderData', 'Order data', 'The order as Shopify describes it.', {
    to: 'order',
    example: '{"line_items": []}',
  }),
);

export const resources = (): ActionRow[] => [
  ...kinds.flatMap(actionsOf),
  {
    key: 'createOrder',
    label: 'Create order',
    description: 'Adds an order.',
    request: 'POST /orders.json',
    fields: [order],
    example: { order: { id: 450789469, name: '#1001' } },
  },
  {
    key: 'closeOrder',
    label: 'Close order',
    description: 'Closes an order that is done.',
    request: 'POST /orders/{id}/close.json',
    fields: [orderId],
    example: { order: { id: 450789469, name: '#1001' } },
  },
  {
    key: 'cancelOrder',
    label: 'Cancel order',
    description: 'Cancels an order.',
    request: 'POST /orders/{id}/cancel.json',
    fields: [orderId, text('reason', 'Reason', 'Why.', { example: 'customer' })],
    example: { order: { id: 450789469, cancel_reason: 'customer' } },
  },
  {
    key: 'completeDraftOrder',
    label: 'Complete draft order',
    description: 'Makes a draft an order.',
    request: 'PUT /draft_orders/{id}/complete.json',
    fields: [draftId],
    example: { draft_order: { id: 994118539, status: 'completed' } },
  },
  {
    key: 'listFulfillmentOrders',
    label: 'List fulfillment orders',
    description: 'Lists the fulfillment orders of an order.',
    request: 'GET /orders/{id}/fulfillment_orders.json',
    fields: [orderId],
    example: { fulfillment_orders: [{ id: 1046000790, status: 'open' }] },
  },
  {
    key: 'listInventoryLevels',
    label: 'List inventory levels at location',
    description: 'Lists how much of everything there is at a location.',
    request: 'GET /inventory_levels.json',
    fields: [
      needed(
        text('locationId', 'Location ID', 'The location.', {
          to: 'location_ids',
          example: '655441491',
          dataSource: 'listLocations',
        }),
      ),
      limit,
      pageInfo,
    ],
    shape: onlyToken,
    result: paged,
    example: { data: { inventory_levels: [{ inventory_item_id: 808950810, available: 9 }] } },
  },
  {
    key: 'getShopConfiguration',
    label: 'Get shop configuration',
    description: 'Fetches how the shop is set up.',
    request: 'GET /shop.json',
    example: { shop: { id: 548380009, name: 'Acme', currency: 'EUR' } },
  },
];
