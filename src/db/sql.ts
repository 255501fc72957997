import { type Column, type SQL, type SQLWrapper, type Subquery, sql } from 'drizzle-orm';

/*
 * What queries need beyond drizzle's own words, by name and alike in both dialects: no SQL is written outside of `db/`.
 */

/** A value that is given when the statement is run. */
export const placeholder = sql.placeholder;

/** The same where no column says how it is written: it must be as the driver takes it. */
export function given<T>(name: string): SQL<T> {
  return sql<T>`${sql.placeholder(name)}`;
}

/** No value, in every row. */
export function nothing(): SQL<null> {
  return sql<null>`null`;
}

/** The same value in every row. */
export function constant<T>(value: T): SQL<T> {
  return sql<T>`${value}`;
}

/**
 * Written into the statement itself: SQLite takes a partial index only for a query that repeats the index's own
 * condition, and knows no value of a parameter.
 */
export function literal(value: string | number): SQL {
  return sql.raw(typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`);
}

/** Whether a column has one of these words, each written as `literal` does. */
export function isLiterally(column: Column, ...words: string[]): SQL {
  return sql`${column} in (${sql.join(words.map(literal), sql`, `)})`;
}

/** A column as no index has it, so that the database does not leave the way along the index that was chosen. */
export function unindexed(column: Column): SQL {
  return sql`${column} || ''`;
}

/** The value that an insert has brought, where the row was there already. */
export function excluded(column: Column): SQL {
  return sql`excluded.${sql.identifier(column.name)}`;
}

/** The first of the two that is not null. */
export function coalesce<T>(first: SQLWrapper, second: SQLWrapper): SQL<T> {
  return sql<T>`coalesce(${first}, ${second})`;
}

/** One of two values, by a condition. */
export function when(condition: SQL | undefined, then: SQLWrapper | null, otherwise: SQLWrapper): SQL {
  return sql`case when ${condition} then ${then ?? sql`null`} else ${otherwise} end`;
}

type Amount = SQLWrapper | number;

export function plus(left: SQLWrapper, ...more: Amount[]): SQL {
  return sql.join([left, ...more], sql` + `);
}

export function oneMore(column: Column): SQL {
  return plus(column, literal(1));
}

export function minus(left: SQLWrapper, right: Amount): SQL {
  return sql`${left} - ${right}`;
}

export function times(left: SQLWrapper, right: Amount): SQL {
  return sql`${left} * ${right}`;
}

/** A sum as a number, 0 of no rows: PostgreSQL answers sums as text. */
export function total(of: SQLWrapper): SQL<number> {
  return sql`coalesce(sum(${of}), 0)`.mapWith(Number);
}

/** How many rows a query has, as a value in another one. */
export function countOf(rows: Subquery): SQL<number> {
  return sql`(select count(*) from ${rows})`.mapWith(Number);
}

/** Characters of a text, or bytes of bytes; 0 of null. */
export function lengthOf(column: Column): SQL {
  return sql`coalesce(length(${column}), 0)`;
}

/** Bytes of a text. */
export function bytesOf(column: Column): SQL {
  return sql`octet_length(${column})`;
}

/** The first characters of a text. */
export function beginningOf(column: Column, length: number): SQL<string> {
  return sql<string>`substr(${column}, 1, ${length})`;
}

/** Whether an id begins with that of another column, so that an index of the ids leads to it. */
export function hasBeginning(id: Column, beginning: Column): SQL {
  // Of what ids are made of, nothing comes after `z`.
  return sql`${id} >= ${beginning} and ${id} < ${beginning} || '{'`;
}

/** Several values as one, to be compared in their order. */
export function tuple(...values: (SQLWrapper | string | number)[]): SQL {
  return sql`(${sql.join(values, sql`, `)})`;
}

/** Whether the object in a JSON column has any field. */
export function hasFields(column: Column): SQL {
  return sql`cast(${column} as text) <> '{}'`;
}

/** Whether an object in a JSON column has a field of that name, however deep: in a text its quotes would be escaped. */
export function hasFieldNamed(column: Column, name: string): SQL {
  return sql`cast(${column} as text) like ${`%"${name}":%`}`;
}
