import { messageOf } from '../lib/errors.ts';
import { encodeInTurns } from '../lib/in-turns.ts';
import { encode, MAX_WIRE_BYTES } from '../lib/wire.ts';

/** Inputs as they are shown: of a connection only its name. What cannot be written down must not fail the step. */
export function shownInput(params: unknown): string | Promise<string> {
  try {
    if (typeof params !== 'object' || params === null) return '{}';
    const shown = Object.entries(params).map(([key, value]) => [
      key,
      isConnection(value) ? value.configVarKey : value,
    ]);
    const text = encodeInTurns(Object.fromEntries(shown), MAX_WIRE_BYTES);
    return text instanceof Promise ? text.catch(unreadable) : text;
  } catch (error) {
    return unreadable(error);
  }
}

function unreadable(error: unknown): string {
  return encode({ unreadable: messageOf(error) });
}

function isConnection(value: unknown): value is { configVarKey: string } {
  return typeof value === 'object' && value !== null && 'configVarKey' in value && 'fields' in value;
}
