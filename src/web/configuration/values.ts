import type { SignInShown } from '../../../views/connections/connection-status.tsx';
import type { ShownSection, ShownValue } from '../../../views/instances/values.tsx';
import { configPages } from '../../definition/read/config-pages.ts';
import type { ConnectionQuestion, VariableQuestion } from '../../definition/read/questions.ts';
import { oneLine } from '../../inputs/kind.ts';
import { asRecord } from '../../lib/records.ts';
import { MASK } from '../../lib/secret-fields.ts';
import type { Asked } from './asked.ts';
import { type ConnectionUse, pointerOf } from './connection-uses.ts';

/** The values of an instance to read, under the headings of its pages. @param shown secrets masked */
export function shownSections(
  { definition, questions }: Pick<Asked, 'definition' | 'questions'>,
  shown: Record<string, unknown>,
  signIns: ReadonlyMap<string, SignInShown>,
  uses?: ReadonlyMap<string, ConnectionUse>,
): ShownSection[] {
  const byKey = new Map(questions.map((question) => [question.variable.key, question]));
  const valuesOf = (key: string): ShownValue[] => {
    const question = byKey.get(key);
    if (!question) return [];
    const signIn = pointerOf(shown[key]) === undefined ? signIns.get(key) : undefined;
    return [{ ...shownValue(question, shown[key], uses?.get(key)), signIn }];
  };
  const { pages, others } = configPages(definition, byKey.keys());
  const sections = pages.map(({ title, elements }) => ({
    title,
    values: elements.flatMap((element) =>
      element.kind === 'text' || element.isAgain ? [] : valuesOf(element.key),
    ),
  }));
  const rest = { title: 'More values', values: others.flatMap(valuesOf) };
  return [...sections, rest].filter(({ values }) => values.length > 0);
}

function shownValue(
  { variable, asked, connection }: VariableQuestion,
  stored: unknown,
  use: ConnectionUse | undefined,
): Omit<ShownValue, 'signIn'> {
  const isDefault = stored === undefined && variable.defaultValue !== undefined;
  const held = stored ?? variable.defaultValue;
  const isMissing = variable.required && held === undefined;
  const facts = { label: variable.key, isDefault, isMissing };
  const pointer = connection && pointerOf(stored);
  if (pointer !== undefined) {
    const label = use?.options.find(({ value }) => value === pointer)?.label;
    return { ...facts, lines: [{ text: label ?? 'A connection of the organization' }] };
  }
  if (connection) return { ...facts, lines: connectionLines(connection, stored) };
  if (held === undefined) return { ...facts, lines: [] };
  if (asked.kind.isSecret) return { ...facts, lines: [{ text: '', isSecret: true }] };
  return { ...facts, lines: asked.kind.lines(held).map((text) => ({ text })) };
}

function connectionLines(
  { fields, filled, filledKeys }: ConnectionQuestion,
  stored: unknown,
): ShownValue['lines'] {
  const asked = new Map(fields.map((field) => [field.key, field]));
  const held = Object.entries(asRecord(asRecord(stored).fields)).filter(([key]) => !filledKeys.includes(key));
  const own = held.map(([key, value]) => ({
    label: asked.get(key)?.label ?? key,
    text: oneLine(value),
    isSecret: asked.get(key)?.kind.isSecret === true || JSON.stringify(value).includes(MASK),
  }));
  const token = asRecord(stored).token === undefined ? [] : [{ label: 'Token', text: '', isSecret: true }];
  const rest = filled.map((label) => ({ label, text: 'filled in by the integration' }));
  return stored === undefined ? rest : [...own, ...token, ...rest];
}
