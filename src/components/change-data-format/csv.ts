import { InputError, refuse } from '../conversions.ts';
import { isRecord } from '../records.ts';
import { joined, MAX_DEPTH, refuseLength, tooDeep } from '../size.ts';
import { cellText, refuseCells } from './cells.ts';
import { columnNames, nestedPaths, recordOf } from './columns.ts';

const NESTING = '__';
const END_OF_PLAIN = /[,\r\n]/g;

/** One field: a quoted one runs to its closing quote, where two quotes stand for one. */
function fieldAt(text: string, start: number, label: string): { value: string; end: number } {
  if (text[start] !== '"') {
    END_OF_PLAIN.lastIndex = start;
    const end = END_OF_PLAIN.exec(text)?.index ?? text.length;
    return { value: text.slice(start, end), end };
  }
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote === -1)
      throw new InputError(`The input "${label}" has a quoted CSV field that is never closed.`);
    if (text[quote + 1] !== '"')
      return { value: text.slice(start + 1, quote).replaceAll('""', '"'), end: quote + 1 };
    from = quote + 2;
  }
}

/** Rows of fields by RFC 4180, with any kind of line end; blank lines are left out. */
export function parseCsv(source: string, label: string): string[][] {
  const text = source.replace(/^\uFEFF/, '');
  const rows: string[][] = [];
  let row: string[] = [];
  let count = 0;
  for (let position = 0; position <= text.length; ) {
    const { value, end } = fieldAt(text, position, label);
    row.push(value);
    refuseCells(1, ++count, count, label);
    position = end + 1;
    if (text[end] === ',') continue;
    if (end < text.length && text[end] !== '\r' && text[end] !== '\n') {
      throw new InputError(
        `The input "${label}" has text after a quoted CSV field, in row ${rows.length + 1}.`,
      );
    }
    if (row.length > 1 || row[0] !== '') rows.push(row);
    else count -= 1;
    row = [];
    if (text[end] === '\r' && text[end + 1] === '\n') position += 1;
  }
  return rows;
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

function cell(value: unknown, label: string): string {
  const text = cellText(value, label);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
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

/** CSV of a list of objects, with all their keys as columns, or of a list of lists, as it stands. */
export function writeCsv(value: unknown, label: string): string {
  const rows = rowsOf(value, label);
  const line = (fields: unknown[]): string =>
    joined(
      fields.map((field) => cell(field, label)),
      ',',
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
  return joined([line(names), ...records.map((record) => line(names.map((name) => record.get(name))))], '\n');
}
