import { operate } from '../../lib/operations.ts';
import type { Action, ActionResult, InputDeclaration, Params, State } from '../component.ts';
import { InputError } from '../conversions.ts';
import { given, read } from '../read.ts';
import { ownValue, setOwn } from '../records.ts';
import { IN_ORDER_PREFIX } from '../reserved.ts';

const collectionId: InputDeclaration = {
  key: 'collectionId',
  label: 'Collection id',
  type: 'string',
  comments: 'What the items that belong together have in common.',
  example: 'import-17',
  default: '',
  required: true,
};

const collectionLength: InputDeclaration = {
  key: 'collectionLength',
  label: 'Collection length',
  type: 'string',
  comments: 'How many items there are. After the last one the waiting items are forgotten.',
  example: '3',
  default: '',
  required: true,
};

const item: InputDeclaration = {
  key: 'item',
  label: 'Item',
  type: 'data',
  comments: 'The item that this execution brings.',
  example: '{"id": "17"}',
  default: '',
  required: true,
};

const itemIndex: InputDeclaration = {
  key: 'itemIndex',
  label: 'Item index',
  type: 'string',
  comments: 'The place of the item in the order, from 0.',
  example: '0',
  default: '',
  required: true,
};

/*
 * Each waiting item has a key of its own, and how far a collection has come only grows, so that runs at the same time,
 * which do not see each other's changes, take nothing from each other.
 */
const itemKey = (id: string, index: number): string => IN_ORDER_PREFIX + JSON.stringify([id, index]);
const turnsKey = (id: string): string => IN_ORDER_PREFIX + JSON.stringify([id]);

/** Whose turn it may be: runs at the same time may have noted different ones, of which the last holds. */
function turnsAt(state: State, id: string): number[] {
  const kept = ownValue(state, turnsKey(id));
  return Array.isArray(kept) ? kept.filter((turn) => typeof turn === 'number') : [];
}

/** Notes whose turn it is now; what was noted before is forgotten. */
function turnTo(state: State, id: string, turns: number[], next: number): void {
  const key = turnsKey(id);
  let noted = operate(state, key, { kind: 'include', value: next }, turns);
  for (const value of turns)
    if (value !== next) noted = operate(state, key, { kind: 'exclude', value }, noted);
}

/** Takes out the items whose turn it is. */
function takeReady(state: State, id: string, next: number): unknown[] {
  const ready: unknown[] = [];
  for (let key = itemKey(id, next); Object.hasOwn(state, key); key = itemKey(id, next + ready.length)) {
    ready.push(ownValue(state, key));
    delete state[key];
  }
  return ready;
}

function forget(state: State, id: string): void {
  const ofItems = `${turnsKey(id).slice(0, -1)},`;
  for (const key of Object.keys(state)) if (key.startsWith(ofItems)) delete state[key];
  delete state[turnsKey(id)];
}

function arrive(state: State, params: Params): ActionResult {
  const id = read.text(params, collectionId);
  if (id === '') throw new InputError(`The input "${collectionId.label}" is empty: name the collection.`);
  const length = read.integer(params, collectionLength, 1);
  const index = read.integer(params, itemIndex, 0, length - 1);
  const brought = given(params, item) ?? null;
  const turns = turnsAt(state, id);
  const turn = Math.max(0, ...turns);
  if (index >= turn) setOwn(state, itemKey(id, index), brought);
  const ready = takeReady(state, id, turn);
  if (turn + ready.length >= length) forget(state, id);
  else if (ready.length > 0) turnTo(state, id, turns, turn + ready.length);
  return ready.length > 0 ? { data: ready, branch: 'Process' } : { data: brought, branch: 'Skip' };
}

export const processInOrder: Action = {
  key: 'processInOrder',
  display: {
    label: 'Process in order',
    description:
      'Holds items that arrive too early; when one fills the gap, hands over all whose turn has come. Runs at the same time do not see each other’s items: those wait for the next run.',
  },
  inputs: [collectionId, collectionLength, item, itemIndex],
  allowsBranching: true,
  staticBranchNames: ['Process', 'Skip'],
  stateReads: () => [{ state: 'instanceState', keys: 'all' }],
  perform: (context, params) => arrive(context.instanceState, params),
  examplePayload: { data: [{ id: '17' }, { id: '18' }], branch: 'Process' },
};
