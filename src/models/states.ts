import { and, eq, gte, inArray, lt, or, sql } from 'drizzle-orm';
import { type Database, prepared } from '../db/database.ts';
import { executions, instances, type StateScope, states } from '../db/schema.ts';

export type { StateScope };

/** Whose state each scope is: an execution's, a flow's of an instance, an instance's, an integration's. */
export type StateOwners = Record<StateScope, string>;
export type StateRow = { scope: StateScope; key: string; value: Uint8Array };
/** A key that a step has changed; without a value it was removed. */
export type StateChange = { scope: StateScope; key: string; value: Buffer | undefined };

const p = sql.placeholder;
const ownedBy = (scope: StateScope) => and(eq(states.scope, scope), eq(states.owner, p(scope)));
const ofOwners = prepared((db) =>
  db
    .select({ scope: states.scope, key: states.key, value: states.value })
    .from(states)
    .where(or(ownedBy('execution'), ownedBy('flow'), ownedBy('crossFlow'), ownedBy('integration')))
    .prepare(),
);

/** All that a run may see of its four states. */
export async function readStates(db: Database, owners: StateOwners): Promise<StateRow[]> {
  return await ofOwners(db).execute(owners);
}

/** Keeps what a step has changed, each key for itself. */
export async function writeStates(tx: Database, owners: StateOwners, changes: StateChange[]): Promise<void> {
  for (const { scope, key, value } of changes) {
    const owner = owners[scope];
    if (value === undefined) {
      await tx
        .delete(states)
        .where(and(eq(states.scope, scope), eq(states.owner, owner), eq(states.key, key)));
    } else {
      await tx
        .insert(states)
        .values({ scope, owner, key, value })
        .onConflictDoUpdate({ target: [states.scope, states.owner, states.key], set: { value } });
    }
  }
}

/** Gives a replay what the execution that it continues has kept in its own state. */
export async function copyExecutionState(tx: Database, from: string, to: string): Promise<void> {
  const { scope, key, value } = states;
  const columns = { scope, owner: sql<string>`${to}`.as('owner'), key, value };
  const own = and(eq(states.scope, 'execution'), eq(states.owner, from));
  await tx.insert(states).select(tx.select(columns).from(states).where(own));
}

/** Drops the execution state of a run that has no use for it any more. */
export async function dropExecutionState(tx: Database, executionId: string): Promise<void> {
  await tx.delete(states).where(and(eq(states.scope, 'execution'), eq(states.owner, executionId)));
}

/** Drops what executions, flows and instances of a customer or an integration remember, before these are removed. */
export async function dropStatesOf(
  tx: Database,
  of: { customerId: string } | { integrationId: string },
): Promise<void> {
  const isTheirs = (table: typeof executions | typeof instances) =>
    'customerId' in of ? eq(table.customerId, of.customerId) : eq(table.integrationId, of.integrationId);
  const runs = tx.select({ id: executions.id }).from(executions).where(isTheirs(executions));
  await tx.delete(states).where(and(eq(states.scope, 'execution'), inArray(states.owner, runs)));
  for (const { id } of await tx.select({ id: instances.id }).from(instances).where(isTheirs(instances))) {
    await tx.delete(states).where(and(eq(states.scope, 'crossFlow'), eq(states.owner, id)));
    // A flow's owner is `<instance>/<flow>`, and `0` comes right after `/`.
    const isOfFlow = and(gte(states.owner, `${id}/`), lt(states.owner, `${id}0`));
    await tx.delete(states).where(and(eq(states.scope, 'flow'), isOfFlow));
  }
  if ('integrationId' in of) {
    await tx.delete(states).where(and(eq(states.scope, 'integration'), eq(states.owner, of.integrationId)));
  }
}
