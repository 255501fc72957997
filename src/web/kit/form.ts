import * as v from 'valibot';
import { MB } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { readBytes } from './bodies.ts';

/** What a person has filled in. */
export type Form = {
  /** The text of a field, trimmed; empty when it is not there. */
  text(name: string): string;
  /** All values of a field: of checkboxes that share a name. */
  all(name: string): string[];
  /** An uploaded file; undefined when none was chosen. */
  file(name: string): File | undefined;
  /** Each field's first text as it was typed, to fill the form in again. */
  values: Record<string, string>;
  /** All of it, as it was sent. */
  entries: Entry[];
};

type Entry = [name: string, value: string | File];

export const EMPTY_FORM: Form = {
  text: () => '',
  all: () => [],
  file: () => undefined,
  values: {},
  entries: [],
};

/** @throws AppError `too_large`, `bad_request` for what is no form */
export async function readForm(request: Request, limitMb: number): Promise<Form> {
  const bytes = await readBytes(request, limitMb * MB);
  const type = request.headers.get('content-type') ?? '';
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type))
    throw new AppError('bad_request', 'This address takes a form that was filled in on its page.');
  try {
    return formOf([...(await new Response(bytes, { headers: { 'content-type': type } }).formData())]);
  } catch {
    throw new AppError('bad_request', 'The form could not be read. Fill it in again.');
  }
}

export function formOf(entries: Entry[]): Form {
  const fields = new Map<string, (string | File)[]>();
  // One look at each: `getAll` goes through all fields, and strangers choose how many a form has.
  for (const [name, value] of entries) {
    const same = fields.get(name);
    if (same) same.push(value);
    else fields.set(name, [value]);
  }
  const texts = (name: string) =>
    (fields.get(name) ?? []).flatMap((value) => (typeof value === 'string' ? value : []));
  const values: Record<string, string> = Object.create(null);
  for (const name of fields.keys()) values[name] = texts(name)[0] ?? '';
  return {
    text: (name) => texts(name)[0]?.trim() ?? '',
    all: texts,
    file(name) {
      const [value] = fields.get(name) ?? [];
      return value instanceof File && value.size > 0 ? value : undefined;
    },
    values,
    entries,
  };
}

/** What is wrong with a form: a sentence by field name. */
export type FormErrors = Record<string, string>;

export type CheckedForm<T> = { ok: true; output: T } | { ok: false; errors: FormErrors };

/** Checks the trimmed texts of the fields that the schema names; its messages are the sentences that a person reads. */
export function checkForm<const E extends v.ObjectEntries>(
  entries: E,
  form: Form,
): CheckedForm<v.InferOutput<v.ObjectSchema<E, undefined>>> {
  const given = Object.fromEntries(Object.keys(entries).map((name) => [name, form.text(name)]));
  const checked = v.safeParse(v.object(entries), given);
  if (checked.success) return { ok: true, output: checked.output };
  const issues = checked.issues.map((issue) => ({ path: v.getDotPath(issue) ?? '', message: issue.message }));
  return { ok: false, errors: errorsOf(issues) };
}

/** What a model has refused, by field; anything else is thrown on. */
export function refusedFields(error: unknown, field: string): FormErrors {
  if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error;
  return error.issues.length > 0 ? errorsOf(error.issues) : { [field]: error.message };
}

function errorsOf(issues: { path: string; message: string }[]): FormErrors {
  const errors: FormErrors = {};
  // In their order, which is that of the form; of several faults of one field the first is the one to begin with.
  for (const { path, message } of issues) errors[path] ??= message;
  return errors;
}
