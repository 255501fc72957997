import * as pg from 'drizzle-orm/pg-core';
import {
  customType,
  index as pgIndex,
  primaryKey as pgPrimaryKey,
  pgTable,
  uniqueIndex as pgUniqueIndex,
} from 'drizzle-orm/pg-core';
import * as sqlite from 'drizzle-orm/sqlite-core';
import { databaseDialect } from '../lib/config.ts';

/*
 * The one file that knows both dialects: the schema is described once, in SQLite's types, and built for the dialect
 * chosen at start. The casts below are that claim; the models' tests run on both and would fail if it were wrong.
 */
const postgres = databaseDialect() === 'postgres';

const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  toDriver: (value) => value,
  fromDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
});

function byDialect<T>(sqliteForm: T, pgForm: unknown): T {
  return postgres ? (pgForm as T) : sqliteForm;
}

export const table = byDialect<typeof sqlite.sqliteTable>(sqlite.sqliteTable, pgTable);
export const index = byDialect<typeof sqlite.index>(sqlite.index, pgIndex);
export const uniqueIndex = byDialect<typeof sqlite.uniqueIndex>(sqlite.uniqueIndex, pgUniqueIndex);
export const primaryKey = byDialect<typeof sqlite.primaryKey>(sqlite.primaryKey, pgPrimaryKey);

/** Text; in PostgreSQL it must be compared bytewise like SQLite does, so the database is created with collation C. */
export const text = (name: string) => byDialect(sqlite.text(name), pg.text(name));
/** One of a closed set of words. */
export const word = <T extends string>(name: string) => text(name).$type<T>();
export const integer = (name: string) => byDialect(sqlite.integer(name), pg.integer(name));
/** A whole number that may be larger than two thousand millions. */
export const long = (name: string) => byDialect(sqlite.integer(name), pg.bigint(name, { mode: 'number' }));
/** Milliseconds since 1970, UTC. */
export const instant = long;
export const flag = (name: string) => byDialect(sqlite.integer(name, { mode: 'boolean' }), pg.boolean(name));
export const json = <T>(name: string) =>
  byDialect(sqlite.text(name, { mode: 'json' }).$type<T>(), pg.json(name).$type<T>());
export const bytes = (name: string) => byDialect(sqlite.blob(name, { mode: 'buffer' }), bytea(name));
