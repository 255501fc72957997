import type { AskedRuns } from '../../../../views/designer/run-fields.tsx';
import type { FieldReference, Flow } from '../../../definition/document/schema.ts';
import type { Of } from '../../../definition/edit/command.ts';
import { fieldPath } from '../../../lib/ui/failure-words.ts';
import type { Form, FormErrors } from '../../kit/form.ts';

/** How runs of a flow wait and are tried again, as its form is printed. */
export function printedRuns({ queueConfig, retryConfig, steps }: Flow): AskedRuns {
  const limit = queueConfig?.concurrencyLimit ?? undefined;
  return {
    isScheduled: Boolean(steps.find(({ isTrigger }) => isTrigger)?.schedule?.value),
    order: orderOf(queueConfig),
    limit: limit === undefined ? '' : String(limit),
    dedupe: fieldPath(queueConfig?.dedupeIdField),
    attempts: String(retryConfig?.maxAttempts ?? 0),
    delay: String(retryConfig?.delayMinutes ?? 0),
    doubles: retryConfig?.usesExponentialBackoff === true,
    unique: fieldPath(retryConfig?.uniqueRequestIdField),
  };
}

function orderOf(config: Flow['queueConfig']): string {
  if (config?.singletonExecutions) return 'singleton';
  if ((config?.concurrencyLimit ?? 1) > 1) return 'throttled';
  return config?.usesFifoQueue || config?.concurrencyLimit ? 'sequential' : 'parallel';
}

type RunDetails = Pick<Of<'change-flow'>['details'], 'queueConfig' | 'retryConfig'>;
type Text = Exclude<keyof AskedRuns, 'isScheduled' | 'doubles'>;

/** What the form says of runs otherwise than it was printed. @param isSynchronous what it says of callers */
export function runChanges(flow: Flow, form: Form, isSynchronous: boolean, errors: FormErrors): RunDetails {
  if (form.values.order === undefined) return {};
  const printed = printedRuns(flow);
  const isNew = (...fields: Text[]) =>
    fields.some((field) => form.values[field] !== undefined && form.text(field).trim() !== printed[field]);
  const becomesSynchronous = isSynchronous && flow.isSynchronous !== true;
  checkRuns(form, isNew, isSynchronous, becomesSynchronous, errors);
  const isDoubled = form.text('doubles') !== '';
  const isQueued = isNew('order', 'dedupe') || (form.text('order') === 'throttled' && isNew('limit'));
  const isRetried = isNew('attempts', 'delay', 'unique') || isDoubled !== printed.doubles;
  return {
    ...(isQueued && { queueConfig: queueAnswer(flow, form) }),
    ...(isRetried && { retryConfig: retryAnswer(flow, form, isDoubled) }),
  };
}

const PLACE = /^(pathFragment|(body|headers|queryParameters)\.\S(.*\S)?)$/;
const NO_PLACE =
  'Begin with body, headers or queryParameters, and go on to the id, such as body.data.id or headers.x-request-id.';

/** What holds already is nobody's mistake of now. */
function checkRuns(
  form: Form,
  isNew: (...fields: Text[]) => boolean,
  isSynchronous: boolean,
  becomesSynchronous: boolean,
  errors: FormErrors,
): void {
  const order = form.text('order');
  const isInOrder = order === 'throttled' || order === 'sequential';
  if (isSynchronous && isInOrder && (isNew('order') || becomesSynchronous))
    errors.order = 'Callers wait for the result, so calls cannot wait for each other. Choose one of the two.';
  if (order === 'throttled' && isNew('order', 'limit') && !isWhole(form.text('limit'), 2, 15))
    errors.limit = 'Type how many run at once: a number from 2 to 15.';
  if (isNew('attempts') && !isWhole(form.text('attempts'), 0, 10))
    errors.attempts = 'Type how often it is tried again: a number from 0 to 10.';
  else if (isSynchronous && Number(form.text('attempts')) > 0 && (isNew('attempts') || becomesSynchronous))
    errors.attempts = 'Callers wait for the result, so a failed run is not tried again. Type 0.';
  if (isNew('delay') && !isWhole(form.text('delay'), 0, 60))
    errors.delay = 'Type minutes: a number from 0 to 60.';
  for (const field of ['dedupe', 'unique'] as const) {
    const path = form.text(field).trim();
    if (isNew(field) && path !== '' && !PLACE.test(path)) errors[field] = NO_PLACE;
  }
}

function isWhole(text: string, least: number, most: number): boolean {
  return /^\d{1,3}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}

function queueAnswer({ queueConfig }: Flow, form: Form): NonNullable<RunDetails['queueConfig']> {
  const {
    usesFifoQueue: _,
    concurrencyLimit: __,
    singletonExecutions: ___,
    dedupeIdField,
    ...rest
  } = queueConfig ?? {};
  const order = form.text('order');
  const field = fieldAnswer(dedupeIdField, form, 'dedupe');
  return {
    ...rest,
    ...(order === 'throttled' && { usesFifoQueue: true, concurrencyLimit: Number(form.text('limit')) }),
    ...(order === 'sequential' && { usesFifoQueue: true }),
    ...(order === 'singleton' && { singletonExecutions: true }),
    ...(field !== undefined && { dedupeIdField: field }),
  };
}

function retryAnswer(
  { retryConfig }: Flow,
  form: Form,
  usesExponentialBackoff: boolean,
): NonNullable<RunDetails['retryConfig']> {
  const { uniqueRequestIdField, ...rest } = retryConfig ?? {};
  const field = fieldAnswer(uniqueRequestIdField, form, 'unique');
  return {
    ...rest,
    maxAttempts: Number(form.text('attempts')),
    delayMinutes: Number(form.text('delay')),
    usesExponentialBackoff,
    ...(field !== undefined && { uniqueRequestIdField: field }),
  };
}

/** As exports write it; one that is not changed stays as it was written. */
function fieldAnswer(
  before: FieldReference | null | undefined,
  form: Form,
  name: 'dedupe' | 'unique',
): FieldReference | undefined {
  const path = form.values[name] === undefined ? fieldPath(before) : form.text(name).trim();
  if (before && path === fieldPath(before)) return before;
  return path === '' ? undefined : { type: 'reference', value: `payload.results.${path}` };
}
