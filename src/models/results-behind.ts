import { eq } from 'drizzle-orm';
import { keptResults } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { type Execution, ROW_SIZES } from './executions.ts';
import { copyBlobUses, type StepResult, writeStepResult } from './step-results.ts';

/** What a run that begins in the middle of a flow has behind it from the start; `size` in bytes. */
export type Behind = {
  rows: StepResult[];
  versions: { path: string; version: number }[];
  blobs: string[];
  size: number;
};

/** About how many bytes a row takes. */
export function sizeOfRow({ input, output, sealedOutput }: StepResult): number {
  const values = [input, output, sealedOutput];
  return values.reduce((sum, each) => sum + (each?.length ?? 0), ROW_SIZES.step);
}

/** Gives a new run what it has behind it. */
export async function writeBehind(
  tx: Database,
  source: Execution | undefined,
  executionId: string,
  { rows, versions, blobs }: Omit<Behind, 'size'>,
): Promise<void> {
  for (const row of rows) await writeStepResult(tx, row, blobs);
  if (versions.length > 0)
    await tx.insert(keptResults).values(versions.map((each) => ({ executionId, ...each })));
  if (source) await copyBlobUses(tx, source.id, executionId);
}

/** Of which snapshot the results of a run were that an earlier one has given, by their paths. */
export async function keptVersions(db: Database, executionId: string): Promise<Map<string, number>> {
  const rows = await db
    .select({ path: keptResults.path, version: keptResults.version })
    .from(keptResults)
    .where(eq(keptResults.executionId, executionId));
  return new Map(rows.map(({ path, version }) => [path, version]));
}
