import type {
  ConfigConnection,
  ConfigControl,
  ConfigField,
  ConfigItem,
  ConfigSection,
} from '../../../../views/instances/config-items.ts';
import { scheduleValue } from '../../../definition/schedule-value.ts';
import type { Definition } from '../../../definition/schema.ts';
import { plainText } from '../../../lib/plain-text.ts';
import { MASK } from '../../../models/config-variables.ts';
import type { Form, FormErrors } from '../form.ts';
import type { Question, VariableQuestion } from './config-questions.ts';
import { fieldsOf, listText, pairsText, timestampText } from './config-texts.ts';
import { firingWords } from './firings.ts';

export type Filling = {
  definition: Definition;
  questions: VariableQuestion[];
  /** Values by key, secrets masked. */
  shown: Record<string, unknown>;
  /** What was typed, when the form was refused. */
  typed: Form | undefined;
  errors: FormErrors;
};

/** The form of a version's config variables, under the headings of its pages. */
export function configSections(filling: Filling): ConfigSection[] {
  const left = new Map(filling.questions.map((question) => [question.variable.key, question]));
  const take = (key: string): ConfigItem[] => {
    const question = left.get(key);
    left.delete(key);
    return question ? [itemOf(question, filling)] : [];
  };
  const sections = (filling.definition.configPages ?? []).map(({ name, tagline, elements }) => ({
    title: name,
    note: tagline ?? '',
    items: (elements ?? []).flatMap(({ type, value }): ConfigItem[] => {
      if (type === 'configVar') return take(value ?? '');
      const text = plainText(value ?? '');
      return text === '' ? [] : [{ kind: 'text', text }];
    }),
  }));
  const others = [...left.keys()].flatMap(take);
  const title = sections.some(({ items }) => items.length > 0) ? 'More values' : 'Values';
  return [...sections, { title, note: '', items: others }].filter(({ items }) => items.length > 0);
}

function itemOf({ variable, asked, connection }: VariableQuestion, filling: Filling): ConfigItem {
  const { shown, typed, errors } = filling;
  const value = shown[variable.key];
  if (!connection) return { kind: 'field', field: fieldFor(asked, value, typed, errors) };
  const known = fieldsOf(value);
  const fields = connection.fields.map((field) => fieldFor(field, known[field.key], typed, errors));
  const shownAs: ConfigConnection = {
    ...{ name: asked.name, title: variable.key, error: errors[asked.name], fields },
    note: variable.description || connection.note,
    needsSignIn: connection.needsSignIn,
    optional: !variable.required,
    filled: connection.filled,
  };
  return { kind: 'connection', connection: shownAs };
}

function fieldFor(
  question: Question,
  value: unknown,
  typed: Form | undefined,
  errors: FormErrors,
): ConfigField {
  const { name, label, help, required, fallback } = question;
  const optional = !required && fallback === undefined && question.kind !== 'switch';
  return { name, label, help, optional, error: errors[name], control: controlOf(question, value, typed) };
}

function controlOf(question: Question, value: unknown, typed: Form | undefined): ConfigControl {
  const { kind, name, fallback, options, isSecret, placeholder, required } = question;
  const isLong = kind === 'lines' || kind === 'pairs' || kind === 'code';
  if (isSecret) {
    const whenEmpty = value !== undefined ? 'kept' : fallback !== undefined ? 'filled' : 'nothing';
    return { as: 'secret', isLong, whenEmpty };
  }
  const held = value === undefined ? fallback : value;
  if (kind === 'switch')
    return { as: 'switch', isOn: typed ? typed.text(name) !== '' : String(held) === 'true' };
  const asText = textOf(question, held);
  const text = typed ? (typed.values[name] ?? '') : (asText ?? '');
  switch (kind) {
    case 'schedule':
      return scheduleControl(question, held, typed);
    case 'pick':
      return { as: 'pick', value: text, options, canBeEmpty: !required && fallback === undefined };
    case 'lines':
    case 'pairs': {
      const isForced = typed ? typed.text(`${name}.json`) !== '' : asText === undefined;
      if (!isForced) return { as: kind, value: text };
      return { as: 'json', value: typed ? text : jsonText(held), isForced };
    }
    case 'code':
    case 'json':
      return { as: kind, value: text };
    default:
      return { as: kind, value: text, placeholder };
  }
}

/** The text of a value in its control; undefined for a list whose items are more than lines. */
function textOf({ kind }: Question, held: unknown): string | undefined {
  if (held === undefined || held === MASK) return '';
  switch (kind) {
    case 'lines':
      return listText(held);
    case 'pairs':
      return pairsText(held);
    case 'json':
      return jsonText(held);
    case 'timestamp':
      return timestampText(String(held));
    default:
      return typeof held === 'object' ? jsonText(held) : String(held);
  }
}

function jsonText(held: unknown): string {
  return typeof held === 'string' ? held : JSON.stringify(held, null, 2);
}

function scheduleControl(question: Question, held: unknown, typed: Form | undefined): ConfigControl {
  const stored = scheduleValue(held);
  const cron = typed ? typed.text(question.name) : (stored?.cron ?? '');
  const ownZone = stored?.timeZone ?? question.zone ?? '';
  const zone = typed ? typed.text(`${question.name}.zone`) : ownZone;
  return { as: 'schedule', cron, zone, next: firingWords(cron, zone, 3) };
}
