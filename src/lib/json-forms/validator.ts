import type { OutputUnit, Schema, SchemaDraft } from '@cfworker/json-schema';
import { isList, isRecord } from '../records.ts';
import { type JsonSchema, resolved } from './schema.ts';

let loaded: typeof import('@cfworker/json-schema') | undefined;

/** Evaluated with the first form: a start reads none. The files that `require` would take are bundled as text elsewhere. */
function library(): typeof import('@cfworker/json-schema') {
  const module: typeof import('@cfworker/json-schema') =
    loaded ?? require('../../../node_modules/@cfworker/json-schema/dist/esm/index.js');
  loaded = module;
  return module;
}

/** What does not fit, in the library's terms; nothing for a schema that cannot be read. */
export function unitsOf(schema: unknown, data: unknown): OutputUnit[] {
  if (typeof schema === 'boolean') return schema ? [] : library().validate(data, schema).errors;
  if (!isRecord(schema)) return [];
  try {
    const { Validator } = library();
    return new Validator(affordable(schema, isSmall(data)), draftOf(schema), false).validate(data).errors;
  } catch {
    // It refers to what is not there, or to itself without end. The author is told elsewhere; no answer would do.
    return [];
  }
}

/** Whether a value is as a schema says. What is not there fits whatever says nothing of a type or of values. */
export function fits(schema: unknown, value: unknown): boolean {
  if (value === undefined) return fitsNothing(schema, isRecord(schema) ? schema : {}, 0);
  return unitsOf(schema, value).length === 0;
}

const DEEPEST = 50;

function fitsNothing(schema: unknown, root: JsonSchema, depth: number): boolean {
  if (!isRecord(schema)) return schema !== false;
  if (depth > DEEPEST) return false;
  const inner = (part: unknown) => fitsNothing(part, root, depth + 1);
  const parts = (list: unknown) => (isList(list) ? list : []);
  if (schema.type !== undefined || schema.const !== undefined || schema.enum !== undefined) return false;
  if (typeof schema.$ref === 'string' && !inner(resolved(schema, root))) return false;
  if (!parts(schema.allOf).every(inner)) return false;
  if (schema.anyOf !== undefined && !parts(schema.anyOf).some(inner)) return false;
  if (schema.oneOf !== undefined && parts(schema.oneOf).filter(inner).length !== 1) return false;
  if (schema.not !== undefined && inner(schema.not)) return false;
  if (schema.if === undefined) return true;
  return inner(inner(schema.if) ? (schema.then ?? true) : (schema.else ?? true));
}

/** Without a declaration a `$ref` has neighbours that count, as in JSON Forms. */
function draftOf(schema: JsonSchema): SchemaDraft {
  const declared = typeof schema.$schema === 'string' ? schema.$schema : '';
  if (declared.includes('2020-12')) return '2020-12';
  return declared.includes('draft-04') ? '4' : '2019-09';
}

// Patterns come from elsewhere, and some go back and forth for ever on a text of thirty letters.
const NESTED = /[*+}]\)*[*+{]|\\[1-9k]|\((?:[^()\\]|\\.)*[*+{|](?:[^()\\]|\\.)*\)[*+{]/;
const MOST_REPEATS = 2;
const LONGEST_TEXT = 2000;
const LONGEST_LIST = 1000;

/** Whether a pattern can be tried in the server: no repetition within a repetition, and few of them. */
function isCheap(pattern: unknown): boolean {
  if (typeof pattern !== 'string' || pattern.length > 500 || NESTED.test(pattern)) return false;
  return (pattern.match(/(?<!\\)[*+]|,\}/g) ?? []).length <= MOST_REPEATS;
}

/** Whether each text may be held against a pattern, and all items of each list against one another. */
function isSmall(data: unknown): boolean {
  if (typeof data === 'string') return data.length <= LONGEST_TEXT;
  if (isList(data)) return data.length <= LONGEST_LIST && data.every(isSmall);
  return !isRecord(data) || Object.values(data).every(isSmall);
}

/** A time of day comes without a zone, as fields for it have none. */
const FORMATS = new Set([
  'date',
  'date-time',
  'email',
  'uri',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
  'duration',
]);
const NAMES = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas']);
const VALUES = new Set(['const', 'enum', 'default', 'examples', 'required', '$ref']);

/** The schema without what could keep the server busy. A copy: the library writes into what it is given. */
function affordable(schema: JsonSchema, isSmall: boolean): Schema {
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] =>
    isAffordable(keyword, value, isSmall)
      ? [[keyword, VALUES.has(keyword) ? value : copied(value, NAMES.has(keyword), isSmall)]]
      : [],
  );
  return Object.fromEntries(entries);
}

function isAffordable(keyword: string, value: unknown, isSmall: boolean): boolean {
  if (keyword === 'pattern') return isSmall && isCheap(value);
  if (keyword === 'patternProperties') return isRecord(value) && Object.keys(value).every(isCheap);
  if (keyword === 'format') return isSmall && typeof value === 'string' && FORMATS.has(value);
  return keyword !== 'uniqueItems' || isSmall;
}

function copied(value: unknown, areNames: boolean, isSmall: boolean): unknown {
  if (isList(value)) return value.map((item) => copied(item, false, isSmall));
  if (!isRecord(value)) return value;
  if (!areNames) return affordable(value, isSmall);
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, copied(part, false, isSmall)]),
  );
}
