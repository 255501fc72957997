import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { executions, testSnapshots } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { Definition } from '../definition/document/schema.ts';
import { hashToken } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { now } from '../lib/time.ts';
import { storedDefinition } from './integrations.ts';
import { getVersionDefinition } from './versions.ts';

/*
 * What a test run runs is the draft as it was then: a snapshot, which never changes, and which has a number below 0
 * where others have that of a version. The numbers go on downwards, so that none is given twice.
 */

/** Snapshots of one integration that are kept for the runs that can be looked at; the oldest go first. */
export const SNAPSHOTS_KEPT = 50;

/** What executions of that version run: as it was published, or a snapshot of a draft. @throws AppError `not_found` */
export async function definitionOf(db: Database, integrationId: string, number: number): Promise<Definition> {
  if (number >= 0) return await getVersionDefinition(db, integrationId, number);
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

/**
 * Drops the oldest snapshots of an integration, but for what has still to be run.
 * @param current what its test instance has
 */
export async function dropOldSnapshots(
  tx: Database,
  integrationId: string,
  instanceId: string,
  current: number,
): Promise<void> {
  const rows = await tx
    .select({ number: testSnapshots.number })
    .from(testSnapshots)
    .where(eq(testSnapshots.integrationId, integrationId))
    .orderBy(asc(testSnapshots.number));
  const old = rows.slice(SNAPSHOTS_KEPT).map(({ number }) => number);
  if (old.length === 0) return;
  const open = await tx
    .selectDistinct({ version: executions.version })
    .from(executions)
    .where(and(isNull(executions.endedAt), eq(executions.instanceId, instanceId)));
  const inUse = new Set([current, ...open.map(({ version }) => version)]);
  const gone = old.filter((number) => !inUse.has(number));
  if (gone.length === 0) return;
  await tx
    .delete(testSnapshots)
    .where(and(eq(testSnapshots.integrationId, integrationId), inArray(testSnapshots.number, gone)));
}
