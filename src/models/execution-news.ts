import { and, desc, gt, inArray, lte } from 'drizzle-orm';
import { countRows } from '../db/count.ts';
import { executions } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { type ExecutionFilter, matching } from './execution-list.ts';
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
  const some = db
    .select({ id: executions.id })
    .from(executions)
    .where(
      and(
        ...matching(db, viewer, filter),
        gt(executions.id, after),
        until ? lte(executions.id, until) : undefined,
      ),
    )
    .orderBy(desc(executions.id))
    .limit(most)
    .as('some');
  return await countRows(db, some);
}

/** The newest execution of all that the viewer sees: those made later have a greater id. */
export async function newestExecutionId(db: Database, viewer: Viewer): Promise<string | undefined> {
  const [row] = await db
    .select({ id: executions.id })
    .from(executions)
    .where(within(viewer, executions.customerId))
    .orderBy(desc(executions.id))
    .limit(1);
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
