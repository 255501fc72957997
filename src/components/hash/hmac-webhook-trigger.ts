import { timingSafeEqual } from 'node:crypto';
import type { Params, Trigger, TriggerPayload, TriggerResult } from '../component.ts';
import { InputError, toBytes } from '../conversions.ts';
import { read } from '../read.ts';
import { responseInputs, staticResponse } from '../webhook-triggers/index.ts';
import { hmac } from './digests.ts';
import { headerName, hmacHashFunction, readFunction, readSecret, secretKey } from './fields.ts';

function signatureIn({ headers }: TriggerPayload, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(headers).find(([each]) => each.toLowerCase() === wanted)?.[1];
}

/** As hexadecimal digits or base64, bare or after the name of the function: `sha256=…`. */
function isSignature(text: string, expected: Buffer): boolean {
  const bare = text.trim().replace(/^[a-z0-9-]{3,12}=(?=.)/i, '');
  return (['hex', 'base64'] as const).some((form) => {
    const given = Buffer.from(bare, form);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

async function perform(payload: TriggerPayload, params: Params): Promise<TriggerResult> {
  const name = read.text(params, headerName).trim();
  if (name === '')
    throw new InputError(`The input "${headerName.label}" is empty: name the header with the signature.`);
  // What was signed is what came, byte for byte.
  const received = toBytes(payload.rawBody.data, 'Body');
  const expected = await hmac(readFunction(params, hmacHashFunction), readSecret(params), received);
  const signature = signatureIn(payload, name);
  if (signature !== undefined && isSignature(signature, Buffer.from(expected, 'hex'))) {
    const response = staticResponse(params);
    return response ? { payload, response } : { payload };
  }
  const message =
    signature === undefined
      ? `The call has no header ${name}, which has to carry its signature.`
      : `The signature in the header ${name} is not that of the body: the secret key or the hash function is another one, or somebody else has called.`;
  const refusal = JSON.stringify({ error: { code: 'unauthorized', message } });
  return {
    payload: null,
    response: { statusCode: 401, contentType: 'application/json', body: refusal },
    failed: true,
    error: new InputError(message),
  };
}

export const hmacWebhookTrigger: Trigger = {
  key: 'hmacWebhookTrigger',
  display: {
    label: 'HMAC webhook',
    description:
      'Starts the flow when an HTTP request arrives whose body is signed; any other request is answered 401, and its execution fails.',
  },
  inputs: [...responseInputs, headerName, secretKey, hmacHashFunction],
  scheduleSupport: 'invalid',
  synchronousResponseSupport: 'valid',
  answersCalls: true,
  perform: (_context, payload, params) => perform(payload, params),
  examplePayload: {
    payload: {
      headers: {
        'Content-Type': 'application/json',
        'X-Signature-256': 'sha256=8f2a',
      },
      queryParameters: {},
      rawBody: { data: '{"id":"17"}', contentType: 'application/json' },
      body: { data: { id: '17' }, contentType: 'application/json' },
      pathFragment: '',
    },
  },
};
