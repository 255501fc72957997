import type { Action, ActionContext, ActionResult, Params } from '../components/component.ts';
import type { CompiledStep } from '../definition/compile/compiled.ts';
import { messageOf } from '../lib/errors.ts';
import { isRecord } from '../lib/records.ts';
import { StorageError } from '../lib/storage-error.ts';
import type { StoredError } from '../models/executions.ts';
import type { StopSign } from './stop-sign.ts';

/** What a step has come to. A failure is a value, made here and nowhere else. */
export type StepOutcome = { ok: true; result: ActionResult } | ({ ok: false; error: StoredError } & Told);

/** What a failure tells beside its words: of an answer, and of the config variable whose connection does not work. */
type Told = { answered: Answered | undefined; refused: string | undefined };

/** What the other system has answered to a step, as far as the step tells. */
export type Answered = { status: number | undefined; body: unknown };

/**
 * Performs one step; never waits longer than until the run is stopped.
 * @param action what its reference leads to
 * @param prepare answers the resolved inputs; a function, so that a failing input is this step's failure
 * @throws nothing but StorageError: a call of another flow that cannot be stored is no fault of the step's
 */
export async function runStep(
  stop: StopSign,
  step: CompiledStep,
  action: Pick<Action, 'perform'> | undefined,
  context: ActionContext,
  prepare: () => Params | Promise<Params>,
): Promise<StepOutcome> {
  try {
    if (!action) throw new MissingAction(step);
    const prepared = prepare();
    const params = prepared instanceof Promise ? await prepared : prepared;
    const returned = await stop.unlessRaised(action.perform(context, params));
    return outcomeOf(step, returned);
  } catch (thrown) {
    if (thrown instanceof StorageError) throw thrown;
    return failure(step, thrown);
  }
}

class MissingAction extends Error {
  constructor({ action }: CompiledStep) {
    super(
      `There is no action ${action.component.key}.${action.key} in this installation. Add the component, or replace the step.`,
    );
    this.name = 'MissingAction';
  }
}

function outcomeOf(step: CompiledStep, returned: unknown): StepOutcome {
  if (returned === undefined || returned === null) return { ok: true, result: {} };
  if (typeof returned !== 'object')
    return failure(step, new Error(`The action answered ${typeof returned} instead of { data }.`));
  const result: ActionResult = { ...returned };
  return result.failed === true
    ? failure(step, result.error ?? 'The action reports that it failed.')
    : { ok: true, result };
}

/** An error as it is stored, of anything that can be thrown. */
export function failure(step: { name: string }, thrown: unknown): StepOutcome & { ok: false } {
  const error: StoredError = { message: messageOf(thrown), step: step.name };
  const name = readText(thrown, 'name');
  const stack = readText(thrown, 'stack');
  if (name && name !== 'Error') error.name = name;
  if (stack) error.stack = stack.slice(0, 4000);
  const detail = readDetail(thrown);
  if (detail !== undefined) error.detail = detail;
  return { ok: false, error, answered: answeredIn(thrown), refused: refusedIn(thrown) };
}

/** Of the SDK's `ConnectionError`, which is known by its fields: each bundle has a class of its own. */
function refusedIn(thrown: unknown): string | undefined {
  try {
    return isRecord(thrown) ? readText(thrown.connection, 'configVarKey') : undefined;
  } catch {
    return undefined;
  }
}

/** Clients of all kinds put the answer into the error that they throw. */
function answeredIn(thrown: unknown): Answered | undefined {
  try {
    const response = isRecord(thrown) && isRecord(thrown.response) ? thrown.response : thrown;
    if (!isRecord(response)) return undefined;
    const status = [response.status, response.statusCode].find((each) => typeof each === 'number');
    return status === undefined
      ? undefined
      : { status: Number(status), body: response.data ?? response.body };
  } catch {
    return undefined;
  }
}

function readText(thrown: unknown, key: 'name' | 'stack' | 'configVarKey'): string | undefined {
  try {
    if (typeof thrown !== 'object' || thrown === null || !(key in thrown)) return undefined;
    const value: unknown = Reflect.get(thrown, key);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What a failed HTTP call answered, where an error brings it. */
function readDetail(thrown: unknown): unknown {
  try {
    if (typeof thrown !== 'object' || thrown === null || !('response' in thrown)) return undefined;
    const text = JSON.stringify(thrown.response);
    return text !== undefined && text.length <= 16_000 ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** What the other system has answered a step, where that is known. */
export function answeredBy(outcome: StepOutcome): Answered | undefined {
  if (!outcome.ok) return outcome.answered;
  const { statusCode, data } = outcome.result;
  const isWhole = isRecord(data) && typeof data.status === 'number' && 'headers' in data;
  return isWhole ? { status: Number(data.status), body: data.data } : { status: statusCode, body: data };
}
