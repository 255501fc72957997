import { polledTable } from '../kit/poll-table.ts';
import { rowsOf } from './ask.ts';
import { connectionOf, serverConnection } from './connection.ts';

export const pollTable = polledTable({
  connectionInput: serverConnection,
  connectionOf,
  ask: rowsOf,
  example: 'shop.orders',
  quoted: (name) => `\`${name.replaceAll('`', '``')}\``,
  last: (table, column, name) => ({
    text: `SELECT CAST(${column} AS CHAR) AS ${name} FROM ${table} AS t WHERE ${column} IS NOT NULL ORDER BY ${column} DESC LIMIT 1`,
    values: [],
  }),
  after({ table, column, name }, most, value) {
    const [after, values] = value === undefined ? ['IS NOT NULL', []] : ['> ?', [value]];
    // Up to the value of the last row that a run is given, since MySQL knows no ties.
    const page = `SELECT ${column} AS place FROM ${table} AS t WHERE ${column} ${after} ORDER BY ${column} LIMIT ${most}`;
    return {
      text: `SELECT t.*, CAST(${column} AS CHAR) AS ${name} FROM ${table} AS t WHERE ${column} ${after} AND ${column} <= (SELECT MAX(place) FROM (${page}) AS page) ORDER BY ${column}`,
      values: [...values, ...values],
    };
  },
});
