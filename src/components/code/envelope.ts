import { actionAnswer, returnedStates, triggerAnswer } from '../answers.ts';
import type { ActionResult, State, TriggerPayload, TriggerResult } from '../component.ts';
import { isRecord, ownValue } from '../records.ts';

/*
 * What comes back from the child is foreign: every field is looked at before it is used.
 */

/** Whether the code looked at something that it was not given. */
export const isIncomplete = (envelope: object): boolean => ownValue(envelope, 'isIncomplete') === true;

/**
 * The result of a run that ended well. A function that answers no `data`, or nothing at all, answers null; an answer to
 * a synchronous call may call its data `body`, as the documentation of the field does.
 */
export function resultOf(envelope: object): ActionResult {
  const result = recordOf(ownValue(envelope, 'result'));
  const answer = actionAnswer(result);
  answer.data = result.data ?? result.body ?? null;
  // a state that is returned counts more than one that was changed in place
  return { ...changedStates(envelope), ...answer };
}

/** The same of a trigger; one that answers no `payload` hands on what it was called with. */
export function triggerResultOf(envelope: object, payload: TriggerPayload): TriggerResult {
  const result = recordOf(ownValue(envelope, 'result'));
  return { ...changedStates(envelope), ...triggerAnswer({ ...result, payload: result.payload ?? payload }) };
}

const changedStates = (envelope: object) => returnedStates(recordOf(ownValue(envelope, 'states')));

function recordOf(value: unknown): State {
  return isRecord(value) ? value : {};
}
