import type Redis from 'ioredis';
import type { Params } from '../component.ts';
import { InputError, isUnset, jsonText, toInteger, toPairs, toText } from '../conversions.ts';
import { textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { type Field, list, needed, number, object, text } from '../kit/fields.ts';
import { connectionIn, type Service } from '../kit/service.ts';
import { session } from './session.ts';

const key = needed(text('key', 'Key', 'The key of the item.', { example: 'customer:42' }));
const value = needed(
  text('value', 'Value', 'The value, as text; objects are kept as JSON.', { example: 'Acme' }),
);
const field = needed(text('field', 'Field', 'The field of the hash.', { example: 'name' }));
const hash = needed(
  object('fields', 'Fields', 'The fields with their values.', { example: '{"name": "Acme"}' }),
);
const expiry = number('expirySeconds', 'Expires after (seconds)', 'When it is forgotten; empty: never.', {
  example: '3600',
});
const amount = number('amount', 'Amount', 'How much is added; less than zero takes away.', { default: '1' });
const values = needed(list('values', 'Values', 'The values, in their order.'));
const start = number('start', 'From', 'The place of the first item: 0 is the first, -1 the last.', {
  default: '0',
});
const stop = number('stop', 'To', 'The place of the last item.', { default: '-1' });
const side = text('side', 'Side', 'Which end of the list.', {
  ...{ default: 'right', model: ['left', 'right'].map((word) => ({ label: word, value: word })) },
});

const MOST_KEYS = 100_000;
const PAGE = 1000;

const whole = (each: Field, params: Params) =>
  toInteger(each.value(params) ?? 0, each.input.label, Number.MIN_SAFE_INTEGER);
const textsIn = (listed: unknown): string[] => (Array.isArray(listed) ? listed.map(textOf) : []);
const isLeft = (params: Params) => side.value(params) === 'left';

/** All keys like a pattern, page by page: to ask for them at once would hold up everybody else. */
async function keysLike(redis: Redis, pattern: string): Promise<string[]> {
  const found = new Set<string>();
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', PAGE);
    for (const each of keys) found.add(each);
    if (found.size > MOST_KEYS)
      throw new InputError(
        `More than ${MOST_KEYS} keys are like ${pattern}: give a pattern for fewer of them.`,
      );
    cursor = next;
  } while (cursor !== '0');
  return [...found].sort();
}

async function timeOf(redis: Redis): Promise<string> {
  const [seconds = 0, micros = 0] = (await redis.time()).map(Number);
  return new Date(seconds * 1000 + Math.floor(micros / 1000)).toISOString();
}

function commandOf(params: Params): [string, ...string[]] {
  const [name = '', ...rest] = textsIn(command.value(params));
  // They would leave the connection in a state that no single answer ends.
  if (/^(subscribe|psubscribe|ssubscribe|monitor|multi|exec|hello|quit|reset|client)$/i.test(name))
    throw new InputError(
      `The command ${name.toUpperCase()} cannot be sent by a step: it is more than a question and an answer.`,
    );
  return [name, ...rest];
}

const command = needed(
  list('command', 'Command', 'The command and what it is given, each an item.', { example: 'LPUSH' }),
);

type Row = {
  key: string;
  label: string;
  description: string;
  fields: readonly Field[];
  work(redis: Redis, params: Params): Promise<unknown>;
  example: unknown;
};

const keyOf = (params: Params) => textOf(key.value(params));

const ROWS: Row[] = [
  {
    ...{ key: 'get', label: 'Get', description: 'Reads the value of a key; null where there is none.' },
    fields: [key],
    work: (redis, params) => redis.get(keyOf(params)),
    example: 'Acme',
  },
  {
    ...{ key: 'set', label: 'Set', description: 'Sets the value of a key.' },
    fields: [key, value, expiry],
    work(redis, params) {
      const seconds = expiry.value(params);
      const kept = textOf(value.value(params));
      return seconds === undefined
        ? redis.set(keyOf(params), kept)
        : redis.set(keyOf(params), kept, 'EX', toInteger(seconds, expiry.input.label, 1));
    },
    example: 'OK',
  },
  {
    ...{
      key: 'deleteKey',
      label: 'Delete key',
      description: 'Deletes a key; answers how many it has deleted.',
    },
    fields: [key],
    work: (redis, params) => redis.del(keyOf(params)),
    example: 1,
  },
  {
    ...{ key: 'keys', label: 'Keys', description: 'Lists the keys that are like a pattern.' },
    fields: [
      needed(
        text('key', 'Pattern', 'What the keys are like: * stands for any text.', { example: 'customer:*' }),
      ),
    ],
    work: (redis, params) => keysLike(redis, keyOf(params)),
    example: ['customer:42', 'customer:43'],
  },
  {
    ...{
      key: 'increment',
      label: 'Increment',
      description: 'Adds to the number of a key, which begins at 0; answers the sum.',
    },
    fields: [key, amount],
    work: (redis, params) => redis.incrby(keyOf(params), whole(amount, params)),
    example: 43,
  },
  {
    ...{
      key: 'expire',
      label: 'Expire',
      description: 'Says when a key is forgotten; answers 1 where there is one.',
    },
    fields: [key, needed(expiry)],
    work: (redis, params) =>
      redis.expire(keyOf(params), toInteger(expiry.value(params), expiry.input.label, 0)),
    example: 1,
  },
  {
    ...{ key: 'hashGet', label: 'Hash: get', description: 'Reads a field of a hash.' },
    fields: [key, field],
    work: (redis, params) => redis.hget(keyOf(params), textOf(field.value(params))),
    example: 'Acme',
  },
  {
    ...{ key: 'hashGetAll', label: 'Hash: get all', description: 'Reads a hash as an object.' },
    fields: [key],
    work: async (redis, params) => ({ ...(await redis.hgetall(keyOf(params))) }),
    example: { name: 'Acme', city: 'Bern' },
  },
  {
    ...{
      key: 'hashSet',
      label: 'Hash: set',
      description: 'Sets fields of a hash; answers how many are new.',
    },
    fields: [key, hash],
    work(redis, params) {
      const pairs = toPairs(hash.value(params), hash.input.label);
      return redis.hset(
        keyOf(params),
        new Map(pairs.map(({ key: name, value: each }) => [name, textIn(each)])),
      );
    },
    example: 1,
  },
  {
    ...{ key: 'hashDelete', label: 'Hash: delete', description: 'Deletes a field of a hash.' },
    fields: [key, field],
    work: (redis, params) => redis.hdel(keyOf(params), textOf(field.value(params))),
    example: 1,
  },
  {
    ...{
      key: 'listPush',
      label: 'List: push',
      description: 'Adds items to an end of a list; answers how long it is.',
    },
    fields: [key, values, side],
    work(redis, params) {
      const items = textsIn(values.value(params));
      return isLeft(params) ? redis.lpush(keyOf(params), ...items) : redis.rpush(keyOf(params), ...items);
    },
    example: 3,
  },
  {
    ...{
      key: 'listPop',
      label: 'List: pop',
      description: 'Takes an item from an end of a list; null where it has none.',
    },
    fields: [key, side],
    work: (redis, params) => (isLeft(params) ? redis.lpop(keyOf(params)) : redis.rpop(keyOf(params))),
    example: 'order 42',
  },
  {
    ...{ key: 'listRange', label: 'List: range', description: 'Reads items of a list.' },
    fields: [key, start, stop],
    work: (redis, params) => redis.lrange(keyOf(params), whole(start, params), whole(stop, params)),
    example: ['order 42', 'order 43'],
  },
  {
    ...{
      key: 'publish',
      label: 'Publish',
      description: 'Sends a message to a channel; answers how many have got it.',
    },
    fields: [
      needed(text('channel', 'Channel', 'Where it is sent.', { example: 'orders' })),
      needed(
        text('message', 'Message', 'The message, as text; objects are sent as JSON.', {
          example: 'order 42',
        }),
      ),
    ],
    work: (redis, params) =>
      redis.publish(toText(params.channel, 'Channel'), toText(params.message, 'Message')),
    example: 1,
  },
  {
    ...{ key: 'ping', label: 'Ping', description: 'Asks whether the server is there.' },
    fields: [],
    work: (redis) => redis.ping(),
    example: 'PONG',
  },
  {
    ...{ key: 'getTime', label: 'Get time', description: 'Asks for the server’s time.' },
    fields: [],
    work: timeOf,
    example: '2026-01-31T08:00:00.000Z',
  },
  {
    ...{
      key: 'flushAll',
      label: 'Flush all',
      description: 'Deletes all keys of all databases of the server.',
    },
    fields: [],
    work: (redis) => redis.flushall(),
    example: 'OK',
  },
  {
    ...{
      key: 'rawCommand',
      label: 'Raw command',
      description: 'Sends any command, for what has no action of its own.',
    },
    fields: [command],
    async work(redis, params) {
      const [name, ...rest] = commandOf(params);
      return await redis.call(name, ...rest);
    },
    example: 3,
  },
];

const textIn = (each: unknown): string =>
  isUnset(each) ? '' : typeof each === 'object' ? jsonText(each, 'Fields') : String(each);

export const actions = (service: Service): ActionRow[] =>
  ROWS.map(({ work, ...row }) => ({
    ...row,
    perform: (_calls, params, context) =>
      session(context, connectionIn(service, params), (redis) => work(redis, params)),
  }));
