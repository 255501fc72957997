import type { Store } from '../db/store.ts';
import { SECOND } from '../lib/time.ts';
import { release } from '../models/leases.ts';

/** The lease of a run is still ours although nothing runs: it is handed back once the store takes writes again. */
export function giveBackLater(
  tools: { store: Store; owner: string },
  run: { id: string },
  then: () => void,
): void {
  const { store, owner } = tools;
  const timer = setTimeout(() => {
    store.write((tx) => release(tx, run.id, owner)).then(then, () => giveBackLater(tools, run, then));
  }, SECOND);
  timer.unref();
}
