import type { ActionRow } from '../kit/calls.ts';
import { choice, commaList, type Field, flag, json, needed, object, rows, text } from '../kit/fields.ts';
import { productId } from './resources.ts';

const customerId = needed(
  text('customerId', 'Customer', 'The ID of the customer.', { to: 'id', example: '207119551' }),
);
const values = (to: string) =>
  rows('fieldValues', 'Additional fields', 'Names of further fields, with their values.', { to });
const imageUrl = text('imageUrl', 'Image URL', 'Where its picture is.', {
  to: 'image.src',
  example: 'https://example.com/a.png',
});
const product = (isNew: boolean): Field[] => {
  const title = text('title', 'Title', 'What it is called.', { to: 'product.title', example: 'Bolt' });
  return [
    isNew ? needed(title) : title,
    text('body', 'Description HTML', 'What it is, as HTML.', { to: 'product.body_html', type: 'text' }),
    text('productType', 'Product type', 'What kind it is.', { to: 'product.product_type' }),
    text('vendor', 'Vendor', 'Who makes it.', { to: 'product.vendor' }),
    choice('status', 'Product status', 'Whether it is for sale.', ['active', 'archived', 'draft'], {
      to: 'product.status',
    }),
    { ...imageUrl, to: 'product.image.src' },
    text('imageAlt', 'Image alt text', 'What the picture shows.', { to: 'product.image.alt' }),
    commaList('tags', 'Tags', 'Its tags.', { to: 'product.tags', example: 'tools' }),
    values('product'),
  ];
};
const customer: Field[] = [
  text('firstName', 'First name', 'Their first name.', { to: 'customer.first_name' }),
  text('lastName', 'Last name', 'Their last name.', { to: 'customer.last_name' }),
  text('email', 'Email', 'Their e-mail address.', { to: 'customer.email', example: 'ann@example.com' }),
  text('phone', 'Phone', 'Their phone number.', { to: 'customer.phone' }),
  text('note', 'Notes', 'What is noted of them.', { to: 'customer.note' }),
  json('addresses', 'Address list', 'A list of addresses.', { to: 'customer.addresses' }),
  commaList('tags', 'Tags', 'Their tags.', { to: 'customer.tags' }),
  json('metafields', 'Metafields', 'A list of metafields.', { to: 'customer.metafields' }),
  values('customer'),
];
const variant = (key: string, label: string) =>
  needed(
    object(key, label, 'The variant as Shopify describes it.', {
      to: 'variant',
      example: '{"option1": "Red", "price": "1.00"}',
    }),
  );
const PRODUCT = { product: { id: 632910392, title: 'Bolt' } };
const CUSTOMER = { customer: { id: 207119551, email: 'ann@example.com' } };

export const records = (): ActionRow[] => [
  {
    key: 'createProduct',
    label: 'Create product',
    description: 'Adds a product.',
    request: 'POST /products.json',
    fields: product(true),
    example: PRODUCT,
  },
  {
    key: 'updateProduct',
    label: 'Update product',
    description: 'Changes a product; what is left empty stays as it is.',
    request: 'PUT /products/{id}.json',
    fields: [productId, ...product(false)],
    example: PRODUCT,
  },
  {
    key: 'createProductImage',
    label: 'Create product image',
    description: 'Gives a product a picture.',
    request: 'POST /products/{id}/images.json',
    fields: [
      productId,
      needed(imageUrl),
      text('imageAlt', 'Image alt text', 'What it shows.', { to: 'image.alt' }),
    ],
    example: { image: { id: 850703190, src: 'https://example.com/a.png' } },
  },
  {
    key: 'createCustomer',
    label: 'Create customer',
    description: 'Adds a customer.',
    request: 'POST /customers.json',
    fields: [
      ...customer,
      flag('verifiedEmail', 'Verified email', 'Whether the address was checked.', {
        to: 'customer.verified_email',
      }),
      flag('taxExempt', 'Tax exempt', 'Whether they pay no tax.', { to: 'customer.tax_exempt' }),
    ],
    example: CUSTOMER,
  },
  {
    key: 'updateCustomer',
    label: 'Update customer',
    description: 'Changes a customer; what is left empty stays as it is.',
    request: 'PUT /customers/{id}.json',
    fields: [customerId, ...customer],
    example: CUSTOMER,
  },
  {
    key: 'createAccountActivationUrl',
    label: 'Create account activation URL',
    description: 'Makes an address that a customer opens their account with.',
    request: 'POST /customers/{id}/account_activation_url.json',
    fields: [customerId],
    example: { account_activation_url: 'https://acme.myshopify.com/account/activate/1' },
  },
  {
    key: 'createDraftOrder',
    label: 'Create draft orders',
    description: 'Adds a draft of an order.',
    request: 'POST /draft_orders.json',
    fields: [
      text('customerId', 'Customer', 'The ID of the customer.', { to: 'draft_order.customer.id' }),
      needed(
        json('lineItems', 'Line items', 'A list of what is ordered.', {
          to: 'draft_order.line_items',
          example: '[{"variant_id": 808950810, "quantity": 1}]',
        }),
      ),
      flag('useCustomerAddress', 'Use customer address', 'Whether it goes to their first address.', {
        to: 'draft_order.use_customer_default_address',
        default: 'true',
      }),
      text('note', 'Note', 'What is noted.', { to: 'draft_order.note' }),
      flag('taxExempt', 'Tax exempt', 'Whether no tax is paid.', { to: 'draft_order.tax_exempt' }),
      commaList('tags', 'Tags', 'Its tags.', { to: 'draft_order.tags' }),
      values('draft_order'),
    ],
    example: { draft_order: { id: 994118539, status: 'open' } },
  },
  {
    key: 'createVariant',
    label: 'Create variant',
    description: 'Adds a variant of a product.',
    request: 'POST /products/{id}/variants.json',
    fields: [productId, variant('variant', 'Variant')],
    example: { variant: { id: 808950810, price: '1.00' } },
  },
  {
    key: 'updateVariant',
    label: 'Update variant',
    description: 'Changes a variant.',
    request: 'PUT /variants/{id}.json',
    fields: [
      needed(text('variantId', 'Variant ID', 'The ID of the variant.', { to: 'id' })),
      variant('updateVariant', 'Update variant'),
    ],
    example: { variant: { id: 808950810, price: '1.00' } },
  },
];
