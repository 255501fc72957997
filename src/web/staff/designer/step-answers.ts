import type { Catalog } from '../../../components/catalog.ts';
import type { Step, StepInput } from '../../../definition/document/schema.ts';
import type { EditCommand } from '../../../definition/edit/edit.ts';
import { keyOfStep } from '../../../definition/edit/step-lists.ts';
import { declaredOf } from '../../../definition/read/declared.ts';
import { shownInputs } from '../../../definition/read/shown-inputs.ts';
import { withPlainEnds } from '../../../lib/plain-ends.ts';
import { own } from '../../../lib/records.ts';
import { printedRetry } from '../../../lib/ui/failure-words.ts';
import { inputField } from '../../../lib/ui/field-ties.ts';
import type { Form, FormErrors } from '../../kit/form.ts';
import type { InputFacts } from './asked-inputs.ts';
import { askedName } from './asked-items.ts';
import type { FieldAnswer } from './done-by-field.ts';
import { type BranchAnswer, inputAnswer } from './input-answers.ts';
import { scheduleAnswer } from './schedule-answers.ts';

type At = { flow: string; step: string };

/** Every input of a step: those that its action declares, and those that only the document has. */
export function inputFacts(
  step: Step,
  deps: { catalog: Catalog },
  stepOf?: Parameters<typeof shownInputs>[2],
): InputFacts[] {
  const declared = declaredOf(step, deps.catalog);
  return shownInputs(step.inputs, declared.inputs, stepOf).map((shown) => ({
    holder: keyOfStep(step),
    key: shown.key,
    declared: declared.inputs.find(({ key }) => key === shown.key),
    input: own(step.inputs, shown.key),
    shown,
  }));
}

const LONGEST_NAME = 200;

/** What the form of a step changes, and what of it is wrong, by field. */
export function stepAnswers(
  step: Step,
  at: At,
  form: Form,
  deps: { catalog: Catalog },
): { answers: FieldAnswer[]; errors: FormErrors } {
  const answers: FieldAnswer[] = [];
  const errors: FormErrors = {};
  const naming = branchInputOf(step, deps);
  for (const facts of inputFacts(step, deps)) {
    const field = inputField(facts.key);
    const answer = inputAnswer(facts, form);
    if (answer === 'same') continue;
    if ('wrong' in answer) {
      errors[field] = answer.wrong;
      continue;
    }
    const commands: EditCommand[] = [{ kind: 'set-input', ...at, input: facts.key, value: answer.value }];
    if (facts.key === naming && answer.branches)
      commands.unshift({
        kind: 'set-branches',
        ...at,
        branches: allBranches(step, facts.input, answer.branches),
      });
    answers.push({ field, commands });
  }
  answers.push({ field: 'notes', commands: noteAnswer(step, at, form) });
  answers.push({ field: 'failure', commands: failureAnswer(step, at, form, errors) });
  if (step.isTrigger) answers.push({ field: 'cron', commands: scheduleAnswer(step, at.flow, form, errors) });
  // Last: a step that a file gave no key goes by its name.
  answers.push({ field: 'name', commands: nameAnswer(step, at, form, deps, errors) });
  return { answers, errors };
}

function nameAnswer(
  step: Step,
  at: At,
  form: Form,
  { catalog }: { catalog: Catalog },
  errors: FormErrors,
): EditCommand[] {
  const name = form.text('name');
  if (form.values.name === undefined || name === step.name.trim()) return [];
  if (name === '') errors.name = `Type a name, for example ${declaredOf(step, catalog).action}.`;
  else if (name.length > LONGEST_NAME) errors.name = `A name has at most ${LONGEST_NAME} letters.`;
  else return [{ kind: 'rename-step', ...at, name }];
  return [];
}

function branchInputOf(step: Step, { catalog }: { catalog: Catalog }): string | undefined {
  const declared = step.isTrigger ? catalog.trigger(step.action) : catalog.action(step.action);
  return declared?.dynamicBranchInput;
}

/** Branches that no row has named, such as Else, come last. */
function allBranches(
  { branches }: Step,
  input: StepInput | undefined,
  named: BranchAnswer[],
): BranchAnswer[] {
  const items = Array.isArray(input?.value) ? input.value : [];
  const rows = new Set(items.map((item) => askedName(item)));
  const kept = new Set(named.flatMap(({ was }) => was ?? []));
  const others = (branches ?? []).flatMap(({ name }) => (rows.has(name) || kept.has(name) ? [] : name));
  return [...named, ...others.map((name) => ({ name, was: name }))];
}

function noteAnswer(step: Step, at: At, form: Form): EditCommand[] {
  if (form.values.notes === undefined) return [];
  const note = withPlainEnds(form.text('notes'));
  return note === (step.description ?? '').trim() ? [] : [{ kind: 'set-note', ...at, note }];
}

const MOST_ATTEMPTS = 10;
const LONGEST_DELAY = 3600;

/** What happens when the step fails; of what the form does not ask, nothing is lost. */
function failureAnswer(step: Step, at: At, form: Form, errors: FormErrors): EditCommand[] {
  const handler = form.text('failure');
  if (handler !== 'fail' && handler !== 'ignore' && handler !== 'retry') return [];
  const before = step.errorConfig;
  if (handler !== 'retry') {
    if (handler === (before?.errorHandlerType ?? 'fail')) return [];
    return [
      {
        kind: 'set-error-handler',
        ...at,
        errorConfig: handler === 'fail' ? null : { errorHandlerType: handler },
      },
    ];
  }
  const printed = printedRetry(before);
  const [attempts, delay] = [Number(form.text('attempts') || '3'), Number(form.text('delay') || '0')];
  // What holds already is nobody's mistake of now.
  const isNew = (field: 'attempts' | 'delay') => form.text(field) !== printed[field];
  if (isNew('attempts') && (!Number.isInteger(attempts) || attempts < 1 || attempts > MOST_ATTEMPTS))
    errors.attempts = `Type how often it is tried again: a number from 1 to ${MOST_ATTEMPTS}.`;
  if (isNew('delay') && (!Number.isInteger(delay) || delay < 0 || delay > LONGEST_DELAY))
    errors.delay = `Type seconds: a number from 0 to ${LONGEST_DELAY.toLocaleString('en')}.`;
  if (errors.attempts || errors.delay) return [];
  const asked = {
    maxAttempts: attempts,
    delaySeconds: delay,
    usesExponentialBackoff: form.text('doubles') !== '',
    ignoreFinalError: form.text('ignores') !== '',
  };
  const same =
    before?.errorHandlerType === 'retry' &&
    (before.maxAttempts ?? 0) === attempts &&
    (before.delaySeconds ?? 0) === delay &&
    (before.usesExponentialBackoff ?? false) === asked.usesExponentialBackoff &&
    (before.ignoreFinalError ?? false) === asked.ignoreFinalError;
  if (same) return [];
  const errorConfig = { ...before, errorHandlerType: 'retry' as const, ...asked };
  return [{ kind: 'set-error-handler', ...at, errorConfig }];
}
