import type { ActionResult, State } from '../component.ts';
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
  const changed = recordOf(ownValue(envelope, 'states'));
  const answer: ActionResult = { data: result.data ?? result.body ?? null };
  if (typeof result.contentType === 'string') answer.contentType = result.contentType;
  if (typeof result.statusCode === 'number') answer.statusCode = result.statusCode;
  if (typeof result.branch === 'string') answer.branch = result.branch;
  if (isRecord(result.headers)) answer.headers = texts(result.headers);
  if (result.failed === true) answer.failed = true;
  if (result.error !== undefined) answer.error = result.error;
  // a state that is returned counts more than one that was changed in place
  for (const name of STATES) {
    const state = result[name] ?? changed[name];
    if (isRecord(state)) answer[name] = state;
  }
  return answer;
}

export const STATES = ['executionState', 'instanceState', 'crossFlowState', 'integrationState'] as const;

function recordOf(value: unknown): State {
  return isRecord(value) ? value : {};
}

function texts(record: State): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]));
}
