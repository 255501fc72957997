import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importDefinition } from '../../src/definition/document/import.ts';
import type { LineOf, Problem } from '../../src/definition/document/problem.ts';
import type { Definition } from '../../src/definition/document/schema.ts';

/** A definition file. */
export type Example = { name: string; text: string };

function filesIn(folder: string): Example[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/** Definitions of our own, which have every construct of the format. */
export const OWN = filesIn(join(import.meta.dir, 'fixtures'));

const copied = filesIn(join(import.meta.dir, '../journeys/fixtures'));
/** Real exports: those that are copied here, and any more that lie beside this repository. */
export const PUBLIC = [
  ...copied,
  ...filesIn(join(import.meta.dir, '../../../shared/examples')).filter(
    ({ text }) => !copied.some((copy) => copy.text === text),
  ),
];

/** All of them, by file name. */
export const EXAMPLES = [...OWN, ...PUBLIC];

export type Imported = { definition: Definition; problems: Problem[]; lineOf: LineOf };

/** Imports a text that must be a definition. */
export function imported(text: string): Imported {
  const result = importDefinition(text);
  if (!result.ok) throw new Error(result.problems.map((each) => `${each.path}: ${each.message}`).join('\n'));
  return result;
}

/** One of our own. */
export function example(name: string): Imported {
  const found = OWN.find((each) => each.name.startsWith(name));
  if (!found) throw new Error(`no example ${name}`);
  return imported(found.text);
}
