import { describe, expect, test } from 'bun:test';
import { strToU8, zipSync } from 'fflate';
import { msExcel } from '../../src/components/ms-excel/index.ts';
import { connectionOf, failureOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { perform } from './context.ts';

const service = loopbackService();
const connection = connectionOf('oauth2', { source: 'drives' }, { access_token: 't1' });
const base = 'https://graph.microsoft.com/v1.0/drives/d!1';
const book = { sourceId: 'd!1', workbookId: 'w1' };
const sheet = { ...book, worksheetId: 'My orders' };
const table = { ...sheet, tableId: 'Table1' };
const sheets = `${base}/items/w1/workbook/worksheets`;
const inSheet = `${sheets}/My%20orders`;
const inTable = `${inSheet}/tables/Table1`;
const gone = { answers: [{ status: 204 }], gives: '' };
const workbook = [
  {
    name: 'Orders',
    data: [
      ['Order', 'Total'],
      ['42', 9.5],
    ],
  },
];

const ROWS: Row[] = [
  {
    action: 'listWorkbooks',
    params: { path: '/Orders', sourceId: 'd!1', top: '5' },
    asks: [[`GET ${base}/root:/Orders:/children?%24top=5`]],
    answers: [{ body: { value: [{ name: 'a.xlsx' }, { name: 'b.txt' }] } }],
    gives: { value: [{ name: 'a.xlsx' }] },
  },
  { action: 'listWorksheets', params: { ...book, filter: 'a' }, asks: [[`GET ${sheets}?%24filter=a`]] },
  { action: 'getWorksheet', params: sheet, asks: [[`GET ${inSheet}`]] },
  {
    action: 'createWorksheet',
    params: { ...book, worksheetName: 'New' },
    asks: [[`POST ${sheets}/add`, { name: 'New' }]],
  },
  {
    action: 'updateWorksheet',
    params: { ...sheet, position: '0' },
    asks: [[`PATCH ${inSheet}`, { position: 0 }]],
  },
  { action: 'deleteWorksheet', params: sheet, asks: [[`DELETE ${inSheet}`]], ...gone },
  {
    action: 'getCell',
    params: { ...sheet, rowIndex: '1', columnIndex: '2' },
    asks: [[`GET ${inSheet}/cell(row=1,column=2)`]],
  },
  { action: 'getCellRange', params: sheet, asks: [[`GET ${inSheet}/usedRange`]] },
  {
    action: 'updateCellRange',
    params: { ...sheet, address: 'A1:B1', values: [['a', 1]] },
    asks: [
      [
        `PATCH ${inSheet}/range(address='A1%3AB1')`,
        { columnHidden: false, rowHidden: false, values: [['a', 1]] },
      ],
    ],
  },
  {
    action: 'clearCellRange',
    params: { ...sheet, address: 'A1', applyTo: 'Contents' },
    asks: [[`POST ${inSheet}/range(address='A1')/clear`, { applyTo: 'Contents' }]],
    ...gone,
  },
  {
    action: 'deleteCellRange',
    params: { ...sheet, address: 'A1', shift: 'Up' },
    asks: [[`POST ${inSheet}/range(address='A1')/delete`, { shift: 'Up' }]],
    ...gone,
  },
  { action: 'listTables', params: sheet, asks: [[`GET ${inSheet}/tables`]] },
  { action: 'getTable', params: table, asks: [[`GET ${inTable}`]] },
  {
    action: 'createTable',
    params: { ...sheet, address: 'A1:B2', hasHeaders: 'true' },
    asks: [[`POST ${inSheet}/tables/add`, { address: 'A1:B2', hasHeaders: true }]],
  },
  {
    action: 'updateTable',
    params: { ...table, name: 'Orders', showHeaders: 'true' },
    asks: [[`PATCH ${inTable}`, { name: 'Orders', showHeaders: true, showTotals: false }]],
  },
  { action: 'deleteTable', params: table, asks: [[`DELETE ${inTable}`]], ...gone },
  {
    action: 'listRows',
    params: { ...table, fetchAll: 'true', top: 1 },
    asks: [[`GET ${inTable}/rows?%24top=1`], [`GET ${base}/next`]],
    answers: [
      { body: { value: [{ index: 0 }], '@odata.nextLink': `${base}/next` } },
      { body: { value: [{ index: 1 }] } },
    ],
    gives: { value: [{ index: 0 }, { index: 1 }] },
  },
  {
    action: 'createRow',
    params: { ...table, values: ['42', 'new'] },
    asks: [[`POST ${inTable}/rows/add`, { values: [['42', 'new']] }]],
  },
  {
    action: 'createMultipleRows',
    params: { ...table, values: [['a'], ['b']], rowIndex: '0' },
    asks: [[`POST ${inTable}/rows/add`, { values: [['a'], ['b']], index: 0 }]],
  },
  { action: 'listColumns', params: table, asks: [[`GET ${inTable}/columns`]] },
  {
    action: 'getColumn',
    params: { ...table, columnIndex: 'Status' },
    asks: [[`GET ${inTable}/columns/Status`]],
  },
  {
    action: 'createColumn',
    params: { ...table, values: [['Status']], columnIndex: '1' },
    asks: [[`POST ${inTable}/columns/add`, { values: [['Status']], index: 1 }]],
  },
  {
    action: 'updateColumn',
    params: { ...table, columnIndex: '1', values: [['x']] },
    asks: [[`PATCH ${inTable}/columns/1`, { values: [['x']] }]],
  },
  {
    action: 'deleteColumn',
    params: { ...table, columnIndex: '1' },
    asks: [[`DELETE ${inTable}/columns/1`]],
    ...gone,
  },
  { action: 'buildSpreadsheet', params: { data: workbook[0]?.data }, asks: [], gives: expect.any(Buffer) },
  {
    action: 'buildMultiSheetSpreadsheet',
    params: { data: [[['a']], [['b']]] },
    asks: [],
    gives: expect.any(Buffer),
  },
  {
    action: 'readFromBuffer',
    params: { file: await written(workbook) },
    asks: [],
    gives: workbook,
  },
  {
    action: 'readFromUrl',
    params: { fileUrl: 'https://files.test/a.xlsx' },
    asks: [['GET https://files.test/a.xlsx']],
    answers: [{ body: await written(workbook) }],
    gives: workbook,
  },
];

async function written(all: typeof workbook): Promise<Buffer> {
  const params = { data: all.map(({ data }) => data), sheetNames: all.map(({ name }) => name) };
  const { data } = await perform(msExcel, 'buildMultiSheetSpreadsheet', params, service.context([]));
  if (Buffer.isBuffer(data)) return data;
  throw new Error('no workbook');
}

tryContract(msExcel, service, { connection }, ROWS);

describe('Excel', () => {
  test('is looked for in the drive of a site where the connection says so', async () => {
    const own = connectionOf('oauth2', { source: 'sites' }, { access_token: 't1' });
    await perform(
      msExcel,
      'listWorksheets',
      { connection: own, ...book, sourceId: 's,1' },
      service.context([{}]),
    );
    expect(service.asked[0]?.line).toBe(
      'GET https://graph.microsoft.com/v1.0/sites/s%2C1/drive/items/w1/workbook/worksheets',
    );
    const nowhere = { connection, workbookId: 'w1' };
    expect(await failureOf(perform(msExcel, 'listWorksheets', nowhere, service.context([])))).toContain(
      '"Drive or site ID" is empty',
    );
  });

  test('gives a workbook what it can hold: names without signs that are not allowed, and every kind of cell', async () => {
    const at = new Date('2026-01-31T00:00:00Z');
    const data = [[['a/b', true, at, null, { deep: 1 }]], [['x']]];
    const params = {
      data,
      structuredSheetNames: ['Orders: 2026/27', 'Orders: 2026/27'],
      createOptions: '{"!cols":[{"wch":20}]}',
    };
    const built = await perform(msExcel, 'buildMultiSheetSpreadsheet', params, service.context([]));
    expect(built.contentType).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    const read = await perform(msExcel, 'readFromBuffer', { file: built }, service.context([]));
    expect(read.data).toEqual([
      { name: 'Orders  2026 27', data: [['a/b', true, at, null, '{"deep":1}']] },
      { name: 'Sheet2', data: [['x']] },
    ]);
  });

  test.each([
    ['nothing that is packed', Buffer.from('no workbook')],
    ['another archive', Buffer.from(zipSync({ 'a.txt': strToU8('x') }))],
  ])('says that a file is no workbook: %s', async (_what, file) => {
    const call = perform(msExcel, 'readFromBuffer', { file }, service.context([]));
    expect(await failureOf(call)).toContain('The file is no workbook that can be read');
  });

  test('knows how large a workbook would be before it is unpacked', async () => {
    const file = Buffer.from(zipSync({ 'xl/workbook.xml': new Uint8Array(40 * 1024 * 1024) }));
    const call = perform(msExcel, 'readFromBuffer', { file }, service.context([]));
    expect(await failureOf(call)).toMatch(/32 MB|33554432|33,554,432|limit/);
  });
});
