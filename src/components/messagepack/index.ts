import { messageOf } from '../../lib/errors.ts';
import type { FileValue } from '../../lib/files.ts';
import type { Component, InputDeclaration, Params } from '../component.ts';
import { type Computed, computedActions } from '../computed.ts';
import { InputError, isUnset, toBytes } from '../conversions.ts';
import { given } from '../read.ts';
import { byKey } from '../records.ts';
import { MAX_DEPTH, refuseUnwritable } from '../size.ts';

const message: InputDeclaration = {
  key: 'message',
  label: 'Message',
  type: 'data',
  comments: 'MessagePack: a file or bytes.',
  example: 'a reference to a file',
  default: '',
  required: true,
};

const data: InputDeclaration = {
  key: 'data',
  label: 'Data',
  type: 'data',
  comments: 'Any value.',
  example: '{"id": 17}',
  default: '',
  required: true,
};

/** Integers of 64 bits as numbers where these are exact. */
function withNumbers(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date)
    return value;
  if (depth > MAX_DEPTH)
    throw new InputError(
      `The input "${message.label}" is nested deeper than ${MAX_DEPTH} levels: hand over a part of it.`,
    );
  for (const [key, item] of Object.entries(value)) {
    const inner = withNumbers(item, depth + 1);
    if (inner !== item) Reflect.set(value, key, inner);
  }
  return value;
}

async function decodeMessage(params: Params): Promise<unknown> {
  const value = given(params, message);
  if (isUnset(value)) throw new InputError(`The input "${message.label}" is empty: reference a file.`);
  const bytes = toBytes(value, message.label);
  const { decode } = await import('@msgpack/msgpack');
  const most = { maxArrayLength: bytes.length, maxMapLength: bytes.length };
  try {
    return withNumbers(decode(bytes, { ...most, useBigInt64: true }));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`The input "${message.label}" is not MessagePack: ${messageOf(error)}.`);
  }
}

async function encodeMessage(params: Params): Promise<FileValue> {
  const value = given(params, data);
  refuseUnwritable(value, data.label);
  const { encode } = await import('@msgpack/msgpack');
  const bytes = encode(value, { maxDepth: MAX_DEPTH + 2, useBigInt64: true, ignoreUndefined: true });
  return { data: Buffer.from(bytes), contentType: 'application/msgpack' };
}

const rows: Computed[] = [
  ['decodeMessage', 'Decode', 'Reads a value from MessagePack.', [message], { id: 17 }, decodeMessage],
  [
    'encodeMessage',
    'Encode',
    'Writes a value as MessagePack.',
    [data],
    { data: Buffer.from([0x81, 0xa2, 0x69, 0x64, 0x11]), contentType: 'application/msgpack' },
    encodeMessage,
  ],
];

export const messagepack: Component = {
  key: 'messagepack',
  public: true,
  display: { label: 'MessagePack', description: 'Reads and writes MessagePack.', category: 'Data' },
  actions: byKey(computedActions(rows, 'messagepack')),
  triggers: {},
  dataSources: {},
  connections: [],
};
