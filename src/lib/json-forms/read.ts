import { withPlainEnds } from '../plain-ends.ts';
import { isList, isRecord } from '../records.ts';
import { alternativesOf, type Control, choicesOf, controlOf, type JsonForm } from './controls.ts';
import type { UiElement } from './default-layout.ts';
import { withDefaults } from './defaults.ts';
import { chosenOf, KEPT, lineType } from './field-control.ts';
import { childrenOf, type Inside, insideAlternative, insideObject, insideRow, layoutOf } from './layout.ts';
import { type RowChange, readRowChange, withChange } from './row-change.ts';
import { type JsonSchema, resolved } from './schema.ts';
import { dataPath, valueAt, withValue } from './scope.ts';

/** What stands in a field of a form that was sent; empty where it was not there. */
export type Sent = (name: string) => string;

/** Of a form as it was sent: the rows by the place where they are stored, and which of several schemas a value was given for. */
export type Remembered = { was: WeakMap<object, string>; kinds: WeakMap<object, number> };

/** Names of the fields that a form was printed with: an unticked box sends nothing, and neither does what is disabled. */
export const ASKED = 'asked';
/** A change of rows, by the button that was pressed. */
export const CHANGE = 'do';

type At = {
  root: JsonSchema;
  schema: JsonSchema;
  name: string;
  sent: Sent;
  asked: Set<string>;
  change: RowChange | undefined;
  remembered: Remembered;
};

/**
 * Reads a form that was sent back into data.
 * @param before what is stored, or what the form held at first: what the form does not ask for stays as it is there
 */
export function readForm(
  form: JsonForm,
  before: unknown,
  sent: Sent,
): { data: unknown; remembered: Remembered } {
  const remembered: Remembered = { was: new WeakMap(), kinds: new WeakMap() };
  const asked = new Set(sent(ASKED).split(' '));
  const change = readRowChange(sent(CHANGE));
  const at = { root: form.schema, schema: form.schema, name: '', sent, asked, change, remembered };
  return { data: read(layoutOf(form), before, at), remembered };
}

const below = (name: string, index: string | number) => (name === '' ? String(index) : `${name}.${index}`);

function read(element: UiElement, value: unknown, at: At): unknown {
  if (typeof element.scope === 'string') return readControl(element, value, at);
  return childrenOf(element).reduce(
    (current, { child, index }) => read(child, current, { ...at, name: below(at.name, index) }),
    value,
  );
}

function readControl(element: UiElement, around: unknown, at: At): unknown {
  const control = controlOf(element, at.schema, at.root);
  if (!control) return around;
  const path = dataPath(control.scope);
  const before = valueAt(around, path);
  const isAsked = at.asked.has(at.name);
  if (isAsked && at.sent(`${at.name}.json`) !== '')
    return withValue(around, path, readJson(at.sent(at.name)));
  const inside = (part: string, { element, schema }: Inside, value: unknown) =>
    read(element, value, { ...at, schema, name: below(at.name, part) });
  switch (control.asked) {
    case 'object': {
      // Only what was printed is gone into: a schema may come again in itself without end.
      if (![...at.asked].some((name) => name.startsWith(`${below(at.name, 'd')}`))) return around;
      return withValue(around, path, inside('d', insideObject(control, at.root), before));
    }
    case 'rows':
      return isAsked ? withValue(around, path, readRows(control, before, at)) : around;
    case 'alternatives':
      return isAsked ? withValue(around, path, readAlternative(control, before, at)) : around;
    default:
      return isAsked ? withValue(around, path, readField(control, before, at)) : around;
  }
}

function readRows(control: Control, before: unknown, at: At): unknown {
  const inside = insideRow(control, at.root);
  const stored = isList(before) ? before : [];
  const count = Math.min(Number(at.sent(`${at.name}.rows`)) || 0, MOST_ROWS);
  const rows = Array.from({ length: count }, (_, index): unknown => {
    const name = below(at.name, `r${index}`);
    const was = at.sent(`${name}.was`);
    const base = was === '' ? undefined : stored[Number(was)];
    const row = read(inside.element, base, { ...at, schema: inside.schema, name });
    return remember(inside.element.scope === '#' ? row : { ...(isRecord(row) ? row : {}) }, was, at);
  });
  if (at.change?.name !== at.name) return rows.filter((row) => row !== undefined);
  const added = withDefaults(control.schema.items, undefined, at.root);
  return withChange(
    rows,
    at.change,
    inside.element.scope === '#' ? added : remember({ ...(isRecord(added) ? added : {}) }, '', at),
  );
}

/** As many as a form of the largest size could hold. */
const MOST_ROWS = 5000;

function remember(row: unknown, was: string, { remembered }: At): unknown {
  if (isRecord(row)) remembered.was.set(row, was);
  return row;
}

function readAlternative(control: Control, before: unknown, at: At): unknown {
  const all = alternativesOf(control.schema, at.root);
  const kind = Math.min(Number(at.sent(at.name)) || 0, all.length - 1);
  const isOther = at.sent(`${at.name}.was`) !== String(kind);
  const inside = insideAlternative(control, kind, at.root);
  const value = isOther
    ? withDefaults(all[kind]?.schema, undefined, at.root)
    : read(inside.element, before, { ...at, schema: inside.schema, name: below(at.name, `a${kind}`) });
  const isObject = inside.element.scope !== '#';
  const made = isObject ? { ...(isRecord(value) ? value : {}) } : value;
  if (isRecord(made)) at.remembered.kinds.set(made, kind);
  return made;
}

function readField(
  { asked, schema, options, isRequired }: Control,
  before: unknown,
  { name, sent, root }: At,
): unknown {
  const text = sent(name);
  switch (asked) {
    case 'switch':
      // A box that nobody has ever ticked says nothing, unless there has to be an answer.
      return text !== '' || (before === undefined && !isRequired ? undefined : false);
    case 'number':
      return text.trim() === '' ? undefined : Number.isFinite(Number(text)) ? Number(text) : text.trim();
    case 'pick':
      return text === ''
        ? undefined
        : text === KEPT
          ? before
          : choicesOf(schema, root)?.[Number(text)]?.value;
    case 'picks': {
      const choices = choicesOf(resolved(schema.items, root) ?? {}, root) ?? [];
      const chosen = chosenOf(
        choices,
        isList(before) ? before : [],
        (option) => sent(`${name}.o${option}`) !== '',
      );
      return chosen.length === 0 && before === undefined ? undefined : chosen;
    }
    case 'lines':
      return text.trim() === '' ? undefined : withPlainEnds(text);
    case 'json':
      return readJson(text);
    default:
      return readLine(text.trim(), lineType(options.format ?? schema.format), before);
  }
}

function readLine(text: string, type: ReturnType<typeof lineType>, before: unknown): unknown {
  if (text === '') return type === 'password' ? before : undefined;
  if (type === 'time' && /^\d\d:\d\d$/.test(text)) return `${text}:00`;
  const hasNoZone = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.exec(text);
  if (type !== 'datetime-local' || !hasNoZone) return text;
  return hasNoZone[1] === undefined ? `${text}:00Z` : `${text}Z`;
}

/** JSON that somebody typed; what cannot be read stays as it is, and is told to be no JSON. */
function readJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
