import { operate } from '../../lib/operations.ts';
import type { ActionResult, Params, State } from '../component.ts';
import { isUnset, toText } from '../conversions.ts';
import { given, read } from '../read.ts';
import { fromPairs, ownValue, setOwn } from '../records.ts';
import { isReserved } from '../reserved.ts';
import {
  amountInput,
  checkKey,
  defaultValueInput,
  keyInput,
  keyValues,
  multipleKeys,
  oneKey,
  readKey,
  valueInput,
} from './fields.ts';
import { numberAt } from './kept.ts';
import type { ScopedPart } from './scopes.ts';

const savedKeys = (params: Params): string[] => {
  const pairs = read.pairs(params, keyValues);
  return pairs.length > 0 ? pairs.map(({ key }) => checkKey(key)) : oneKey(params);
};

function save(state: State, params: Params): ActionResult {
  const pairs = read.pairs(params, keyValues);
  if (pairs.length > 0) {
    for (const { key, value } of pairs) setOwn(state, checkKey(key), value);
    return { data: fromPairs(pairs) };
  }
  const key = readKey(params);
  const value = given(params, valueInput) ?? null;
  setOwn(state, key, value);
  return { data: { key, value } };
}

function removedKeys(params: Params): string[] {
  const several = given(params, multipleKeys);
  const keys = isUnset(several) ? [] : read.list(params, multipleKeys);
  const names = keys.map((key) => checkKey(toText(key, multipleKeys.label)));
  return names.length > 0 ? names : oneKey(params);
}

function remove(state: State, params: Params): ActionResult {
  for (const key of removedKeys(params)) delete state[key];
  return { data: null };
}

function clear(state: State): ActionResult {
  for (const key of Object.keys(state)) if (!isReserved(key)) delete state[key];
  return { data: null };
}

function get(state: State, params: Params): ActionResult {
  const key = readKey(params);
  return {
    data: Object.hasOwn(state, key) ? ownValue(state, key) : (given(params, defaultValueInput) ?? null),
  };
}

function add(state: State, params: Params, sign: 1 | -1): ActionResult {
  const key = readKey(params);
  const operation = { kind: 'add' as const, amount: sign * read.number(params, amountInput) };
  return { data: operate(state, key, operation, numberAt(state, key)) };
}

function saveTime(state: State, params: Params): ActionResult {
  const key = readKey(params);
  const value = new Date().toISOString();
  setOwn(state, key, value);
  return { data: { key, value } };
}

/** What keeps single values. */
export const valueParts: ScopedPart[] = [
  {
    key: 'get*Value',
    label: 'get value',
    description: 'Answers the value kept under a key.',
    inputs: [keyInput, defaultValueInput],
    keys: oneKey,
    perform: get,
    example: '17',
  },
  {
    key: 'save*Value',
    label: 'save value',
    description: 'Keeps a value under a key.',
    inputs: [keyInput, valueInput, keyValues],
    keys: savedKeys,
    perform: save,
    example: { key: 'lastOrderId', value: '17' },
  },
  {
    key: 'save*CurrentTime',
    label: 'save current time',
    description: 'Keeps the time of now, in UTC, under a key.',
    inputs: [keyInput],
    keys: oneKey,
    perform: saveTime,
    example: { key: 'lastRun', value: '2026-01-01T08:00:00.000Z' },
  },
  {
    key: 'increment*Value',
    label: 'increment value',
    description: 'Adds to the number kept under a key, which starts at zero.',
    inputs: [keyInput, amountInput],
    keys: oneKey,
    perform: (state, params) => add(state, params, 1),
    example: 3,
  },
  {
    key: 'decrement*Value',
    label: 'decrement value',
    description: 'Takes away from the number kept under a key, which starts at zero.',
    inputs: [keyInput, amountInput],
    keys: oneKey,
    perform: (state, params) => add(state, params, -1),
    example: 1,
  },
  {
    key: 'remove*Value',
    label: 'remove value',
    description: 'Forgets the value kept under a key.',
    inputs: [keyInput, multipleKeys],
    keys: removedKeys,
    perform: remove,
    example: null,
  },
  {
    key: 'list*Keys',
    label: 'list keys',
    description: 'Answers all keys that hold a value.',
    inputs: [],
    keys: () => 'all',
    perform: (state) => ({ data: Object.keys(state).filter((key) => !isReserved(key)) }),
    example: ['lastOrderId'],
  },
  {
    key: 'remove*State',
    label: 'clear all state',
    description: 'Forgets all values.',
    inputs: [],
    keys: () => 'all',
    perform: clear,
    example: null,
  },
];
