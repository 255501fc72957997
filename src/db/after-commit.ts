import type { Database } from './store.ts';

export type EffectLedger<Effect> = {
  /** Notes what must follow the commit of the write under way; where nobody collects, its caller sees to it. */
  afterCommit(tx: Database, effect: Effect): void;
  /** Does the work of a write; what it has noted is to be carried out once the write is on disk, and never if it is not. */
  collect<T>(tx: Database, work: (tx: Database) => Promise<T>): Promise<{ value: T; effects: Effect[] }>;
};

/** What must follow commits, in the order in which it was noted: one ledger for each kind of effect. */
export function effectLedger<Effect>(): EffectLedger<Effect> {
  const open = new WeakMap<Database, Effect[]>();
  return {
    afterCommit: (tx, effect) => void open.get(tx)?.push(effect),
    async collect(tx, work) {
      const effects: Effect[] = [];
      open.set(tx, effects);
      try {
        return { value: await work(tx), effects };
      } finally {
        // A write that stalled ends late, when another one may be under way.
        if (open.get(tx) === effects) open.delete(tx);
      }
    },
  };
}
