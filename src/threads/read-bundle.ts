import type { BundleDescription } from '../components/bundle-description.ts';
import { type BundleFile, readBundleFile } from '../components/bundle-file.ts';
import { importDefinition } from '../definition/document/import.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import { ThreadError, type ThreadPool } from '../lib/thread-pool.ts';
import { SECOND } from '../lib/time.ts';
import type { Deps } from '../web/kit/deps.ts';

const DEADLINE = 60 * SECOND;

/** What a module declares as its default export, found out where foreign code runs, and the hash it is known by there. */
export type Describe = (text: string) => Promise<{ hash: string; description: BundleDescription }>;

/** The door to threads and sandbox: reads an upload, and has it describe itself. */
export function bundleReader(threads: ThreadPool, describe: Describe): Deps['readBundle'] {
  return async (file) => {
    const { text, icon, signature } = await inThread(threads, file);
    const { hash, description: read } = await described(describe, text);
    const definition = definitionOf(read);
    // The code of an integration has no name of its own.
    const label = definition?.name ?? read.display.label;
    const declared = { ...read, display: { ...read.display, label } };
    return { key: read.key, label, text, icon, signature, hash, definition, description: declared };
  };
}

/** @throws AppError `invalid` for the code of an integration whose definition is none */
function definitionOf({ codeNativeIntegrationYAML: yaml }: BundleDescription) {
  if (yaml === undefined) return undefined;
  const imported = importDefinition(yaml);
  if (imported.ok) return imported.definition;
  const issues = imported.problems.map(({ path, message }) => ({ path, message }));
  throw new AppError('invalid', 'The code-native integration brings a definition that is none.', issues);
}

async function inThread(threads: ThreadPool, file: Uint8Array): Promise<BundleFile> {
  try {
    const answer = await threads.run({ name: 'bundle', input: file, key: 'bundles', deadlineMs: DEADLINE });
    if (isRead(answer)) return answer;
    throw new AppError('invalid', String(Reflect.get(Object(answer), 'problem')));
  } catch (error) {
    if (!(error instanceof ThreadError)) throw error;
    if (error.kind === 'timeout')
      throw new AppError(
        'invalid',
        'To unpack this file takes longer than a minute. Pack only what the build has put into dist.',
      );
    throw new AppError('unavailable', 'This file cannot be read at the moment: upload it again in a minute.');
  }
}

/** The job of that name, in the thread. */
export function readBundleHere(file: unknown): BundleFile | { problem: string } {
  try {
    return readBundleFile(file instanceof Uint8Array ? file : new Uint8Array());
  } catch (error) {
    if (error instanceof AppError) return { problem: error.message };
    throw error;
  }
}

// The thread is ours: its form alone tells.
function isRead(answer: unknown): answer is BundleFile {
  return typeof answer === 'object' && answer !== null && 'signature' in answer;
}

async function described(describe: Describe, text: string) {
  try {
    return await describe(text);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('invalid', loadProblem(error));
  }
}

/** Why a module could not be loaded, and what to do. */
function loadProblem(error: unknown): string {
  const reason = Reflect.get(Object(error), 'reason');
  const said = messageOf(error)
    .replace(/^the component cannot be loaded: /, '')
    .slice(0, 500);
  if (said.startsWith('it has no default export')) return `The bundle cannot be used: ${said}.`;
  if (reason === 'timeout')
    return 'The bundle does not come to an end when it is loaded: a loop, or a wait, runs outside its functions. Move it into a function, and build it again.';
  if (error instanceof Error && error.name === 'SyntaxError')
    return `This is no JavaScript that can be run (${said}). Upload what the build has made: a CommonJS index.js, or the zip of its dist.`;
  if (reason === 'code')
    return `The bundle throws when it is loaded: ${said}. Correct what runs outside its functions, and build it again.`;
  return `The bundle could not be loaded: ${said}. Let it do less when it is loaded, and build it again.`;
}
