import { sameText } from '../../lib/crypto.ts';
import { valueAt } from '../../lib/records.ts';
import { MINUTE } from '../../lib/time.ts';
import type { InputDeclaration } from '../component.ts';
import { textOf } from '../kit/answers.ts';
import { secret } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { timeout } from '../kit/options.ts';
import { headerOf, hmac, rawBytes, unsigned, webhookTrigger } from '../kit/webhook.ts';
import { read } from '../read.ts';
import { payments } from './payments.ts';
import { resources } from './resources.ts';
import { service } from './service.ts';

const signing: InputDeclaration = {
  key: 'signingSecret',
  label: 'Signing secret',
  type: 'password',
  comments:
    'What Stripe signs the calls of this webhook with; it begins with whsec_. Empty: whoever knows the address may call it.',
};
/** Older calls may have been recorded by somebody and sent again. */
const LONGEST = 5 * MINUTE;

export const stripe = connector(
  {
    key: 'stripe',
    label: 'Stripe',
    description: 'Works with customers, payments, invoices and subscriptions in Stripe.',
    category: 'Commerce',
  },
  () => ({
    service,
    options: [timeout],
    connections: [
      {
        key: 'apiKey',
        label: 'API key',
        comments: 'A secret key of Stripe.',
        inputs: [secret('apiKey', 'API key', 'The key as Stripe has shown it; it begins with sk_ or rk_.')],
      },
    ],
    actions: [...resources(), ...payments()],
    triggers: [
      webhookTrigger({
        key: 'webhook',
        label: 'Webhook',
        description: 'Starts the flow when Stripe calls, and refuses calls that are not signed.',
        directions:
          'Have the action “Create webhook” register the address of the flow; its answer holds the secret.',
        inputs: [signing],
        verify(_context, payload, params) {
          const key = read.text(params, signing);
          if (key === '') return;
          const said = headerOf(payload, 'stripe-signature').split(',');
          const valuesOf = (name: string) =>
            said.flatMap((part) =>
              part.trim().startsWith(`${name}=`) ? [part.trim().slice(name.length + 1)] : [],
            );
          const [at = ''] = valuesOf('t');
          const expected = hmac({ algorithm: 'sha256', encoding: 'hex' }, key, `${at}.`, rawBytes(payload));
          const isRecent = Math.abs(Date.now() - Number(at) * 1000) <= LONGEST;
          if (!isRecent || !valuesOf('v1').some((each) => sameText(each, expected)))
            throw unsigned('Stripe', 'the signing secret of the trigger');
        },
        example: {
          headers: { 'Stripe-Signature': 't=1767225600,v1=5257a869' },
          body: { id: 'evt_1', type: 'invoice.paid', data: { object: { id: 'in_1MtHbELkdIwHu7ix' } } },
        },
      }),
    ],
    check: { path: '/account', who: (data) => textOf(valueAt(data, 'id')) },
  }),
);
