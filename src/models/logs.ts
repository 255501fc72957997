import { and, asc, desc, eq, gt, gte, inArray, lt, lte, max } from 'drizzle-orm';
import { type LogLevel, logs } from '../db/schema.ts';
import { beginningOf, bytesOf, total } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import type { Instant } from '../lib/time.ts';
import { type Listed, listed, numberOfCursor, type Page } from './paging.ts';

export type { LogLevel };
/** The least first. */
export const LOG_LEVELS: LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];

export type LogLine = typeof logs.$inferSelect;

/** Keeps lines; those that are kept already stay as they are. */
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

/** How much of a log an execution has: the number of its last line, and the bytes of all messages. */
export async function logSoFar(
  db: Database,
  executionId: string,
): Promise<{ sequence: number; bytes: number }> {
  const [row] = await db
    .select({
      last: max(logs.sequence),
      bytes: total(bytesOf(logs.message)),
    })
    .from(logs)
    .where(eq(logs.executionId, executionId));
  return { sequence: row?.last ?? 0, bytes: row?.bytes ?? 0 };
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

/** A line as pages show it: of a long one the beginning, and `isCut`. */
export type ShownLine = Omit<LogLine, 'executionId'> & { isCut: boolean };

const LONGEST = 2000;

const shown = {
  sequence: logs.sequence,
  at: logs.at,
  level: logs.level,
  step: logs.step,
  message: beginningOf(logs.message, LONGEST + 1),
};

/**
 * The newest lines of an execution in the order of their writing, and whether there are older ones.
 * @param levels undefined for all
 * @param before a line's number: only older ones
 */
export async function newestLogs(
  db: Database,
  executionId: string,
  { levels, before, limit }: { levels?: LogLevel[] | undefined; before?: number | undefined; limit: number },
): Promise<{ lines: ShownLine[]; hasOlder: boolean }> {
  const rows = await db
    .select(shown)
    .from(logs)
    .where(
      and(
        eq(logs.executionId, executionId),
        levels && inArray(logs.level, levels),
        before === undefined ? undefined : lt(logs.sequence, before),
      ),
    )
    .orderBy(desc(logs.sequence))
    .limit(limit + 1);
  return { lines: rows.slice(0, limit).reverse().map(cut), hasOlder: rows.length > limit };
}

/** The first lines that a step of that name has written between two instants, both included. */
export async function logsOfStep(
  db: Database,
  executionId: string,
  step: { name: string; from: Instant; to: Instant },
  limit: number,
): Promise<ShownLine[]> {
  const rows = await db
    .select(shown)
    .from(logs)
    .where(
      and(
        eq(logs.executionId, executionId),
        eq(logs.step, step.name),
        gte(logs.at, step.from),
        lte(logs.at, step.to),
      ),
    )
    .orderBy(asc(logs.sequence))
    .limit(limit);
  return rows.map(cut);
}

function cut(line: Omit<ShownLine, 'isCut'>): ShownLine {
  const isCut = line.message.length > LONGEST;
  return { ...line, message: isCut ? line.message.slice(0, LONGEST) : line.message, isCut };
}
