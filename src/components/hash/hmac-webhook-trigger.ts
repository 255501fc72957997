import { timingSafeEqual } from 'node:crypto';
import type { Params, TriggerPayload } from '../component.ts';
import { InputError } from '../conversions.ts';
import { headerOf, rawBytes, Unsigned, webhookTrigger } from '../kit/webhook.ts';
import { read } from '../read.ts';
import { responseInputs, staticResponse } from '../webhook-triggers/index.ts';
import { hmac } from './digests.ts';
import { headerName, hmacHashFunction, readFunction, readSecret, secretKey } from './fields.ts';

/** As hexadecimal digits or base64, bare or after the name of the function: `sha256=…`. */
function isSignature(text: string, expected: Buffer): boolean {
  const bare = text.trim().replace(/^[a-z0-9-]{3,12}=(?=.)/i, '');
  return (['hex', 'base64'] as const).some((form) => {
    const given = Buffer.from(bare, form);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

async function verify(payload: TriggerPayload, params: Params): Promise<void> {
  const name = read.text(params, headerName).trim();
  if (name === '')
    throw new InputError(`The input "${headerName.label}" is empty: name the header with the signature.`);
  // What was signed is what came, byte for byte.
  const expected = await hmac(readFunction(params, hmacHashFunction), readSecret(params), rawBytes(payload));
  const signature = headerOf(payload, name);
  if (signature === '')
    throw new Unsigned(`The call has no header ${name}, which has to carry its signature.`);
  if (!isSignature(signature, Buffer.from(expected, 'hex')))
    throw new Unsigned(
      `The signature in the header ${name} is not that of the body: the secret key or the hash function is another one, or somebody else has called.`,
    );
}

export const hmacWebhookTrigger = webhookTrigger({
  key: 'hmacWebhookTrigger',
  label: 'HMAC webhook',
  description:
    'Starts the flow when an HTTP request arrives whose body is signed; any other request is answered 401, and its execution fails.',
  inputs: [...responseInputs, headerName, secretKey, hmacHashFunction],
  verify: (_context, payload, params) => verify(payload, params),
  answer: (_payload, params) => staticResponse(params),
  example: {
    headers: { 'Content-Type': 'application/json', 'X-Signature-256': 'sha256=8f2a' },
    body: { id: '17' },
  },
});
