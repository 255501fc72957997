import { sameText } from '../../lib/crypto.ts';
import type { HttpResponse, InputDeclaration, Params, Trigger, TriggerPayload } from '../component.ts';
import { InputError, parseJson, toBoolean, toList, toText } from '../conversions.ts';
import { headerOf, hmac, rawBytes } from '../kit/webhook.ts';
import { given } from '../read.ts';

const answer = (key: string, label: string, comments: string, text: string): InputDeclaration => ({
  key,
  label,
  type: 'code',
  language: 'json',
  comments,
  default: JSON.stringify({ text }),
});
const secrets: InputDeclaration = {
  key: 'signingSecrets',
  label: 'Signing secrets',
  type: 'password',
  comments:
    'The secret of the outgoing webhook, or a list of secrets. Empty: whoever knows the address may call it.',
};
const taken = answer(
  'triggerResponse',
  'Trigger response',
  'What Teams shows at once.',
  'Request Received...',
);
const refused = answer(
  'failedResponse',
  'Failed verification trigger response',
  'What Teams shows for a call that is not signed.',
  'Request Not Authorized...',
);
const debug: InputDeclaration = {
  key: 'debug',
  label: 'Debug HMAC verification',
  type: 'boolean',
  comments: 'Whether it is written to the log why a call was refused.',
  default: 'false',
};

function isSigned(payload: TriggerPayload, params: Params): boolean {
  const value = params[secrets.key];
  const all = toList(typeof value === 'string' ? [value] : (value ?? []), secrets.label)
    .map((secret) => toText(secret, secrets.label).trim())
    .filter((secret) => secret !== '');
  if (all.length === 0) return true;
  const said = headerOf(payload, 'authorization').replace(/^HMAC\s+/i, '');
  // What Teams gives as the secret is the key in Base64.
  return all.some((secret) => sameText(said, signature(secret, rawBytes(payload))));
}

const signature = (secret: string, body: Uint8Array) =>
  hmac({ algorithm: 'sha256', encoding: 'base64' }, Buffer.from(secret, 'base64'), body);

function shown(params: Params, input: InputDeclaration, statusCode: number): HttpResponse {
  const value = given(params, input);
  const body = typeof value === 'string' ? parseJson(value, input.label) : value;
  return { statusCode, contentType: 'application/json', body: JSON.stringify(body) };
}

/** An outgoing webhook of Teams shows what it is answered, even to a call that is not signed. */
export const webhook: Trigger = {
  key: 'webhook',
  display: {
    label: 'Webhook',
    description: 'Starts the flow when somebody names an outgoing webhook in a channel.',
    directions: 'Make an outgoing webhook for the address of the flow under the apps of the team.',
  },
  inputs: [secrets, taken, refused, debug],
  scheduleSupport: 'invalid',
  synchronousResponseSupport: 'valid',
  answersCalls: true,
  stateReads: () => [],
  async perform({ logger }, payload, params) {
    if (isSigned(payload, params)) return { payload, response: shown(params, taken, 200) };
    if (toBoolean(params[debug.key] ?? false, debug.label))
      logger.info('No secret of the trigger has signed the call.');
    const error = new InputError(
      'The call is not signed as Microsoft Teams would sign it: nothing was run. If it is from Teams, correct the signing secrets of the trigger.',
    );
    return { payload: null, response: shown(params, refused, 401), failed: true, error };
  },
  examplePayload: {
    payload: {
      headers: { Authorization: 'HMAC 8Bwv1P4Rk0G0zD8gPq3Q' },
      body: {
        data: { type: 'message', text: '<at>Orders</at> 42', from: { name: 'Ann Example' } },
        contentType: 'application/json',
      },
    },
  },
};
