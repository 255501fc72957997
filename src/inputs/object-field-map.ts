import { isList, isRecord } from '../lib/records.ts';
import { json } from './json.ts';
import { type Kind, type Option, oneLine, parsedOrText } from './kind.ts';
import { ELEMENT, selectionIn } from './object-selection.ts';
import { type Element, elementIn, isOutdated, OUTDATED, stampOf, wordOf } from './source.ts';

type Mapped = { field: Element; mappedObject?: Element; mappedField?: Element };
type Row = Mapped & {
  required: boolean;
  defaultObject: Element | undefined;
  defaultField: Element | undefined;
};
type Target = { object: Element; field: Element };

/** Own fields, each with the field of another system that it goes with: `{ fields: [{ field, mappedObject, mappedField }] }`. */
export const objectFieldMap: Kind = {
  ...json,
  word: 'Mapping of fields',
  check(value, { label }) {
    const rows = rowsIn(value);
    if (!rows)
      return { ok: false, message: `${label} must be { fields: [{ field: { key, label }, mappedField }] }.` };
    return { ok: true, value: { fields: rows.map(mappedOf) } };
  },
  read(typed, declared, held) {
    const offered = rowsIn(declared.source);
    if (!offered) return json.read(typed, declared, held);
    if (isOutdated(typed, declared.source)) return OUTDATED;
    const targets = targetsIn(declared.source);
    const before = storedIn(held);
    const fields = offered.map((row, index): Mapped => {
      const chosen = typed(String(index));
      if (chosen === KEPT) return { ...before.get(row.field.key), field: row.field };
      const target = targets[Number(chosen || -1)];
      return target
        ? { field: row.field, mappedObject: target.object, mappedField: target.field }
        : { field: row.field };
    });
    const missing = offered.flatMap((row, index) =>
      row.required && !fields[index]?.mappedField
        ? [[String(index), `${wordOf(row.field)} needs a field.`]]
        : [],
    );
    const parts: Record<string, string> = Object.fromEntries(missing);
    if (missing.length > 0) return { is: 'wrong', message: `${declared.label} is not complete.`, parts };
    return fields.some(({ mappedField }) => mappedField)
      ? { is: 'value', value: { fields } }
      : { is: 'empty' };
  },
  control(held, declared, typed) {
    const offered = rowsIn(declared.source);
    if (!offered) return json.control(held, declared, typed);
    const targets = targetsIn(declared.source);
    const before = storedIn(held);
    const isSent = typed !== undefined && !isOutdated(typed, declared.source);
    const rows = offered.map((row, index) => {
      const stored = before.size > 0 ? before.get(row.field.key) : proposalOf(row);
      const place = targets.findIndex((target) => isTarget(target, stored));
      const gone =
        stored?.mappedField && place === -1
          ? [{ value: KEPT, label: `${wordOf(stored.mappedField)} (not offered)` }]
          : [];
      const was = gone.length > 0 ? KEPT : place === -1 ? '' : String(place);
      return {
        ...{ name: String(index), label: wordOf(row.field), optional: !row.required },
        value: isSent ? typed(String(index)) : was,
        options: [...optionsOf(targets), ...gone],
      };
    });
    return { as: 'mapping', stamp: stampOf(declared.source), rows };
  },
  lines: (held) =>
    [...storedIn(held).values()].flatMap(({ field, mappedField }) =>
      mappedField ? oneLine(`${wordOf(field)} → ${wordOf(mappedField)}`) : [],
    ),
  schema: () => ({
    type: 'object',
    properties: {
      fields: {
        type: 'array',
        items: {
          type: 'object',
          properties: { field: ELEMENT, mappedObject: ELEMENT, mappedField: ELEMENT },
          required: ['field'],
        },
      },
    },
    required: ['fields'],
  }),
};

/** Of an option that is stored and not offered any more. */
const KEPT = 'kept';

function mappedOf({ field, mappedObject, mappedField }: Mapped): Mapped {
  return { field, ...(mappedObject ? { mappedObject } : {}), ...(mappedField ? { mappedField } : {}) };
}

/** What the data source proposes for a row: what it says is mapped, or else its default. */
function proposalOf(row: Row): Mapped {
  const [object, field] = row.mappedField
    ? [row.mappedObject, row.mappedField]
    : [row.defaultObject, row.defaultField];
  return {
    field: row.field,
    ...(object ? { mappedObject: object } : {}),
    ...(field ? { mappedField: field } : {}),
  };
}

function isTarget({ object, field }: Target, stored: Mapped | undefined): boolean {
  const isObject = stored?.mappedObject === undefined || stored.mappedObject.key === object.key;
  return isObject && stored?.mappedField?.key === field.key;
}

/** Fields of the other system, with the name of their object where there are several. */
function optionsOf(targets: Target[]): Option[] {
  const hasSeveral = new Set(targets.map(({ object }) => object.key)).size > 1;
  return targets.map(({ object, field }, index) => ({
    value: String(index),
    label: hasSeveral ? `${wordOf(object)}: ${wordOf(field)}` : wordOf(field),
  }));
}

function targetsIn(source: unknown): Target[] {
  const options = isRecord(source) ? selectionIn(source.options) : undefined;
  return (options ?? []).flatMap(({ object, fields = [] }) => fields.map((field) => ({ object, field })));
}

function storedIn(held: unknown): Map<string, Mapped> {
  const rows = rowsIn(typeof held === 'string' ? parsedOrText(held) : held) ?? [];
  return new Map(rows.map((row) => [row.field.key, mappedOf(row)]));
}

function rowsIn(value: unknown): Row[] | undefined {
  if (!isRecord(value) || !isList(value.fields)) return undefined;
  const rows = value.fields.map((each): Row | undefined => {
    const field = isRecord(each) ? elementIn(each.field) : undefined;
    if (!field || !isRecord(each)) return undefined;
    const [mappedObject, mappedField] = [elementIn(each.mappedObject), elementIn(each.mappedField)];
    return {
      ...{ field, required: each.required === true },
      ...mappedOf({
        field,
        ...(mappedObject ? { mappedObject } : {}),
        ...(mappedField ? { mappedField } : {}),
      }),
      ...{ defaultObject: elementIn(each.defaultObject), defaultField: elementIn(each.defaultField) },
    };
  });
  const read = rows.filter((each) => each !== undefined);
  return read.length === rows.length ? read : undefined;
}
