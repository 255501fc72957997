import { and, asc, eq, gt, max } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { type LogLevel, logs } from '../db/schema.ts';
import { type Listed, listed, numberOfCursor, type Page } from './pages.ts';

export type { LogLevel };
export type LogLine = typeof logs.$inferSelect;

export async function writeLogs(tx: Database, lines: LogLine[]): Promise<void> {
  if (lines.length > 0) await tx.insert(logs).values(lines).onConflictDoNothing();
}

/** The number of the last line of an execution, 0 when it has none. */
export async function lastLogSequence(db: Database, executionId: string): Promise<number> {
  const [row] = await db
    .select({ last: max(logs.sequence) })
    .from(logs)
    .where(eq(logs.executionId, executionId));
  return row?.last ?? 0;
}

/** Lines of an execution in the order of their writing. */
export async function listLogs(db: Database, executionId: string, page: Page): Promise<Listed<LogLine>> {
  const after = page.cursor ? gt(logs.sequence, numberOfCursor(page.cursor)) : undefined;
  const rows = await db
    .select()
    .from(logs)
    .where(and(eq(logs.executionId, executionId), after))
    .orderBy(asc(logs.sequence))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => String(row.sequence));
}
