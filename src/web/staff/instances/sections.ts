import type { SignInShown } from '../../../../views/connections/connection-status.tsx';
import type { ConfigItem, ConfigSection } from '../../../../views/instances/config-form.tsx';
import type { AskedInput } from '../../../../views/kit/input.tsx';
import type { Definition } from '../../../definition/document/schema.ts';
import { configPages } from '../../../definition/read/config-pages.ts';
import type { Question, VariableQuestion } from '../../../definition/read/questions.ts';
import { asRecord } from '../../../lib/records.ts';
import type { Form, FormErrors } from '../../kit/form.ts';
import { typedIn } from './form-answers.ts';

export type Filling = {
  definition: Definition;
  questions: VariableQuestion[];
  /** Values by key, secrets masked. */
  shown: Record<string, unknown>;
  /** What was typed, when the form was refused. */
  typed: Form | undefined;
  errors: FormErrors;
  /** The connections that somebody signs in for, by key. */
  signIns?: ReadonlyMap<string, SignInShown> | undefined;
};

/** The form of a version's config variables, under the headings of its pages. */
export function configSections(filling: Filling): ConfigSection[] {
  const questions = new Map(filling.questions.map((question) => [question.variable.key, question]));
  const itemsOf = (key: string): ConfigItem[] => {
    const question = questions.get(key);
    return question ? [itemOf(question, filling)] : [];
  };
  const { pages, others } = configPages(filling.definition, questions.keys());
  const sections = pages.map(({ title, note, elements }) => ({
    title,
    note,
    items: elements.flatMap((element): ConfigItem[] => {
      if (element.kind === 'text') return [element];
      return element.isAgain ? [] : itemsOf(element.key);
    }),
  }));
  const title = sections.some(({ items }) => items.length > 0) ? 'More values' : 'Values';
  const rest = { title, note: '', items: others.flatMap(itemsOf) };
  return [...sections, rest].filter(({ items }) => items.length > 0);
}

function itemOf({ variable, asked, connection }: VariableQuestion, filling: Filling): ConfigItem {
  const { shown, typed, errors } = filling;
  const value = shown[variable.key];
  if (!connection) return { kind: 'field', field: fieldFor(asked, value, typed, errors) };
  const known = asRecord(asRecord(value).fields);
  return {
    kind: 'connection',
    connection: {
      name: asked.name,
      title: variable.key,
      error: errors[asked.name],
      fields: connection.fields.map((field) => fieldFor(field, known[field.key], typed, errors)),
      note: variable.description || connection.note,
      needsSignIn: connection.needsSignIn,
      signIn: filling.signIns?.get(variable.key),
      optional: !variable.required,
      filled: connection.filled,
    },
  };
}

function fieldFor(
  question: Question,
  stored: unknown,
  form: Form | undefined,
  errors: FormErrors,
): AskedInput {
  const { name, label, help, kind, required, fallback } = question;
  const held = stored === undefined ? fallback : stored;
  const control = kind.control(held, question, form && typedIn(form, name));
  const optional = !required && fallback === undefined && control.as !== 'switch';
  return { name, label, help, optional, error: errors[name], control };
}
