import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PUBLIC = join(import.meta.dir, '../../public');

/** What the sources of `public/` say that the pattern names, without comments and without the names of other sheets. */
export function ofPublic(pattern: string): string {
  const names = [...new Bun.Glob(pattern).scanSync(PUBLIC)].sort();
  if (names.length === 0) throw new Error(`There is no public/${pattern}.`);
  const text = names.map((name) => readFileSync(join(PUBLIC, name), 'utf8')).join('\n');
  return text.replaceAll(/\/\*.*?\*\//gs, '').replaceAll(/^@import .*$/gm, '');
}
