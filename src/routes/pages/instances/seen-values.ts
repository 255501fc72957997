import { hashToken } from '../../../lib/crypto.ts';
import { shortened } from '../../../lib/words.ts';
import type { Form, FormErrors } from '../form.ts';
import { alike, type ConfigAnswers } from './config-answers.ts';
import type { VariableQuestion } from './config-questions.ts';

/** Names the values that a form was printed with, so that it can be told which of them others have changed since. */
export function seenValues(questions: VariableQuestion[], shown: Record<string, unknown>): string {
  return questions.map(({ variable, asked }) => `${asked.name}=${markOf(shown[variable.key])}`).join(' ');
}

function markOf(value: unknown): string {
  return value === undefined ? '' : hashToken(alike(value)).slice(0, 12);
}

/** Values that somebody else has changed since the form was printed, and that it would change back. */
export function changedMeanwhile(
  questions: VariableQuestion[],
  form: Form,
  shown: Record<string, unknown>,
  { given, unset }: ConfigAnswers,
): FormErrors {
  const seen = form.text('seen');
  if (seen === '') return {};
  const marks = new Map(seen.split(' ').map((each) => [each.slice(0, each.indexOf('=')), each]));
  const errors: FormErrors = {};
  for (const { variable, asked } of questions) {
    const now = shown[variable.key];
    const isSame = marks.get(asked.name) === `${asked.name}=${markOf(now)}`;
    const wouldChange =
      unset.includes(variable.key) ||
      (given[variable.key] !== undefined && alike(given[variable.key]) !== alike(now));
    if (!isSame && wouldChange) errors[asked.name] = conflictWith(now);
  }
  return errors;
}

function conflictWith(now: unknown): string {
  const isPlain = typeof now === 'string' || typeof now === 'number' || typeof now === 'boolean';
  const what = isPlain
    ? `Somebody changed this to “${shortened(String(now), 200)}”`
    : 'Somebody changed this';
  return `${what} meanwhile. Save again to put yours in its place.`;
}
