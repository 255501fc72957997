import type { ActionResult, Params, State } from '../component.ts';
import { isUnset } from '../inputs.ts';
import { given, read } from '../read.ts';
import { sameValue, setOwn } from '../records.ts';
import { dynamicList, flattenValues, keyInput, listValues, readKey, valueInput } from './fields.ts';
import { listAt } from './kept.ts';
import type { ScopedPart } from './scopes.ts';

/** Replaces the kept list by a new one: the old one may be part of an earlier step's result. */
function keep(state: State, params: Params, change: (list: unknown[]) => unknown[]): ActionResult {
  const key = readKey(params);
  const list = change(listAt(state, key));
  setOwn(state, key, list);
  return { data: list };
}

const append = (state: State, params: Params): ActionResult =>
  keep(state, params, (list) => [...list, given(params, valueInput) ?? null]);

function appendAll(state: State, params: Params): ActionResult {
  const source = isUnset(given(params, dynamicList)) ? listValues : dynamicList;
  const values = isUnset(given(params, source)) ? [] : read.list(params, source);
  const isFlat = read.boolean(params, flattenValues);
  return keep(state, params, (list) => [...list, ...(isFlat ? values.flat(1) : values)]);
}

function addToSet(state: State, params: Params): ActionResult {
  const value = given(params, valueInput) ?? null;
  return keep(state, params, (list) =>
    list.some((item) => sameValue(item, value)) ? list : [...list, value],
  );
}

function removeFrom(state: State, params: Params): ActionResult {
  const value = given(params, valueInput) ?? null;
  return keep(state, params, (list) => list.filter((item) => !sameValue(item, value)));
}

/** What keeps lists; a set is a list without repetitions. */
export const listParts: ScopedPart[] = [
  {
    key: 'append*ValueToList',
    label: 'append value to list',
    description: 'Appends a value to the list kept under a key, which starts empty.',
    inputs: [keyInput, valueInput],
    perform: append,
    example: ['16', '17'],
  },
  {
    key: 'append*ValuesToList',
    label: 'append values to list',
    description: 'Appends several values to the list kept under a key, which starts empty.',
    inputs: [keyInput, listValues, dynamicList, flattenValues],
    perform: appendAll,
    example: ['16', '17', '18'],
  },
  {
    key: 'add*ValueToSet',
    label: 'add value to set',
    description: 'Adds a value to the set kept under a key, unless it is there.',
    inputs: [keyInput, valueInput],
    perform: addToSet,
    example: ['16', '17'],
  },
  {
    key: 'remove*ValueFromList',
    label: 'remove value from list',
    description: 'Takes every occurrence of a value out of the list kept under a key.',
    inputs: [keyInput, valueInput],
    perform: removeFrom,
    example: ['16'],
  },
  {
    key: 'remove*ValueFromSet',
    label: 'remove value from set',
    description: 'Takes a value out of the set kept under a key.',
    inputs: [keyInput, valueInput],
    perform: removeFrom,
    example: ['16'],
  },
];
