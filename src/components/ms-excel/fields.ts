import type { Field } from '../kit/fields.ts';
import { json, needed, text } from '../kit/fields.ts';
import { odataFields } from '../kit/microsoft.ts';

const source = needed(
  text('sourceId', 'Drive or site ID', 'The drive of OneDrive or the site of SharePoint that it is in.', {
    example: 'b!t18F8ybsHUq1z3LTz8xvZqP8zaSWjkFNhs',
    dataSource: 'selectDrive',
  }),
);
/** It stands in the address of the service. */
export const sourceId: Field = {
  ...source,
  value(params) {
    source.value(params);
    return undefined;
  },
};
export const workbookId = needed(
  text('workbookId', 'Workbook ID', 'The ID of the file.', { example: '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K' }),
);
export const worksheetId = needed(
  text('worksheetId', 'Worksheet ID', 'The ID or the name of the worksheet.', { example: 'Orders' }),
);
export const tableId = needed(
  text('tableId', 'Table ID', 'The ID or the name of the table.', { example: 'Table1' }),
);
export const workbook = [sourceId, workbookId];
export const worksheet = [...workbook, worksheetId];
export const table = [...worksheet, tableId];
export const values = json('values', 'Values', 'A list of rows, each a list of values.', {
  example: '[["42", "new"]]',
});

/** How lists are asked for. */
export const listing: Field[] = [
  ...odataFields('$expand', '$filter'),
  text('format', 'Format', 'How the answer is written.', { to: '$format' }),
  ...odataFields('$orderby', '$search', '$select', '$skip'),
  text('skipToken', 'Skip token', 'Where an earlier answer has ended.', { to: '$skiptoken' }),
  ...odataFields('$top'),
];

export const base = '/items/{workbookId}/workbook/worksheets';
export const sheet = `${base}/{worksheetId}`;
export const inTable = `${sheet}/tables/{tableId}`;
