import { InputError, refuse } from '../conversions.ts';
import { isRecord } from '../records.ts';
import { joined, MAX_DEPTH, refuseLength, tooDeep } from '../size.ts';
import { cellText, refuseCells } from './cells.ts';
import { columnNames, nestedPaths, recordOf } from './columns.ts';

const NESTING = '__';
const MOST_OF_SEPARATOR = 10;

let loaded: typeof import('papaparse') | undefined;

/** Loaded with the first table that is read. */
function papa(): typeof import('papaparse') {
  const module: typeof import('papaparse') = loaded ?? require('papaparse');
  loaded = module;
  return module;
}

/** Whether a text can stand between the fields of a row. */
export const isSeparator = (text: string): boolean =>
  text !== '' && text.length <= MOST_OF_SEPARATOR && !/["\r\n\uFEFF]/.test(text);

/** Rows of fields by RFC 4180, with any kind of line end; blank lines are left out. */
export function parseCsv(source: string, label: string, delimiter = ','): string[][] {
  const rows: string[][] = [];
  let count = 0;
  papa().parse<string[]>(withOneLineEnd(source.replace(/^\uFEFF/, '')), {
    delimiter,
    skipEmptyLines: true,
    step({ data, errors: [fault] }) {
      if (fault) throw badQuotes(label, fault.code, rows.length + 1);
      count += data.length;
      refuseCells(1, count, count, label);
      rows.push(data);
    },
  });
  return rows;
}

/** The library knows one kind of line end in a text; where nothing is quoted, others say the same. */
function withOneLineEnd(text: string): string {
  return text.includes('"') ? text : text.replace(/\r\n?/g, '\n');
}

function badQuotes(label: string, code: string, row: number): InputError {
  return new InputError(
    code === 'MissingQuotes'
      ? `The input "${label}" has a quoted CSV field that is never closed, in row ${row}.`
      : `The input "${label}" has text after a quoted CSV field, in row ${row}.`,
  );
}

/** Objects by the names in the first row; a column without a name of its own is named by its number. */
export function toRecords(rows: string[][], isNested: boolean, label: string): Record<string, unknown>[] {
  const [header = [], ...lines] = rows;
  const width = lines.reduce((most, { length }) => Math.max(most, length), header.length);
  const filled = lines.reduce((sum, { length }) => sum + length, 0);
  refuseCells(lines.length, width, filled, label);
  const names = columnNames(header, width);
  const paths = isNested ? nestedPaths(names, label) : names.map((name) => [name]);
  const levels = paths.reduce((sum, path) => sum + path.length, 0);
  refuseCells(lines.length, levels, filled, label);
  // Beyond the header a row has only the columns that it has fields for.
  return lines.map((fields) => recordOf(fields, paths, Math.max(header.length, fields.length)));
}

/** The fields of a record under the keys that lead to them. */
function flatten(record: Record<string, unknown>, label: string): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  const add = (inner: Record<string, unknown>, prefix: string, depth: number): void => {
    if (depth > MAX_DEPTH) throw tooDeep(label);
    for (const [key, value] of Object.entries(inner)) {
      const name = prefix + key;
      if (isRecord(value)) add(value, name + NESTING, depth + 1);
      else flat.set(name, value);
    }
  };
  add(record, '', 0);
  return flat;
}

function cell(value: unknown, label: string, delimiter: string): string {
  const text = cellText(value, label);
  return text.includes(delimiter) || /["\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The list inside single objects: what XML and many APIs wrap their rows in. */
function rowsOf(value: unknown, label: string): unknown[] {
  let rows = value;
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    if (Array.isArray(rows)) return rows;
    const inner = isRecord(rows) ? Object.values(rows) : [];
    const [only] = inner;
    if (inner.length !== 1 || !(Array.isArray(only) || isRecord(only))) return [rows];
    rows = only;
  }
  throw tooDeep(label);
}

/** How a table is written; lists of lists have no header of their own. */
type CsvForm = { delimiter: string; hasHeader: boolean };

/** CSV of a list of objects, with all their keys as columns, or of a list of lists, as it stands. */
export function writeCsv(
  value: unknown,
  label: string,
  { delimiter, hasHeader }: CsvForm = { delimiter: ',', hasHeader: true },
): string {
  const rows = rowsOf(value, label);
  const line = (fields: unknown[]): string =>
    joined(
      fields.map((field) => cell(field, label, delimiter)),
      delimiter,
    );
  if (rows.every((row) => Array.isArray(row))) return joined(rows.map(line), '\n');
  const columns = new Set<string>();
  let characters = 0;
  let filled = 0;
  const records = rows.map((row) => {
    if (!isRecord(row)) return refuse(row, label, 'a list of objects or a list of lists');
    const fields = flatten(row, label);
    for (const key of fields.keys()) {
      columns.add(key);
      characters += key.length;
    }
    filled += fields.size;
    refuseLength(characters);
    return fields;
  });
  refuseCells(rows.length, columns.size, filled, label);
  const names = [...columns];
  const lines = records.map((record) => line(names.map((name) => record.get(name))));
  return joined(hasHeader ? [line(names), ...lines] : lines, '\n');
}
