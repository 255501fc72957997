import type { SignInShown } from '../../../views/connections/connection-status.tsx';
import type { ConfigItem } from '../../../views/instances/config-form.tsx';
import type { ShownValue } from '../../../views/instances/values.tsx';
import type { Definition } from '../../definition/document/schema.ts';
import { configPages, type PageElement, textOfVariable } from '../../definition/read/config-pages.ts';
import type { VariableQuestion } from '../../definition/read/questions.ts';
import { asRecord, own } from '../../lib/records.ts';
import { type ConnectionUse, pointerOf } from './connection-uses.ts';
import { configSections, type Filling } from './sections.ts';
import { shownSections } from './values.ts';

/** A page of the wizard: text to read and what is asked on it, each thing once in the whole wizard. */
export type WizardPage = {
  title: string;
  note: string;
  questions: VariableQuestion[];
  /** The definition with nothing but this page. */
  definition: Definition;
};

/**
 * The pages in their order, and one more for what stands on none; those without anything to read or to answer are left
 * out. Those that each person fills in alone are a wizard of their own.
 */
export function wizardPages(
  definition: Definition,
  questions: VariableQuestion[],
  isForUsers = false,
): WizardPage[] {
  const byKey = new Map(questions.map((question) => [question.variable.key, question]));
  const { pages, others } = configPages(definition, byKey.keys());
  const made = pages.flatMap(({ title, note, isOfUsers, elements }, index): WizardPage[] => {
    const asked = elements.flatMap((element) =>
      element.kind === 'text' || element.isAgain ? [] : (byKey.get(element.key) ?? []),
    );
    const isText = (element: PageElement) =>
      element.kind === 'text' || textOfVariable(definition, element.key).length > 0;
    const isEmpty = asked.length === 0 && !elements.some(isText);
    if (isEmpty || isOfUsers !== isForUsers) return [];
    const alone = { ...definition, configPages: definition.configPages?.slice(index, index + 1) };
    return [{ title, note, questions: asked, definition: alone }];
  });
  const rest = others.flatMap((key) => byKey.get(key) ?? []);
  if (rest.length === 0 || isForUsers) return made;
  const title = made.length > 0 ? 'More values' : 'Values';
  return [...made, { title, note: '', questions: rest, definition: { ...definition, configPages: [] } }];
}

type SignIns = ReadonlyMap<string, SignInShown>;
type Filled = Omit<Filling, 'definition' | 'questions'>;

/** What stands on the form of one page. */
export function pageItems({ definition, questions }: WizardPage, filled: Filled): ConfigItem[] {
  return configSections({ definition, questions, ...filled }).flatMap(({ items }) => items);
}

/** What was answered on a page, to be read. @param shown secrets masked */
export function pageAnswers(
  page: WizardPage,
  shown: Record<string, unknown>,
  signIns: SignIns,
  uses: ReadonlyMap<string, ConnectionUse>,
): ShownValue[] {
  return shownSections(page, shown, signIns, uses).flatMap(({ values }) => values);
}

/**
 * What is to be answered before all can hold, by the key of its variable.
 * @param missing keys that have no value at all
 * @param signIns undefined where nobody can sign in before all hold
 */
export function openAnswers(
  pages: WizardPage[],
  missing: string[],
  shown: Record<string, unknown>,
  signIns: SignIns | undefined,
): Map<string, string> {
  const open = new Map(missing.map((key) => [key, `${key} needs a value.`]));
  for (const { variable, connection } of pages.flatMap(({ questions }) => questions)) {
    const { key } = variable;
    const fields = asRecord(asRecord(shown[key]).fields);
    const empty = connection?.fields.filter(
      (field) => field.required && field.fallback === undefined && isNothing(own(fields, field.key)),
    );
    // One that is there already was filled in where it was made.
    if (shown[key] === undefined || open.has(key) || pointerOf(shown[key]) !== undefined) continue;
    if (signIns && connection?.needsSignIn && !isSignedIn(signIns.get(key)))
      open.set(key, `${key}: sign in.`);
    if (!empty || empty.length === 0) continue;
    open.set(
      key,
      `${key}: ${empty.map(({ label }) => label).join(', ')} ${empty.length === 1 ? 'needs a value' : 'need values'}.`,
    );
  }
  return open;
}

const isSignedIn = (signIn: SignInShown | undefined) =>
  signIn?.state === 'active' || signIn?.state === 'expiring';
const isNothing = (value: unknown) => value === undefined || value === '';
