import { InputError, jsonText, toText } from '../conversions.ts';

/** Cells of a table, those that a short row lacks included: what is not there takes room as well. */
const MOST_CELLS = 1_000_000;
/** A table larger than this has something in at least one of twenty cells: else little data would make much of nothing. */
const MOST_SPARSE_CELLS = 100_000;
const SPARSE = 20;

/** @throws InputError before a table of too many cells, or of hardly anything but empty ones, is built */
export function refuseCells(rows: number, columns: number, filled: number, label: string): void {
  const cells = rows * columns;
  if (cells <= MOST_SPARSE_CELLS || (cells <= MOST_CELLS && cells <= SPARSE * filled)) return;
  const table = `The input "${label}" makes a table of ${rows} rows and ${columns} columns`;
  throw new InputError(
    cells > MOST_CELLS
      ? `${table}; the limit is ${MOST_CELLS} cells: convert fewer rows at a time.`
      : `${table} with hardly anything in it: leave out the columns that most rows lack.`,
  );
}

/** A value as it stands in one cell: what is no single value as JSON. */
export function cellText(value: unknown, label: string): string {
  if (Array.isArray(value)) return jsonText(value.map(plainItem), label);
  if (typeof value === 'number' && !Number.isFinite(value)) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (value instanceof Uint8Array) return textOfBytes(value);
  return toText(value, label);
}

/** Bytes that are text as that text, others in base64: so nothing is lost. */
export function textOfBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('base64');
  }
}

const plainItem = (item: unknown): unknown => (item instanceof Uint8Array ? textOfBytes(item) : item);
