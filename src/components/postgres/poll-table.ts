import { polledTable } from '../kit/poll-table.ts';
import { ask } from './ask.ts';
import { connectionOf, serverConnection } from './connection.ts';

export const pollTable = polledTable({
  connectionInput: serverConnection,
  connectionOf,
  ask,
  example: 'public.orders',
  quoted: (name) => `"${name.replaceAll('"', '""')}"`,
  last: (table, column, name) => ({
    text: `SELECT ${column}::text AS ${name} FROM ${table} AS t WHERE ${column} IS NOT NULL ORDER BY ${column} DESC LIMIT 1`,
    values: [],
  }),
  after: ({ table, column, name }, most, value) => ({
    text: `SELECT t.*, ${column}::text AS ${name} FROM ${table} AS t WHERE ${column} ${value === undefined ? 'IS NOT NULL' : '> $2'} ORDER BY ${column} FETCH FIRST ($1) ROWS WITH TIES`,
    values: value === undefined ? [most] : [most, value],
  }),
});
