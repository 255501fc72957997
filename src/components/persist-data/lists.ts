import { type Operation, operate } from '../../lib/operations.ts';
import type { ActionResult, Params, State } from '../component.ts';
import { isUnset } from '../conversions.ts';
import { given, read } from '../read.ts';
import { dynamicList, flattenValues, keyInput, listValues, oneKey, readKey, valueInput } from './fields.ts';
import { listAt } from './kept.ts';
import type { ScopedPart } from './scopes.ts';

/** The new list takes the place of the old one, which may be part of an earlier step's result. */
function keep(state: State, params: Params, operation: Operation): ActionResult {
  const key = readKey(params);
  return { data: operate(state, key, operation, listAt(state, key)) };
}

const append = (state: State, params: Params): ActionResult =>
  keep(state, params, { kind: 'append', values: [given(params, valueInput) ?? null] });

function appendAll(state: State, params: Params): ActionResult {
  const source = isUnset(given(params, dynamicList)) ? listValues : dynamicList;
  const values = isUnset(given(params, source)) ? [] : read.list(params, source);
  const isFlat = read.boolean(params, flattenValues);
  return keep(state, params, { kind: 'append', values: isFlat ? values.flat(1) : values });
}

const addToSet = (state: State, params: Params): ActionResult =>
  keep(state, params, { kind: 'include', value: given(params, valueInput) ?? null });

const removeFrom = (state: State, params: Params): ActionResult =>
  keep(state, params, { kind: 'exclude', value: given(params, valueInput) ?? null });

/** What keeps lists; a set is a list without repetitions. */
export const listParts: ScopedPart[] = [
  {
    key: 'append*ValueToList',
    label: 'append value to list',
    description: 'Appends a value to the list kept under a key, which starts empty.',
    inputs: [keyInput, valueInput],
    keys: oneKey,
    perform: append,
    example: ['16', '17'],
  },
  {
    key: 'append*ValuesToList',
    label: 'append values to list',
    description: 'Appends several values to the list kept under a key, which starts empty.',
    inputs: [keyInput, listValues, dynamicList, flattenValues],
    keys: oneKey,
    perform: appendAll,
    example: ['16', '17', '18'],
  },
  {
    key: 'add*ValueToSet',
    label: 'add value to set',
    description: 'Adds a value to the set kept under a key, unless it is there.',
    inputs: [keyInput, valueInput],
    keys: oneKey,
    perform: addToSet,
    example: ['16', '17'],
  },
  {
    key: 'remove*ValueFromList',
    label: 'remove value from list',
    description: 'Takes every occurrence of a value out of the list kept under a key.',
    inputs: [keyInput, valueInput],
    keys: oneKey,
    perform: removeFrom,
    example: ['16'],
  },
  {
    key: 'remove*ValueFromSet',
    label: 'remove value from set',
    description: 'Takes a value out of the set kept under a key.',
    inputs: [keyInput, valueInput],
    keys: oneKey,
    perform: removeFrom,
    example: ['16'],
  },
];
