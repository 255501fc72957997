import { expect, test } from 'bun:test';
import { googleSheets } from '../../src/components/google-sheets/index.ts';
import { connectionOf, failureOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { perform } from './context.ts';

const service = loopbackService();
const connection = connectionOf('oauth2', {}, { access_token: 't1' });
const base = 'https://sheets.googleapis.com/v4/spreadsheets';
const sheet = { spreadsheetId: 's1', title: "Ann's orders" };
const name = "'Ann''s%20orders'";
const head = `GET ${base}/s1/values:batchGet?ranges=%27Ann%27%27s+orders%27%211%3A1`;
const headings = { body: { valueRanges: [{ values: [['Order', 'Status']] }] } };
const sheets = {
  body: { spreadsheetId: 's1', sheets: [{ properties: { sheetId: 7, title: "Ann's orders" } }] },
};
const listed: [string] = [`GET ${base}/s1?fields=spreadsheetId,sheets.properties`];

const ROWS: Row[] = [
  {
    action: 'listSheets',
    params: { spreadsheetId: 's1' },
    asks: [listed],
    answers: [sheets],
    gives: [{ spreadsheetId: 's1', sheetId: 7, title: "Ann's orders" }],
  },
  {
    action: 'getRows',
    params: { ...sheet, limit: '2', offset: '1' },
    asks: [[`${head}&ranges=%27Ann%27%27s+orders%27%213%3A4`]],
    answers: [
      {
        body: {
          valueRanges: [{ values: [['Order', '', 'Status']] }, { values: [['42', 'x', 'new'], ['43']] }],
        },
      },
    ],
    gives: [
      { Order: '42', Status: 'new' },
      { Order: '43', Status: '' },
    ],
  },
  {
    action: 'getColumns',
    params: sheet,
    asks: [[head]],
    answers: [headings],
    gives: ['Order', 'Status'],
  },
  {
    action: 'setHeaderRow',
    params: { ...sheet, headers: ['Order', 'Status'] },
    asks: [[`PUT ${base}/s1/values/${name}!1%3A1?valueInputOption=RAW`, { values: [['Order', 'Status']] }]],
  },
  {
    action: 'appendRows',
    params: { ...sheet, rows: [{ Status: 'new', Order: 44 }, ['45', 'old']], raw: 'true' },
    asks: [
      [head],
      [
        `POST ${base}/s1/values/${name}:append?valueInputOption=RAW&insertDataOption=INSERT_ROWS`,
        {
          values: [
            [44, 'new'],
            ['45', 'old'],
          ],
        },
      ],
    ],
    answers: [headings, { body: { updates: {} } }],
  },
  {
    action: 'updateRows',
    params: { ...sheet, values: '{"2":{"Status":"shipped"}}' },
    asks: [
      [head],
      [
        `POST ${base}/s1/values:batchUpdate`,
        { valueInputOption: 'USER_ENTERED', data: [{ range: "'Ann''s orders'!B2", values: [['shipped']] }] },
      ],
    ],
    answers: [headings, {}],
  },
  {
    action: 'createSpreadsheet',
    params: { title: 'Orders' },
    asks: [[`POST ${base}`, { properties: { title: 'Orders' } }]],
  },
  {
    action: 'addSheet',
    params: { spreadsheetId: 's1', title: 'New', headers: ['Order'] },
    asks: [
      [`POST ${base}/s1:batchUpdate`, { requests: [{ addSheet: { properties: { title: 'New' } } }] }],
      [`PUT ${base}/s1/values/'New'!1%3A1?valueInputOption=RAW`, { values: [['Order']] }],
    ],
    answers: [
      {
        body: { spreadsheetId: 's1', replies: [{ addSheet: { properties: { sheetId: 8, title: 'New' } } }] },
      },
      {},
    ],
    gives: { spreadsheetId: 's1', sheetId: 8, title: 'New' },
  },
  {
    action: 'removeSheet',
    params: sheet,
    asks: [listed, [`POST ${base}/s1:batchUpdate`, { requests: [{ deleteSheet: { sheetId: 7 } }] }]],
    answers: [sheets, {}],
  },
  { action: 'clearSheet', params: sheet, asks: [[`POST ${base}/s1/values/${name}:clear`, {}]] },
];

tryContract(googleSheets, service, { connection }, ROWS);

test('a row with a column that the worksheet lacks is refused, with the columns that it has', async () => {
  const params = { connection, ...sheet, rows: [{ Total: 3 }] };
  expect(await failureOf(perform(googleSheets, 'appendRows', params, service.context([headings])))).toBe(
    'The worksheet has no column "Total": its columns are Order, Status.',
  );
});
