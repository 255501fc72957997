import type { ShownSection, ShownValue } from '../../../../views/instances/values.tsx';
import { scheduleValue } from '../../../definition/schedule-value.ts';
import { isNever } from '../../../lib/cron.ts';
import { cronWords } from '../../../lib/cron-words.ts';
import { shortened } from '../../../lib/words.ts';
import { MASK } from '../../../models/config-variables.ts';
import type { Asked } from './config-filling.ts';
import type { ConnectionQuestion, VariableQuestion } from './config-questions.ts';
import { asRecord, fieldsOf, listText, pairsText } from './config-texts.ts';

/** The values of an instance to read, under the headings of its pages. @param shown secrets masked */
export function shownSections(
  { definition, questions }: Asked,
  shown: Record<string, unknown>,
): ShownSection[] {
  const left = new Map(questions.map((question) => [question.variable.key, question]));
  const take = (key: string): ShownValue[] => {
    const question = left.get(key);
    left.delete(key);
    return question ? [shownValue(question, shown[key])] : [];
  };
  const sections = (definition.configPages ?? []).map(({ name, elements }) => ({
    title: name,
    values: (elements ?? []).flatMap(({ type, value }) => (type === 'configVar' ? take(value ?? '') : [])),
  }));
  const others = { title: 'More values', values: [...left.keys()].flatMap(take) };
  return [...sections, others].filter(({ values }) => values.length > 0);
}

function shownValue({ variable, asked, connection }: VariableQuestion, stored: unknown): ShownValue {
  const isDefault = stored === undefined && variable.defaultValue !== undefined;
  const held = stored ?? variable.defaultValue;
  const isMissing = variable.required && held === undefined;
  const facts = { label: variable.key, isDefault, isMissing };
  if (connection) return { ...facts, lines: connectionLines(connection, stored) };
  if (held === undefined) return { ...facts, lines: [] };
  if (asked.isSecret) return { ...facts, lines: [{ text: '', isSecret: true }] };
  return { ...facts, lines: textsOf(asked.kind, held).map((text) => ({ text })) };
}

function connectionLines({ fields, filled }: ConnectionQuestion, stored: unknown): ShownValue['lines'] {
  const asked = new Map(fields.map((field) => [field.key, field]));
  const own = Object.entries(fieldsOf(stored)).map(([key, value]) => ({
    label: asked.get(key)?.label ?? key,
    text: oneLine(value),
    isSecret: asked.get(key)?.isSecret === true || JSON.stringify(value).includes(MASK),
  }));
  const token = asRecord(stored).token === undefined ? [] : [{ label: 'Token', text: '', isSecret: true }];
  const rest = filled.map((label) => ({ label, text: 'filled in by the integration' }));
  return stored === undefined ? rest : [...own, ...token, ...rest];
}

function textsOf(kind: VariableQuestion['asked']['kind'], held: unknown): string[] {
  switch (kind) {
    case 'schedule': {
      const schedule = scheduleValue(held);
      if (!schedule) return [oneLine(held)];
      if (isNever(schedule.scheduleType)) return ['Never'];
      return [[cronWords(schedule.cron) ?? schedule.cron, schedule.timeZone].filter(Boolean).join(', ')];
    }
    case 'switch':
      return [String(held) === 'true' ? 'On' : 'Off'];
    case 'lines':
      return (listText(held) ?? oneLine(held)).split('\n').filter((line) => line !== '');
    case 'pairs':
      return (pairsText(held) ?? oneLine(held)).split('\n').filter((line) => line !== '');
    default:
      return [oneLine(held)].filter((text) => text !== '');
  }
}

const LONGEST = 200;

function oneLine(value: unknown): string {
  return shortened(typeof value === 'string' ? value : JSON.stringify(value), LONGEST);
}
