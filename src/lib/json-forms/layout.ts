import { isList, isRecord } from '../records.ts';
import { alternativesOf, type Control, type JsonForm, wholeObject } from './controls.ts';
import { defaultLayout, type UiElement } from './default-layout.ts';
import { isFilled, type JsonSchema, resolved, shownTypesOf } from './schema.ts';

/** What stands inside of a value, as a layout with the schema that its scopes are said of. */
export type Inside = { element: UiElement; schema: JsonSchema };

const NOTHING: UiElement = { type: 'VerticalLayout', elements: [] };

/** The layout of a whole form. */
export function layoutOf({ schema, uiSchema }: JsonForm): UiElement {
  if (typeof uiSchema.type === 'string') return uiSchema;
  return defaultLayout(schema) ?? NOTHING;
}

/** The elements of a layout that are elements, each with its place. */
export function childrenOf(element: UiElement): { child: UiElement; index: number }[] {
  const elements = isList(element.elements) ? element.elements : [];
  return elements.flatMap((child, index) => (isRecord(child) ? { child, index } : []));
}

/** The layout of an object, as it is written beside it or else generated. */
export function insideObject(
  { schema, options }: Pick<Control, 'schema' | 'options'>,
  root: JsonSchema,
): Inside {
  const whole = wholeObject(schema, root);
  const { detail } = options;
  if (isRecord(detail) && typeof detail.type === 'string') return { element: detail, schema: whole };
  return { element: defaultLayout(whole, root) ?? NOTHING, schema: whole };
}

/** The layout of a row of a list: of its members, or of the value that it is. */
export function insideRow(control: Control, root: JsonSchema): Inside {
  const items = resolved(control.schema.items, root) ?? {};
  const isObject = shownTypesOf(items)[0] === 'object' || isFilled(items.allOf);
  if (isObject && !isFilled(items.oneOf) && !isFilled(items.anyOf))
    return insideObject({ schema: items, options: control.options }, root);
  return { element: { type: 'Control', scope: '#', label: control.label }, schema: items };
}

/** The layout of the chosen one of several schemas. */
export function insideAlternative(control: Control, chosen: number, root: JsonSchema): Inside {
  const alternative = alternativesOf(control.schema, root)[chosen];
  if (!alternative) return { element: NOTHING, schema: {} };
  const { schema, label } = alternative;
  const isObject = shownTypesOf(schema)[0] === 'object' && !isFilled(schema.oneOf) && !isFilled(schema.anyOf);
  if (isObject) return insideObject({ schema, options: {} }, root);
  return { element: { type: 'Control', scope: '#', label }, schema };
}
