import { describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { stripe } from '../../src/components/stripe/index.ts';
import { asForm } from '../../src/components/stripe/service.ts';
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
const connection = connectionOf('apiKey', { apiKey: 'sk_1' });
const base = 'https://api.stripe.com/v1';
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const hook = 'https://stepwell.test/hook';

/** Each kind’s key, its path, its ID, and what can be done with it. */
const kinds: [one: string, many: string, path: string, input: string, can: string][] = [
  ['Customer', 'Customers', 'customers', 'customerId', 'list get delete'],
  ['Product', 'Products', 'products', 'productId', 'list get delete'],
  ['Price', 'Prices', 'prices', 'priceId', 'list get'],
  ['Invoice', 'Invoices', 'invoices', 'invoiceId', 'list get delete'],
  ['Subscription', 'Subscriptions', 'subscriptions', 'subscriptionId', 'list get delete'],
  ['PaymentIntent', 'PaymentIntents', 'payment_intents', 'paymentIntentId', 'list get'],
  ['Charge', 'Charges', 'charges', 'chargeId', 'list get'],
  ['Dispute', 'Disputes', 'disputes', 'disputeId', 'list get'],
  ['CheckoutSession', 'CheckoutSessions', 'checkout/sessions', 'sessionId', 'list get'],
  ['BalanceTransaction', 'BalanceTransactions', 'balance_transactions', 'balanceTransactionId', 'list get'],
  ['', 'Accounts', 'accounts', '', 'list'],
  ['Webhook', 'Webhooks', 'webhook_endpoints', 'webhookId', 'list get delete'],
];
const ofKinds: Row[] = kinds.flatMap(([one, many, path, input, can]) => {
  const rows: Record<string, Row> = {
    list: { action: `list${many}`, params: { limit: '5' }, asks: [[`GET ${base}/${path}?limit=5`]] },
    get: { action: `get${one}`, params: { [input]: 'x_1' }, asks: [[`GET ${base}/${path}/x_1`]] },
    delete: { action: `delete${one}`, params: { [input]: 'x_1' }, asks: [[`DELETE ${base}/${path}/x_1`]] },
  };
  return can.split(' ').flatMap((verb) => rows[verb] ?? []);
});
const post = (action: string, params: object, path: string, body: Record<string, string>): Row => ({
  ...{ action, params: { ...params } },
  asks: [Object.keys(body).length === 0 ? [`POST ${base}/${path}`] : [`POST ${base}/${path}`, form(body)]],
});

const ROWS: Row[] = [
  ...ofKinds,
  post(
    'createCustomer',
    { name: 'Ann', city: 'Oslo', metadata: [{ key: 'shop', value: '42' }] },
    'customers',
    {
      ...{ name: 'Ann', 'address[city]': 'Oslo', 'metadata[shop]': '42' },
    },
  ),
  post('updateCustomer', { customerId: 'c1', email: 'a@b.test' }, 'customers/c1', { email: 'a@b.test' }),
  post('createProduct', { productName: 'Bolt', images: ['https://a.test/a.png'] }, 'products', {
    ...{ name: 'Bolt', active: 'true', 'images[0]': 'https://a.test/a.png' },
  }),
  post('updateProduct', { productId: 'p1', active: 'false' }, 'products/p1', { active: 'false' }),
  post(
    'createPrice',
    { productId: 'p1', currency: 'eur', unitPrice: '5', recurringInterval: 'month' },
    'prices',
    {
      ...{ product: 'p1', currency: 'eur', unit_amount: '5', 'recurring[interval]': 'month', active: 'true' },
    },
  ),
  post('updatePrice', { priceId: 'x', nickname: 'N' }, 'prices/x', { active: 'true', nickname: 'N' }),
  post('createInvoice', { customerId: 'c1' }, 'invoices', { customer: 'c1', auto_advance: 'false' }),
  post('updateInvoice', { invoiceId: 'i1', description: 'D' }, 'invoices/i1', {
    auto_advance: 'false',
    description: 'D',
  }),
  post('createSubscription', { customerId: 'c1', priceId: 'x', quantity: '2' }, 'subscriptions', {
    ...{ customer: 'c1', 'items[0][price]': 'x', 'items[0][quantity]': '2' },
  }),
  post(
    'updateSubscription',
    { subscriptionId: 's1', fieldValues: '{"trial_end":"now"}' },
    'subscriptions/s1',
    { trial_end: 'now' },
  ),
  post('createPaymentIntent', { amount: '2000', currency: 'eur' }, 'payment_intents', {
    amount: '2000',
    currency: 'eur',
    confirm: 'false',
  }),
  post('updatePaymentIntent', { paymentIntentId: 'p', receiptEmail: 'a@b.test' }, 'payment_intents/p', {
    receipt_email: 'a@b.test',
  }),
  post('updateCharge', { chargeId: 'c', description: 'D' }, 'charges/c', { description: 'D' }),
  post('updateDispute', { disputeId: 'd', evidence: '{"product_description":"B"}' }, 'disputes/d', {
    'evidence[product_description]': 'B',
    submit: 'false',
  }),
  post(
    'createCheckoutSession',
    { lineItems: '[{"price":"x","quantity":1}]', successUrl: 'https://a.test/' },
    'checkout/sessions',
    {
      ...{
        mode: 'payment',
        'line_items[0][price]': 'x',
        'line_items[0][quantity]': '1',
        success_url: 'https://a.test/',
      },
    },
  ),
  post(
    'updateCheckoutSession',
    { sessionId: 's', metadata: [{ key: 'a', value: 'b' }] },
    'checkout/sessions/s',
    { 'metadata[a]': 'b' },
  ),
  post('createWebhook', { webhookUrl: hook, webhookEvents: ['invoice.paid'] }, 'webhook_endpoints', {
    url: hook,
    'enabled_events[0]': 'invoice.paid',
  }),
  post('updateWebhook', { webhookId: 'w', webhookUrl: hook }, 'webhook_endpoints/w', { url: hook }),
  post('confirmPaymentIntent', { paymentIntentId: 'p' }, 'payment_intents/p/confirm', {}),
  post('capturePaymentIntent', { paymentIntentId: 'p', amountToCapture: '5' }, 'payment_intents/p/capture', {
    amount_to_capture: '5',
  }),
  post(
    'cancelPaymentIntent',
    { paymentIntentId: 'p', cancellationReason: 'duplicate' },
    'payment_intents/p/cancel',
    { cancellation_reason: 'duplicate' },
  ),
  post('closeDispute', { disputeId: 'd' }, 'disputes/d/close', {}),
  post('expireCheckoutSession', { sessionId: 's' }, 'checkout/sessions/s/expire', {}),
  post(
    'updateCard',
    { paymentMethodId: 'm', fieldValues: '{"card":{"exp_year":2030}}' },
    'payment_methods/m',
    { 'card[exp_year]': '2030' },
  ),
  post('attachCard', { paymentMethodId: 'm', customerId: 'c' }, 'payment_methods/m/attach', {
    customer: 'c',
  }),
  post('detachCard', { paymentMethodId: 'm' }, 'payment_methods/m/detach', {}),
  {
    action: 'searchPaymentIntents',
    params: { query: 'a' },
    asks: [[`GET ${base}/payment_intents/search?query=a`]],
  },
  {
    action: 'searchCharges',
    params: { query: 'a', fetchAll: 'true' },
    asks: [[`GET ${base}/charges/search?query=a`], [`GET ${base}/charges/search?query=a&page=n2`]],
    answers: [
      { body: { data: [{ id: 1 }], has_more: true, next_page: 'n2' } },
      { body: { data: [{ id: 2 }], has_more: false } },
    ],
    gives: { data: [{ id: 1 }, { id: 2 }], has_more: false },
  },
  {
    action: 'listCheckoutSessionLineItems',
    params: { sessionId: 's' },
    asks: [[`GET ${base}/checkout/sessions/s/line_items`]],
  },
  {
    action: 'listCards',
    params: { customerId: 'c' },
    asks: [[`GET ${base}/payment_methods?type=card&customer=c`]],
  },
  { action: 'getCard', params: { paymentMethodId: 'm' }, asks: [[`GET ${base}/payment_methods/m`]] },
  {
    action: 'deleteInstanceWebhooks',
    asks: [[`GET ${base}/webhook_endpoints?limit=100`], [`DELETE ${base}/webhook_endpoints/w1`]],
    answers: [
      {
        body: {
          data: [
            { id: 'w1', url: hook },
            { id: 'w2', url: 'https://elsewhere.test/' },
          ],
        },
      },
      {},
    ],
    gives: { deleted: ['w1'] },
  },
];

tryContract(stripe, service, { connection }, ROWS);

describe('Stripe', () => {
  test('is told in a form where in an object each value belongs', () => {
    expect(asForm({ a: [{ b: true }, 'c'], d: { e: null, f: 1 }, g: undefined })).toEqual({
      'a[0][b]': 'true',
      'a[1]': 'c',
      'd[f]': '1',
    });
  });

  test('goes on after the last of a page, and says what is wrong', async () => {
    const list = (params: object, answers: object[]) =>
      perform(stripe, 'listCharges', { connection, ...params }, service.context(answers));
    const answers = [
      { body: { data: [{ id: 'a' }], has_more: true } },
      { body: { data: [{ id: 'b' }], has_more: false } },
    ];
    const { data } = await list({ fetchAll: 'true', customerId: 'c1' }, answers);
    expect(data).toEqual({ data: [{ id: 'a' }, { id: 'b' }], has_more: false });
    expect(service.asked[1]?.line).toBe(`GET ${base}/charges?customer=c1&starting_after=a`);
    expect(service.asked[0]?.headers.get('authorization')).toBe('Bearer sk_1');
    const wrong = {
      status: 400,
      body: { error: { message: 'No such customer', type: 'invalid_request_error' } },
    };
    expect(await failureOf(list({}, [wrong]))).toStartWith('Stripe answered 400: No such customer.');
  });

  test('starts a flow by a call that it has signed, not long ago', async () => {
    const call = (signature: string, signingSecret = 's1') =>
      triggerOf(stripe, 'webhook').perform(
        createContext(),
        { ...createPayload({ id: 1 }), headers: { 'Stripe-Signature': signature } },
        { signingSecret },
      );
    const signed = (at: number, secret = 's1') =>
      `t=${at},v1=${createHmac('sha256', secret).update(`${at}.{"id":1}`).digest('hex')},v0=x`;
    const now = Math.trunc(Date.now() / 1000);
    expect(await call(signed(now))).toMatchObject({ payload: { body: { data: { id: 1 } } } });
    expect(await call('', '')).toMatchObject({ payload: { body: { data: { id: 1 } } } });
    for (const signature of ['', signed(now, 's2'), signed(now - 3600)]) {
      const refused = (async () => call(signature))();
      expect(await refusalOf(refused)).toContain('not signed as Stripe would sign it');
    }
  });
});
