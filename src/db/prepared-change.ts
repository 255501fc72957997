import { is, Param, Placeholder, type Query } from 'drizzle-orm';
import type { Database } from './store.ts';

/** What `prepare` of an insert, update or delete gives. */
type Statement = {
  getQuery(): Query;
  execute(values: Record<string, unknown>): Promise<unknown>;
};
/** A promise where the driver answers later; SQLite answers at once. */
type Run = (values: Record<string, unknown>) => unknown;
type Read = (values: Record<string, unknown>) => unknown;
type Prepare = (sql: string) => { run(...values: unknown[]): unknown };

const direct = new WeakMap<Database, Prepare>();

/** Says that statements of this connection are run at once by what the driver prepares. */
export function runDirectly(db: Database, prepare: Prepare): void {
  direct.set(db, prepare);
}

/**
 * A prepared insert, update or delete that answers no rows, for what every run does many times:
 * `const insert = preparedChange((db) => db.insert(…).prepare())`, then `await insert(tx, { id })`. The answer is what
 * `hasChanged` reads. drizzle looks at every parameter each time; here that is done once.
 */
export function preparedChange(
  build: (db: Database) => Statement,
): (db: Database, values: Record<string, unknown>) => unknown {
  const made = new WeakMap<Database, Run>();
  return (db, values) => {
    let run = made.get(db);
    if (!run) {
      run = runOf(db, build(db));
      made.set(db, run);
    }
    return run(values);
  };
}

function runOf(db: Database, statement: Statement): Run {
  const prepare = direct.get(db);
  if (!prepare) return (values) => statement.execute(values);
  const { sql, params } = statement.getQuery();
  const own = prepare(sql);
  const readers = params.map(readerOf);
  return (values) => own.run(...readers.map((read) => read(values)));
}

function readerOf(param: unknown): Read {
  if (is(param, Placeholder)) return (values) => boundTo(values, param.name);
  if (is(param, Param) && is(param.value, Placeholder)) {
    const { encoder, value } = param;
    return (values) => encoder.mapToDriverValue(boundTo(values, value.name));
  }
  return () => param;
}

function boundTo(values: Record<string, unknown>, name: string): unknown {
  const value = values[name];
  if (value === undefined) throw new Error(`The statement lacks a value for ${name}.`);
  return value;
}
