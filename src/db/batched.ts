import type { Database } from './store.ts';

type Ledger = { undo(): void; settle(): Promise<void> };
type Group = { ledgers: Set<Ledger>; ofWrite: Ledger[] };

const groups = new WeakMap<Database, Group>();
const PUT_OFF = Promise.resolve();

/**
 * Puts off what many writes change in the same rows (counts, say), so that it is written once for all writes of a
 * group: `const add = gathered(apply)`, then `await add(tx, item)`. The items are applied in their order at the end of
 * the same transaction; those of a write that is rolled back are not. A connection without groups applies each at once.
 * @param apply must tolerate items whose row a later write of the group has deleted
 */
export function gathered<Item>(
  apply: (tx: Database, items: Item[]) => Promise<void>,
): (tx: Database, item: Item) => Promise<void> {
  const known = new WeakMap<Group, Ledger & { items: Item[] }>();
  return (tx, item) => {
    const group = groups.get(tx);
    if (!group) return apply(tx, [item]);
    const ledger = known.get(group) ?? ledgerOf(tx, apply);
    known.set(group, ledger);
    ledger.items.push(item);
    group.ledgers.add(ledger);
    group.ofWrite.push(ledger);
    return PUT_OFF;
  };
}

function ledgerOf<Item>(tx: Database, apply: (tx: Database, items: Item[]) => Promise<void>) {
  const items: Item[] = [];
  return {
    items,
    undo: () => void items.pop(),
    settle: () => apply(tx, items.splice(0)),
  };
}

/** From now on items are put off. */
export function beginGroup(tx: Database): void {
  groups.set(tx, { ledgers: new Set(), ofWrite: [] });
}

/** Keeps or takes back what one write of the group has put off. */
export function endWrite(tx: Database, isKept: boolean): void {
  const group = groups.get(tx);
  if (!group) return;
  if (!isKept) for (const ledger of group.ofWrite) ledger.undo();
  group.ofWrite = [];
}

/** Writes what was put off; the group is over. */
export async function settleGroup(tx: Database): Promise<void> {
  const group = groups.get(tx);
  groups.delete(tx);
  for (const ledger of group?.ledgers ?? []) await ledger.settle();
}
