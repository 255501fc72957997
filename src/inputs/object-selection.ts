import { isList, isRecord } from '../lib/records.ts';
import { json } from './json.ts';
import { type Kind, oneLine, parsedOrText } from './kind.ts';
import { type Element, elementIn, isOutdated, OUTDATED, stampOf, wordOf } from './source.ts';

type Selected = { object: Element; fields?: Element[]; defaultSelected?: boolean };

/** Objects of another system, each with those of its fields that are wanted: `[{ object, fields }]`. */
export const objectSelection: Kind = {
  ...json,
  word: 'Choice of objects',
  check(value, { label }) {
    const given = selectionIn(value);
    return given
      ? { ok: true, value: given }
      : {
          ok: false,
          message: `${label} must be a list of { object: { key, label }, fields: [{ key, label }] }.`,
        };
  },
  read(typed, declared, held) {
    const offered = selectionIn(declared.source);
    if (!offered) return json.read(typed, declared, held);
    if (isOutdated(typed, offered)) return OUTDATED;
    const isOn = (name: string) => typed(name) !== '';
    const chosen = [...offered, ...goneOf(held, offered)].flatMap(
      ({ object, fields = [] }, index): Selected[] => {
        const wanted = fields.filter((_, place) => isOn(`${index}.${place}`));
        if (!isOn(`${index}`) && wanted.length === 0) return [];
        return [{ object, ...(fields.length > 0 ? { fields: wanted } : {}) }];
      },
    );
    return chosen.length === 0 ? { is: 'empty' } : { is: 'value', value: chosen };
  },
  control(held, declared, typed) {
    const offered = selectionIn(declared.source);
    if (!offered) return json.control(held, declared, typed);
    const stored = selectionIn(parsed(held));
    const gone = goneOf(held, offered);
    const isSent = typed !== undefined && !isOutdated(typed, offered);
    const objects = [...offered, ...gone].map(({ object, fields = [], defaultSelected = false }, index) => {
      const before = stored?.find((each) => each.object.key === object.key);
      const isOn = (name: string, was: boolean) => (isSent ? typed(name) !== '' : was);
      return {
        ...{ name: `${index}`, label: wordOf(object), isGone: index >= offered.length },
        isOn: isOn(`${index}`, stored ? before !== undefined : defaultSelected),
        fields: fields.map((field, place) => ({
          ...{ name: `${index}.${place}`, label: wordOf(field) },
          isOn: isOn(`${index}.${place}`, stored ? hasField(before, field) : defaultSelected),
        })),
      };
    });
    return { as: 'objects', stamp: stampOf(offered), objects };
  },
  lines: (held) =>
    (selectionIn(parsed(held)) ?? []).map(({ object, fields = [] }) =>
      oneLine([wordOf(object), fields.map(wordOf).join(', ')].filter((part) => part !== '').join(': ')),
    ),
  schema: () => ({
    type: 'array',
    items: {
      type: 'object',
      properties: { object: ELEMENT, fields: { type: 'array', items: ELEMENT } },
      required: ['object'],
    },
  }),
};

export const ELEMENT = {
  type: 'object' as const,
  properties: { key: { type: 'string' as const }, label: { type: 'string' as const } },
  required: ['key'],
};

const parsed = (held: unknown) => (typeof held === 'string' ? parsedOrText(held) : held);
const hasField = (selected: Selected | undefined, { key }: Element) =>
  selected?.fields?.some((field) => field.key === key) ?? false;

/** What is stored and not offered any more: it stays until somebody takes it away. */
function goneOf(held: unknown, offered: Selected[]): Selected[] {
  const keys = new Set(offered.map(({ object }) => object.key));
  return (selectionIn(parsed(held)) ?? []).filter(({ object }) => !keys.has(object.key));
}

/** Objects with fields, as a data source or a stored value has them; undefined for anything else. */
export function selectionIn(value: unknown): Selected[] | undefined {
  if (!isList(value)) return undefined;
  const all = value.map((each): Selected | undefined => {
    const object = isRecord(each) ? elementIn(each.object) : undefined;
    if (!object || !isRecord(each)) return undefined;
    const fields = isList(each.fields) ? each.fields.flatMap((field) => elementIn(field) ?? []) : undefined;
    return {
      object,
      ...(fields ? { fields } : {}),
      ...(each.defaultSelected === true ? { defaultSelected: true } : {}),
    };
  });
  const read = all.filter((each) => each !== undefined);
  return read.length === all.length ? read : undefined;
}
