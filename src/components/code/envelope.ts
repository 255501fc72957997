import type { ActionResult, Logger, State } from '../component.ts';
import { parseIfJson } from '../inputs.ts';
import { isRecord, ownValue } from '../records.ts';

/** What comes back from the child is foreign: every field is looked at before it is used. */
export function writeLogs(envelope: object, logger: Logger): void {
  const lines = ownValue(envelope, 'logs');
  if (!Array.isArray(lines)) return;
  for (const line of lines) {
    const [level, text]: unknown[] = Array.isArray(line) ? line : [];
    if (isLevel(level, logger)) logger[level](level === 'metric' ? parseIfJson(text) : text);
  }
  if (lines.includes(null)) logger.warn('The code logged more lines than are kept.');
}

function isLevel(name: unknown, logger: Logger): name is keyof Logger {
  return typeof name === 'string' && Object.hasOwn(logger, name);
}

/** The result of a run that ended well. A function that answers no `data`, or nothing at all, answers null. */
export function resultOf(envelope: object): ActionResult {
  const result = recordOf(ownValue(envelope, 'result'));
  const changed = recordOf(ownValue(envelope, 'states'));
  const answer: ActionResult = { data: result.data ?? null };
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

/** The user's error with its own name, and of its stack only the lines of the user's code. */
export function errorOf(envelope: object, lines: number): Error {
  const described = recordOf(ownValue(envelope, 'error'));
  const error = new Error(String(described.message ?? 'the code failed'));
  error.name = String(described.name ?? 'Error');
  const stack = String(described.stack ?? '')
    .split('\n')
    .filter((line) => Number(/^\s*at .*\bcode\.js:(\d+)/.exec(line)?.[1]) <= lines);
  error.stack = [`${error.name}: ${error.message}`, ...stack].join('\n');
  return error;
}
