import type { Catalog } from '../components/catalog.ts';
import { builtInCatalog, isBuiltIn } from '../components/registry.ts';
import { type CheckedDefinition, readChecked } from '../definition/check/read-checked.ts';
import type { Definition } from '../definition/document/schema.ts';
import { AppError } from '../lib/errors.ts';
import { atOnce, inTurns, type Slice, slicesOf, valueOfSlice } from '../lib/in-turns.ts';
import { ThreadError, type ThreadPool } from '../lib/thread-pool.ts';
import { SECOND } from '../lib/time.ts';

/** Characters from which on a file is read in a thread: smaller ones take less than the way there and back. */
const LARGE = 64 * 1024;
const DEADLINE = 60 * SECOND;

/** The door of routes to the threads: reads and checks a definition file, and holds nobody up with a large one. */
export function definitionReader(threads: ThreadPool, catalog: Catalog): ReadDefinition {
  return async (text, form) => {
    if (text.length <= LARGE || !isBuiltIn(catalog)) return readChecked(text, form, catalog);
    const answer = await inThread(threads, { text, form });
    if (!isRead(answer)) throw new Error('The thread gave no definition.');
    if (!answer.definition) return { ok: false, problems: answer.problems };
    const definition = await inTurns(valueOfSlice(answer.definition));
    return isDefinition(definition)
      ? { ok: true, definition, problems: answer.problems }
      : { ok: false, problems: answer.problems };
  };
}

type ReadDefinition = (text: string, form: 'yaml' | 'json') => Promise<CheckedDefinition>;

async function inThread(threads: ThreadPool, input: { text: string; form: string }): Promise<unknown> {
  try {
    return await threads.run({ name: 'definition', input, key: 'definitions', deadlineMs: DEADLINE });
  } catch (error) {
    if (!(error instanceof ThreadError)) throw error;
    if (error.kind === 'timeout')
      throw new AppError(
        'invalid',
        'To read this file takes longer than a minute: leave out what it does not need.',
      );
    throw new AppError('unavailable', 'This file cannot be read at the moment: send it again in a minute.');
  }
}

type Read = { definition: Slice | undefined; problems: CheckedDefinition['problems'] };

/** The job of that name, in the thread. */
export function readDefinitionHere(input: unknown): Read {
  const text = String(Reflect.get(Object(input), 'text'));
  const isJson = Reflect.get(Object(input), 'form') === 'json';
  const checked = readChecked(text, isJson ? 'json' : 'yaml', builtInCatalog);
  const definition = checked.ok ? atOnce(slicesOf(checked.definition)) : undefined;
  return { definition, problems: checked.problems };
}

// The thread has looked at every part: to do so again would hold up whom the thread is there to spare.
function isRead(answer: unknown): answer is Read {
  return typeof answer === 'object' && answer !== null && 'problems' in answer;
}

/** What comes from our own store or threads has been looked at: it is told apart by its form alone. */
export function isDefinition(value: unknown): value is Definition {
  return typeof value === 'object' && value !== null && 'flows' in value;
}
