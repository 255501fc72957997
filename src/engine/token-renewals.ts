import type { Store } from '../db/store.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { now } from '../lib/time.ts';
import { connectionsToRefresh } from '../models/connection-states.ts';
import type { ConnectionTokens } from '../models/connection-tokens.ts';

type RenewalTools = { store: Store; log: Log; tokens: ConnectionTokens };

/** So many are asked for at the same time, and looked up at once. */
const TOGETHER = 5;
const BATCH = 100;

/** Renews what is due, from the table; while it is at it another call does nothing. */
export function createTokenRenewals({ store, log, tokens }: RenewalTools): () => void {
  let isBusy = false;
  const renewDue = async () => {
    const due = await connectionsToRefresh(store.read, now(), BATCH);
    const next = due.values();
    const renewSome = async () => {
      for (const { id } of next) {
        await tokens
          .renewed(id, 'due')
          .catch((error) =>
            log.warn('A token could not be renewed', { connection: id, error: messageOf(error) }),
          );
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, renewSome));
  };
  return () => {
    if (isBusy) return;
    isBusy = true;
    renewDue()
      .catch((error) => log.error('Tokens could not be looked at', { error: messageOf(error) }))
      .finally(() => {
        isBusy = false;
      });
  };
}
