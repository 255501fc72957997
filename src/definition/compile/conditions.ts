import { messageOf } from '../../lib/errors.ts';
import { instantOf, parsedTerm } from './condition-terms.ts';
import { isDeepEqual, isLooselyEqual } from './equality.ts';

/** The terms as JSON values (see `parsedTerm`), and the first as it was given. */
type Compare = (left: unknown, right: unknown, rawLeft: unknown) => boolean;

const NOTHING: unknown[] = [undefined, null, 0, Number.NaN, false, ''];
const YES = ['t', 'true', 'y', 'yes'];
const NO = ['f', 'false', 'n', 'no'];

const UNARY: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ['isTrue', isTrue],
  ['isFalse', (term) => !isTrue(term)],
  ['exists', (term) => !NOTHING.includes(term)],
  ['doesNotExist', (term) => NOTHING.includes(term)],
  ['isEmpty', (term, _right, raw) => lengthOf(term, raw) === 0],
  ['isNotEmpty', (term, _right, raw) => lengthOf(term, raw) > 0],
]);

const BINARY: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ['equal', isLooselyEqual],
  ['notEqual', (left, right) => !isLooselyEqual(left, right)],
  ['exactlyMatches', isDeepEqual],
  ['doesNotExactlyMatch', (left, right) => !isDeepEqual(left, right)],
  ['greaterThan', (left, right) => ordered(left) > ordered(right)],
  ['greaterThanOrEqual', (left, right) => ordered(left) >= ordered(right)],
  ['lessThan', (left, right) => ordered(left) < ordered(right)],
  ['lessThanOrEqual', (left, right) => ordered(left) <= ordered(right)],
  ['in', (_left, right, rawLeft) => contains(right, rawLeft)],
  ['notIn', (_left, right, rawLeft) => !contains(right, rawLeft)],
  ['startsWith', (left, right) => `${right}`.startsWith(`${left}`)],
  ['doesNotStartWith', (left, right) => !`${right}`.startsWith(`${left}`)],
  ['endsWith', (left, right) => `${right}`.endsWith(`${left}`)],
  ['doesNotEndWith', (left, right) => !`${right}`.endsWith(`${left}`)],
  ['dateTimeAfter', (left, right) => instantOf(left) > instantOf(right)],
  ['dateTimeBefore', (left, right) => instantOf(left) < instantOf(right)],
  ['dateTimeSame', (left, right) => instantOf(left) === instantOf(right)],
]);

/** Whether an operator looks at its first term only; a second one may be written but says nothing. */
export function isUnary(operator: string): boolean {
  return UNARY.has(operator);
}

/** Whether a comparison of this name exists. */
export function isOperator(operator: string): boolean {
  return UNARY.has(operator) || BINARY.has(operator);
}

/** @throws Error when no comparison of this name exists */
export function assertOperator(operator: string): void {
  comparisonOf(operator);
}

/** All operators by the names that definitions use. */
export const OPERATORS: readonly string[] = [...UNARY.keys(), ...BINARY.keys()];

/**
 * Compares two terms the way the field does (`views/help/building-a-flow.md#branches`, read from
 * `@prismatic-io/spectral`): texts that are JSON count as values, `startsWith` and `endsWith` ask whether the *right*
 * text begins or ends with the left, and 0 and false do not exist.
 * @throws Error for an unknown operator and for terms that the operator cannot compare
 */
export function compareTerms(operator: string, left: unknown, right: unknown): boolean {
  const compare = comparisonOf(operator);
  try {
    return compare(parsedTerm(left), UNARY.has(operator) ? undefined : parsedTerm(right), left);
  } catch (error) {
    throw new Error(`The condition “${operator}” cannot compare these values: ${messageOf(error)}`);
  }
}

function comparisonOf(operator: string): Compare {
  const compare = UNARY.get(operator) ?? BINARY.get(operator);
  if (!compare) throw new Error(`There is no condition “${operator}”.`);
  return compare;
}

function isTrue(term: unknown): boolean {
  if (typeof term !== 'string') return Boolean(term);
  const word = term.toLowerCase();
  if (YES.includes(word)) return true;
  return !NO.includes(word) && term !== '';
}

/** Text that stands for a number still counts as text here, so `"123"` has the length 3. */
function lengthOf(term: unknown, raw: unknown): number {
  if (Array.isArray(term)) return term.length;
  if (typeof raw === 'string') return raw.length;
  throw new Error('only a list or a text can be empty');
}

function contains(container: unknown, item: unknown): boolean {
  if (typeof container === 'string') return container.includes(`${item}`);
  if (Array.isArray(container)) return container.includes(item) || container.includes(parsedTerm(item));
  if (typeof container === 'object' && container !== null) return Object.hasOwn(container, `${item}`);
  throw new Error('only a text, a list or an object can contain something');
}

/** `<` and `>` compare any two values in JavaScript, and the field's rule is just that; TypeScript wants numbers. */
function ordered(value: unknown): number {
  return value as number;
}
