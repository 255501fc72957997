import type { Store } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import type { Log } from '../lib/log.ts';
import { makeConnectionRecords } from '../models/connection-records.ts';
import { createTokenRefreshes } from '../models/token-refresh.ts';

/** At start, before anything reads a value: those of an older Stepwell become records, and lost refreshes are told. */
export async function prepareConnections(store: Store, vault: Vault, log: Log): Promise<void> {
  const made = await makeConnectionRecords(store, vault);
  if (made > 0) log.info(`Connections of an older Stepwell that have become records of their own: ${made}.`);
  const interrupted = await createTokenRefreshes({ store, vault }).interrupted();
  if (interrupted > 0)
    log.info(
      `Connections whose tokens were being refreshed when Stepwell ended, to be tried again: ${interrupted}.`,
    );
}
