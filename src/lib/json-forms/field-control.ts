import { isList } from '../records.ts';
import { type Control, choicesOf } from './controls.ts';
import type { FieldControl, FormOption, LineType } from './parts.ts';
import { type JsonSchema, resolved, typesOf } from './schema.ts';

/** Of an option that a value stands for, which is not offered any more. */
export const KEPT = 'kept';

/** How a value is asked for that no other values are made of. */
export function fieldControl(
  control: Control,
  value: unknown,
  optional: boolean,
  root: JsonSchema,
): FieldControl {
  const { asked, schema, options } = control;
  const text = textOf(value);
  switch (asked) {
    case 'switch':
      return { as: 'switch', isOn: value === true };
    case 'number':
      return { as: 'number', value: text, isWhole: typesOf(schema).includes('integer') };
    case 'pick':
      return { ...pick(choicesOf(schema, root) ?? [], value), canBeEmpty: optional };
    case 'picks':
      return picks(choicesOf(resolved(schema.items, root) ?? {}, root) ?? [], isList(value) ? value : []);
    case 'lines':
    case 'json':
      return { as: asked, value: asked === 'json' && typeof value !== 'string' ? jsonOf(value) : text };
    default: {
      const type = lineType(options.format ?? schema.format);
      const placeholder = typeof options.placeholder === 'string' ? options.placeholder : '';
      return { as: 'line', type, placeholder, value: type === 'password' ? '' : inField(type, text) };
    }
  }
}

const textOf = (value: unknown) =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : jsonOf(value);
const jsonOf = (value: unknown) => (value === undefined ? '' : JSON.stringify(value, null, 2));

const LINE_TYPES: Record<string, LineType> = {
  password: 'password',
  email: 'email',
  uri: 'url',
  date: 'date',
  time: 'time',
  'date-time': 'datetime-local',
};

/** By what a line of text is typed, from the format of its schema or layout. */
export function lineType(format: unknown): LineType {
  return (typeof format === 'string' && Object.hasOwn(LINE_TYPES, format) && LINE_TYPES[format]) || 'text';
}

/** A browser's field has no zone: it is typed and shown in UTC. */
function inField(type: LineType, text: string): string {
  if (type !== 'datetime-local') return text;
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : new Date(at).toISOString().slice(0, 19);
}

type Choice = { value: unknown; label: string };

function optionsOf(choices: Choice[]): FormOption[] {
  return choices.map(({ label }, index) => ({ value: String(index), label }));
}

function placeOf(choices: Choice[], value: unknown): number {
  const text = JSON.stringify(value);
  return choices.findIndex((choice) => JSON.stringify(choice.value) === text);
}

function pick(choices: Choice[], value: unknown) {
  const place = placeOf(choices, value);
  const options = optionsOf(choices);
  if (value === undefined || value === null) return { as: 'pick' as const, value: '', options };
  if (place !== -1) return { as: 'pick' as const, value: String(place), options };
  const gone = { value: KEPT, label: `${textOf(value)} (not offered)` };
  return { as: 'pick' as const, value: KEPT, options: [...options, gone] };
}

function picks(choices: Choice[], values: unknown[]): FieldControl {
  const gone = values.filter((value) => placeOf(choices, value) === -1);
  const options = [
    ...optionsOf(choices),
    ...gone.map((value, index) => ({
      value: `${KEPT}${index}`,
      label: `${textOf(value)} (not offered)`,
    })),
  ];
  const chosen = values.flatMap((value) => {
    const place = placeOf(choices, value);
    return place === -1 ? [] : String(place);
  });
  return { as: 'picks', options, chosen: [...chosen, ...gone.map((_, index) => `${KEPT}${index}`)] };
}

/** The values that were chosen, in the order that they are offered. */
export function chosenOf(
  choices: Choice[],
  values: unknown[],
  isChosen: (option: string) => boolean,
): unknown[] {
  const gone = values.filter((value) => placeOf(choices, value) === -1);
  return [
    ...choices.flatMap(({ value }, index) => (isChosen(String(index)) ? [value] : [])),
    ...gone.filter((_, index) => isChosen(`${KEPT}${index}`)),
  ];
}
