import { isList, isRecord } from '../records.ts';
import { alternativesOf, type Control, controlOf, type JsonForm } from './controls.ts';
import type { UiElement } from './default-layout.ts';
import { fieldControl } from './field-control.ts';
import { childrenOf, type Inside, insideAlternative, insideObject, insideRow, layoutOf } from './layout.ts';
import type { FormPart } from './parts.ts';
import type { Remembered } from './read.ts';
import { standingOf } from './rules.ts';
import type { JsonSchema } from './schema.ts';
import { type DataPath, dataPath, valueAt } from './scope.ts';
import { fits } from './validator.ts';

type At = {
  form: JsonForm;
  data: unknown;
  remembered: Remembered | undefined;
  schema: JsonSchema;
  path: DataPath;
  name: string;
  isDisabled: boolean;
  /** All that a rule may show is there. */
  isWhole: boolean;
  /** The schemas around it: one that comes again in itself, where nothing is filled in, would go on for ever. */
  around: JsonSchema[];
};

const DEEPEST = 12;

type Options = { remembered?: Remembered | undefined; isWhole?: boolean };

/**
 * What a form asks for the data as it is: what its rules hide is not there.
 * @param options `remembered`: of the form as it was sent; `isWhole`: with what its rules hide
 */
export function describeForm(
  form: JsonForm,
  data: unknown,
  { remembered, isWhole = false }: Options = {},
): FormPart[] {
  const at = {
    ...{ form, data, remembered, isWhole, schema: form.schema },
    ...{ path: [], name: '', isDisabled: false, around: [] },
  };
  return partsOf(layoutOf(form), at);
}

function partsOf(element: UiElement, at: At): FormPart[] {
  const { isVisible, isEnabled } = standingOf(element, at.data, at.path);
  if (!isVisible && !at.isWhole) return [];
  const isReadonly = isRecord(element.options) && element.options.readonly === true;
  const here = { ...at, isDisabled: at.isDisabled || !isEnabled || isReadonly };
  const { type, label, text } = element;
  const title = typeof label === 'string' ? label : '';
  switch (type) {
    case 'HorizontalLayout':
      return [{ is: 'line', parts: within(element, here) }];
    case 'Group':
    case 'Category':
      return [{ is: 'group', name: at.name, label: title, help: '', parts: within(element, here) }];
    case 'Categorization':
      return [{ is: 'sections', name: at.name, label: title, sections: sectionsOf(element, here) }];
    case 'Label':
      return typeof text === 'string' ? [{ is: 'text', text }] : [];
    default:
      return typeof element.scope === 'string' ? controlParts(element, here) : within(element, here);
  }
}

const below = (name: string, index: string | number) => (name === '' ? String(index) : `${name}.${index}`);

function within(element: UiElement, at: At): FormPart[] {
  return childrenOf(element).flatMap(({ child, index }) =>
    partsOf(child, { ...at, name: below(at.name, index) }),
  );
}

function sectionsOf(element: UiElement, at: At) {
  return childrenOf(element).flatMap(({ child, index }) => {
    const name = below(at.name, index);
    const [part] = partsOf(child, { ...at, name });
    if (!part) return [];
    const label = typeof child.label === 'string' ? child.label : '';
    return [{ name, label, parts: part.is === 'group' ? part.parts : [part] }];
  });
}

function controlParts(element: UiElement, at: At): FormPart[] {
  const control = controlOf(element, at.schema, at.form.schema);
  if (!control) return [];
  const { schema, label } = control;
  const path = [...at.path, ...dataPath(control.scope)];
  const named = {
    ...{ name: at.name, path, label },
    help: typeof schema.description === 'string' ? schema.description : '',
    isDisabled: at.isDisabled || schema.readOnly === true,
  };
  const value = valueAt(at.data, path);
  const isEndless = at.around.length > DEEPEST || (value === undefined && at.around.includes(schema));
  const here = { ...at, path, isDisabled: named.isDisabled, around: [...at.around, schema] };
  const inside = (part: string, { element, schema }: Inside) =>
    partsOf(element, { ...here, schema, name: below(at.name, part) });
  if (isEndless && control.asked !== 'line') return [jsonField(named, value)];
  switch (control.asked) {
    case 'object': {
      const parts = inside('d', insideObject(control, at.form.schema));
      return label === '' ? parts : [{ is: 'group', name: at.name, label, help: named.help, parts }];
    }
    case 'rows':
      return [{ is: 'rows', ...named, rows: rowsOf(control, value, here) }];
    case 'alternatives':
      return [alternatives(control, named, value, here)];
    default: {
      const optional = !control.isRequired;
      return [
        { is: 'field', ...named, optional, control: fieldControl(control, value, optional, at.form.schema) },
      ];
    }
  }
}

type NamedPart = Pick<Extract<FormPart, { is: 'field' }>, 'name' | 'path' | 'label' | 'help' | 'isDisabled'>;

function jsonField(named: NamedPart, value: unknown): FormPart {
  const text = value === undefined ? '' : JSON.stringify(value, null, 2);
  return { is: 'field', ...named, optional: true, control: { as: 'json', value: text } };
}

function rowsOf(control: Control, value: unknown, at: At) {
  const { element, schema } = insideRow(control, at.form.schema);
  return (isList(value) ? value : []).map((row, index) => {
    const name = below(at.name, `r${index}`);
    const was = at.remembered && isRecord(row) ? at.remembered.was.get(row) : String(index);
    const own =
      element.scope === '#' ? { ...element, label: `${control.label} ${index + 1}`.trim() } : element;
    const inRow = { ...at, schema, name, path: [...at.path, String(index)] };
    return { name, was: was ?? '', parts: partsOf(own, inRow) };
  });
}

function alternatives(control: Control, named: NamedPart, value: unknown, at: At): FormPart {
  const root = at.form.schema;
  const all = alternativesOf(control.schema, root);
  const remembered = isRecord(value) ? at.remembered?.kinds.get(value) : undefined;
  const fitting = all.findIndex(({ schema }) => fits({ ...definitionsOf(root), ...schema }, value));
  const chosen = remembered ?? Math.max(fitting, 0);
  const { element, schema } = insideAlternative(control, chosen, root);
  return {
    ...{ is: 'alternatives' as const, ...named, chosen },
    options: all.map(({ label }, index) => ({ value: String(index), label })),
    parts: partsOf(element, { ...at, schema, name: below(at.name, `a${chosen}`) }),
  };
}

const definitionsOf = ({ definitions, $defs }: JsonSchema) => ({
  definitions: definitions ?? {},
  $defs: $defs ?? {},
});
