import type { Params } from '../component.ts';
import { type Computed, computedActions } from '../computed.ts';
import { InputError, isUnset, refuse, toPairs, toText } from '../conversions.ts';
import { given, read } from '../read.ts';
import { fromPairs, isRecord, ownValue, type Pair } from '../records.ts';
import { MAX_DEPTH, tooDeep } from '../size.ts';
import * as fields from './fields.ts';

function withItem(list: unknown[], segment: string, path: string[], pairs: Pair[]): unknown[] {
  const index = Number(segment);
  const isInside = segment !== '' && Number.isInteger(index) && index >= 0 && index < list.length;
  if (!isInside)
    throw new InputError(`The input "${fields.objectPath.label}" names "${segment}", which the list lacks.`);
  return list.with(index, withKeys(list[index], path, pairs));
}

/** A changed copy: what is given may be the result of an earlier step, which stays as it is. */
function withKeys(target: unknown, path: string[], pairs: Pair[]): unknown {
  const [segment, ...rest] = path;
  if (segment !== undefined && Array.isArray(target)) return withItem(target, segment, rest, pairs);
  if (!isRecord(target))
    return refuse(target, fields.objectPath.label, 'the path of an object, to set keys in');
  if (segment === undefined) return { ...target, ...fromPairs(pairs) };
  const inner = withKeys(ownValue(target, segment) ?? {}, rest, pairs);
  return { ...target, ...fromPairs([{ key: segment, value: inner }]) };
}

function insert(params: Params, pairs: Pair[]): unknown {
  const path = read.text(params, fields.objectPath).trim();
  const segments = path === '' ? [] : path.split('.', MAX_DEPTH + 1);
  if (segments.length > MAX_DEPTH) throw tooDeep(fields.objectPath.label);
  return withKeys(read.object(params, fields.object), segments, pairs);
}

function addKey(params: Params): unknown {
  const key = read.text(params, fields.key);
  if (key === '') throw new InputError(`The input "${fields.key.label}" is empty: name the key to set.`);
  return insert(params, [{ key, value: given(params, fields.value) ?? null }]);
}

function addMultipleKeys(params: Params): unknown {
  const dynamic = given(params, fields.dynamicFields);
  const rows = isUnset(dynamic)
    ? read.pairs(params, fields.keyValueListInput)
    : toPairs(dynamic, fields.dynamicFields.label);
  return insert(params, rows);
}

function fieldValueMapping(params: Params): Pair[] {
  const values = new Map(read.pairs(params, fields.valueMappings).map(({ key, value }) => [key, value]));
  return read
    .pairs(params, fields.keyMappings)
    .filter((pair) => values.has(pair.key))
    .map((pair) => ({ key: toText(pair.value, fields.keyMappings.label), value: values.get(pair.key) }));
}

const rows: Computed[] = [
  [
    'addKey',
    'Add key to object',
    'Sets one key of an object, or of an object inside it.',
    [fields.object, fields.key, fields.value, fields.objectPath],
    { name: 'Acme', email: 'info@acme.example' },
    addKey,
  ],
  [
    'addMultipleKeys',
    'Add several keys to object',
    'Sets several keys of an object, or of an object inside it.',
    [fields.object, fields.objectPath, fields.dynamicFields, fields.keyValueListInput],
    { name: 'Acme', email: 'info@acme.example' },
    addMultipleKeys,
  ],
  [
    'combineCollections',
    'Combine collections',
    'Puts several collections into one object. Create object does the same.',
    [fields.collectionsInput],
    { customers: [{ id: 17 }], orders: [] },
    (params) => fromPairs(read.pairs(params, fields.collectionsInput)),
  ],
  [
    'createObject',
    'Create object',
    'Makes an object of keys and values.',
    [fields.keyValueInput],
    { name: 'Acme', id: '17' },
    (params) => fromPairs(read.pairs(params, fields.keyValueInput)),
  ],
  [
    'fieldValueMapping',
    'Field value mapping',
    'Pairs the keys and the values that two mappings give to the same fields.',
    [fields.keyMappings, fields.valueMappings],
    [{ key: 'Name', value: 'Acme' }],
    fieldValueMapping,
  ],
  [
    'toObject',
    'Key-value list to object',
    'Makes an object of a list of keys and values.',
    [fields.keyValueList],
    { name: 'Acme' },
    (params) => fromPairs(read.pairs(params, fields.keyValueList)),
  ],
  [
    'fromObject',
    'Object to key-value list',
    'Makes a list of keys and values of an object.',
    [fields.object],
    [{ key: 'name', value: 'Acme' }],
    (params) => toPairs(read.object(params, fields.object), fields.object.label),
  ],
];

export const objectActions = computedActions(rows);
