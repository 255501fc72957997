import { asRecord } from '../../lib/records.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { choice, flag, needed, number, text } from '../kit/fields.ts';
import { drivePath, graphPages } from '../kit/microsoft.ts';
import { base, listing, sheet, sourceId, workbook, worksheet } from './fields.ts';

const name = text('worksheetName', 'Worksheet name', 'What it is called.', { to: 'name', example: 'Orders' });
const SHEET = {
  id: '{00000000-0001-0000-0000-000000000000}',
  name: 'Orders',
  position: 0,
  visibility: 'Visible',
};
const WORKBOOK = { id: '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K', name: 'orders.xlsx' };
const asked = listing.filter(({ to }) =>
  ['$expand', '$select', '$skiptoken', '$top', '$orderby'].includes(to),
);

export const worksheets = (): ActionRow[] => [
  {
    key: 'listWorkbooks',
    label: 'List workbooks',
    description: 'Lists the workbooks in a folder of a drive.',
    fields: [
      text('path', 'Path', 'The folder; empty: the root.', { example: '/Orders' }),
      sourceId,
      text('itemId', 'List or item ID', 'The ID of the folder, instead of its path.'),
      flag('fetchAll', 'Fetch all', 'Fetch all pages as one instead of one page.'),
      ...asked,
    ],
    async perform({ make }, { path, itemId }) {
      const folder = drivePath(path);
      const id = typeof itemId === 'string' ? encodeURIComponent(itemId) : '';
      const inside = folder === '' ? '/root' : `/root:/${folder}:`;
      const request = `GET ${id === '' ? inside : `/items/${id}`}/children`;
      const { data } = await make({ request, fields: [sourceId, ...asked], pages: graphPages });
      return onlyWorkbooks(data);
    },
    example: { value: [WORKBOOK] },
  },
  {
    key: 'listWorksheets',
    label: 'List worksheets',
    description: 'Lists the worksheets of a workbook.',
    request: `GET ${base}`,
    fields: [...workbook, ...listing],
    pages: graphPages,
    example: { value: [SHEET] },
  },
  {
    key: 'getWorksheet',
    label: 'Get worksheet',
    description: 'Fetches a worksheet.',
    request: `GET ${sheet}`,
    fields: worksheet,
    example: SHEET,
  },
  {
    key: 'createWorksheet',
    label: 'Create worksheet',
    description: 'Adds a worksheet to a workbook.',
    request: `POST ${base}/add`,
    fields: [...workbook, needed(name)],
    example: SHEET,
  },
  {
    key: 'updateWorksheet',
    label: 'Update worksheet',
    description: 'Renames, moves, shows or hides a worksheet.',
    request: `PATCH ${sheet}`,
    fields: [
      ...worksheet,
      name,
      number('position', 'Position', 'Which one it is, from 0.'),
      choice('visibility', 'Worksheet visibility', 'Whether it is shown.', [
        'Visible',
        'Hidden',
        'VeryHidden',
      ]),
    ],
    example: SHEET,
  },
  {
    key: 'deleteWorksheet',
    label: 'Delete worksheet',
    description: 'Removes a worksheet.',
    request: `DELETE ${sheet}`,
    fields: worksheet,
    example: '',
  },
];

const onlyWorkbooks = (data: unknown) => {
  const all = asRecord(data);
  const isWorkbook = ({ name: file }: Record<string, unknown>) => /\.xls[xmb]?$/i.test(textOf(file));
  return { ...all, value: recordsIn(all.value).filter(isWorkbook) };
};
