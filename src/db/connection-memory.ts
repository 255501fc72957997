import type { Database } from './store.ts';

const roots = new WeakMap<Database, object>();

/** Says of which connection a transaction is, where it is an object of its own. */
export function belongsTo(tx: Database, connection: object): void {
  roots.set(tx, connection);
}

/** What is kept in memory beside a connection, from one write to the next: `const kept = connectionMemory(() => new Map())`. */
export function connectionMemory<Value>(make: () => Value): (tx: Database) => Value {
  const made = new WeakMap<object, Value>();
  return (tx) => {
    const connection = roots.get(tx) ?? tx;
    const value = made.get(connection) ?? make();
    made.set(connection, value);
    return value;
  };
}
