import * as v from 'valibot';
import type { DiffRow } from '../../../../views/kit/diff.tsx';
import { AppError } from '../../../lib/errors.ts';
import type { Deps } from '../../kit/deps.ts';
import { number } from '../../kit/query-types.ts';

/** What differs between two definitions, row by row, and how many rows there would be. */
export async function shownDiff(
  deps: Deps,
  before: string,
  after: string,
): Promise<{ rows: DiffRow[]; count: number }> {
  const { changes, count } = await deps.compareDefinitions(before, after);
  const rows = changes.map(({ place, field, before, after, lines }) => ({
    where: place,
    what: field,
    before,
    after,
    lines,
  }));
  return { rows, count };
}

/** @throws AppError `not_found` for what is no version number, as for one that is not there */
export function versionNumber(text: string): number {
  const checked = v.safeParse(number, text);
  if (checked.success) return checked.output;
  throw new AppError('not_found', `There is no version ${text}.`);
}
