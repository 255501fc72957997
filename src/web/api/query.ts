import * as v from 'valibot';
import { AppError, type Issue } from '../../lib/errors.ts';
import type { Page } from '../../models/paging.ts';
import { checkFields } from './issues.ts';

/** The parameters that a route takes after the `?`. */
export type Query<Q> = {
  entries: v.ObjectEntries;
  /** @throws AppError `bad_request` for unknown, repeated and wrong parameters */
  read(search: URLSearchParams): Q;
};

export function query<const E extends v.ObjectEntries>(
  entries: E,
): Query<v.InferOutput<v.StrictObjectSchema<E, undefined>>> {
  const schema = v.strictObject(entries);
  return {
    entries,
    read(search) {
      const given: Record<string, string> = Object.create(null);
      for (const [path, value] of search) {
        if (path in given) refuse([{ path, message: `${path} is there more than once.` }]);
        given[path] = value;
      }
      const checked = checkFields(schema, { ...given });
      return checked.ok ? checked.output : refuse(checked.issues);
    },
  };
}

export const noQuery = query({});

function refuse(issues: Issue[]): never {
  const sentence = issues.map((issue) => issue.message).join(' ');
  throw new AppError('bad_request', `The query is not right: ${sentence}`, issues);
}

const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 50;

/** What every list takes. */
export const paging = {
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,9}$/, `must be a whole number from 1 to ${MAX_LIMIT}`),
      v.transform(Number),
      v.number(),
      v.minValue(1, `must be a whole number from 1 to ${MAX_LIMIT}`),
      v.maxValue(MAX_LIMIT, `must be a whole number from 1 to ${MAX_LIMIT}`),
      v.integer(),
      v.description(`Items to answer at most; ${DEFAULT_LIMIT} when it is left out.`),
    ),
  ),
  cursor: v.optional(v.pipe(v.string(), v.description('The nextCursor of the answer before.'))),
};

export function pageOf({
  limit = DEFAULT_LIMIT,
  cursor,
}: {
  limit?: number | undefined;
  cursor?: string | undefined;
}): Page {
  return { limit, cursor };
}
