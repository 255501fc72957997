import * as v from 'valibot';

/** A whole number from 1 on, as addresses and forms write it. */
export const number = v.pipe(v.string(), v.regex(/^[1-9]\d{0,8}$/), v.transform(Number));

/** Where in a list to read on, from 0: for what is no such place the nearest one. */
export const placeInList = v.pipe(
  v.string(),
  v.transform((text) => Math.min(Math.max(Math.trunc(Number(text)) || 0, 0), 999_999_999)),
);

/** What somebody searches for. */
export const searched = v.pipe(v.string(), v.trim(), v.maxLength(200));

/** The instant of a `time`. */
export const instantOf = (written: string) => Date.parse(written.endsWith('Z') ? written : `${written}Z`);

/** A time as `datetime-local` sends it, UTC. */
export const time = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z?$/),
    v.check((written) => Number.isFinite(instantOf(written))),
  ),
);
