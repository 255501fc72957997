import type { State } from '../component.ts';
import { InputError, isUnset, toNumber } from '../conversions.ts';
import { ownValue } from '../records.ts';

/** The list kept under a key, empty when there is none yet. */
export function listAt(state: State, key: string): unknown[] {
  const kept = ownValue(state, key);
  if (isUnset(kept)) return [];
  if (Array.isArray(kept)) return kept;
  throw new InputError(`The value kept under "${key}" is not a list: remove it or use another key.`);
}

/** The number kept under a key, zero when there is none yet. */
export function numberAt(state: State, key: string): number {
  const kept = ownValue(state, key);
  return isUnset(kept) ? 0 : toNumber(kept, `value kept under ${key}`);
}
