import { isRecord } from '../../lib/records.ts';

type Equal = (left: unknown, right: unknown) => boolean;

/**
 * Deep equality as the conditions of the field have it: NaN equals NaN, key order does not matter, lists, objects,
 * dates and bytes are compared by content, and values of different kinds are never equal.
 */
export const isDeepEqual: Equal = (left, right) => contentEqual(left, right, strictly);

/**
 * The same, but two values that are no objects are compared with `==` at every level, and so are the two whole values:
 * `1` equals `"1"` also inside lists and objects, `[5]` equals `5`, and null equals undefined only at the top.
 */
export const isLooselyEqual: Equal = (left, right) =>
  // biome-ignore lint/suspicious/noDoubleEquals: `==` is the very rule of the `equal` operator
  left == right || contentEqual(left, right, loosely);

const strictly: Equal = (left, right) => left === right || (Number.isNaN(left) && Number.isNaN(right));
// biome-ignore lint/suspicious/noDoubleEquals: see isLooselyEqual
const loosely: Equal = (left, right) => left == right;

function contentEqual(left: unknown, right: unknown, primitivesEqual: Equal): boolean {
  const isObject = typeof left === 'object' || typeof right === 'object';
  if (!isObject) return primitivesEqual(left, right);
  if (left === right) return true;
  if (Array.isArray(left) || Array.isArray(right)) return listsEqual(left, right, primitivesEqual);
  if (left instanceof Uint8Array || right instanceof Uint8Array) return bytesEqual(left, right);
  if (left instanceof Date || right instanceof Date) return datesEqual(left, right);
  return isRecord(left) && isRecord(right) && recordsEqual(left, right, primitivesEqual);
}

function listsEqual(left: unknown, right: unknown, primitivesEqual: Equal): boolean {
  if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
  return left.every((item, index) => contentEqual(item, right[index], primitivesEqual));
}

function bytesEqual(left: unknown, right: unknown): boolean {
  if (!(left instanceof Uint8Array) || !(right instanceof Uint8Array)) return false;
  return Buffer.compare(left, right) === 0;
}

function datesEqual(left: unknown, right: unknown): boolean {
  if (!(left instanceof Date) || !(right instanceof Date)) return false;
  return strictly(left.getTime(), right.getTime());
}

function recordsEqual(
  left: Record<string, unknown>,
  right: Record<string, unknown>,
  primitivesEqual: Equal,
): boolean {
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every(
    (key) => Object.hasOwn(right, key) && contentEqual(left[key], right[key], primitivesEqual),
  );
}
