import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

export type Row = [what: string, figure: string, how: string, toReach: string];

const README = resolve(import.meta.dir, '../../README.md');
const HEAD: Row = ['what', 'figure', 'how', 'to reach'];

/** A table of Markdown. */
export function table(rows: Row[]): string {
  const line = (row: Row) => `| ${row.join(' | ')} |`.replaceAll(/ {2,}/g, ' ');
  return [line(HEAD), '|---|---|---|---|', ...rows.map(line)].join('\n');
}

/** A text with the table in the place of the one that it has. @throws when it has none */
export function withTable(text: string, rows: Row[]): string {
  const old = /^\| what \| figure \| how \| to reach \|\n(?:\|.*\n)+/m;
  if (!old.test(text)) throw new Error('There is no table of figures to be replaced.');
  return text.replace(old, () => `${table(rows)}\n`);
}

export function writeIntoReadme(rows: Row[]): void {
  writeFileSync(README, withTable(readFileSync(README, 'utf8'), rows));
}
