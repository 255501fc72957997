import { isList, isRecord } from '../records.ts';
import type { UiElement } from './default-layout.ts';
import { startCase } from './labels.ts';
import { isFilled, type JsonSchema, resolved, schemaAt, shownTypesOf } from './schema.ts';

/** A form as it is written: JSON Schema, layout, and what it holds at first. */
export type JsonForm = { schema: JsonSchema; uiSchema: UiElement; data: unknown };

/** By what a value is asked for. */
export type Asked =
  | ('line' | 'lines' | 'number' | 'switch' | 'pick' | 'picks' | 'json')
  | ('rows' | 'object' | 'alternatives');

/** An element that asks for a value, with the schema of that. */
export type Control = {
  asked: Asked;
  schema: JsonSchema;
  scope: string;
  options: UiElement;
  label: string;
  /** Whether the object around it says that it has to be there. */
  isRequired: boolean;
};

/** What an element asks for; undefined for one whose scope leads nowhere. */
export function controlOf(element: UiElement, schema: JsonSchema, root: JsonSchema): Control | undefined {
  const { scope, label, options } = element;
  if (typeof scope !== 'string') return undefined;
  const found = resolved(schemaAt(schema, scope, root), root);
  if (!found) return undefined;
  const own = isRecord(options) ? options : {};
  const text = isRecord(label) ? label.text : label;
  const title = typeof found.title === 'string' ? found.title : startCase(keyOf(scope));
  return {
    asked: askedFor(found, own, root),
    ...{ schema: found, scope, options: own, label: typeof text === 'string' ? text : title },
    isRequired: isRequired(scope, schema, root),
  };
}

function isRequired(scope: string, schema: JsonSchema, root: JsonSchema): boolean {
  const at = scope.lastIndexOf('/properties/');
  const parent = at === -1 ? undefined : resolved(schemaAt(schema, scope.slice(0, at), root), root);
  return isList(parent?.required) && parent.required.includes(keyOf(scope));
}

/** The name at the end of a scope. */
function keyOf(scope: string): string {
  return scope
    .slice(scope.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}

function askedFor(schema: JsonSchema, options: UiElement, root: JsonSchema): Asked {
  if (choicesOf(schema, root)) return 'pick';
  const [type, ...others] = shownTypesOf(schema);
  if (type === 'array' && others.length === 0) {
    const items = resolved(schema.items, root);
    if (!items) return 'json';
    return schema.uniqueItems === true && choicesOf(items, root) ? 'picks' : 'rows';
  }
  if (isFilled(schema.oneOf) || isFilled(schema.anyOf)) return 'alternatives';
  if (others.length > 0) return 'json';
  if (type === 'object' || isFilled(schema.allOf)) return 'object';
  if (type === 'string') return options.multi === true ? 'lines' : 'line';
  if (type === 'number' || type === 'integer') return 'number';
  return type === 'boolean' ? 'switch' : 'json';
}

/** What a value is chosen from, where it is one of a few. */
export function choicesOf(
  schema: JsonSchema,
  root: JsonSchema,
): { value: unknown; label: string }[] | undefined {
  if (isList(schema.enum)) return schema.enum.map((value) => ({ value, label: wordOf(value) }));
  if (schema.const !== undefined)
    return [{ value: schema.const, label: wordOf(schema.title ?? schema.const) }];
  const listed = isList(schema.oneOf) ? schema.oneOf : isList(schema.anyOf) ? schema.anyOf : [];
  const parts = listed.map((part) => resolved(part, root));
  if (parts.length === 0 || !parts.every((part) => part?.const !== undefined)) return undefined;
  return parts.map((part) => ({ value: part?.const, label: wordOf(part?.title ?? part?.const) }));
}

const wordOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** An object's schema with what it has of those that it is combined of. */
export function wholeObject(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const { allOf, oneOf: _, anyOf: __, ...own } = schema;
  const parts = (isList(allOf) ? allOf : []).map((part) => wholeObject(resolved(part, root) ?? {}, root));
  const all = [...parts, own];
  return {
    ...own,
    type: 'object',
    properties: Object.assign({}, ...all.map(({ properties }) => (isRecord(properties) ? properties : {}))),
    required: all.flatMap(({ required }) => (isList(required) ? required : [])),
  };
}

/** The schemas of which a value fits one. */
export function alternativesOf(
  schema: JsonSchema,
  root: JsonSchema,
): { schema: JsonSchema; label: string }[] {
  const listed = isFilled(schema.oneOf) ? schema.oneOf : schema.anyOf;
  return (isList(listed) ? listed : []).map((part, index) => {
    const found = resolved(part, root) ?? {};
    const title = (isRecord(part) && part.title) || found.title;
    return { schema: found, label: typeof title === 'string' ? title : `Choice ${index + 1}` };
  });
}

/** A form as it comes from a data source or a default; undefined for what is none. */
export function readJsonForm(value: unknown): JsonForm | undefined {
  if (!isRecord(value) || !isRecord(value.schema)) return undefined;
  const { schema, uiSchema, data } = value;
  return { schema, uiSchema: isRecord(uiSchema) ? uiSchema : {}, data };
}
