import { isDeepStrictEqual } from 'node:util';
import { eq } from 'drizzle-orm';
import { instances } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import type { Vault } from '../lib/crypto.ts';
import { record } from './audit.ts';
import {
  createConnection,
  getConnection,
  type Held,
  holdAnew,
  kindOfVariable,
  tellUsers,
} from './connections.ts';
import { madeOfShared, sharedOfVariable } from './shared-connections.ts';

/** A shared connection that was filled in, for everybody where no customer is named. */
export type FilledShared = { stableKey: string; customerId: string | null };

/**
 * Stores what a value of a connection holds.
 * @param known the connection that the value points to already
 * @returns the id of the one that holds it now, and what was filled in by it
 */
export async function storeConnection(
  tx: Database,
  vault: Vault,
  instanceId: string,
  variable: CompiledConfigVariable,
  held: Held,
  known: string | undefined,
): Promise<{ id: string; filled?: FilledShared }> {
  const customerId = await customerOf(tx, instanceId);
  const shared = await sharedOfVariable(tx, vault, variable);
  // An instance has none of what each person connects alone: its own is for runs that are for nobody.
  const isShared = shared !== undefined && shared.row.scope !== 'user';
  const made =
    isShared && known === undefined ? await madeOfShared(tx, shared.row.id, customerId) : undefined;
  const present = known ?? made?.id;
  // What staff have filled in for all of a shared connection is nobody else's to say.
  const wanted = shared ? { ...held, fields: { ...held.fields, ...shared.inputs } } : held;
  const connection = present === undefined ? undefined : await getConnection(tx, vault, present);
  if (connection && isDeepStrictEqual(connection.held, wanted)) return { id: connection.row.id };
  // Those of the organization are changed where they are, not in the answers of one customer.
  if (!connection || (connection.row.customerId === null && !isShared)) {
    const { id: sharedId, name: label = variable.key, scope, stableKey } = isShared ? shared.row : {};
    const owner = scope === 'organization' ? null : customerId;
    const isReusable = isShared;
    const kind = kindOfVariable(variable);
    const fresh = { ...kind, customerId: owner, label, isReusable, sharedId, held: wanted };
    const id = await createConnection(tx, vault, fresh);
    if (stableKey === undefined) return { id };
    const facts = { component: kind.component, connection: kind.key };
    await record(tx, 'connection.created', { id, name: label, customerId: owner }, facts);
    return { id, filled: { stableKey, customerId: owner } };
  }
  await holdAnew(tx, vault, connection.row.id, variable, wanted);
  await tellUsers(tx, connection.row.id, instanceId);
  return { id: connection.row.id };
}

async function customerOf(tx: Database, instanceId: string): Promise<string | null> {
  const [row] = await tx
    .select({ customerId: instances.customerId })
    .from(instances)
    .where(eq(instances.id, instanceId));
  return row?.customerId ?? null;
}
