import { builtInLookup } from '../components/registry.ts';
import { checkDefinition } from '../definition/check/check.ts';
import { exportDefinition } from '../definition/document/export.ts';
import type { Problem } from '../definition/document/problem.ts';
import type { Definition } from '../definition/document/schema.ts';
import { AppError } from '../lib/errors.ts';
import { atOnce, inTurns, isSlice, slicesOf, valueOfSlice, weightOf } from '../lib/slices.ts';
import { ThreadError, type ThreadPool } from '../lib/thread-pool.ts';
import { SECOND } from '../lib/time.ts';
import { isDefinition } from './read-definition.ts';

/** About as many characters as from which on a file is read in a thread. */
const LARGE = 64 * 1024;
const DEADLINE = 60 * SECOND;

/** The door of routes to the threads: writes a definition as YAML, and holds nobody up with a large one. */
export function definitionWriter(threads: ThreadPool): (definition: Definition) => Promise<string> {
  return async (definition) =>
    isLarge(definition)
      ? String(await inThread(threads, 'export', definition))
      : exportDefinition(definition);
}

/** The same for what would make a definition fail. */
export function definitionChecker(threads: ThreadPool): (definition: Definition) => Promise<Problem[]> {
  return async (definition) => {
    if (!isLarge(definition)) return checkDefinition(definition, builtInLookup).problems;
    const problems = await inThread(threads, 'check', definition);
    if (!isList(problems)) throw new Error('The thread gave no problems.');
    return problems;
  };
}

/** The job `export`, in the thread. */
export function exportHere(input: unknown): string {
  return exportDefinition(definitionIn(input));
}

/** The job `check`, in the thread. */
export function checkHere(input: unknown): Problem[] {
  return checkDefinition(definitionIn(input), builtInLookup).problems;
}

function isLarge(definition: Definition): boolean {
  return weightOf(definition, LARGE) > LARGE;
}

async function inThread(threads: ThreadPool, name: 'export' | 'check', of: Definition): Promise<unknown> {
  const input = await inTurns(slicesOf(of));
  try {
    return await threads.run({ name, input, key: 'definitions', deadlineMs: DEADLINE });
  } catch (error) {
    if (!(error instanceof ThreadError)) throw error;
    throw new AppError(
      'unavailable',
      'This large definition cannot be looked through at the moment: ask for it again in a minute.',
    );
  }
}

function definitionIn(input: unknown): Definition {
  const definition = isSlice(input) ? atOnce(valueOfSlice(input)) : undefined;
  if (!isDefinition(definition)) throw new Error('This is no definition.');
  return definition;
}

// The thread is ours: to look at each of them would hold up whom the thread is there to spare.
function isList(problems: unknown): problems is Problem[] {
  return Array.isArray(problems);
}
