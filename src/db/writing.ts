import type { Database } from './store.ts';

const writing = new WeakSet<Database>();

/** Said by a store of what it gives to a write. */
export function markWriting(tx: Database): void {
  writing.add(tx);
}

/**
 * Whether queries here belong to a write. It may wait for nothing but those: others stand in line behind it, and may be
 * what it would wait for.
 */
export function isWriting(db: Database): boolean {
  return writing.has(db);
}
