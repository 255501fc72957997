import { and, asc, eq, lt, min, notExists, notInArray } from 'drizzle-orm';
import { deleteSome } from '../db/delete-some.ts';
import { executions, instances, keptResults, testSnapshots } from '../db/schema.ts';
import { literal, tuple } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import type { Definition } from '../definition/document/schema.ts';
import { hashToken } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { now } from '../lib/time.ts';
import { storedDefinition } from './integrations.ts';
import { getPinnedDefinition } from './versions.ts';

/*
 * What a test run runs is the draft as it was then: a snapshot, which never changes, and which has a number below 0
 * where others have that of a version. It is kept as long as the runs that have run it;
 * numbers go on downwards from the newest, so that none is given twice.
 */

/** What executions of that version run: as it was published, or a snapshot of a draft. @throws AppError `not_found` */
export async function definitionOf(db: Database, integrationId: string, number: number): Promise<Definition> {
  if (number >= 0) return await getPinnedDefinition(db, integrationId, number);
  const [row] = await db
    .select({ definition: testSnapshots.definition })
    .from(testSnapshots)
    .where(and(eq(testSnapshots.integrationId, integrationId), eq(testSnapshots.number, number)));
  if (row) return storedDefinition(row.definition);
  throw new AppError('not_found', 'The draft that this test run has run is no longer kept.');
}

/** Keeps a draft that is about to be run; one that is kept already is not kept twice. @returns its number */
export async function keepSnapshot(tx: Database, integrationId: string, text: string): Promise<number> {
  const hash = hashToken(text);
  const isOfIntegration = eq(testSnapshots.integrationId, integrationId);
  const [same] = await tx
    .select({ number: testSnapshots.number })
    .from(testSnapshots)
    .where(and(isOfIntegration, eq(testSnapshots.hash, hash)));
  if (same) return same.number;
  const [last] = await tx
    .select({ number: testSnapshots.number })
    .from(testSnapshots)
    .where(isOfIntegration)
    .orderBy(asc(testSnapshots.number))
    .limit(1);
  const number = (last?.number ?? 0) - 1;
  await tx.insert(testSnapshots).values({ integrationId, number, hash, definition: text, createdAt: now() });
  return number;
}

/** So many are deleted in one write: each is a whole draft. */
const DELETED_AT_ONCE = 50;

/**
 * Deletes a chunk of the snapshots that nothing runs and no run that is kept has run, or has results of.
 * @returns whether there may be more
 */
export async function deleteUnusedSnapshots(tx: Database): Promise<boolean> {
  const { integrationId, number } = testSnapshots;
  const isOfTests = and(eq(executions.integrationId, integrationId), lt(executions.version, literal(0)));
  const ran = tx
    .select({ id: executions.id })
    .from(executions)
    .where(and(isOfTests, eq(executions.version, number)));
  const kept = tx
    .select({ id: executions.id })
    .from(executions)
    .innerJoin(keptResults, eq(keptResults.executionId, executions.id))
    .where(and(isOfTests, eq(keptResults.version, number)));
  const current = tx
    .select({ id: instances.id })
    .from(instances)
    .where(and(eq(instances.integrationId, integrationId), eq(instances.version, number)));
  // From the newest the numbers go on.
  const newest = tx
    .select({ integrationId, number: min(number) })
    .from(testSnapshots)
    .groupBy(integrationId);
  const isOld = notInArray(tuple(integrationId, number), newest);
  const isUnused = and(isOld, notExists(ran), notExists(kept), notExists(current));
  const deleted = await deleteSome(tx, testSnapshots, [integrationId, number], isUnused, DELETED_AT_ONCE);
  return deleted === DELETED_AT_ONCE;
}
