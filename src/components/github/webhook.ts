import { sameText } from '../../lib/crypto.ts';
import type { InputDeclaration, TriggerPayload } from '../component.ts';
import { parseJson, toText } from '../conversions.ts';
import { headerOf, hmac, rawBytes, unsigned, webhookTrigger } from '../kit/webhook.ts';
import { read } from '../read.ts';
import { isRecord } from '../records.ts';

const webhookSecret: InputDeclaration = {
  key: 'webhookSecret',
  label: 'Webhook secret',
  type: 'password',
  comments: 'The secret of the webhook at GitHub. Empty: whoever knows the address may call it.',
};

export const webhook = webhookTrigger({
  key: 'webhook',
  label: 'Webhook',
  description: 'Starts the flow when GitHub calls, and refuses calls that are not signed with the secret.',
  directions:
    'Create a webhook at GitHub for the address of the flow, or have the action “Create a webhook” do so.',
  inputs: [webhookSecret],
  verify(_context, payload, params) {
    const secret = read.text(params, webhookSecret);
    if (secret === '') return;
    const expected = `sha256=${hmac({ algorithm: 'sha256', encoding: 'hex' }, secret, rawBytes(payload))}`;
    if (!sameText(headerOf(payload, 'x-hub-signature-256'), expected))
      throw unsigned('GitHub', 'the webhook secret of the trigger or of the webhook there');
  },
  read: jsonOfForm,
  example: {
    headers: { 'X-GitHub-Event': 'issues', 'X-GitHub-Delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' },
    body: {
      action: 'opened',
      issue: { number: 42, title: 'It is broken', user: { login: 'octocat' } },
      repository: { full_name: 'octocat/hello-world' },
    },
  },
});

/** A webhook of the content type `application/x-www-form-urlencoded` has the event as JSON in one field. */
function jsonOfForm(payload: TriggerPayload): TriggerPayload {
  const { data, contentType = '' } = payload.body;
  if (!contentType.startsWith('application/x-www-form-urlencoded')) return payload;
  const event = isRecord(data) ? data.payload : new URLSearchParams(toText(data, 'Body')).get('payload');
  return typeof event === 'string'
    ? { ...payload, body: { ...payload.body, data: parseJson(event, 'Body') } }
    : payload;
}
