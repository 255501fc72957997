import { isRecord } from '../records.ts';
import { type JsonForm, wholeObject } from './controls.ts';
import { isFilled, type JsonSchema, resolved, shownTypesOf } from './schema.ts';

const DEEPEST = 20;

/** What a form holds before anybody has answered: its own data, with the defaults of the schema where that says nothing. */
export function initialData({ schema, data }: JsonForm): unknown {
  return withDefaults(schema, data, schema);
}

/** Data with the defaults of its schema; undefined where neither says anything. */
export function withDefaults(written: unknown, data: unknown, root: JsonSchema, depth = 0): unknown {
  const schema = resolved(written, root);
  if (!schema || depth > DEEPEST) return data;
  const value = data === undefined ? schema.default : data;
  const isObject = shownTypesOf(schema)[0] === 'object' || isFilled(schema.allOf);
  if (!isObject || (value !== undefined && !isRecord(value))) return value;
  const { properties } = wholeObject(schema, root);
  const filled = Object.entries(isRecord(properties) ? properties : {}).flatMap(([key, property]) => {
    const inner = withDefaults(
      property,
      value && Object.hasOwn(value, key) ? value[key] : undefined,
      root,
      depth + 1,
    );
    return inner === undefined ? [] : [[key, inner] as const];
  });
  if (value === undefined && filled.length === 0) return undefined;
  return { ...value, ...Object.fromEntries(filled) };
}
