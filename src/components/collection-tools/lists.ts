import type { Params } from '../component.ts';
import { type Computed, computedActions } from '../computed.ts';
import { read } from '../read.ts';
import * as fields from './fields.ts';
import {
  chunks,
  concatenate,
  count,
  deduplicate,
  element,
  remove,
  select,
  takeFirst,
  takeLast,
} from './list-operations.ts';

const { listInput } = fields;

/** A function of the list, as one of the inputs. */
const ofList =
  (compute: (list: unknown[], params: Params) => unknown) =>
  (params: Params): unknown =>
    compute(read.list(params, listInput), params);

const rows: Computed[] = [
  [
    'append',
    'Append',
    'Puts an element at the end of a list.',
    [listInput, fields.elementInput],
    { list: [1, 2, 3, 4] },
    // The one action whose result the field wraps in an object.
    ofList((list, params) => ({ list: [...list, element(params)] })),
  ],
  [
    'chunks',
    'Chunks',
    'Cuts a list into lists of a given length.',
    [listInput, fields.numberInput],
    [[1, 2], [3]],
    ofList(chunks),
  ],
  [
    'concatenate',
    'Concatenate',
    'Puts one list after another.',
    [listInput, fields.secondListInput],
    [1, 2, 3, 4],
    ofList(concatenate),
  ],
  [
    'count',
    'Count',
    'Counts how often an element stands in a list.',
    [listInput, fields.elementInput],
    2,
    ofList(count),
  ],
  [
    'first',
    'First',
    'The first element; null of an empty list.',
    [listInput],
    1,
    ofList((list) => list[0] ?? null),
  ],
  [
    'flatten',
    'Flatten',
    'Makes one list of a list of lists.',
    [listInput],
    [1, 2, 3],
    ofList((list) => list.flat(1)),
  ],
  [
    'last',
    'Last',
    'The last element; null of an empty list.',
    [listInput],
    3,
    ofList((list) => list.at(-1) ?? null),
  ],
  ['length', 'Length', 'Counts the elements of a list.', [listInput], 3, ofList((list) => list.length)],
  [
    'remove',
    'Remove',
    'Leaves out every element that equals a given one.',
    [listInput, fields.elementInput],
    [1, 3],
    ofList(remove),
  ],
  [
    'selectItemFromList',
    'Select item by index',
    'The element at a position, also in lists inside lists; null when there is none.',
    [listInput, fields.indexInput],
    2,
    ofList(select),
  ],
  [
    'takeFirst',
    'Take first',
    'The first elements of a list.',
    [listInput, fields.numberInput],
    [1, 2],
    ofList(takeFirst),
  ],
  [
    'takeLast',
    'Take last',
    'The last elements of a list.',
    [listInput, fields.numberInput],
    [2, 3],
    ofList(takeLast),
  ],
  [
    'create',
    'Create list',
    'Makes a list of the given elements.',
    [fields.items],
    ['17', '18'],
    (params) => read.list(params, fields.items),
  ],
];

/** What looks at every part of every element. */
const thorough: Computed[] = [
  [
    'deduplicate',
    'De-duplicate',
    'Keeps the first of equal elements.',
    [listInput],
    [1, 2, 3],
    ofList(deduplicate),
  ],
];

export const listActions = [...computedActions(rows), ...computedActions(thorough, 'collection-tools')];
