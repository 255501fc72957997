import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importDefinition } from '../../src/definition/import.ts';
import type { LineOf, Problem } from '../../src/definition/problem.ts';
import type { Definition } from '../../src/definition/schema.ts';

const folder = join(import.meta.dir, '../../../shared/examples');

/** The real exports that come with the contract, by file name. */
export const EXAMPLES: { name: string; text: string }[] = readdirSync(folder)
  .filter((name) => /\.ya?ml$/.test(name))
  .sort()
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

export type Imported = { definition: Definition; problems: Problem[]; lineOf: LineOf };

/** Imports a text that must be a definition. */
export function imported(text: string): Imported {
  const result = importDefinition(text);
  if (!result.ok) throw new Error(result.problems.map((each) => `${each.path}: ${each.message}`).join('\n'));
  return result;
}

export function example(name: string): Imported {
  const found = EXAMPLES.find((each) => each.name.startsWith(name));
  if (!found) throw new Error(`no example ${name}`);
  return imported(found.text);
}
