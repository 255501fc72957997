import type { Database } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import { unlessGone } from '../lib/errors.ts';
import { inNameOf, record } from './audit.ts';
import {
  type Connection,
  getConnection,
  type SealedConnection,
  tellUsers,
  updateConnection,
} from './connections.ts';

/**
 * Notes that a connection does not work as it was read: a component that has used it says so. One that is gone, or that
 * somebody has changed since, stays as it is.
 */
export async function refuseConnection(
  tx: Database,
  vault: Vault,
  { id, fields, token }: SealedConnection,
  problem: string,
): Promise<void> {
  const present = await unlessGone(getConnection(tx, vault, id));
  if (present?.row.state !== 'active' || present.row.fields !== fields || present.row.token !== token) return;
  await updateConnection(tx, vault, present, { state: 'error', refreshAt: null, problem });
  await tellUsers(tx, id);
  await recordRefusal(tx, present, problem);
}

/** In the name of Stepwell, which has tried it on nobody's behalf. */
export async function recordRefusal(
  tx: Database,
  { row }: Connection,
  problem: string | null,
): Promise<void> {
  await inNameOf(tx, { kind: 'system', id: 'tokens', name: 'Stepwell' }, (own) =>
    record(own, 'connection.refused', { ...row, name: row.label }, { problem }),
  );
}
