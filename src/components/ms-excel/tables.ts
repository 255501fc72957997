import type { ActionRow } from '../kit/calls.ts';
import { choice, flag, needed, number, text } from '../kit/fields.ts';
import { graphPages } from '../kit/microsoft.ts';
import { inTable, listing, sheet, table, values, worksheet } from './fields.ts';

const rowIndex = number('rowIndex', 'Row index', 'Before which row, from 0; empty: at the end.', {
  to: 'index',
});
const columnIndex = needed(
  text('columnIndex', 'Column index', 'The ID or the name of the column.', { example: 'Status' }),
);
const TABLE = { id: '{7DF5A3F3}', name: 'Table1', showHeaders: true, showTotals: false };
const ROW = { index: 0, values: [['42', 'new']] };
const COLUMN = { id: '1', name: 'Status', index: 1, values: [['Status'], ['new']] };
/** A row alone is a list of rows, too. */
const inRows = ({ values: given, ...rest }: Record<string, unknown>) => ({
  ...rest,
  values: Array.isArray(given) && !given.every(Array.isArray) ? [given] : given,
});

export const tables = (): ActionRow[] => [
  {
    key: 'listTables',
    label: 'List tables',
    description: 'Lists the tables of a worksheet.',
    request: `GET ${sheet}/tables`,
    fields: [...worksheet, ...listing],
    pages: graphPages,
    example: { value: [TABLE] },
  },
  {
    key: 'getTable',
    label: 'Get table',
    description: 'Fetches a table.',
    request: `GET ${inTable}`,
    fields: table,
    example: TABLE,
  },
  {
    key: 'createTable',
    label: 'Create table',
    description: 'Makes a table of cells.',
    request: `POST ${sheet}/tables/add`,
    fields: [
      ...worksheet,
      needed(text('address', 'Address', 'The cells.', { example: 'A1:B10' })),
      flag('hasHeaders', 'Has headers', 'Whether the first row holds the names of the columns.'),
    ],
    example: TABLE,
  },
  {
    key: 'updateTable',
    label: 'Update table',
    description: 'Changes how a table is called and shown.',
    request: `PATCH ${inTable}`,
    fields: [
      ...table,
      text('name', 'Name', 'What it is called.'),
      flag('showHeaders', 'Show headers', 'Whether the names of the columns are shown.'),
      flag('showTotals', 'Show totals', 'Whether totals are shown.'),
      choice('style', 'Style', 'How it looks.', ['TableStyleLight1', 'TableStyleMedium2', 'TableStyleDark1']),
    ],
    example: TABLE,
  },
  {
    key: 'deleteTable',
    label: 'Delete table',
    description: 'Removes a table.',
    request: `DELETE ${inTable}`,
    fields: table,
    example: '',
  },
  {
    key: 'listRows',
    label: 'List rows',
    description: 'Lists the rows of a table.',
    request: `GET ${inTable}/rows`,
    fields: [...table, ...listing],
    pages: graphPages,
    example: { value: [ROW] },
  },
  {
    key: 'createRow',
    label: 'Create row',
    description: 'Adds a row to a table.',
    request: `POST ${inTable}/rows/add`,
    fields: [...table, needed(values), rowIndex],
    shape: inRows,
    example: ROW,
  },
  {
    key: 'createMultipleRows',
    label: 'Create multiple rows',
    description: 'Adds rows to a table.',
    request: `POST ${inTable}/rows/add`,
    fields: [...table, needed(values), rowIndex],
    example: ROW,
  },
  {
    key: 'listColumns',
    label: 'List columns',
    description: 'Lists the columns of a table.',
    request: `GET ${inTable}/columns`,
    fields: [...table, ...listing],
    pages: graphPages,
    example: { value: [COLUMN] },
  },
  {
    key: 'getColumn',
    label: 'Get column',
    description: 'Fetches a column of a table.',
    request: `GET ${inTable}/columns/{columnIndex}`,
    fields: [...table, columnIndex],
    example: COLUMN,
  },
  {
    key: 'createColumn',
    label: 'Create column',
    description: 'Adds a column to a table.',
    request: `POST ${inTable}/columns/add`,
    fields: [
      ...table,
      needed(values),
      number('columnIndex', 'Column index', 'Before which column, from 0; empty: at the end.', {
        to: 'index',
      }),
    ],
    example: COLUMN,
  },
  {
    key: 'updateColumn',
    label: 'Update column',
    description: 'Writes a column of a table.',
    request: `PATCH ${inTable}/columns/{columnIndex}`,
    fields: [...table, columnIndex, needed(values)],
    example: COLUMN,
  },
  {
    key: 'deleteColumn',
    label: 'Delete column',
    description: 'Removes a column of a table.',
    request: `DELETE ${inTable}/columns/{columnIndex}`,
    fields: [...table, columnIndex],
    example: '',
  },
];
