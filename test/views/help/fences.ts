import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dir, '../../..');

/** A help page as it is written. */
export function textOf(name: string): string {
  return readFileSync(join(ROOT, 'views/help', `${name}.md`), 'utf8');
}

/** All code of a page in its order: what stands after the three backquotes, and the code. */
export function fencesByInfo(name: string): [info: string, code: string][] {
  const found = textOf(name).matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm);
  return [...found].map(([, info = '', code = '']) => [info, code]);
}

/** The code that is marked so. */
export function fences(name: string, marked: string): string[] {
  return fencesByInfo(name).flatMap(([info, code]) => (info === marked ? [code] : []));
}
