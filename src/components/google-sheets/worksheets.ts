import { valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { InputError } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow, Calls } from '../kit/calls.ts';
import { list, needed, text } from '../kit/fields.ts';

export const spreadsheetId = needed(
  text('spreadsheetId', 'Spreadsheet ID', 'What stands in the address of the spreadsheet after /d/.', {
    example: '1qpyC0XzvTcKT6EISywvqESX3A0MwQoFDE8p-Bll4hps',
  }),
);
export const title = needed(
  text('title', 'Worksheet title', 'The name on the tab of the worksheet.', { example: 'Orders' }),
);
export const headings = needed(
  list('headers', 'Column headings', 'What stands in the first row.', { example: 'Order' }),
);

const SHEET = { spreadsheetId: '1qpyC0XzvTcKT6EISywv', sheetId: 0, title: 'Orders', index: 0 };

/** Cells of the worksheet that the step names, in Google’s notation. */
export const cellsOf = (params: Params, cells: string) =>
  `'${textOf(title.value(params)).replaceAll("'", "''")}'${cells === '' ? '' : `!${cells}`}`;

/** The address of cells, for the path of a call. */
export const cellsPath = (params: Params, cells: string) =>
  `/{spreadsheetId}/values/${encodeURIComponent(cellsOf(params, cells))}`;

/** Writes the first row. */
export async function writeHeadings({ make }: Calls, params: Params): Promise<unknown> {
  const path = cellsPath(params, '1:1');
  const { data } = await make({
    request: `PUT ${path}?valueInputOption=RAW`,
    fields: [spreadsheetId],
    fixed: {},
    shape: () => ({ values: [headings.value(params)] }),
  });
  return data;
}

const update = (requests: unknown[]) => ({
  request: 'POST /{spreadsheetId}:batchUpdate',
  fields: [spreadsheetId],
  shape: () => ({ requests }),
});

async function sheetsOf({ make }: Calls): Promise<Record<string, unknown>[]> {
  const { data } = await make({
    request: 'GET /{spreadsheetId}?fields=spreadsheetId,sheets.properties',
    fields: [spreadsheetId],
  });
  const id = valueAt(data, 'spreadsheetId');
  return recordsIn(valueAt(data, 'sheets')).map(({ properties }) => ({
    spreadsheetId: id,
    ...(typeof properties === 'object' ? properties : {}),
  }));
}

export const worksheets = (): ActionRow[] => [
  {
    key: 'listSheets',
    label: 'List worksheets',
    description: 'Lists the worksheets of a spreadsheet.',
    fields: [spreadsheetId],
    perform: sheetsOf,
    example: [SHEET],
  },
  {
    key: 'createSpreadsheet',
    label: 'Create spreadsheet',
    description: 'Makes a spreadsheet.',
    request: 'POST https://sheets.googleapis.com/v4/spreadsheets',
    fields: [
      needed(
        text('title', 'Document title', 'What the spreadsheet is called.', {
          to: 'properties.title',
          example: 'Orders 2026',
        }),
      ),
    ],
    example: { spreadsheetId: SHEET.spreadsheetId, properties: { title: 'Orders 2026' }, sheets: [] },
  },
  {
    key: 'addSheet',
    label: 'Add worksheet',
    description: 'Adds a worksheet to a spreadsheet.',
    fields: [spreadsheetId, title, { ...headings, input: { ...headings.input, required: false } }],
    async perform(calls, params) {
      const { data } = await calls.make(
        update([{ addSheet: { properties: { title: title.value(params) } } }]),
      );
      const isHeaded = Array.isArray(params.headers) && params.headers.length > 0;
      if (isHeaded) await writeHeadings(calls, params);
      const made = valueAt(data, 'replies.0.addSheet.properties');
      return { spreadsheetId: valueAt(data, 'spreadsheetId'), ...(typeof made === 'object' ? made : {}) };
    },
    example: SHEET,
  },
  {
    key: 'removeSheet',
    label: 'Remove worksheet',
    description: 'Removes a worksheet from a spreadsheet, with all that stands in it.',
    fields: [spreadsheetId, title],
    async perform(calls, params) {
      const wanted = title.value(params);
      const found = (await sheetsOf(calls)).find((sheet) => sheet.title === wanted);
      if (!found)
        throw new InputError(
          `The spreadsheet has no worksheet ${JSON.stringify(wanted)}: write its title as it stands on the tab.`,
        );
      return (await calls.make(update([{ deleteSheet: { sheetId: found.sheetId } }]))).data;
    },
    example: { spreadsheetId: SHEET.spreadsheetId, replies: [{}] },
  },
  {
    key: 'clearSheet',
    label: 'Clear worksheet',
    description: 'Empties all cells of a worksheet.',
    fields: [spreadsheetId, title],
    perform: async ({ make }, params) =>
      (await make({ request: `POST ${cellsPath(params, '')}:clear`, fields: [spreadsheetId] })).data,
    example: { spreadsheetId: SHEET.spreadsheetId, clearedRange: 'Orders!A1:Z1000' },
  },
];
