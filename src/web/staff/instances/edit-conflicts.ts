import type { VariableQuestion } from '../../../definition/read/questions.ts';
import { hashToken } from '../../../lib/crypto.ts';
import { alike, type ConfigAnswers } from '../../configuration/form-answers.ts';
import { conflictWith } from '../../kit/edit-conflicts.ts';
import type { Form, FormErrors } from '../../kit/form.ts';

/** Names the values that a form was printed with, so that it can be told which of them others have changed since. */
export function seenValues(questions: VariableQuestion[], shown: Record<string, unknown>): string {
  return questions.map(({ variable, asked }) => `${asked.name}=${markOf(shown[variable.key])}`).join(' ');
}

function markOf(value: unknown): string {
  return value === undefined ? '' : hashToken(alike(value)).slice(0, 12);
}

type Merged = { answers: ConfigAnswers; conflicts: FormErrors };

/**
 * Values that others have changed since the form was printed: those that it leaves as they were stay as they are saved
 * now, those that both have changed are told. Of secrets no form knows what they were.
 */
export function mergedAnswers(
  questions: VariableQuestion[],
  form: Form,
  shown: Record<string, unknown>,
  answers: ConfigAnswers,
): Merged {
  const seen = form.text('seen');
  if (seen === '') return { answers, conflicts: {} };
  const marks = new Map(
    seen.split(' ').map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]),
  );
  const given = { ...answers.given };
  const unset = new Set(answers.unset);
  const conflicts: FormErrors = {};
  for (const { variable, asked } of questions) {
    const { key } = variable;
    const [was, now, typed] = [marks.get(asked.name), markOf(shown[key]), markOf(given[key])];
    if (was === now || typed === now || (given[key] === undefined && !unset.has(key))) continue;
    if (typed === was) {
      delete given[key];
      unset.delete(key);
    } else conflicts[asked.name] = conflictWith(textOf(shown[key]));
  }
  return { answers: { ...answers, given, unset: [...unset] }, conflicts };
}

/** A value in a word, where it has one. */
function textOf(value: unknown): string | undefined {
  if (value === undefined) return '';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}
