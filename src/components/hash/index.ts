import type { Component } from '../component.ts';
import { type Computed, computedActions } from '../computed.ts';
import { byKey } from '../records.ts';
import { digest, HASH_FUNCTIONS, hmac } from './digests.ts';
import { hashFunction, message, readFunction, readMessage, readSecret, secretKey } from './fields.ts';
import { hmacWebhookTrigger } from './hmac-webhook-trigger.ts';
import { signedWebhookTrigger } from './signed-webhook-trigger.ts';

const SAMPLE = '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969';

/** `Sha512-256` of `sha512-256`: what stands after `compute` in a key. */
const capital = (name: string): string => name.replace(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase());

const ofOneFunction: Computed[] = HASH_FUNCTIONS.map((each) => [
  `compute${capital(each.name)}`,
  `Compute ${each.label} hash`,
  `Computes the ${each.label} hash of a text or of bytes, as hexadecimal digits.`,
  [message],
  SAMPLE,
  (params) => digest(each, readMessage(params)),
]);

const rows: Computed[] = [
  [
    'computeHash',
    'Compute hash',
    'Computes the hash of a text or of bytes, as hexadecimal digits.',
    [hashFunction, message],
    SAMPLE,
    (params) => digest(readFunction(params, hashFunction), readMessage(params)),
  ],
  [
    'computeHmac',
    'Compute HMAC',
    'Computes the hash that whoever knows the secret key can check, as hexadecimal digits.',
    [hashFunction, secretKey, message],
    SAMPLE,
    (params) => hmac(readFunction(params, hashFunction), readSecret(params), readMessage(params)),
  ],
  ...ofOneFunction,
];

export const hash: Component = {
  key: 'hash',
  public: true,
  display: {
    label: 'Hash',
    description: 'Computes hashes, and starts flows by requests that are signed.',
    category: 'Data',
  },
  actions: byKey(computedActions(rows, 'hash')),
  triggers: { hmacWebhookTrigger, signedWebhookTrigger },
  dataSources: {},
  connections: [],
};
