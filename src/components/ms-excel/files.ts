import { messageOf } from '../../lib/errors.ts';
import { valueAt } from '../../lib/records.ts';
import type { Action, ActionContext, InputDeclaration, Params } from '../component.ts';
import { InputError, isUnset, parseIfJson, toBytes, toList } from '../conversions.ts';
import { perform } from '../http/perform.ts';
import { requestOf } from '../http/request.ts';
import { textOf } from '../kit/answers.ts';
import { localAction } from '../kit/local-action.ts';
import { given, read } from '../read.ts';
import { refuseLength } from '../size.ts';

type Input = Partial<InputDeclaration> & Pick<InputDeclaration, 'key' | 'label' | 'comments'>;
const input = (declared: Input): InputDeclaration => ({ type: 'string', ...declared });
const code = { type: 'code', language: 'json' } as const;

const data = input({
  ...{ key: 'data', label: 'Spreadsheet data', required: true, ...code },
  comments: 'A list of rows, each a list of cells.',
  example: '[["Order", "Status"], ["42", "new"]]',
});
const manyData = input({
  ...{ key: 'data', label: 'Spreadsheet data', required: true, ...code },
  comments: 'A list of worksheets, each a list of rows with their cells.',
  example: '[[["Order"], ["42"]], [["Customer"], ["Acme"]]]',
});
const fileName = input({
  ...{ key: 'fileName', label: 'File name', comments: 'What its worksheet is called.', example: 'Orders' },
});
const sheetNames = input({
  ...{
    key: 'sheetNames',
    label: 'Sheet names',
    comments: 'What the worksheets are called.',
    example: 'Orders',
  },
  collection: 'valuelist',
});
const structuredNames = input({
  ...{ key: 'structuredSheetNames', label: 'Structured sheet names', ...code },
  comments: 'The same as a list; it wins.',
  example: '["Orders", "Customers"]',
});
const options = input({
  ...{ key: 'createOptions', label: 'Create options', ...code },
  comments: 'An object; !cols is a list with the width of each column as wch.',
  example: '{"!cols": [{"wch": 6}, {"wch": 20}]}',
});
const file = input({
  ...{
    key: 'file',
    label: 'File',
    comments: 'The workbook: a reference to a file.',
    type: 'data',
    required: true,
  },
  example: 'a reference to a file',
});
const fileUrl = input({
  ...{ key: 'fileUrl', label: 'File URL', comments: 'Where the workbook is.', required: true },
  example: 'https://example.com/orders.xlsx',
});

const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const SHEETS = [
  {
    name: 'Orders',
    data: [
      ['Order', 'Status'],
      ['42', 'new'],
    ],
  },
];
/** How Excel shows a time. */
const DATE = 'yyyy-mm-dd hh:mm:ss';
/** Excel allows no more. */
const LONGEST_NAME = 31;
const MOST_FILES = 10_000;

function cellOf(cell: unknown): string | number | boolean | Date | null {
  if (cell === null || cell === undefined || cell === '') return null;
  if (typeof cell === 'number' || typeof cell === 'boolean' || cell instanceof Date) return cell;
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

function rowsOf(value: unknown) {
  const expected = data.label;
  return toList(value, expected).map((row) => toList(row, expected).map(cellOf));
}

/** Names of worksheets hold none of these signs, and no worksheet has the name of another. */
function nameOf(wanted: unknown, index: number, before: ReadonlySet<string>): string {
  const clean = textOf(wanted)
    .replaceAll(/[\\/?*:[\]]/g, ' ')
    .trim()
    .slice(0, LONGEST_NAME);
  const name = clean || `Sheet${index + 1}`;
  return before.has(name) ? `Sheet${index + 1}` : name;
}

function widthsOf(params: Params): { width: number }[] {
  const asked = given(params, options);
  const columns = valueAt(isUnset(asked) ? {} : parseIfJson(asked), '!cols');
  if (!Array.isArray(columns)) return [];
  return columns.map((column: unknown) => {
    const width = Number(valueAt(column, 'wch'));
    return { width: Number.isFinite(width) && width > 0 ? Math.min(width, 255) : 10 };
  });
}

async function written(params: Params, sheets: unknown[], names: unknown[]) {
  // Loaded with the first workbook.
  const { default: write } = await import('write-excel-file/universal');
  const columns = widthsOf(params);
  const used = new Set<string>();
  const all = sheets.map((rows, index) => {
    const sheet = nameOf(names[index], index, used);
    used.add(sheet);
    return { data: rowsOf(rows), sheet, dateFormat: DATE, ...(columns.length === 0 ? {} : { columns }) };
  });
  const blob = await write(all).toBlob();
  return { data: Buffer.from(await blob.arrayBuffer()), contentType: TYPE };
}

/** The worksheets of a workbook. Before anything is unpacked it is known how much that would be. */
async function readWorkbook(bytes: Uint8Array) {
  // Loaded with the first workbook.
  const [{ unzipSync }, { default: readFile }] = await Promise.all([
    import('fflate'),
    import('read-excel-file/universal'),
  ]);
  try {
    let [size, count] = [0, 0];
    unzipSync(bytes, {
      filter({ originalSize }) {
        size += originalSize;
        count += 1;
        refuseLength(size);
        if (count > MOST_FILES) throw new InputError('The workbook has too many parts to be one.');
        return false;
      },
    });
    const whole = bytes.slice().buffer;
    return (await readFile(whole)).map(({ sheet, data: rows }) => ({ name: sheet, data: rows }));
  } catch (thrown) {
    if (thrown instanceof InputError) throw thrown;
    throw new InputError(
      `The file is no workbook that can be read (${messageOf(thrown)}): it must be an .xlsx file of Excel.`,
    );
  }
}

async function fetched(context: ActionContext, params: Params): Promise<Uint8Array> {
  const request = requestOf('GET', { url: read.text(params, fileUrl) }, undefined);
  const { data: body } = await perform(context, { responseType: 'binary' }, request);
  return toBytes(body, fileUrl.label);
}

const parsed = (params: Params, declared: InputDeclaration) => {
  const value = given(params, declared);
  if (isUnset(value)) throw new InputError(`The input "${declared.label}" is empty: fill it in.`);
  return toList(parseIfJson(value), declared.label);
};

export const files = (): Action[] => [
  localAction({
    key: 'buildSpreadsheet',
    label: 'Build spreadsheet',
    description: 'Makes a workbook with one worksheet.',
    inputs: [data, fileName, options],
    perform: (_context, params) => written(params, [parsed(params, data)], [read.text(params, fileName)]),
    example: 'a workbook',
  }),
  localAction({
    key: 'buildMultiSheetSpreadsheet',
    label: 'Build spreadsheet with multiple sheets',
    description: 'Makes a workbook with several worksheets.',
    inputs: [manyData, sheetNames, structuredNames, options],
    perform(_context, params) {
      const structured = given(params, structuredNames);
      const names = isUnset(structured)
        ? toList(given(params, sheetNames) ?? [], sheetNames.label)
        : toList(parseIfJson(structured), structuredNames.label);
      return written(params, parsed(params, manyData), names);
    },
    example: 'a workbook',
  }),
  localAction({
    key: 'readFromBuffer',
    label: 'Read from buffer',
    description: 'Reads a workbook: a list of its worksheets with their rows.',
    inputs: [file],
    perform: async (_context, params) => ({
      data: await readWorkbook(toBytes(given(params, file), file.label)),
    }),
    example: SHEETS,
  }),
  localAction({
    key: 'readFromUrl',
    label: 'Read from URL',
    description: 'Fetches a workbook and reads it: a list of its worksheets with their rows.',
    inputs: [fileUrl],
    perform: async (context, params) => ({ data: await readWorkbook(await fetched(context, params)) }),
    example: SHEETS,
  }),
];
