import { InputError, jsonText, refuse } from '../inputs.ts';
import { fromPairs, isRecord, ownValue, type Pair, setOwn } from '../records.ts';

const NESTING = '__';

function endOfPlain(text: string, start: number): number {
  let end = start;
  while (end < text.length && !',\r\n'.includes(text.charAt(end))) end += 1;
  return end;
}

/** One field: a quoted one runs to its closing quote, where two quotes stand for one. */
function fieldAt(text: string, start: number, label: string): { value: string; end: number } {
  if (text[start] !== '"') {
    const end = endOfPlain(text, start);
    return { value: text.slice(start, end), end };
  }
  let value = '';
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote === -1)
      throw new InputError(`The input "${label}" has a quoted CSV field that is never closed.`);
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}

/** Rows of fields by RFC 4180, with any kind of line end; blank lines are left out. */
export function parseCsv(source: string, label: string): string[][] {
  const text = source.replace(/^\uFEFF/, '');
  const rows: string[][] = [];
  let row: string[] = [];
  for (let position = 0; position <= text.length; ) {
    const { value, end } = fieldAt(text, position, label);
    row.push(value);
    position = end + 1;
    if (text[end] === ',') continue;
    if (end < text.length && text[end] !== '\r' && text[end] !== '\n') {
      throw new InputError(
        `The input "${label}" has text after a quoted CSV field, in row ${rows.length + 1}.`,
      );
    }
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    if (text[end] === '\r' && text[end + 1] === '\n') position += 1;
  }
  return rows;
}

function unflatten(pairs: Pair[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const { key, value } of pairs) {
    const path = key.split(NESTING);
    const last = path.pop() ?? key;
    let target = record;
    for (const segment of path) {
      const inner = ownValue(target, segment);
      const next: Record<string, unknown> = isRecord(inner) ? inner : {};
      setOwn(target, segment, next);
      target = next;
    }
    setOwn(target, last, value);
  }
  return record;
}

/** Objects by the names in the first row; fields beyond it are named by their column's number. */
export function toRecords(rows: string[][], isNested: boolean): Record<string, unknown>[] {
  const [header = [], ...lines] = rows;
  return lines.map((fields) => {
    const width = Math.max(header.length, fields.length);
    const pairs = Array.from({ length: width }, (_field, index) => ({
      key: header[index] ?? `column${index + 1}`,
      value: fields[index] ?? '',
    }));
    return isNested ? unflatten(pairs) : fromPairs(pairs);
  });
}

function flatten(record: Record<string, unknown>, prefix = ''): Pair[] {
  return Object.entries(record).flatMap(([key, value]) =>
    isRecord(value) ? flatten(value, `${prefix}${key}${NESTING}`) : [{ key: `${prefix}${key}`, value }],
  );
}

function cell(value: unknown, label: string): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : jsonText(value, label);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The list inside single objects: what XML and many APIs wrap their rows in. */
function rowsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  const inner = isRecord(value) ? Object.values(value) : [];
  const [only] = inner;
  return inner.length === 1 && (Array.isArray(only) || isRecord(only)) ? rowsOf(only) : [value];
}

/** CSV of a list of objects, with all their keys as columns, or of a list of lists, as it stands. */
export function writeCsv(value: unknown, label: string): string {
  const rows = rowsOf(value);
  const line = (fields: unknown[]): string => fields.map((field) => cell(field, label)).join(',');
  if (rows.every((row) => Array.isArray(row))) return rows.map(line).join('\n');
  const records = rows.map((row) => {
    if (!isRecord(row)) return refuse(row, label, 'a list of objects or a list of lists');
    return new Map(flatten(row).map(({ key, value: field }) => [key, field]));
  });
  const columns = [...new Set(records.flatMap((record) => [...record.keys()]))];
  return [line(columns), ...records.map((record) => line(columns.map((column) => record.get(column))))].join(
    '\n',
  );
}
