import * as v from 'valibot';
import type { DiffRow } from '../../../../views/kit/diff.tsx';
import { type Change, definitionChanges } from '../../../definition/diff/diff.ts';
import type { Definition } from '../../../definition/document/schema.ts';
import type { Components } from '../../../definition/read/declared.ts';
import { maskedDefinitions } from '../../../definition/read/masked.ts';
import { AppError } from '../../../lib/errors.ts';
import { number } from '../../kit/query-types.ts';

/** Changes that a page shows of two definitions; the rest is counted. */
export const CHANGES_SHOWN = 200;

/** What differs between two definitions, with none of the secrets that are written into them: pages show those to nobody. */
export function shownChanges(before: Definition, after: Definition, components: Components): Change[] {
  const [was = before, is = after] = maskedDefinitions([before, after], components);
  return definitionChanges(was, is, components.lookup);
}

export function diffRows(changes: Change[]): DiffRow[] {
  return changes.map(({ place, field, before, after }) => ({ where: place, what: field, before, after }));
}

/** @throws AppError `not_found` for what is no version number, as for one that is not there */
export function versionNumber(text: string): number {
  const checked = v.safeParse(number, text);
  if (checked.success) return checked.output;
  throw new AppError('not_found', `There is no version ${text}.`);
}
