import type { ConnectionQuestion, Question, VariableQuestion } from '../../definition/read/questions.ts';
import type { Answer, Typed } from '../../inputs/kind.ts';
import { asRecord } from '../../lib/records.ts';
import { MASK } from '../../lib/secret-fields.ts';
import { WAITING } from '../../lib/ui/held-fields.ts';
import { checkConfigVariables, runtimeValue } from '../../models/config-variables.ts';
import type { Form, FormErrors } from '../kit/form.ts';
import { byKey } from './asked.ts';
import { pointerOf, readUse } from './connection-uses.ts';

/** What a configuration form answers, as the models take it. */
export type ConfigAnswers = {
  given: Record<string, unknown>;
  /** Keys whose stored values were emptied. */
  unset: string[];
  errors: FormErrors;
};

/** @param shown the values that are stored, secrets masked: a secret that is left empty stays as it is */
export function configAnswers(
  questions: VariableQuestion[],
  form: Form,
  shown: Record<string, unknown>,
): ConfigAnswers {
  const answers: ConfigAnswers = { given: byKey({}), unset: [], errors: {} };
  for (const question of questions) {
    const { variable, asked, connection } = question;
    const stored = shown[variable.key];
    if (connection) readConnection(question, connection, form, stored, answers);
    else readVariable(asked, form, stored, answers);
  }
  const refused = refusedAnswers(questions, answers.given, shown);
  return { ...answers, errors: inOrder({ ...refused, ...answers.errors }, questions) };
}

/** Told in the order of the form. */
function inOrder(errors: FormErrors, questions: VariableQuestion[]): FormErrors {
  const names = questions.flatMap(({ asked, connection }) => [
    asked.name,
    ...(connection?.fields.map(({ name }) => name) ?? []),
    ...(connection ? [] : Object.keys(errors).filter((name) => name.startsWith(`${asked.name}.`))),
  ]);
  return Object.fromEntries(names.flatMap((name) => (errors[name] ? [[name, errors[name]]] : [])));
}

/** What the models would refuse of it, so that all is told at once. */
function refusedAnswers(
  questions: VariableQuestion[],
  given: Record<string, unknown>,
  shown: Record<string, unknown>,
): FormErrors {
  const variables = questions.map(({ variable }) => variable);
  const { issues } = checkConfigVariables(variables, given, new Map(Object.entries(shown)));
  return atFields(Object.fromEntries(issues.map(({ path, message }) => [path, message])), questions);
}

/**
 * The answers that say something else than what holds already, by a stored value or a default; undefined where none
 * does, so that nothing is set again.
 */
export function changesOf(
  { given, unset }: ConfigAnswers,
  shown: Record<string, unknown>,
  questions: VariableQuestion[],
): Record<string, unknown> | undefined {
  const variables = new Map(questions.map(({ variable }) => [variable.key, variable]));
  const held = (key: string): unknown => {
    const variable = variables.get(key);
    if (shown[key] !== undefined || !variable || variable.dataType === 'connection') return shown[key];
    return runtimeValue(variable, undefined);
  };
  const changed = Object.entries(given).filter(([key, value]) => alike(value) !== alike(held(key)));
  return changed.length === 0 && unset.length === 0 ? undefined : Object.fromEntries(changed);
}

/** A form answers texts where numbers, booleans and fewer fields are stored. */
export function alike(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(alike).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(String(value));
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${alike(item)}`).join()}}`;
}

/** What the models refuse, at the fields: their issues name config variables. */
export function atFields(errors: FormErrors, questions: VariableQuestion[]): FormErrors {
  const names = new Map(
    questions.flatMap(({ variable, asked, connection }) => {
      const path = `configVariables.${variable.key}`;
      const fields =
        connection?.fields.map(({ key, name }) => [`${path}.fields.${key}`, name] as const) ?? [];
      return [[path, asked.name] as const, ...fields];
    }),
  );
  return Object.fromEntries(
    Object.entries(errors).map(([path, message]) => [names.get(path) ?? path, message]),
  );
}

/** What was typed into a field and its parts. */
export function typedIn(form: Form, name: string): Typed {
  return (part) => form.values[part === undefined ? name : `${name}.${part}`] ?? '';
}

function readVariable(asked: Question, form: Form, stored: unknown, answers: ConfigAnswers): void {
  const { key, name, label, kind } = asked;
  const typed = typedIn(form, name);
  const answer = kind.read(typed, asked, stored);
  if (typed(WAITING) !== '') {
    // What it offers was not there yet when the form was sent.
    if (stored === undefined && asked.required)
      answers.errors[name] = `${label} needs a value. Load its choices first.`;
  } else if (answer.is === 'wrong') Object.assign(answers.errors, errorsAt(name, answer));
  else if (answer.is === 'value') answers.given[key] = answer.value;
  else if (kind.keeps(stored)) return;
  else if (asked.required) answers.errors[name] = `${label} needs a value.`;
  else if (asked.fallback !== undefined && kind.emptied !== undefined) answers.given[key] = kind.emptied;
  else if (stored !== undefined) answers.unset.push(key);
}

/** What is wrong with an answer, by the names of its fields. */
function errorsAt(name: string, { message, parts }: Extract<Answer, { is: 'wrong' }>): FormErrors {
  const entries = Object.entries(parts ?? { '': message });
  return Object.fromEntries(entries.map(([part, each]) => [part === '' ? name : `${name}.${part}`, each]));
}

function readConnection(
  { variable, asked }: VariableQuestion,
  connection: ConnectionQuestion,
  form: Form,
  stored: unknown,
  { given, errors }: ConfigAnswers,
): void {
  const { pointer, isAnother } = readUse(form.text(`${asked.name}.use`));
  if (pointer !== undefined) {
    if (pointer !== pointerOf(stored)) given[asked.key] = { connection: pointer };
    return;
  }
  const before = isAnother ? {} : asRecord(asRecord(stored).fields);
  const asksFor = new Set(connection.fields.map(({ key }) => key));
  // What no field asks for was set in another way, and stays.
  const fields = Object.fromEntries(Object.entries(before).filter(([key]) => !asksFor.has(key)));
  const wrong: FormErrors = {};
  let isTouched = false;
  for (const field of connection.fields) {
    const answer = field.kind.read(typedIn(form, field.name), field);
    if (answer.is === 'wrong') wrong[field.name] = answer.message;
    else if (answer.is === 'value') {
      // Of a connection that holds already, a default that nobody has chosen stays one: it would look like a change.
      const isUnsaid = stored !== undefined && answer.value === field.fallback && !(field.key in before);
      if (!isUnsaid) fields[field.key] = answer.value;
      isTouched ||= answer.value !== field.fallback && answer.value !== 'false';
    } else if (before[field.key] === MASK || (field.kind.isSecret && field.key in before))
      fields[field.key] = MASK;
    else if (field.required) wrong[field.name] = `${field.label} needs a value.`;
  }
  if (!isTouched && !variable.required && stored === undefined && connection.fields.length > 0) return;
  Object.assign(errors, wrong);
  given[asked.key] = isAnother
    ? { connection: null, fields }
    : { fields, ...keptToken(variable, fields, stored) };
}

/** A token was given for the address that the connection has had. With another one, and all else typed again, it goes. */
function keptToken(
  variable: VariableQuestion['variable'],
  fields: Record<string, unknown>,
  stored: unknown,
): { token?: string | null } {
  if (asRecord(stored).token === undefined) return {};
  const { key } = variable;
  const { issues } = checkConfigVariables(
    [variable],
    { [key]: { fields, token: MASK } },
    new Map([[key, stored]]),
  );
  const isMoved = issues.length > 0 && issues.every(({ path }) => path === `configVariables.${key}.token`);
  return { token: isMoved ? null : MASK };
}
