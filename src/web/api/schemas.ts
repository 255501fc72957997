import * as v from 'valibot';
import { isRecord } from '../../lib/records.ts';
import { type Instant, toIso } from '../../lib/time.ts';
import { CUSTOMER_ROLES } from '../../models/customer-users.ts';
import { sent } from '../../models/fields.ts';
import { STAFF_ROLES } from '../../models/staff.ts';
import type { SentLink } from '../kit/invitation-link.ts';

/** Schemas of the pieces that bodies and answers are made of. */

export const name = sent.name();
export const { description, category, labels } = sent;
/** What people of the organization and API tokens may do. */
export const staffRole = v.picklist(STAFF_ROLES);
/** What people of customers may do. */
export const customerRole = v.picklist(CUSTOMER_ROLES);
export const externalId = v.nullable(sent.externalId);
export const wholeNumber = v.pipe(
  v.number(),
  v.integer('must be a whole number'),
  v.minValue(1, 'must be at least 1'),
  v.maxValue(1_000_000_000, 'must be at most 1000000000'),
);

/** Where something stands among others: the smallest first. */
export const position = v.pipe(
  v.number(),
  v.integer('must be a whole number'),
  v.minValue(0, 'must be at least 0'),
  v.maxValue(1_000_000, 'must be at most 1000000'),
);

/** Whatever its keys are: `v.record` leaves out what is called `constructor`, as a config variable may be. */
export const object = v.custom<Record<string, unknown>>(isRecord, 'must be an object');

/** The same where each value must be right. @param message what each must be */
export function objectOf<Value>(isRight: (value: unknown) => value is Value, message: string) {
  return v.pipe(
    v.custom<Record<string, Value>>(isRecord, 'must be an object'),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const input = dataset.value;
      for (const [key, value] of Object.entries<unknown>(input))
        if (!isRight(value))
          addIssue({ message, path: [{ type: 'object', origin: 'value', input, key, value }] });
    }),
  );
}

/** What may be limited of a customer. */
export const limits = v.pipe(
  object,
  v.strictObject(
    {
      executions: v.exactOptional(
        v.pipe(
          v.number(),
          v.integer('must be a whole number'),
          v.minValue(1, 'must be at least 1; to let nothing run, pause the instances'),
          v.maxValue(10_000, 'must be at most 10000'),
          v.description('Executions at once.'),
        ),
      ),
      storedMb: v.exactOptional(
        v.pipe(
          v.number(),
          v.integer('must be a whole number'),
          v.minValue(1, 'must be at least 1'),
          v.maxValue(100_000_000, 'must be at most 100000000'),
          v.description('What is kept of its executions, in MB.'),
        ),
      ),
    },
    'is not known here; there are: executions, storedMb',
  ),
);
export const configVariables = object;

export const id = v.string();

/** What is looked for in a list. */
export function searched(where: string) {
  return v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(200, 'must have at most 200 characters'),
    v.description(where),
  );
}

/** A time in a query: ISO 8601 or milliseconds since 1970. */
export function instant(meaning: string) {
  return v.pipe(
    v.string(),
    v.check((text: string) => readInstant(text) !== undefined, 'must be a time such as 2026-01-31T08:00:00Z'),
    v.description(`${meaning}: ISO 8601, or milliseconds since 1970.`),
  );
}

export function instantOf(text: string | undefined): Instant | undefined {
  return text === undefined ? undefined : readInstant(text);
}

// With its zone: without one it would be read in the server's.
const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

function readInstant(text: string): Instant | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const at = ISO.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
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

/** A link that somebody comes in by. */
export const invitation = v.object({
  url: v.pipe(v.string(), v.description('Opens the account once; it is answered this once.')),
  expiresAt: time,
  mailed: v.pipe(
    v.boolean(),
    v.description('Whether it was sent by mail as well; else hand it over yourself.'),
  ),
});

export function shownLink({ url, expiresAt, mail }: SentLink) {
  return { url, expiresAt: toIso(expiresAt), mailed: mail === 'sent' };
}
