import { isRecord } from '../records.ts';
import { isCombined, type JsonSchema, resolved, shownTypesOf } from './schema.ts';
import { propertyScope } from './scope.ts';

/** An element of a uiSchema as somebody else wrote it. */
export type UiElement = Record<string, unknown>;

const KNOWN_TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'null', 'boolean']);

/**
 * The layout of a schema that comes without one: a control for each property below one another, as JSON Forms generates
 * it; undefined where there is nothing to ask for.
 */
export function defaultLayout(
  schema: unknown,
  root: JsonSchema = isRecord(schema) ? schema : {},
): UiElement | undefined {
  const element = elementOf(schema, '#', root);
  if (element === undefined || Array.isArray(element.elements)) return element;
  return vertical([element]);
}

function elementOf(written: unknown, scope: string, root: JsonSchema): UiElement | undefined {
  const schema = resolved(written, root);
  if (!schema) return undefined;
  const control = { type: 'Control', scope };
  if (isCombined(schema)) return control;
  const [type, ...others] = shownTypesOf(schema);
  if (type === undefined) return undefined;
  if (others.length > 0) return control;
  if (scope !== '#' || type !== 'object') return KNOWN_TYPES.has(type) ? control : undefined;
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const elements = Object.entries(properties).map(([key, property]) =>
    elementOf(property, propertyScope(scope, key), root),
  );
  return vertical(elements.filter((element) => element !== undefined));
}

const vertical = (elements: UiElement[]): UiElement => ({ type: 'VerticalLayout', elements });
