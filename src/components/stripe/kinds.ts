import { choice, type Field, flag, json, list, needed, number, object, rows, text } from '../kit/fields.ts';

/** A kind of thing in Stripe: where it is, and what can be said of it. */
export type Kind = {
  one: string;
  many: string;
  path: string;
  id: Field;
  example: Record<string, unknown>;
  can: ('list' | 'get' | 'create' | 'update' | 'delete')[];
  fields?: Field[];
  /** What must be said of a new one. */
  needs?: Field[];
  filters?: Field[];
};

const id = (key: string, label: string, example: string) =>
  needed(text(key, label, 'Its ID.', { to: 'id', example }));
const metadata = rows('metadata', 'Metadata', 'Names of your own, with their texts.');
const values = object('fieldValues', 'Values', 'Further parameters as Stripe calls them: an object.', {
  to: '',
});
const description = text('description', 'Description', 'What there is to say.');
const customer = text('customerId', 'Customer ID', 'The customer.', {
  to: 'customer',
  example: 'cus_NffrFeUfNV2Hib',
});
const amount = number('amount', 'Amount', 'How much, in the smallest unit of the currency.', {
  example: '2000',
});
const currency = text('currency', 'Currency', 'The currency by its three letters.', { example: 'eur' });
const collection = choice(
  'collectionMethod',
  'Collection method',
  'How it is paid.',
  ['charge_automatically', 'send_invoice'],
  { to: 'collection_method' },
);
const method = (to: string) =>
  text('paymentMethodId', 'Payment method ID', 'What it is paid with.', {
    to,
    example: 'pm_1MqLiJLkdIwHu7ix',
  });
const receipt = text('receiptEmail', 'Receipt email', 'Who gets a receipt.', { to: 'receipt_email' });
const active = flag('active', 'Active', 'Whether it is offered.', { default: 'true' });
const priceId = text('priceId', 'Price ID', 'What it costs.', {
  to: 'items.0.price',
  example: 'price_1MoBy5LkdIwHu7ix',
});
const quantity = number('quantity', 'Quantity', 'How many.', { to: 'items.0.quantity' });
const address = (key: string, label: string, to: string) =>
  text(key, label, 'A part of their address.', { to: `address.${to}` });
const url = text('webhookUrl', 'Webhook URL', 'The address to call: a webhook of a flow.', {
  to: 'url',
  example: 'https://example.com/hook',
});
const events = list('webhookEvents', 'Webhook events', 'What to be told of.', {
  to: 'enabled_events',
  example: 'invoice.paid',
});
const every: Kind['can'] = ['list', 'get', 'create', 'update', 'delete'];

export const kinds: Kind[] = [
  {
    ...{
      one: 'Customer',
      many: 'Customers',
      path: 'customers',
      id: id('customerId', 'Customer ID', 'cus_NffrFeUfNV2Hib'),
      can: every,
    },
    example: { id: 'cus_NffrFeUfNV2Hib', email: 'ann@example.com' },
    fields: [
      text('name', 'Name', 'Their name.'),
      text('phone', 'Phone', 'Their phone number.'),
      text('email', 'Email', 'Their e-mail address.', { example: 'ann@example.com' }),
      address('addressLine1', 'Address line 1', 'line1'),
      address('addressLine2', 'Address line 2', 'line2'),
      address('city', 'City', 'city'),
      address('country', 'Country', 'country'),
      address('postalCode', 'Postal code', 'postal_code'),
      address('state', 'State', 'state'),
      number('balance', 'Balance', 'What they owe, or have.'),
      method('invoice_settings.default_payment_method'),
      description,
      metadata,
    ],
  },
  {
    ...{
      one: 'Product',
      many: 'Products',
      path: 'products',
      id: id('productId', 'Product ID', 'prod_NWjs8kKbJWmuuc'),
      can: every,
    },
    example: { id: 'prod_NWjs8kKbJWmuuc', name: 'Bolt', active: true },
    fields: [
      text('productName', 'Product name', 'What it is called.', { to: 'name' }),
      active,
      description,
      text('productUrl', 'Product URL', 'Where it is shown.', { to: 'url' }),
      list('images', 'Product images', 'Where its pictures are.'),
      metadata,
      values,
    ],
  },
  {
    ...{
      one: 'Price',
      many: 'Prices',
      path: 'prices',
      id: id('priceId', 'Price ID', 'price_1MoBy5LkdIwHu7ix'),
      can: ['list', 'get', 'create', 'update'],
    },
    example: { id: 'price_1MoBy5LkdIwHu7ix', unit_amount: 1000, currency: 'eur' },
    needs: [
      needed(text('productId', 'Product ID', 'What costs that.', { to: 'product' })),
      needed(currency),
      number('unitPrice', 'Unit price', 'What one costs, in the smallest unit of the currency.', {
        to: 'unit_amount',
      }),
      choice(
        'recurringInterval',
        'Recurring interval',
        'How often it is paid; empty: once.',
        ['day', 'week', 'month', 'year'],
        { to: 'recurring.interval' },
      ),
    ],
    fields: [active, text('nickname', 'Nickname', 'What it is called inside.'), metadata, values],
  },
  {
    ...{
      one: 'Invoice',
      many: 'Invoices',
      path: 'invoices',
      id: id('invoiceId', 'Invoice ID', 'in_1MtHbELkdIwHu7ix'),
      can: every,
    },
    example: { id: 'in_1MtHbELkdIwHu7ix', status: 'draft', total: 2000 },
    needs: [
      needed(customer),
      text('subscriptionId', 'Subscription ID', 'The subscription that it is for.', { to: 'subscription' }),
    ],
    fields: [
      collection,
      method('default_payment_method'),
      flag('autoAdvance', 'Auto advance', 'Whether Stripe collects it by itself.', { to: 'auto_advance' }),
      description,
      text('dueDate', 'Due date', 'When it is to be paid, in seconds since 1970.', { to: 'due_date' }),
      metadata,
      values,
    ],
    filters: [customer],
  },
  {
    ...{
      one: 'Subscription',
      many: 'Subscriptions',
      path: 'subscriptions',
      id: id('subscriptionId', 'Subscription ID', 'sub_1MowQVLkdIwHu7ix'),
      can: every,
    },
    example: { id: 'sub_1MowQVLkdIwHu7ix', status: 'active' },
    needs: [
      needed(customer),
      method('default_payment_method'),
      number('daysUntilDue', 'Days until due', 'How long invoices may wait.', { to: 'days_until_due' }),
    ],
    fields: [
      priceId,
      quantity,
      collection,
      text('cancelAt', 'Cancel at', 'When it ends, in seconds since 1970.', { to: 'cancel_at' }),
      text('coupon', 'Coupon', 'What it is cheaper by.'),
      metadata,
      values,
    ],
    filters: [customer],
  },
  {
    ...{
      one: 'PaymentIntent',
      many: 'PaymentIntents',
      path: 'payment_intents',
      id: id('paymentIntentId', 'Payment intent ID', 'pi_3MtwBwLkdIwHu7ix'),
      can: ['list', 'get', 'create', 'update'],
    },
    example: { id: 'pi_3MtwBwLkdIwHu7ix', amount: 2000, currency: 'eur', status: 'requires_payment_method' },
    needs: [needed(amount), needed(currency), flag('confirm', 'Confirm', 'Whether it is paid at once.')],
    fields: [customer, description, method('payment_method'), receipt, metadata, values],
    filters: [customer],
  },
  {
    ...{
      one: 'Charge',
      many: 'Charges',
      path: 'charges',
      id: id('chargeId', 'Charge ID', 'ch_3MmlLrLkdIwHu7ix'),
      can: ['list', 'get', 'update'],
    },
    example: { id: 'ch_3MmlLrLkdIwHu7ix', amount: 2000, paid: true },
    fields: [customer, description, receipt, metadata],
    filters: [customer],
  },
  {
    ...{
      one: 'Dispute',
      many: 'Disputes',
      path: 'disputes',
      id: id('disputeId', 'Dispute ID', 'du_1MtJUT2eZvKYlo2C'),
      can: ['list', 'get', 'update'],
    },
    example: { id: 'du_1MtJUT2eZvKYlo2C', status: 'needs_response' },
    fields: [
      json('evidence', 'Evidence', 'What speaks against it: an object.'),
      flag('submit', 'Submit', 'Whether it is sent at once.'),
      metadata,
    ],
  },
  {
    ...{
      one: 'CheckoutSession',
      many: 'CheckoutSessions',
      path: 'checkout/sessions',
      id: id('sessionId', 'Session ID', 'cs_test_a11YYufWQzNY63zp'),
      can: ['list', 'get', 'create', 'update'],
    },
    example: { id: 'cs_test_a11YYufWQzNY63zp', url: 'https://checkout.stripe.com/c/pay/1', status: 'open' },
    needs: [
      choice('mode', 'Mode', 'What is paid.', ['payment', 'setup', 'subscription'], { default: 'payment' }),
      json('lineItems', 'Line items', 'A list of what is paid for.', {
        to: 'line_items',
        example: '[{"price": "price_1", "quantity": 1}]',
      }),
      text('email', 'Email', 'The address of whoever pays.', { to: 'customer_email' }),
      customer,
      text('clientReferenceId', 'Client reference ID', 'What it is called elsewhere.', {
        to: 'client_reference_id',
      }),
      text('successUrl', 'Success URL', 'Where people go on.', {
        to: 'success_url',
        example: 'https://example.com/thanks',
      }),
      text('cancelUrl', 'Cancel URL', 'Where people go back to.', { to: 'cancel_url' }),
    ],
    fields: [metadata, values],
  },
  {
    ...{
      one: 'BalanceTransaction',
      many: 'BalanceTransactions',
      path: 'balance_transactions',
      id: id('balanceTransactionId', 'Balance transaction ID', 'txn_1MiN3gLkdIwHu7ix'),
      can: ['list', 'get'],
    },
    example: { id: 'txn_1MiN3gLkdIwHu7ix', amount: 2000, net: 1900 },
  },
  {
    ...{
      one: 'Account',
      many: 'Accounts',
      path: 'accounts',
      id: id('accountId', 'Account ID', 'acct_1Nv0FGQ9RKHgCVdK'),
      can: ['list'],
    },
    example: { id: 'acct_1Nv0FGQ9RKHgCVdK', email: 'ann@example.com' },
  },
  {
    ...{
      one: 'Webhook',
      many: 'Webhooks',
      path: 'webhook_endpoints',
      id: id('webhookId', 'Webhook ID', 'we_1Mr5jULkdIwHu7ix'),
      can: every,
    },
    example: { id: 'we_1Mr5jULkdIwHu7ix', url: 'https://example.com/hook', status: 'enabled' },
    fields: [url, events],
  },
];
