import type { SignInShown } from '../../../views/connections/connection-status.tsx';
import type { ConfigItem, ConfigSection } from '../../../views/instances/config-form.tsx';
import type { AskedInput } from '../../../views/kit/input.tsx';
import type { CompiledConfigVariable } from '../../definition/compile/compiled.ts';
import type { Definition } from '../../definition/document/schema.ts';
import { configPages, textOfVariable } from '../../definition/read/config-pages.ts';
import type { Question, VariableQuestion } from '../../definition/read/questions.ts';
import { asRecord } from '../../lib/records.ts';
import { ANEW, WAITING } from '../../lib/ui/held-fields.ts';
import type { Form, FormErrors } from '../kit/form.ts';
import { type ConnectionUse, pointerOf } from './connection-uses.ts';
import { typedIn } from './form-answers.ts';
import { messageOf, type Offer, type Offers, resetOf, watchedBy } from './offers.ts';

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
  /** Which accounts can be chosen, by key. */
  uses?: ReadonlyMap<string, ConnectionUse> | undefined;
  /** The form begins a sign-in by itself. */
  connectsAtOnce?: boolean;
  /** What data sources offer; the questions have it where it is there. */
  offers?: Offers;
  /** Where the form is sent to be printed again; with the name of a field, for its data source to be called. */
  again?: ((of?: string) => string) | undefined;
};

/** The form of a version's config variables, under the headings of its pages. */
export function configSections(filling: Filling): ConfigSection[] {
  const questions = new Map(filling.questions.map((question) => [question.variable.key, question]));
  const itemsOf = (key: string): ConfigItem[] => {
    const question = questions.get(key);
    return question ? [itemOf(question, filling)] : textOfVariable(filling.definition, key);
  };
  const { pages, others } = configPages(filling.definition, questions.keys());
  const sections = pages.map(({ title, note, isOfUsers, elements }) => ({
    title,
    note,
    isOfUsers,
    items: elements.flatMap((element): ConfigItem[] => {
      if (element.kind === 'text') return [element];
      return element.isAgain ? [] : itemsOf(element.key);
    }),
  }));
  const title = sections.some(({ items }) => items.length > 0) ? 'More values' : 'Values';
  const rest = { title, note: '', isOfUsers: false, items: others.flatMap(itemsOf) };
  return [...sections, rest].filter(({ items }) => items.length > 0);
}

function itemOf({ variable, asked, connection }: VariableQuestion, filling: Filling): ConfigItem {
  const { shown, typed, errors } = filling;
  const value = shown[variable.key];
  if (!connection) {
    const field = { ...fieldFor(asked, value, typed, errors), again: filling.again?.() };
    const offer = filling.offers?.get(variable.key);
    if (isForOther(field, typed))
      return offeredItem(variable, renewed(variable, field, filling), offer, filling);
    return offer ? offeredItem(variable, field, offer, filling) : { kind: 'field', field };
  }
  const known = asRecord(asRecord(value).fields);
  const use = filling.uses?.get(variable.key);
  // What is the organization's alone is not to be changed here.
  const isFixed = use?.options.length === 1;
  return {
    kind: 'connection',
    connection: {
      name: asked.name,
      title: variable.key,
      error: errors[asked.name],
      use: use && { ...use, value: typed?.values[`${asked.name}.use`] ?? use.value },
      fields: (isFixed ? [] : connection.fields).map((field) =>
        fieldFor(field, known[field.key], typed, errors),
      ),
      note: variable.description || connection.note,
      needsSignIn: connection.needsSignIn && !isFixed,
      signIn: pointerOf(value) === undefined ? filling.signIns?.get(variable.key) : undefined,
      connectsAtOnce: filling.connectsAtOnce === true,
      optional: !variable.required,
      filled: connection.filled,
    },
  };
}

/** Whether what stands in the form was answered to another offer, since a value has changed that it is made from. */
function isForOther({ name, control }: AskedInput, form: Form | undefined): boolean {
  const answered = form?.text(`${name}.stamp`) ?? '';
  return answered !== '' && 'stamp' in control && control.stamp !== answered;
}

/** With `dataSourceReset: always`, or where somebody wants that, it begins anew; otherwise what is stored stays, and it is said that it was for others. */
function renewed(
  variable: CompiledConfigVariable,
  field: AskedInput,
  { questions, typed }: Filling,
): AskedInput {
  const asked = questions.find((each) => each.variable === variable)?.asked;
  const isAnew = resetOf(variable) === 'always' || typed?.text(ANEW) === field.name;
  if (isAnew && asked) return { ...field, ...fieldFor(asked, undefined, undefined, {}) };
  return {
    ...field,
    help: `${field.help} There is something else to choose from now: what is saved stands here.`.trim(),
  };
}

function offeredItem(
  variable: CompiledConfigVariable,
  field: AskedInput,
  offer: Offer | undefined,
  { questions, again }: Filling,
): ConfigItem {
  if (!offer) return { kind: 'field', field };
  const watches = watchedBy(variable, questions);
  const load = again?.(field.name) ?? '';
  const isFormer = offer.state === 'ready' && offer.isFormer === true;
  return {
    kind: 'offered',
    offered: { field, state: offer.state, isFormer, message: messageOf(offer), load, watches },
  };
}

function fieldFor(
  question: Question,
  stored: unknown,
  form: Form | undefined,
  errors: FormErrors,
): AskedInput {
  const { name, label, help, kind, required, fallback } = question;
  const held = stored ?? offeredText(question) ?? fallback;
  // Where it was not there yet when the form was sent, nobody has typed anything.
  const isTyped = form !== undefined && form.text(`${name}.${WAITING}`) === '';
  const control = kind.control(held, question, isTyped ? typedIn(form, name) : undefined);
  const optional = !required && fallback === undefined && control.as !== 'switch';
  return { name, label, help, optional, error: errors[name], errors, control };
}

/** Of a text, number or date a data source offers the value itself. */
function offeredText({ source }: Question): string | undefined {
  return typeof source === 'string' || typeof source === 'number' || typeof source === 'boolean'
    ? String(source)
    : undefined;
}
