import { isList, isRecord } from '../records.ts';
import { keywordsOf } from './scope.ts';

/** A JSON Schema as somebody else wrote it: what is in it is looked at before it is used. */
export type JsonSchema = Record<string, unknown>;

const COMBINATORS = ['oneOf', 'allOf', 'anyOf'] as const;

/** The types of a value, written down or to be told from what else the schema says. */
export function typesOf(schema: unknown): string[] {
  if (!isRecord(schema)) return [];
  const { type } = schema;
  if (typeof type === 'string' && type !== '') return [type];
  if (isList(type)) return type.filter((each) => typeof each === 'string');
  if (isFilled(schema.properties) || isFilled(schema.additionalProperties)) return ['object'];
  if (isFilled(schema.items)) return ['array'];
  if (isFilled(schema.enum) && isList(schema.enum)) {
    const types = schema.enum.flatMap((each) => (typeof each === 'string' ? 'string' : typesOf(each)));
    return [...new Set(types)];
  }
  const parts = isList(schema.allOf) ? schema.allOf.map(typesOf) : [];
  return parts.find((types) => types.length > 0) ?? [];
}

/** The same without null: a value that may be missing is asked for as if it may not. */
export function shownTypesOf(schema: unknown): string[] {
  const types = typesOf(schema);
  const shown = types.filter((type) => type !== 'null');
  return shown.length > 0 ? shown : types;
}

/** Whether there is something in a list, an object or a text. */
export function isFilled(value: unknown): boolean {
  if (typeof value === 'string' || isList(value)) return value.length > 0;
  return isRecord(value) && Object.keys(value).length > 0;
}

/** Whether it is made of others: one of them, any of them, or all. */
export function isCombined(schema: unknown): boolean {
  return isRecord(schema) && COMBINATORS.some((keyword) => isFilled(schema[keyword]));
}

/** What a `$ref` leads to, however often it leads on; the schema itself where it has none. */
export function resolved(schema: unknown, root: JsonSchema): JsonSchema | undefined {
  const found = follow(schema, [], searchIn(root));
  return isRecord(found) ? found : undefined;
}

/**
 * The schema that a scope (`#/properties/a`) leads to, also where it stands in one of the schemas that it is combined
 * of; undefined for none.
 */
export function schemaAt(schema: unknown, scope: string, root: JsonSchema): unknown {
  return follow(schema, keywordsOf(scope), searchIn(root));
}

/** References that are being followed, and how many steps may still be taken: schemas can be made to have no end. */
type Search = { root: JsonSchema; following: Set<string>; stepsLeft: number };

const searchIn = (root: JsonSchema): Search => ({ root, following: new Set(), stepsLeft: 2000 });

function follow(schema: unknown, keys: string[], search: Search): unknown {
  search.stepsLeft -= 1;
  if (search.stepsLeft < 0) return undefined;
  const [key, ...rest] = keys;
  if (isRecord(schema) && typeof schema.$ref === 'string') {
    const target = targetOf(schema.$ref, search);
    const found = target === undefined ? undefined : follow(target, keys, search);
    if (found !== undefined || key === undefined) return found;
  }
  if (key === undefined) return schema;
  if (!isRecord(schema) && !isList(schema)) return undefined;
  const found = Object.hasOwn(schema, key) ? follow(Reflect.get(schema, key), rest, search) : undefined;
  return found ?? (isRecord(schema) ? inAlternatives(schema, keys, search) : undefined);
}

/** What a reference leads to in the end; undefined where that is itself. */
function targetOf(reference: string, search: Search): unknown {
  if (search.following.has(reference)) return undefined;
  search.following.add(reference);
  const target = follow(search.root, keywordsOf(reference), search);
  search.following.delete(reference);
  return isRecord(target) && typeof target.$ref === 'string' ? undefined : target;
}

function inAlternatives(schema: JsonSchema, keys: string[], search: Search): unknown {
  const lists = COMBINATORS.flatMap((keyword) => (isList(schema[keyword]) ? schema[keyword] : []));
  for (const part of [...lists, schema.then, schema.else]) {
    const found = part === undefined ? undefined : follow(part, keys, search);
    if (found !== undefined) return found;
  }
  return undefined;
}
