import type { ActionRow } from '../kit/calls.ts';
import { choice, type Field, flag, json, needed, number, text } from '../kit/fields.ts';
import { sheet, values, worksheet } from './fields.ts';

const address = needed(text('address', 'Address', 'The cells.', { example: 'A1:B2' }));
const RANGE = {
  address: 'Orders!A1:B2',
  values: [
    ['Order', 'Status'],
    ['42', 'new'],
  ],
  rowCount: 2,
};
const formulas = (key: string, label: string, comments: string): Field =>
  json(key, label, comments, { example: '[["=A1+A2"]]' });

const written: Field[] = [
  flag('columnHidden', 'Column hidden', 'Whether its columns are hidden.'),
  flag('rowHidden', 'Row hidden', 'Whether its rows are hidden.'),
  formulas('formulas', 'Formulas', 'Formulas as A1: a list of rows.'),
  formulas('formulasLocal', 'Formulas local', 'Formulas in the language of the user: a list of rows.'),
  formulas('formulasR1C1', 'Formulas R1C1', 'Formulas as R1C1: a list of rows.'),
  json('numberFormat', 'Number format', 'How numbers are shown: a list of rows.', { example: '[["0.00"]]' }),
  values,
];
const applyTo = choice('applyTo', 'Apply to', 'What is taken away.', ['All', 'Formats', 'Contents']);
const shift = choice('shift', 'Shift', 'Where the others come from.', ['Up', 'Left']);

/** Cells of a worksheet, as the path of a call. */
const at = (cells: unknown, more = '') =>
  `${sheet}/range(address='${encodeURIComponent(String(cells))}')${more}`;

export const ranges = (): ActionRow[] => [
  {
    key: 'getCell',
    label: 'Get cell',
    description: 'Fetches a cell.',
    fields: [
      ...worksheet,
      needed(number('rowIndex', 'Row index', 'Which row, from 0.', { example: '0' })),
      needed(number('columnIndex', 'Column index', 'Which column, from 0.', { example: '0' })),
    ],
    perform: async ({ make }, { rowIndex, columnIndex }) =>
      (
        await make({
          request: `GET ${sheet}/cell(row=${Number(rowIndex)},column=${Number(columnIndex)})`,
          fields: worksheet,
        })
      ).data,
    example: { address: 'Orders!A1', values: [['Order']] },
  },
  {
    key: 'getCellRange',
    label: 'Get cell range',
    description: 'Fetches all cells that hold something, or those of an address.',
    fields: [
      ...worksheet,
      text('address', 'Address', 'The cells; empty: all that hold something.', { example: 'A1:B2' }),
    ],
    async perform({ make }, { address: cells }) {
      const path = typeof cells === 'string' && cells !== '' ? at(cells) : `${sheet}/usedRange`;
      return (await make({ request: `GET ${path}`, fields: worksheet })).data;
    },
    example: RANGE,
  },
  {
    key: 'updateCellRange',
    label: 'Update cell range',
    description: 'Writes cells.',
    fields: [...worksheet, address, ...written],
    perform: async ({ make }, params) =>
      (await make({ request: `PATCH ${at(address.value(params))}`, fields: [...worksheet, ...written] }))
        .data,
    example: RANGE,
  },
  {
    key: 'clearCellRange',
    label: 'Clear cell range',
    description: 'Empties cells.',
    fields: [...worksheet, address, applyTo],
    perform: async ({ make }, params) =>
      (
        await make({
          request: `POST ${at(address.value(params), '/clear')}`,
          fields: [...worksheet, applyTo],
        })
      ).data,
    example: '',
  },
  {
    key: 'deleteCellRange',
    label: 'Delete cell range',
    description: 'Removes cells; others take their place.',
    fields: [...worksheet, address, shift],
    perform: async ({ make }, params) =>
      (await make({ request: `POST ${at(address.value(params), '/delete')}`, fields: [...worksheet, shift] }))
        .data,
    example: '',
  },
];
