import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { type Database, prepared } from '../db/database.ts';
import { blobUses, type StepStatus, stepResults } from '../db/schema.ts';
import { keyOfCursor, type Listed, listed, type Page } from './pages.ts';

export type { StepStatus };
export type StepResult = typeof stepResults.$inferSelect;

const p = sql.placeholder;
const write = prepared((db) =>
  db
    .insert(stepResults)
    .values({
      executionId: p('executionId'),
      path: p('path'),
      sequence: p('sequence'),
      name: p('name'),
      component: p('component'),
      action: p('action'),
      status: p('status'),
      startedAt: p('startedAt'),
      endedAt: p('endedAt'),
      attempt: p('attempt'),
      input: p('input'),
      output: p('output'),
      sealedOutput: p('sealedOutput'),
      error: p('error'),
    })
    .onConflictDoUpdate({
      target: [stepResults.executionId, stepResults.path],
      set: {
        status: sql`excluded.status`,
        endedAt: sql`excluded.ended_at`,
        attempt: sql`excluded.attempt`,
        input: sql`excluded.input`,
        output: sql`excluded.output`,
        sealedOutput: sql`excluded.sealed_output`,
        error: sql`excluded.error`,
      },
    })
    .prepare(),
);

/** Stores what a step has come to; a later attempt of the same step takes the place of an earlier one. */
export async function writeStepResult(tx: Database, row: StepResult, blobs: string[]): Promise<void> {
  await write(tx).execute(row);
  for (const hash of blobs) {
    await tx.insert(blobUses).values({ hash, executionId: row.executionId }).onConflictDoNothing();
  }
}

/** Every row of an execution but its payloads: what a resumed run has behind it. */
export async function journalOf(
  db: Database,
  executionId: string,
): Promise<Pick<StepResult, 'path' | 'status' | 'attempt' | 'sequence'>[]> {
  return await db
    .select({
      path: stepResults.path,
      status: stepResults.status,
      attempt: stepResults.attempt,
      sequence: stepResults.sequence,
    })
    .from(stepResults)
    .where(eq(stepResults.executionId, executionId));
}

const byPath = prepared((db) =>
  db
    .select()
    .from(stepResults)
    .where(and(eq(stepResults.executionId, p('executionId')), eq(stepResults.path, p('path'))))
    .prepare(),
);

/** The journal's row of one step. */
export async function getStepResult(
  db: Database,
  executionId: string,
  path: string,
): Promise<StepResult | undefined> {
  const [row] = await byPath(db).execute({ executionId, path });
  return row;
}

/** Steps of an execution in the order in which they were first begun. */
export async function listStepResults(
  db: Database,
  executionId: string,
  page: Page,
): Promise<Listed<StepResult>> {
  const after = page.cursor ? gt(stepResults.sequence, Number(keyOfCursor(page.cursor))) : undefined;
  const rows = await db
    .select()
    .from(stepResults)
    .where(and(eq(stepResults.executionId, executionId), after))
    .orderBy(asc(stepResults.sequence))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => String(row.sequence));
}

/** Gives a replay the finished steps of the execution that it continues. */
export async function copyFinishedSteps(tx: Database, from: string, to: string): Promise<void> {
  const rows = await tx
    .select()
    .from(stepResults)
    .where(
      and(
        eq(stepResults.executionId, from),
        sql`${stepResults.status} in ('succeeded', 'ignored', 'running')`,
      ),
    );
  for (const row of rows) await tx.insert(stepResults).values({ ...row, executionId: to });
  const blobs = await tx.select().from(blobUses).where(eq(blobUses.executionId, from));
  for (const { hash } of blobs)
    await tx.insert(blobUses).values({ hash, executionId: to }).onConflictDoNothing();
}
