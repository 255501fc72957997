import type { InputDeclaration, Params } from '../component.ts';
import { InputError, isUnset, refuse, toBytes } from '../conversions.ts';
import { given, read } from '../read.ts';
import { HASH_FUNCTIONS, type HashFunction } from './digests.ts';

export const hashFunction: InputDeclaration = {
  key: 'hashFunction',
  label: 'Hash function',
  type: 'string',
  comments: 'How the hash is computed. MD4, MD5 and SHA1 are no protection against forgery.',
  default: 'sha256',
  model: HASH_FUNCTIONS.map(({ name, label }) => ({ label, value: name })),
};

export const message: InputDeclaration = {
  key: 'message',
  label: 'Message',
  type: 'data',
  comments: 'Text, or a reference to a file or bytes.',
  example: 'Hello',
  default: '',
  required: true,
};

export const secretKey: InputDeclaration = {
  key: 'secretKey',
  label: 'Secret key',
  type: 'password',
  comments: 'What both sides know: text, or a reference to bytes.',
  default: '',
  required: true,
};

export const headerName: InputDeclaration = {
  key: 'hmacHeaderName',
  label: 'HMAC header name',
  type: 'string',
  comments: 'The header that the sender signs with, in any case.',
  example: 'X-Signature-256',
  default: '',
  required: true,
};

export const hmacHashFunction: InputDeclaration = {
  ...hashFunction,
  key: 'hmacHashFunction',
  label: 'HMAC hash function',
};

export function readFunction(params: Params, input: InputDeclaration): HashFunction {
  const name = read.text(params, input).trim().toLowerCase();
  const names = HASH_FUNCTIONS.map((each) => each.name).join(', ');
  return HASH_FUNCTIONS.find((each) => each.name === name) ?? refuse(name, input.label, `one of ${names}`);
}

export const readMessage = (params: Params): Uint8Array => toBytes(given(params, message), message.label);

export function readSecret(params: Params): Uint8Array {
  const secret = given(params, secretKey);
  if (isUnset(secret))
    throw new InputError(`The input "${secretKey.label}" is empty: anybody could compute such a hash.`);
  return toBytes(secret, secretKey.label);
}
