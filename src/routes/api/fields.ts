import * as v from 'valibot';

/** Schemas of the pieces that bodies and answers are made of. */

const storable = v.check(
  (text: string) => text.isWellFormed() && !text.includes('\0'),
  'holds a character that cannot be stored',
);
const upTo = (length: number) => v.maxLength<string, number, string>(length, `must have at most ${length} characters`);
const filled = v.minLength<string, 1, string>(1, 'must not be empty');

export const name = v.pipe(v.string(), storable, v.trim(), filled, upTo(200));
export const description = v.pipe(v.string(), storable, upTo(20_000));
export const category = v.pipe(v.string(), storable, v.trim(), upTo(100));
export const labels = v.pipe(
  v.array(v.pipe(v.string(), storable, v.trim(), filled, upTo(100))),
  v.maxLength(50, 'must have at most 50 items'),
);
export const externalId = v.nullable(v.pipe(v.string(), storable, v.trim(), filled, upTo(200)));
export const wholeNumber = v.pipe(
  v.number(),
  v.integer('must be a whole number'),
  v.minValue(1, 'must be at least 1'),
  v.maxValue(1_000_000_000, 'must be at most 1000000000'),
);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object with fields of any name. */
export function map<const S extends v.GenericSchema>(value: S) {
  return v.pipe(v.custom<Record<string, unknown>>(isRecord, 'must be an object'), v.record(v.string(), value));
}

export const limits = map(
  v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(0, 'must be at least 0')),
);
export const configVariables = map(v.unknown());

export const id = v.string();
/** An instant in an answer. */
export const time = v.pipe(v.string(), v.isoTimestamp());
export const problems = v.array(
  v.object({
    severity: v.picklist(['error', 'warning', 'info']),
    path: v.string(),
    message: v.string(),
    line: v.optional(v.number()),
  }),
);

/** A page of a list. */
export function list<const S extends v.GenericSchema>(item: S) {
  return v.object({ items: v.array(item), nextCursor: v.nullable(v.string()) });
}

export const nothing = v.undefined();
