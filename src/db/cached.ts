import { BoundedCache } from '../lib/bounded-cache.ts';
import type { Database, Store } from './store.ts';

/** What things are remembered of. */
export type Remembering = Pick<Store, 'read' | 'deploymentRevision'>;

type Kept<Value> = { revision: number; values: BoundedCache<Value> };

const MOST = 2000;

/**
 * Keeps what `load` has found until a deployment changes: `const byId = remembered((db, id) => …)`, then
 * `await byId(store, id)`. What it does not find it asks for again each time. Nobody may change what it answers.
 * @param load reads nothing but tables of deployments (`change-counter.ts`)
 */
export function remembered<Value>(
  load: (db: Database, key: string) => Promise<Value | undefined>,
): (store: Remembering, key: string) => Promise<Value | undefined> {
  const stores = new WeakMap<Remembering, Kept<Value>>();
  return async (store, key) => {
    const revision = store.deploymentRevision;
    let kept = stores.get(store);
    if (kept?.revision !== revision) {
      kept = { revision, values: new BoundedCache({ most: MOST }) };
      stores.set(store, kept);
    }
    const known = kept.values.get(key);
    if (known !== undefined) return known;
    const found = await load(store.read, key);
    if (found !== undefined) kept.values.set(key, found);
    return found;
  };
}
