import type { Catalog } from '../components/catalog.ts';
import { builtInCatalog, isBuiltIn } from '../components/registry.ts';
import { checkDefinition } from '../definition/check/check.ts';
import { definitionChanges } from '../definition/diff/diff.ts';
import { exportDefinition } from '../definition/document/export.ts';
import type { Problem } from '../definition/document/problem.ts';
import type { Definition } from '../definition/document/schema.ts';
import { maskedDefinitions } from '../definition/read/masked.ts';
import { AppError } from '../lib/errors.ts';
import { ThreadError, type ThreadPool } from '../lib/thread-pool.ts';
import { SECOND } from '../lib/time.ts';
import type { Compared, DefinitionWork } from '../web/kit/deps.ts';
import { isDefinition } from './read-definition.ts';

/** Characters from which on a definition is worked on in a thread. */
const LARGE = 64 * 1024;
const DEADLINE = 60 * SECOND;

/**
 * The door of routes to the threads: what is done with whole definitions holds nobody up, however many steps they have.
 * They are handed over as the text that is stored, which costs nothing.
 */
export function definitionWork(threads: ThreadPool, catalog: Catalog): DefinitionWork {
  const jobs = jobsWith(catalog);
  const run = async (name: keyof typeof definitionJobs, ...texts: string[]): Promise<unknown> =>
    texts.some((text) => text.length > LARGE) && isBuiltIn(catalog)
      ? await inThread(threads, name, texts)
      : jobs[name](texts);
  return {
    async checkDefinition(text) {
      const problems = await run('check', text);
      if (!isList(problems)) throw new Error('The thread gave no problems.');
      return problems;
    },
    writeDefinition: async (text) => String(await run('export', text)),
    maskDefinition: async (text) => String(await run('hide', text)),
    async compareDefinitions(before, after) {
      const compared = await run('compare', before, after);
      if (!isCompared(compared)) throw new Error('The thread gave no changes.');
      return compared;
    },
  };
}

/** Changes that anybody is shown of two definitions; the rest is counted. */
const MOST_CHANGES = 200;

function jobsWith(catalog: Catalog) {
  return {
    check: (input: unknown): Problem[] => checkDefinition(textsIn(input)[0], catalog).problems,
    export: (input: unknown): string => exportDefinition(textsIn(input)[0]),
    hide: (input: unknown): string => JSON.stringify(maskedDefinitions([textsIn(input)[0]], catalog)[0]),
    compare(input: unknown): Compared {
      const [before, after = before] = maskedDefinitions(textsIn(input), catalog);
      const changes = before && after ? definitionChanges(before, after, catalog) : [];
      return { changes: changes.slice(0, MOST_CHANGES), count: changes.length };
    },
  };
}

/** The jobs on definitions, in the thread. */
export const definitionJobs = jobsWith(builtInCatalog);

async function inThread(threads: ThreadPool, name: string, input: string[]): Promise<unknown> {
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

/** The definitions that were handed over, one at least. */
function textsIn(input: unknown): [Definition, ...Definition[]] {
  const [first, ...others] = (Array.isArray(input) ? input : []).map((text) => {
    const definition: unknown = JSON.parse(String(text));
    if (!isDefinition(definition)) throw new Error('This is no definition.');
    return definition;
  });
  if (!first) throw new Error('There is no definition.');
  return [first, ...others];
}

// The thread is ours: to look at each of them would hold up whom the thread is there to spare.
function isList(problems: unknown): problems is Problem[] {
  return Array.isArray(problems);
}

function isCompared(answer: unknown): answer is Compared {
  return typeof answer === 'object' && answer !== null && 'changes' in answer;
}
