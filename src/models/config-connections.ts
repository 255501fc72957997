import { isDeepStrictEqual } from 'node:util';
import { eq } from 'drizzle-orm';
import { instances } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import type { Vault } from '../lib/crypto.ts';
import {
  createConnection,
  getConnection,
  type Held,
  holdAnew,
  kindOfVariable,
  tellUsers,
} from './connections.ts';
import { madeOfShared, sharedOfVariable } from './shared-connections.ts';

/**
 * Stores what a value of a connection holds.
 * @param known the connection that the value points to already @returns the id of the one that holds it now
 */
export async function storeConnection(
  tx: Database,
  vault: Vault,
  instanceId: string,
  variable: CompiledConfigVariable,
  held: Held,
  known: string | undefined,
): Promise<string> {
  const customerId = await customerOf(tx, instanceId);
  const shared = await sharedOfVariable(tx, vault, variable);
  const made = shared && known === undefined ? await madeOfShared(tx, shared.row.id, customerId) : undefined;
  const present = known ?? made?.id;
  // What staff have filled in for all of a shared connection is nobody else's to say.
  const wanted = shared ? { ...held, fields: { ...held.fields, ...shared.inputs } } : held;
  const connection = present === undefined ? undefined : await getConnection(tx, vault, present);
  if (connection && isDeepStrictEqual(connection.held, wanted)) return connection.row.id;
  // Those of the organization are changed where they are, not in the answers of one customer.
  if (!connection || (connection.row.customerId === null && !shared)) {
    const { id: sharedId, name: label = variable.key, scope } = shared?.row ?? {};
    const owner = scope === 'organization' ? null : customerId;
    const isReusable = shared !== undefined;
    const fresh = {
      ...kindOfVariable(variable),
      customerId: owner,
      label,
      isReusable,
      sharedId,
      held: wanted,
    };
    return await createConnection(tx, vault, fresh);
  }
  await holdAnew(tx, vault, connection.row.id, variable, wanted);
  await tellUsers(tx, connection.row.id, instanceId);
  return connection.row.id;
}

async function customerOf(tx: Database, instanceId: string): Promise<string | null> {
  const [row] = await tx
    .select({ customerId: instances.customerId })
    .from(instances)
    .where(eq(instances.id, instanceId));
  return row?.customerId ?? null;
}
