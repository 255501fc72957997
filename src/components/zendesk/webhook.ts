import { sameText } from '../../lib/crypto.ts';
import { valueAt } from '../../lib/records.ts';
import type { Trigger } from '../component.ts';
import { InputError } from '../conversions.ts';
import { textOf } from '../kit/answers.ts';
import { connectionInput } from '../kit/connections.ts';
import { ask, type Service } from '../kit/service.ts';
import { headerOf, hmac, rawBytes, unsigned, webhookTrigger } from '../kit/webhook.ts';

const connection = connectionInput(
  'connection',
  'The connection to Zendesk: it is asked for the secret that its calls are signed with.',
);

/** Zendesk makes the secret of a webhook itself, and tells it whoever may see the webhook. */
export const webhookOf = (service: Service): Trigger =>
  webhookTrigger({
    key: 'webhook',
    label: 'Webhook',
    description: 'Starts the flow when Zendesk calls, and refuses calls that it has not signed.',
    directions: 'Have the action “Create webhook” register the address of the flow.',
    inputs: [connection],
    async verify(context, payload, params) {
      const id = headerOf(payload, 'x-zendesk-webhook-id');
      if (!/^\w{1,64}$/.test(id))
        throw new InputError('The call does not say which webhook of Zendesk it is from: nothing was run.');
      const path = `/api/v2/webhooks/${id}/signing_secret`;
      const own = { ...service, connectionKey: connection.key };
      const { data } = await ask(own, context, params, { method: 'GET', path });
      const secret = textOf(valueAt(data, 'signing_secret.secret'));
      const at = headerOf(payload, 'x-zendesk-webhook-signature-timestamp');
      const digest = { algorithm: 'sha256', encoding: 'base64' } as const;
      const expected = hmac(digest, secret, at, rawBytes(payload));
      if (secret === '' || !sameText(headerOf(payload, 'x-zendesk-webhook-signature'), expected))
        throw unsigned('Zendesk', 'the connection of the trigger');
    },
    example: {
      headers: { 'X-Zendesk-Webhook-Id': '01EJFTSCC78X5V07NPY2MHR00M' },
      body: { ticket: { id: '35436', title: 'It is broken', external_id: 'shop-42' } },
    },
  });
