import { and, inArray } from 'drizzle-orm';
import { countRows } from '../db/count.ts';
import { executions } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { type ExecutionFilter, earlier, later, listOf } from './execution-list.ts';
import { executionsAlong, MOST_SIFTED } from './execution-seconds.ts';
import type { Execution } from './executions.ts';
import { type Viewer, within } from './viewer.ts';

/** How many executions that the filter shows were made after one and up to another, counted up to `most`. */
export async function countNewExecutions(
  db: Database,
  viewer: Viewer,
  filter: ExecutionFilter,
  { after, until }: { after: string; until?: string },
  most: number,
): Promise<number> {
  const { way, isShown } = listOf(db, viewer, filter);
  const { from = '', before = '~' } = way;
  // Ids are of one length: with a character more, each comes right behind itself.
  const range = { from: later(from, `${after}0`), before: earlier(before, until ? `${until}0` : '~') };
  const made = executionsAlong(db, { ...way, ...range });
  const some = db.select({ id: made.id }).from(made).where(isShown(made)).limit(most).as('some');
  return await countRows(db, some);
}

/** The newest execution of all that the viewer sees, not looked for for ever: those made later have a greater id. */
export async function newestExecutionId(db: Database, viewer: Viewer): Promise<string | undefined> {
  const { way, isShown } = listOf(db, viewer, {});
  // Of what was made last, tests may be many.
  const seen = executionsAlong(db, { ...way, limit: MOST_SIFTED });
  const [row] = await db.select({ id: seen.id }).from(seen).where(isShown(seen)).limit(1);
  return row?.id;
}

/** Those of the ids that the scope sees. @param ids those of one page */
export async function executionsOf(db: Database, viewer: Viewer, ids: string[]): Promise<Execution[]> {
  if (ids.length === 0) return [];
  return await db
    .select()
    .from(executions)
    .where(and(inArray(executions.id, ids), within(viewer, executions.customerId)));
}
