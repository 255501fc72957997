import { gathered } from './batched.ts';
import type { Database } from './store.ts';

const watched = new WeakMap<Database, { isTouched: boolean }>();

const note = gathered<'touched'>(async (tx, items) => {
  const watch = watched.get(tx);
  if (watch && items.length > 0) watch.isTouched = true;
});

/**
 * To be called by whatever changes a customer, an instance, or an address or key of one, what a person has answered or
 * is called, or removes or restores an
 * integration, in the same write: every call and run asks for these, so they are remembered until one of them changes
 * (`cached.ts`).
 */
export async function touchDeployments(tx: Database): Promise<void> {
  await note(tx, 'touched');
}

/**
 * From now on a connection's writes are watched for changes of deployments.
 * @returns whether there was any since it was asked last: to be asked after each commit
 */
export function watchDeployments(db: Database): () => boolean {
  const watch = { isTouched: false };
  watched.set(db, watch);
  return () => {
    const { isTouched } = watch;
    watch.isTouched = false;
    return isTouched;
  };
}
