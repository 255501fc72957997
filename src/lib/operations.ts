import { isDeepStrictEqual } from 'node:util';

/**
 * A change of a value that is made again on what others have made of the value meanwhile, so that changes at the same
 * time lose nothing of each other. `include` and `exclude` are those of a set; `exclude` takes every occurrence out.
 */
export type Operation =
  | { kind: 'add'; amount: number }
  | { kind: 'append'; values: unknown[] }
  | { kind: 'include'; value: unknown }
  | { kind: 'exclude'; value: unknown };

/** What an operation makes of a value; one that is not there yet is zero or an empty list. @throws TypeError for any other value than a number or a list */
export function operated(operation: Operation, before: unknown): unknown {
  if (operation.kind === 'add') return numberFrom(before) + operation.amount;
  const list = listFrom(before);
  switch (operation.kind) {
    case 'append':
      return [...list, ...operation.values];
    case 'include':
      return list.some((item) => sameValue(item, operation.value)) ? list : [...list, operation.value];
    case 'exclude':
      return list.filter((item) => !sameValue(item, operation.value));
  }
}

const isUnset = (value: unknown) => value === undefined || value === null || value === '';

function numberFrom(value: unknown): number {
  const number = isUnset(value) ? 0 : typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) throw new TypeError('This is not a number.');
  return number;
}

function listFrom(value: unknown): unknown[] {
  if (isUnset(value)) return [];
  if (Array.isArray(value)) return value;
  throw new TypeError('This is not a list.');
}

const isScalar = (value: unknown): boolean =>
  ['string', 'number', 'boolean', 'bigint'].includes(typeof value);

/** Equal in depth; a literal input is always text, so `"5"` also equals `5`. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (isScalar(left) && isScalar(right)) return String(left) === String(right);
  return isDeepStrictEqual(left, right);
}

type Listener = (key: string, operation: Operation, value: unknown) => void;
const listeners = new WeakMap<object, Listener>();

/** From now on the listener, and nobody else, makes the operations on the record's keys. */
export function listenToOperations(record: object, listener: Listener): void {
  listeners.set(record, listener);
}

/**
 * Makes an operation on a key of a record.
 * @param before what is there now, in a form that the operation takes
 * @returns what is there then
 */
export function operate(record: object, key: string, operation: Operation, before: unknown): unknown {
  const value = operated(operation, before);
  const listener = listeners.get(record);
  if (listener) listener(key, operation, value);
  else Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
  return value;
}
