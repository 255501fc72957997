import { and, asc, desc, eq, getTableColumns, gt, inArray, isNotNull } from 'drizzle-orm';
import type { Blobs } from '../db/blobs.ts';
import { type PackedSeal, packSealed, unpack, unpackSealed } from '../db/payload.ts';
import { preparedChange } from '../db/prepared-change.ts';
import { blobUses, type StepStatus, stepResults } from '../db/schema.ts';
import {
  constant,
  excluded,
  given,
  isLiterally,
  lengthOf,
  literal,
  placeholder as p,
  plus,
  when,
} from '../db/sql.ts';
import { type Database, prepared } from '../db/store.ts';
import type { Place, Vault } from '../lib/crypto.ts';
import { inTurns } from '../lib/in-turns.ts';
import { resealed } from '../lib/sealed.ts';
import { type Listed, listed, numberOfCursor, type Page } from './paging.ts';

export type { StepStatus };
export type StepResult = typeof stepResults.$inferSelect;

const write = preparedChange((db) =>
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
      error: given('error'),
    })
    .onConflictDoUpdate({
      target: [stepResults.executionId, stepResults.path],
      set: {
        status: excluded(stepResults.status),
        endedAt: excluded(stepResults.endedAt),
        attempt: excluded(stepResults.attempt),
        input: excluded(stepResults.input),
        output: excluded(stepResults.output),
        sealedOutput: excluded(stepResults.sealedOutput),
        error: excluded(stepResults.error),
      },
    })
    .prepare(),
);

/** Stores what a step has come to; a later attempt of the same step takes the place of an earlier one. */
export async function writeStepResult(tx: Database, row: StepResult, blobs: string[]): Promise<void> {
  await write(tx, row.error ? { ...row, error: JSON.stringify(row.error) } : row);
  for (const hash of blobs) {
    await tx.insert(blobUses).values({ hash, executionId: row.executionId }).onConflictDoNothing();
  }
}

/**
 * The JSON text of a stored input or result (`lib/wire`); `null` where there is none.
 * @throws NotKept when its file is gone
 */
export async function storedText(bytes: Uint8Array | null, blobs: Blobs): Promise<string> {
  return bytes ? await unpack(bytes, blobs) : 'null';
}

/** Where the vault's text of a result with secrets belongs. */
export function sealedPlace(executionId: string, path: string): Place {
  return { table: 'step_results', column: 'sealed_output', row: `${executionId}/${path}` };
}

/**
 * The JSON text of a result as the step gave it, whatever of it is masked for those who look; undefined where there is none.
 * @throws NotKept when its file is gone
 */
export async function wholeText(
  {
    executionId,
    path,
    output,
    sealedOutput,
  }: Pick<StepResult, 'executionId' | 'path' | 'output' | 'sealedOutput'>,
  vault: Vault,
  blobs: Blobs,
): Promise<string | undefined> {
  if (sealedOutput === null) return output ? await unpack(output, blobs) : undefined;
  const sealed = await unpackSealed(sealedOutput, blobs);
  return (await inTurns(vault.opening(sealed, sealedPlace(executionId, path)))).reveal();
}

/** Bytes of a row that a later attempt of the step may take the place of; what lies in files is not among them. */
const replaced = when(
  inArray(stepResults.status, ['retrying', 'running']),
  plus(lengthOf(stepResults.input), lengthOf(stepResults.output), lengthOf(stepResults.sealedOutput)),
  literal(0),
).mapWith(Number);

/** Every row of an execution but its payloads: what a resumed run has behind it. */
export async function journalOf(
  db: Database,
  executionId: string,
): Promise<(Pick<StepResult, 'path' | 'status' | 'attempt' | 'sequence'> & { replaced: number })[]> {
  return await db
    .select({
      path: stepResults.path,
      status: stepResults.status,
      attempt: stepResults.attempt,
      sequence: stepResults.sequence,
      replaced,
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

/** What has become of a step, without what it was given and gave. */
export type StepOutline = Pick<
  StepResult,
  'path' | 'sequence' | 'status' | 'startedAt' | 'endedAt' | 'attempt'
>;

const outline = {
  path: stepResults.path,
  sequence: stepResults.sequence,
  status: stepResults.status,
  startedAt: stepResults.startedAt,
  endedAt: stepResults.endedAt,
  attempt: stepResults.attempt,
};

const MOST_PATHS = 500;

/** What has become of these steps of an execution; of those that have not been begun there is nothing. */
export async function stepOutlines(
  db: Database,
  executionId: string,
  paths: string[],
): Promise<Map<string, StepOutline>> {
  const found = new Map<string, StepOutline>();
  for (let from = 0; from < paths.length; from += MOST_PATHS) {
    const some = inArray(stepResults.path, paths.slice(from, from + MOST_PATHS));
    const rows = await db
      .select(outline)
      .from(stepResults)
      .where(and(eq(stepResults.executionId, executionId), some));
    for (const row of rows) found.set(row.path, row);
  }
  return found;
}

/** What has become of the steps that an execution began first. */
export async function firstOutlines(
  db: Database,
  executionId: string,
  limit: number,
): Promise<StepOutline[]> {
  return await db
    .select(outline)
    .from(stepResults)
    .where(eq(stepResults.executionId, executionId))
    .orderBy(asc(stepResults.sequence))
    .limit(limit);
}

/** Whether a step has failed, its error ignored or not: what the index of failed steps leads to. */
export const isUnsuccessful = isLiterally(stepResults.status, 'failed', 'ignored');

/** The step that an execution has failed in. */
export async function failedStep(db: Database, executionId: string): Promise<StepOutline | undefined> {
  const [row] = await db
    .select(outline)
    .from(stepResults)
    .where(and(eq(stepResults.executionId, executionId), isUnsuccessful, eq(stepResults.status, 'failed')))
    .orderBy(desc(stepResults.sequence))
    .limit(1);
  return row;
}

/** Steps of an execution in the order in which they were first begun. */
export async function listStepResults(
  db: Database,
  executionId: string,
  page: Page,
  name?: string,
): Promise<Listed<StepResult>> {
  const named = name === undefined ? undefined : eq(stepResults.name, name);
  const after = page.cursor ? gt(stepResults.sequence, numberOfCursor(page.cursor)) : undefined;
  const rows = await db
    .select()
    .from(stepResults)
    .where(and(eq(stepResults.executionId, executionId), named, after))
    .orderBy(asc(stepResults.sequence))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => String(row.sequence));
}

const isBehind = inArray(stepResults.status, ['succeeded', 'ignored', 'running']);

/** Path of the last step that an execution has behind it; undefined when it has none. */
export async function lastFinishedPath(db: Database, executionId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ path: stepResults.path })
    .from(stepResults)
    .where(and(eq(stepResults.executionId, executionId), isBehind))
    .orderBy(desc(stepResults.sequence))
    .limit(1);
  return row?.path;
}

/** Outputs of a replay's steps by their paths, sealed for it and ready to be stored. */
export type Resealed = ReadonlyMap<string, PackedSeal>;

/** Seals outputs of finished steps again for a replay, since a sealed text opens only where it lives. */
export async function resealFinished(
  db: Database,
  vault: Vault,
  blobs: Blobs,
  from: string,
  to: string,
): Promise<Resealed> {
  const rows = await sealedOutputs(db, from);
  const sealed = new Map<string, PackedSeal>();
  for (const { path, output } of rows) {
    const text = await unpackSealed(output ?? '', blobs);
    const again = await resealed(text, vault, sealedPlace(from, path), sealedPlace(to, path));
    sealed.set(path, await packSealed(again, blobs));
  }
  return sealed;
}

async function sealedOutputs(db: Database, of: string): Promise<{ path: string; output: string | null }[]> {
  return await db
    .select({ path: stepResults.path, output: stepResults.sealedOutput })
    .from(stepResults)
    .where(and(eq(stepResults.executionId, of), isBehind, isNotNull(stepResults.sealedOutput)));
}

/** Gives a replay the finished steps of the execution that it continues. */
export async function copyFinishedSteps(
  tx: Database,
  from: string,
  to: string,
  sealed: Resealed,
): Promise<void> {
  const finished = and(eq(stepResults.executionId, from), isBehind);
  const columns = { ...getTableColumns(stepResults), executionId: constant(to).as('execution_id') };
  await tx.insert(stepResults).select(tx.select(columns).from(stepResults).where(finished));
  for (const [path, { text, blob }] of sealed) {
    await tx
      .update(stepResults)
      .set({ sealedOutput: text })
      .where(and(eq(stepResults.executionId, to), eq(stepResults.path, path)));
    if (blob) await tx.insert(blobUses).values({ hash: blob, executionId: to }).onConflictDoNothing();
  }
}

/** Keeps the blob files that an execution names for its replay as well. */
export async function copyBlobUses(tx: Database, from: string, to: string): Promise<void> {
  const columns = { hash: blobUses.hash, executionId: constant(to).as('execution_id') };
  await tx
    .insert(blobUses)
    .select(tx.select(columns).from(blobUses).where(eq(blobUses.executionId, from)))
    .onConflictDoNothing();
}
