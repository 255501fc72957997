import { and, asc, eq } from 'drizzle-orm';
import { preparedChange } from '../db/prepared-change.ts';
import { type StateOperation, type StateScope, stateChanges } from '../db/schema.ts';
import { placeholder as p } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import type { Place } from '../lib/crypto.ts';
import { ROW_SIZES } from './executions.ts';

export type { StateOperation, StateScope };
export type StateChange = typeof stateChanges.$inferSelect;

const write = preparedChange((db) =>
  db
    .insert(stateChanges)
    .values({
      executionId: p('executionId'),
      sequence: p('sequence'),
      scope: p('scope'),
      key: p('key'),
      operation: p('operation'),
      value: p('value'),
    })
    .prepare(),
);

const dropKey = preparedChange((db) =>
  db
    .delete(stateChanges)
    .where(
      and(
        eq(stateChanges.executionId, p('executionId')),
        eq(stateChanges.scope, p('scope')),
        eq(stateChanges.key, p('key')),
      ),
    )
    .prepare(),
);

/** Keeps changes until the run succeeds; of a key that is set again, what came before is dropped. */
export async function writeStateChanges(tx: Database, changes: StateChange[]): Promise<void> {
  for (const change of changes) {
    const { executionId, scope, key, operation } = change;
    if (operation === 'set' || operation === 'remove') await dropKey(tx, { executionId, scope, key });
    await write(tx, change);
  }
}

/** Bytes that changes take where they are kept. */
export function sizeOfChanges(changes: StateChange[]): number {
  let size = 0;
  for (const { key, value } of changes) size += ROW_SIZES.state + key.length + (value?.byteLength ?? 0);
  return size;
}

/** What an execution has changed so far, in its order. */
export async function readStateChanges(db: Database, executionId: string): Promise<StateChange[]> {
  return await db
    .select()
    .from(stateChanges)
    .where(eq(stateChanges.executionId, executionId))
    .orderBy(asc(stateChanges.sequence));
}

/** Drops the changes of a run for which they have taken effect. */
export async function dropStateChanges(tx: Database, executionId: string): Promise<void> {
  await tx.delete(stateChanges).where(eq(stateChanges.executionId, executionId));
}

/** Where a value that holds a secret is sealed for. */
export function changePlace(executionId: string, sequence: number): Place {
  return { table: 'state_changes', column: 'value', row: `${executionId}/${sequence}` };
}

/**
 * What an execution has changed, for a replay that continues it.
 * @param reseal seals a value again for the replay, since a sealed text opens only where it lives
 */
export async function changesForReplay(
  db: Database,
  from: string,
  to: string,
  reseal: (sequence: number, value: Uint8Array) => Promise<Buffer>,
): Promise<StateChange[]> {
  const changes: StateChange[] = [];
  for (const change of await readStateChanges(db, from)) {
    const value = change.value && (await reseal(change.sequence, change.value));
    changes.push({ ...change, executionId: to, value });
  }
  return changes;
}

/** Gives a replay what the execution that it continues has changed. */
export async function copyStateChanges(tx: Database, changes: StateChange[]): Promise<void> {
  for (const change of changes) await write(tx, change);
}
