import { type Query, withQuery } from '../../lib/query.ts';

/** Where a list's first and next pages are, with the same filter. */
export function listAddresses(path: string, filter: Query, cursor: string | undefined, next: string | null) {
  return {
    first: cursor === undefined ? undefined : withQuery(path, filter),
    older: next === null ? undefined : withQuery(path, { ...filter, cursor: next }),
  };
}
