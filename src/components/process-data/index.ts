import { createHash } from 'node:crypto';
import { operate } from '../../lib/operations.ts';
import type { Action, Component, InputDeclaration, Params, State } from '../component.ts';
import { InputError, jsonText, refuse } from '../conversions.ts';
import { read } from '../read.ts';
import { byKey, isRecord, ownValue, setOwn } from '../records.ts';
import { PROCESSED_PREFIX } from '../reserved.ts';

const keyFieldNames: InputDeclaration = {
  key: 'keyFieldNames',
  label: 'Key field names',
  type: 'string',
  collection: 'valuelist',
  comments: 'The fields that together tell one item from all others.',
  example: 'id',
  required: true,
};

const data: InputDeclaration = {
  key: 'data',
  label: 'Data',
  type: 'data',
  comments: 'A list of objects.',
  example: '[{"id": 17}]',
  default: '',
  required: true,
};

/** Items that are remembered by each step: beyond that the oldest are forgotten. */
const MOST = 20_000;
/** What is forgotten at once, since runs at the same time may lose what they have noted meanwhile. */
const SPARE = 2_000;

function keyOf(item: unknown, names: readonly unknown[]): string {
  if (!isRecord(item)) return refuse(item, data.label, 'a list of objects');
  const values = names.map((name) => ownValue(item, String(name)) ?? null);
  if (values.every((value) => value === null))
    throw new InputError(
      `An item of the input "${data.label}" has none of the fields ${names.join(', ')}: name fields that every item has.`,
    );
  return createHash('sha256').update(jsonText(values, data.label)).digest('base64url').slice(0, 22);
}

/** The items that no run has been given yet. What it notes is kept only if the run comes to a good end. */
function newItems(state: State, step: string, params: Params): unknown[] {
  const names = read.list(params, keyFieldNames);
  if (names.length === 0)
    throw new InputError(
      `The input "${keyFieldNames.label}" is empty: name the fields that tell items apart.`,
    );
  const place = PROCESSED_PREFIX + JSON.stringify([step]);
  const kept = ownValue(state, place);
  const before: unknown[] = Array.isArray(kept) ? kept : [];
  const known = new Set(before);
  const found = read.list(params, data).filter((item) => {
    const key = keyOf(item, names);
    return !known.has(key) && known.add(key);
  });
  const values = [...known].slice(before.length);
  if (values.length > 0) operate(state, place, { kind: 'append', values }, before);
  if (known.size > MOST + SPARE) setOwn(state, place, [...known].slice(-MOST));
  return found;
}

const deduplicate: Action = {
  key: 'deduplicate',
  display: {
    label: 'Deduplicate',
    description:
      'Answers the items of a list that earlier runs of the flow have not been given. The step remembers the latest 20,000; a run that fails notes nothing, and a step that is renamed begins anew. Runs at the same time do not see each other’s items.',
  },
  inputs: [keyFieldNames, data],
  stateReads: () => [{ state: 'instanceState', keys: 'all' }],
  perform: ({ instanceState, stepName }, params) => ({ data: newItems(instanceState, stepName, params) }),
  examplePayload: { data: [{ id: 17 }] },
};

export const processData: Component = {
  key: 'process-data',
  public: true,
  display: { label: 'Process data', description: 'Passes over what was processed before.', category: 'Data' },
  actions: byKey([deduplicate]),
  triggers: {},
  dataSources: {},
  connections: [],
};
