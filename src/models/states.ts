import { and, eq, gte, inArray, lt, or } from 'drizzle-orm';
import { deleteSome } from '../db/delete-some.ts';
import { preparedChange } from '../db/prepared-change.ts';
import { type StateScope, states } from '../db/schema.ts';
import { excluded, placeholder as p, total } from '../db/sql.ts';
import { type Database, prepared } from '../db/store.ts';
import type { CompiledFlow } from '../definition/compile/compiled.ts';
import type { Place } from '../lib/crypto.ts';
import type { Instance } from './instances.ts';
import { isOfTests } from './test-customer.ts';

/** The states that outlive an execution: a flow's of an instance, an instance's, an integration's. */
export type KeptScope = Exclude<StateScope, 'execution'>;
/** Whose state each scope is. */
export type StateOwners = Record<KeptScope, string>;

/** Whose state each scope is, in runs of a flow. */
export function stateOwners(instance: Instance, { stableKey }: Pick<CompiledFlow, 'stableKey'>): StateOwners {
  return {
    flow: `${instance.id}/${stableKey}`,
    crossFlow: instance.id,
    // Tests share nothing with the instances of customers.
    integration: isOfTests(instance) ? instance.id : instance.integrationId,
  };
}

export type StateRow = Pick<typeof states.$inferSelect, 'key' | 'size' | 'value'>;
/** A key as it is to be from now on; without a value it is removed. */
export type StateWrite = { scope: KeptScope; key: string; size: number; value: Buffer | undefined };

const columns = { key: states.key, size: states.size, value: states.value };
const isOwn = and(eq(states.scope, p('scope')), eq(states.owner, p('owner')));
const oneKey = prepared((db) =>
  db
    .select(columns)
    .from(states)
    .where(and(isOwn, eq(states.key, p('key'))))
    .prepare(),
);
const allKeys = prepared((db) => db.select(columns).from(states).where(isOwn).prepare());

/** Keys of one state, with what is kept under them; those that are not there are left out. */
export async function readStates(
  db: Database,
  scope: KeptScope,
  owner: string,
  keys: readonly string[] | 'all',
): Promise<StateRow[]> {
  if (keys === 'all') return await allKeys(db).execute({ scope, owner });
  const rows: StateRow[] = [];
  for (const key of keys) rows.push(...(await oneKey(db).execute({ scope, owner, key })));
  return rows;
}

const ownedBy = (scope: KeptScope) => and(eq(states.scope, scope), eq(states.owner, p(scope)));
const totalSize = prepared((db) =>
  db
    .select({ size: total(states.size) })
    .from(states)
    .where(or(ownedBy('flow'), ownedBy('crossFlow'), ownedBy('integration')))
    .prepare(),
);

/** How many characters all states of these owners have together. */
export async function sizeOfStates(db: Database, owners: StateOwners): Promise<number> {
  const [row] = await totalSize(db).execute(owners);
  return row?.size ?? 0;
}

const write = preparedChange((db) =>
  db
    .insert(states)
    .values({ scope: p('scope'), owner: p('owner'), key: p('key'), size: p('size'), value: p('value') })
    .onConflictDoUpdate({
      target: [states.scope, states.owner, states.key],
      set: { size: excluded(states.size), value: excluded(states.value) },
    })
    .prepare(),
);

/** Keeps what a run has changed, each key for itself. */
export async function writeStates(tx: Database, owners: StateOwners, changes: StateWrite[]): Promise<void> {
  for (const { scope, key, size, value } of changes) {
    const owner = owners[scope];
    if (value !== undefined) await write(tx, { scope, owner, key, size, value });
    else
      await tx
        .delete(states)
        .where(and(eq(states.scope, scope), eq(states.owner, owner), eq(states.key, key)));
  }
}

/** Where a value that holds a secret is sealed for. */
export function statePlace(scope: KeptScope, owner: string, key: string): Place {
  return { table: 'states', column: 'value', row: JSON.stringify([scope, owner, key]) };
}

/** Drops at most so many of what an instance and its flows remember; answers how many. */
export async function deleteSomeStates(tx: Database, instanceId: string, most: number): Promise<number> {
  const key = [states.scope, states.owner, states.key];
  // That of its integration is a test instance's own.
  const isOwn = and(inArray(states.scope, ['crossFlow', 'integration']), eq(states.owner, instanceId));
  // A flow's owner is `<instance>/<flow>`, and `0` comes right after `/`.
  const isOfFlow = and(
    eq(states.scope, 'flow'),
    gte(states.owner, `${instanceId}/`),
    lt(states.owner, `${instanceId}0`),
  );
  const gone = await deleteSome(tx, states, key, isOwn, most);
  return gone + (gone < most ? await deleteSome(tx, states, key, isOfFlow, most - gone) : 0);
}

/** Drops at most so many of what all instances of an integration remember together; answers how many. */
export async function deleteSomeShared(tx: Database, integrationId: string, most: number): Promise<number> {
  const isOwn = and(eq(states.scope, 'integration'), eq(states.owner, integrationId));
  return await deleteSome(tx, states, [states.scope, states.owner, states.key], isOwn, most);
}
