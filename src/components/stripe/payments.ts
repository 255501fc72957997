import { valueAt } from '../../lib/records.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { choice, type Field, needed, number, object, text } from '../kit/fields.ts';
import { asForm, limit, pages } from './service.ts';

const intentId = needed(
  text('paymentIntentId', 'Payment intent ID', 'Its ID.', { to: 'id', example: 'pi_3MtwBwLkdIwHu7ix' }),
);
const methodId = needed(
  text('paymentMethodId', 'Payment method ID', 'The card.', { to: 'id', example: 'pm_1MqLiJLkdIwHu7ix' }),
);
const customerId = needed(
  text('customerId', 'Customer ID', 'The customer.', { to: 'customer', example: 'cus_NffrFeUfNV2Hib' }),
);
const disputeId = needed(
  text('disputeId', 'Dispute ID', 'Its ID.', { to: 'id', example: 'du_1MtJUT2eZvKYlo2C' }),
);
const sessionId = needed(
  text('sessionId', 'Session ID', 'Its ID.', { to: 'id', example: 'cs_test_a11YYufWQzNY63zp' }),
);
const values = object('fieldValues', 'Values', 'Further parameters as Stripe calls them: an object.', {
  to: '',
});
const query = needed(
  text('query', 'Query', 'What to look for, in Stripe’s notation.', { example: "metadata['order']:'42'" }),
);
const form = { sends: 'form', shape: asForm } as const;
const INTENT = { id: 'pi_3MtwBwLkdIwHu7ix', amount: 2000, status: 'succeeded' };
const CARD = { id: 'pm_1MqLiJLkdIwHu7ix', type: 'card', card: { brand: 'visa', last4: '4242' } };

/** What is done to something that is there. */
const act = (
  key: string,
  label: string,
  description: string,
  path: string,
  fields: Field[],
  example: unknown,
): ActionRow => ({
  ...{ key, label, description, request: `POST ${path}`, fields, example },
  ...form,
});

const searched = (
  key: string,
  label: string,
  description: string,
  path: string,
  example: unknown,
): ActionRow => ({
  ...{ key, label, description, request: `GET ${path}/search`, fields: [query, limit] },
  pages: {
    items: 'data',
    next: ({ data }) =>
      valueAt(data, 'has_more') === true ? { page: valueAt(data, 'next_page') } : undefined,
  },
  example: { object: 'search_result', data: [example], has_more: false },
});

export const payments = (): ActionRow[] => [
  act(
    'confirmPaymentIntent',
    'Confirm payment intent',
    'Has a payment made.',
    '/payment_intents/{id}/confirm',
    [intentId, values],
    INTENT,
  ),
  act(
    'capturePaymentIntent',
    'Capture payment intent',
    'Takes the money that was set aside.',
    '/payment_intents/{id}/capture',
    [
      intentId,
      number('amountToCapture', 'Amount to capture', 'How much of it; empty: all.', {
        to: 'amount_to_capture',
      }),
      values,
    ],
    INTENT,
  ),
  act(
    'cancelPaymentIntent',
    'Cancel payment intent',
    'Calls a payment off.',
    '/payment_intents/{id}/cancel',
    [
      intentId,
      choice(
        'cancellationReason',
        'Cancellation reason',
        'Why.',
        ['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'],
        { to: 'cancellation_reason' },
      ),
    ],
    { ...INTENT, status: 'canceled' },
  ),
  searched('searchPaymentIntents', 'Search payment intent', 'Finds payments.', '/payment_intents', INTENT),
  searched('searchCharges', 'Search charges', 'Finds charges.', '/charges', { id: 'ch_3MmlLrLkdIwHu7ix' }),
  act('closeDispute', 'Close dispute', 'Gives a dispute up.', '/disputes/{id}/close', [disputeId], {
    id: 'du_1MtJUT2eZvKYlo2C',
    status: 'lost',
  }),
  act(
    'expireCheckoutSession',
    'Expire checkout session',
    'Ends a session, so that nobody pays by it.',
    '/checkout/sessions/{id}/expire',
    [sessionId],
    { id: 'cs_test_a11YYufWQzNY63zp', status: 'expired' },
  ),
  {
    key: 'listCheckoutSessionLineItems',
    label: 'List checkout session line items',
    description: 'Lists what a session is for.',
    request: 'GET /checkout/sessions/{id}/line_items',
    fields: [sessionId, limit],
    pages,
    example: { object: 'list', data: [{ id: 'li_1', quantity: 1 }], has_more: false },
  },
  {
    key: 'listCards',
    label: 'List cards',
    description: 'Lists the cards of a customer.',
    request: 'GET /payment_methods',
    fields: [customerId, limit],
    fixed: { type: 'card' },
    pages,
    example: { object: 'list', data: [CARD], has_more: false },
  },
  {
    key: 'getCard',
    label: 'Get card',
    description: 'Fetches a card.',
    request: 'GET /payment_methods/{id}',
    fields: [methodId],
    example: CARD,
  },
  act('updateCard', 'Update card', 'Changes a card.', '/payment_methods/{id}', [methodId, values], CARD),
  act(
    'attachCard',
    'Attach card',
    'Gives a card to a customer.',
    '/payment_methods/{id}/attach',
    [methodId, customerId],
    CARD,
  ),
  act(
    'detachCard',
    'Detach card',
    'Takes a card from a customer.',
    '/payment_methods/{id}/detach',
    [methodId],
    CARD,
  ),
  {
    key: 'deleteInstanceWebhooks',
    label: 'Delete all instanced webhooks',
    description: 'Has Stripe call no flow of this instance any more.',
    fields: [],
    async perform({ ask, make }, _params, { webhookUrls }) {
      const urls = Object.values(webhookUrls);
      const { data } = await make(
        { request: 'GET /webhook_endpoints', fixed: { limit: 100 }, pages },
        { fetchAll: true },
      );
      const own = recordsIn(valueAt(data, 'data')).filter(({ url }) => urls.includes(textOf(url)));
      for (const { id } of own)
        await ask({ method: 'DELETE', path: `/webhook_endpoints/${encodeURIComponent(textOf(id))}` });
      return { deleted: own.map(({ id }) => id) };
    },
    example: { deleted: ['we_1Mr5jULkdIwHu7ix'] },
  },
];
