import type { ActionResult, ReturnedStates, State, TriggerResult } from './component.ts';
import { STATES } from './context-fields.ts';
import { isRecord } from './records.ts';

/*
 * What foreign code answers: every field is looked at before it is used, and what nobody knows is dropped.
 */

/** What an action's function has answered, but for its data. */
export function actionAnswer(result: State): ActionResult {
  const answer: ActionResult = { ...returnedStates(result), ...failureIn(result) };
  if (typeof result.contentType === 'string') answer.contentType = result.contentType;
  if (typeof result.statusCode === 'number') answer.statusCode = result.statusCode;
  if (typeof result.branch === 'string') answer.branch = result.branch;
  if (isRecord(result.headers)) answer.headers = texts(result.headers);
  return answer;
}

/** What a trigger's function has answered. */
export function triggerAnswer(result: State): TriggerResult {
  const answer: TriggerResult = {
    payload: result.payload,
    ...returnedStates(result),
    ...failureIn(result),
  };
  if (typeof result.branch === 'string') answer.branch = result.branch;
  if (typeof result.resultType === 'string') answer.resultType = result.resultType;
  if (isRecord(result.response)) {
    const { statusCode, contentType, headers, body } = result.response;
    answer.response = {
      statusCode: typeof statusCode === 'number' ? statusCode : 200,
      ...(typeof contentType === 'string' && { contentType }),
      ...(isRecord(headers) && { headers: texts(headers) }),
      ...(body !== undefined && { body }),
    };
  }
  return answer;
}

/** States that were returned, which replace those of the context. */
export function returnedStates(result: State): ReturnedStates {
  const states: ReturnedStates = {};
  for (const name of STATES) {
    const state = result[name];
    if (isRecord(state)) states[name] = state;
  }
  return states;
}

function failureIn({ failed, error }: State): Pick<ActionResult, 'failed' | 'error'> {
  return { ...(failed === true && { failed }), ...(error !== undefined && error !== null && { error }) };
}

function texts(record: State): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]));
}
