import { countRows } from '../db/count.ts';
import type { Database } from '../db/store.ts';
import { type ExecutionFilter, listOf } from './execution-list.ts';
import { endOfSifting, executionsAlong, MOST_SIFTED } from './execution-seconds.ts';
import type { Viewer } from './viewer.ts';

/** How many executions a filter shows among those that one look takes, counted up to `most`; there may be more. */
export async function countListed(
  db: Database,
  viewer: Viewer,
  filter: ExecutionFilter,
  most: number,
): Promise<{ count: number; isAll: boolean }> {
  const { way, isShown } = listOf(db, viewer, filter);
  const looked = executionsAlong(db, { ...way, limit: MOST_SIFTED });
  const some = db.select({ id: looked.id }).from(looked).where(isShown(looked)).limit(most).as('some');
  const count = await countRows(db, some);
  return { count, isAll: count < most && (await endOfSifting(db, way, MOST_SIFTED)) === undefined };
}
