import { expect, test } from 'bun:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(import.meta.dir, '../../views/help/what-arrives-as-what.md');
/** Longer cells, and longer words within them, make no table. */
const LONGEST = 70;
const LONG_WORDS = /(\S{36})\S+/g;

export type HelpTable<Row> = {
  /** The heading of the page above the table. */
  section: string;
  columns: string[];
  cells: (row: Row) => string[];
};

/**
 * Rows of a test that are also a table of the help page "What arrives as what": the page is wrong when they change, until
 * `WRITE_HELP=1 bun test` has written it anew.
 */
export function inHelp<Row>(table: HelpTable<Row>, rows: Row[]): Row[] {
  test(`the help page says so under “${table.section}”`, () => {
    const wanted = tableOf(table, rows);
    if (process.env.WRITE_HELP === '1') write(table.section, wanted);
    expect(tableUnder(readFileSync(PAGE, 'utf8'), table.section)).toBe(wanted);
  });
  return rows;
}

/** A value as code within a cell, cut where it is long. */
export function shown(value: unknown): string {
  if (Buffer.isBuffer(value)) return code(hex(value));
  // With room between its parts, where a line may end.
  return code(JSON.stringify(value, spelled, 1)?.replace(/\n\s*/g, ' ') ?? 'undefined');
}

/** Text as code within a cell. */
export function code(text: string): string {
  const words = text.replace(LONG_WORDS, '$1…');
  const short = words.length > LONGEST ? `${words.slice(0, LONGEST)} …` : words;
  const fence = short.includes('`') ? '``' : '`';
  return fence + short.replaceAll('|', '\\|').replaceAll('\ufeff', '\\ufeff') + fence;
}

const hex = (bytes: Buffer) => `bytes ${bytes.toString('hex').replace(/..(?=.)/g, '$& ')}`;

function spelled(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

function tableOf<Row>({ columns, cells }: HelpTable<Row>, rows: Row[]): string {
  const lines = [columns, columns.map(() => '---'), ...rows.map(cells)];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

const tableAfter = (section: string) =>
  new RegExp(`(?<=^## ${section}\\n(?:(?!\\||## ).*\\n)*)(?:\\|.*(?:\\n|$))+`, 'm');

function tableUnder(page: string, section: string): string | undefined {
  return tableAfter(section).exec(page)?.[0].trimEnd();
}

function write(section: string, table: string): void {
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(
    PAGE,
    page.replace(tableAfter(section), () => `${table}\n`),
  );
}
