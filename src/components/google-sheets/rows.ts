import { isList, valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { InputError, toObject } from '../conversions.ts';
import { textOf } from '../kit/answers.ts';
import type { ActionRow, Calls } from '../kit/calls.ts';
import { flag, json, needed, number } from '../kit/fields.ts';
import { isRecord, setOwn } from '../records.ts';
import { cellsOf, cellsPath, headings, spreadsheetId, title, writeHeadings } from './worksheets.ts';

const limit = number('limit', 'Limit', 'How many rows to return.', { default: '100' });
const offset = number('offset', 'Offset', 'How many rows to leave out first.', { default: '0' });
const raw = flag(
  'raw',
  'Store raw values',
  'Whether values are stored as they are, instead of being read like what somebody types.',
);
const newRows = needed(
  json(
    'rows',
    'Rows',
    'A list of rows: each a list of values, or an object with the column headings as keys.',
    {
      example: '[{"Order": "42", "Status": "new"}]',
    },
  ),
);
const values = needed(
  json('values', 'Values', 'An object of row numbers; under each an object of column headings with values.', {
    example: '{"2": {"Status": "shipped"}}',
  }),
);
const UPDATED = { spreadsheetId: '1qpyC0XzvTcKT6EISywv', updatedRange: 'Orders!A5:B5', updatedCells: 2 };

/** The rows of several ranges at once, each a list of cells. */
async function cellsIn({ make }: Calls, params: Params, ranges: string[]): Promise<unknown[][][]> {
  const { data } = await make({
    request: 'GET /{spreadsheetId}/values:batchGet',
    fields: [spreadsheetId],
    fixed: { ranges: ranges.map((range) => cellsOf(params, range)) },
  });
  return ranges.map((_, index) => {
    const found = valueAt(data, `valueRanges.${index}.values`);
    return isList(found) ? found.filter(isList) : [];
  });
}

async function headingsOf(calls: Calls, params: Params): Promise<string[]> {
  const [first = []] = await cellsIn(calls, params, ['1:1']);
  return (first[0] ?? []).map(textOf);
}

async function rowsOf(calls: Calls, params: Params) {
  const [count, left] = [Number(limit.value(params)), Number(offset.value(params))];
  if (!Number.isInteger(count) || count < 1 || !Number.isInteger(left) || left < 0)
    throw new InputError(
      'The inputs "Limit" and "Offset" must be whole: as many rows, after as many others.',
    );
  const [head = [], body = []] = await cellsIn(calls, params, ['1:1', `${left + 2}:${left + 1 + count}`]);
  const names = (head[0] ?? []).map(textOf);
  return body.map((cells) => {
    const row: Record<string, unknown> = {};
    for (const [index, name] of names.entries()) if (name !== '') setOwn(row, name, cells[index] ?? '');
    return row;
  });
}

/** Rows that are objects take their places from the column headings. */
async function asLists(calls: Calls, params: Params, given: unknown): Promise<unknown[][]> {
  if (!isList(given)) throw new InputError('The input "Rows" must be a list of rows.');
  if (given.every(isList)) return given;
  const names = await headingsOf(calls, params);
  return given.map((row) => {
    if (isList(row)) return row;
    if (!isRecord(row)) throw new InputError('Each of the "Rows" must be a list of values, or an object.');
    for (const key of Object.keys(row)) columnOf(names, key);
    return names.map((name) => (Object.hasOwn(row, name) ? row[name] : ''));
  });
}

function columnOf(names: string[], name: string): number {
  const index = names.indexOf(name);
  if (index >= 0) return index;
  throw new InputError(
    `The worksheet has no column ${JSON.stringify(name)}: its columns are ${names.join(', ') || 'not named'}.`,
  );
}

/** `A`, `Z`, `AA`: what a column is called. */
const letters = (index: number): string =>
  index < 0 ? '' : letters(Math.floor(index / 26) - 1) + String.fromCharCode(65 + (index % 26));

const option = (params: Params) => (raw.value(params) === true ? 'RAW' : 'USER_ENTERED');

export const rows = (): ActionRow[] => [
  {
    key: 'getRows',
    label: 'List rows',
    description: 'Returns rows of a worksheet as objects, with the column headings as keys.',
    fields: [spreadsheetId, title, limit, offset],
    perform: rowsOf,
    example: [{ Order: '42', Status: 'new' }],
  },
  {
    key: 'getColumns',
    label: 'List columns',
    description: 'Returns the column headings of a worksheet.',
    fields: [spreadsheetId, title],
    perform: headingsOf,
    example: ['Order', 'Status'],
  },
  {
    key: 'setHeaderRow',
    label: 'Set header row',
    description: 'Writes the column headings of a worksheet.',
    fields: [spreadsheetId, title, headings],
    perform: writeHeadings,
    example: { ...UPDATED, updatedRange: 'Orders!A1:B1' },
  },
  {
    key: 'appendRows',
    label: 'Append rows',
    description: 'Adds rows at the end of a worksheet.',
    fields: [spreadsheetId, title, newRows, raw],
    async perform(calls, params) {
      const added = await asLists(calls, params, newRows.value(params));
      const { data } = await calls.make({
        request: `POST ${cellsPath(params, '')}:append?valueInputOption=${option(params)}&insertDataOption=INSERT_ROWS`,
        fields: [spreadsheetId],
        shape: () => ({ values: added }),
      });
      return data;
    },
    example: { spreadsheetId: UPDATED.spreadsheetId, updates: UPDATED },
  },
  {
    key: 'updateRows',
    label: 'Update rows',
    description: 'Changes cells of rows; those that are not named stay as they are.',
    fields: [spreadsheetId, title, values, raw],
    async perform(calls, params) {
      const names = await headingsOf(calls, params);
      const data = Object.entries(toObject(values.value(params), values.input.label)).flatMap(
        ([row, cells]) => {
          if (!/^[1-9]\d*$/.test(row))
            throw new InputError(
              `The input "Values" has the key ${JSON.stringify(row)}, which is no row number.`,
            );
          return Object.entries(toObject(cells, values.input.label)).map(([name, value]) => ({
            range: cellsOf(params, `${letters(columnOf(names, name))}${row}`),
            values: [[value]],
          }));
        },
      );
      const call = {
        request: 'POST /{spreadsheetId}/values:batchUpdate',
        fields: [spreadsheetId],
        shape: () => ({ valueInputOption: option(params), data }),
      };
      return (await calls.make(call)).data;
    },
    example: { spreadsheetId: UPDATED.spreadsheetId, totalUpdatedCells: 1 },
  },
];
