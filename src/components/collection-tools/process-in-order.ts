import type { Action, ActionResult, Input, Params, State } from '../component.ts';
import { InputError } from '../inputs.ts';
import { given, read } from '../read.ts';
import { isRecord, ownValue, setOwn } from '../records.ts';
import { IN_ORDER_KEY } from '../reserved.ts';

const collectionId: Input = {
  key: 'collectionId',
  label: 'Collection id',
  type: 'string',
  comments: 'What the items that belong together have in common.',
  example: 'import-17',
  default: '',
  required: true,
};

const collectionLength: Input = {
  key: 'collectionLength',
  label: 'Collection length',
  type: 'string',
  comments: 'How many items there are. After the last one the waiting items are forgotten.',
  example: '3',
  default: '',
  required: true,
};

const item: Input = {
  key: 'item',
  label: 'Item',
  type: 'data',
  comments: 'The item that this execution brings.',
  example: '{"id": "17"}',
  default: '',
  required: true,
};

const itemIndex: Input = {
  key: 'itemIndex',
  label: 'Item index',
  type: 'string',
  comments: 'The place of the item in the order, from 0.',
  example: '0',
  default: '',
  required: true,
};

type Collection = { next: number; waiting: Record<string, unknown> };

function collectionAt(collections: Record<string, unknown>, id: string): Collection {
  const kept = ownValue(collections, id);
  if (!isRecord(kept)) return { next: 0, waiting: {} };
  const { next, waiting } = kept;
  return { next: typeof next === 'number' ? next : 0, waiting: isRecord(waiting) ? { ...waiting } : {} };
}

/** Takes out the items whose turn it is, and moves the turn on. */
function takeReady(collection: Collection): unknown[] {
  const ready: unknown[] = [];
  for (; Object.hasOwn(collection.waiting, String(collection.next)); collection.next += 1) {
    ready.push(collection.waiting[collection.next]);
    delete collection.waiting[collection.next];
  }
  return ready;
}

function arrive(state: State, params: Params): ActionResult {
  const id = read.text(params, collectionId);
  if (id === '') throw new InputError(`The input "${collectionId.label}" is empty: name the collection.`);
  const length = read.integer(params, collectionLength, 1);
  const index = read.integer(params, itemIndex, 0, length - 1);
  const kept = ownValue(state, IN_ORDER_KEY);
  const collections = isRecord(kept) ? { ...kept } : {};
  const collection = collectionAt(collections, id);
  if (index >= collection.next) collection.waiting[index] = given(params, item) ?? null;
  const ready = takeReady(collection);
  if (collection.next >= length) delete collections[id];
  else setOwn(collections, id, collection);
  setOwn(state, IN_ORDER_KEY, collections);
  return ready.length > 0
    ? { data: ready, branch: 'Process' }
    : { data: given(params, item) ?? null, branch: 'Skip' };
}

export const processInOrder: Action = {
  key: 'processInOrder',
  display: {
    label: 'Process in order',
    description:
      'Holds items that arrive too early; when one fills the gap, hands over all whose turn has come.',
  },
  inputs: [collectionId, collectionLength, item, itemIndex],
  allowsBranching: true,
  staticBranchNames: ['Process', 'Skip'],
  stateReads: () => [{ state: 'instanceState', keys: [IN_ORDER_KEY] }],
  perform: (context, params) => arrive(context.instanceState, params),
  examplePayload: { data: [{ id: '17' }, { id: '18' }], branch: 'Process' },
};
