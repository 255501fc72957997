import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** What foreign code has tried in this run to get out, by kind: how often, and how often it got there. */
export type Attempts = Record<string, { tried: number; through: number }>;

const README = resolve(import.meta.dir, '../../README.md');
const HEAD = '| what foreign code tries | attempts | got there |\n|---|---|---|\n';

/** Notes attempts of a kind. */
export function note(attempts: Attempts, kind: string, tried = 1, through = 0): void {
  const known = attempts[kind] ?? { tried: 0, through: 0 };
  attempts[kind] = { tried: known.tried + tried, through: known.through + through };
}

const rowOf = ([kind, { tried, through }]: [kind: string, counts: Attempts[string]]) =>
  `| ${kind} | ${tried.toLocaleString('en')} | ${through} |`;

/**
 * The rows of these attempts in the README's table, and what stands there of them. With `WRITE_README=1` they are put
 * there first.
 */
export function rowsInReadme(attempts: Attempts): { counted: string[]; written: string[] } {
  const counted = Object.entries(attempts).map(rowOf);
  if (process.env.WRITE_README === '1') write(counted);
  const kinds = counted.map(kindOf);
  return {
    counted,
    written: tableIn(readFileSync(README, 'utf8')).filter((row) => kinds.includes(kindOf(row))),
  };
}

const kindOf = (row: string) => row.split('|', 2).join('|');

function tableIn(text: string): string[] {
  const [, rows = ''] = text.split(HEAD);
  return rows.split('\n\n', 1)[0]?.split('\n').filter(Boolean) ?? [];
}

function write(counted: string[]): void {
  const text = readFileSync(README, 'utf8');
  const rows = new Map([...tableIn(text), ...counted].map((row) => [kindOf(row), row]));
  const [before = '', after = ''] = text.split(HEAD);
  const rest = after.slice(after.indexOf('\n\n'));
  writeFileSync(README, `${before}${HEAD}${[...rows.values()].join('\n')}${rest}`);
}
