import { createHmac } from 'node:crypto';
import { valueAt } from '../../lib/records.ts';
import type { HttpResponse, InputDeclaration, Params, TriggerPayload } from '../component.ts';
import { InputError, isUnset, refuse } from '../conversions.ts';
import { webhookTrigger } from '../kit/webhook.ts';
import { given, read } from '../read.ts';
import { responseInputs, staticResponse } from '../webhook-triggers/index.ts';
import { SCHEMES, type Scheme } from './schemes.ts';
import { verifySignature } from './signatures.ts';

const scheme: InputDeclaration = {
  key: 'scheme',
  label: 'Signed by',
  type: 'string',
  comments: 'The service that calls, or the standard that it follows.',
  default: 'standard',
  model: SCHEMES.map(({ key, label }) => ({ label, value: key })),
};

const secretKey: InputDeclaration = {
  key: 'secretKey',
  label: 'Secret key',
  type: 'password',
  comments: 'What the service signs with, as it shows it.',
  default: '',
  required: true,
};

const otherSecretKey: InputDeclaration = {
  key: 'otherSecretKey',
  label: 'Other secret key',
  type: 'password',
  comments:
    'Valid as well, while the service goes over from one key to the next; several with spaces between.',
  default: '',
};

const tolerance: InputDeclaration = {
  key: 'tolerance',
  label: 'Oldest call',
  type: 'string',
  comments:
    'How many seconds ago a call may have been signed. Empty: as the service recommends. 0: it does not matter.',
  example: '300',
  default: '',
};

const signedUrl: InputDeclaration = {
  key: 'signedUrl',
  label: 'URL as the service knows it',
  type: 'string',
  comments:
    'Where the URL is signed and calls come through a gateway. Empty: the URL of the flow, with what the call has added to it.',
  example: 'https://hooks.acme.example/orders',
  default: '',
};

function readScheme(params: Params): Scheme {
  const key = read.text(params, scheme).trim();
  const keys = SCHEMES.map((each) => each.key).join(', ');
  return SCHEMES.find((each) => each.key === key) ?? refuse(key, scheme.label, `one of ${keys}`);
}

function readSecrets(params: Params): string[] {
  const first = read.text(params, secretKey).trim();
  if (first === '')
    throw new InputError(`The input "${secretKey.label}" is empty: anybody could compute such a signature.`);
  return [first, ...read.text(params, otherSecretKey).split(/\s+/).filter(Boolean)];
}

function readTolerance(params: Params, usual: number | undefined): number | undefined {
  if (isUnset(given(params, tolerance))) return usual;
  return read.integer(params, tolerance, 0, 86_400) || undefined;
}

/** The address with what the call has added to it; names that come again stand together. */
function calledUrl({ invokeUrl, pathFragment, queryParameters }: TriggerPayload): string {
  const query = Object.entries(queryParameters).flatMap(([name, value]) =>
    [value].flat().map((each) => `${encodeURIComponent(name)}=${encodeURIComponent(each)}`),
  );
  const path = pathFragment === '' ? '' : `/${encodeURI(pathFragment)}`;
  return `${invokeUrl}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

function verify(payload: TriggerPayload, params: Params): void {
  const found = readScheme(params);
  verifySignature(found, {
    payload,
    secrets: readSecrets(params),
    url: read.text(params, signedUrl).trim() || calledUrl(payload),
    tolerance: readTolerance(params, found.tolerance),
  });
}

/** What a service is answered that looks whether the address is the right one. */
function challengeAnswer(payload: TriggerPayload, params: Params): HttpResponse | undefined {
  const { data } = payload.body;
  const json = (body: object) => ({
    ...{ statusCode: 200, contentType: 'application/json', body: JSON.stringify(body) },
  });
  switch (readScheme(params).challenge) {
    case 'slack': {
      const challenge: unknown = valueAt(data, 'challenge');
      return valueAt(data, 'type') === 'url_verification' ? json({ challenge }) : undefined;
    }
    case 'zoom': {
      const plainToken = String(valueAt(valueAt(data, 'payload'), 'plainToken'));
      if (valueAt(data, 'event') !== 'endpoint.url_validation') return undefined;
      const [secret = ''] = readSecrets(params);
      return json({
        plainToken,
        encryptedToken: createHmac('sha256', secret).update(plainToken).digest('hex'),
      });
    }
    default:
      return undefined;
  }
}

export const signedWebhookTrigger = webhookTrigger({
  key: 'signedWebhookTrigger',
  label: 'Signed webhook',
  description:
    'Starts the flow when a service calls that signs its calls; any other call is answered 401, and its execution fails.',
  inputs: [...responseInputs, scheme, secretKey, otherSecretKey, tolerance, signedUrl],
  verify: (_context, payload, params) => verify(payload, params),
  challenge: challengeAnswer,
  answer: (_payload, params) => staticResponse(params),
  example: {
    headers: { 'Content-Type': 'application/json', 'X-Hub-Signature-256': 'sha256=8f2a' },
    body: { id: '17' },
  },
});
