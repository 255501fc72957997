import type { Redactor } from '../lib/redact.ts';
import type { StoredError } from '../models/executions.ts';
import { OFTEN_CUT } from './run-log.ts';

/** An error as it may be stored and told: messages and stacks are long, and may have been cut where they come from. */
export function redactedError(error: StoredError, redact: Redactor): StoredError {
  const whole = (text: string) => redact(text, text.length >= OFTEN_CUT);
  const message = whole(error.message);
  try {
    const { stack, ...rest } = error;
    const shown: StoredError = JSON.parse(redact(JSON.stringify(rest)));
    return { ...shown, message, ...(stack === undefined ? {} : { stack: whole(stack) }) };
  } catch {
    return { message };
  }
}
