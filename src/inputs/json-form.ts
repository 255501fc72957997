import { type JsonForm, readJsonForm } from '../lib/json-forms/controls.ts';
import { initialData } from '../lib/json-forms/defaults.ts';
import { describeForm } from '../lib/json-forms/describe.ts';
import { formErrors } from '../lib/json-forms/form-errors.ts';
import { startCase } from '../lib/json-forms/labels.ts';
import { readForm } from '../lib/json-forms/read.ts';
import { hasRules } from '../lib/json-forms/rules.ts';
import { isList, isRecord } from '../lib/records.ts';
import { json } from './json.ts';
import { type Answer, type Declared, type Kind, oneLine, parsedOrText } from './kind.ts';
import { isOutdated, OUTDATED, stampOf } from './source.ts';

/** A form of JSON Schema and a layout, from a data source or the default; where there is neither, JSON. */
export const jsonForm: Kind = {
  ...json,
  word: 'Form',
  check(value, declared) {
    // A default is the form itself, and its value what that holds at first.
    const own = readJsonForm(value);
    if (own && isRecord(Reflect.get(Object(value), 'uiSchema')))
      return { ok: true, value: initialData(own) ?? {} };
    const form = formFor(declared);
    const [wrong] =
      form && declared.validationMode !== 'NoValidation' ? formErrors(form, value, declared.label) : [];
    return wrong ? { ok: false, message: wrong.message } : json.check(value, declared);
  },
  read(typed, declared, held) {
    const form = formFor(declared);
    if (!form) return json.read(typed, declared, held);
    if (isOutdated(typed, form)) return OUTDATED;
    const before = heldIn(held, form);
    const { data } = readForm(form, before, typed);
    if (data === undefined) return { is: 'empty' };
    const wrong = refusal(form, data, declared);
    const isUntouched = !declared.required && held === undefined && Bun.deepEquals(data, before);
    if (wrong) return isUntouched ? { is: 'empty' } : wrong;
    return { is: 'value', value: data };
  },
  control(held, declared, typed) {
    const form = formFor(declared);
    if (!form) return json.control(held, declared, typed);
    const before = heldIn(held, form);
    const isSent = typed !== undefined && !isOutdated(typed, form);
    const { data, remembered } = isSent ? readForm(form, before, typed) : { data: before };
    const parts = describeForm(form, data, { remembered });
    return { as: 'form', stamp: stampOf(form), parts, hasRules: hasRules(form.uiSchema) };
  },
  lines: (held) => linesOf(readJsonForm(parsed(held))?.data ?? parsed(held)),
};

const parsed = (held: unknown) => (typeof held === 'string' ? parsedOrText(held) : held);

function formFor({ source, fallback }: Declared): JsonForm | undefined {
  return readJsonForm(source) ?? (fallback === undefined ? undefined : readJsonForm(parsedOrText(fallback)));
}

/** What a form holds: a default that is text is the form, or its data. */
function heldIn(held: unknown, form: JsonForm): unknown {
  const value = parsed(held);
  return value === undefined || value === '' || readJsonForm(value) ? initialData(form) : value;
}

/** `ValidateAndHide` says that something is wrong, and not what. */
function refusal(form: JsonForm, data: unknown, { label, validationMode }: Declared): Answer | undefined {
  if (validationMode === 'NoValidation') return undefined;
  const errors = formErrors(form, data, label);
  const [first] = errors;
  if (!first) return undefined;
  if (validationMode === 'ValidateAndHide')
    return { is: 'wrong', message: `${label} is not filled in right yet. Look through its fields.` };
  const parts = Object.fromEntries(errors.toReversed().map(({ name, message }) => [name, message]));
  return { is: 'wrong', message: first.message, parts };
}

function linesOf(data: unknown): string[] {
  if (isList(data))
    return data.map((item) => (isRecord(item) ? Object.values(item).map(oneLine).join(', ') : oneLine(item)));
  if (!isRecord(data)) return data === undefined ? [] : [oneLine(data)];
  return Object.entries(data).map(([key, value]) => {
    const inner = isList(value) || isRecord(value) ? linesOf(value).join('; ') : oneLine(value);
    return oneLine(`${startCase(key)}: ${inner}`);
  });
}
