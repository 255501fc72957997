import { environment, readSettings, type Settings } from '../lib/config.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { own } from '../lib/records.ts';
import { storageErrorOf } from '../lib/storage-error.ts';
import { type Arguments, parseArguments } from './arguments.ts';

/** One word of the command line. Answers the exit code; an error is printed as a sentence and answers 1. */
export type Command = { summary: string; run(args: Arguments, settings: () => Settings): Promise<number> };

// Loaded when they are called: `stepwell version` must not wait for the engine.
const COMMANDS: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./serve.ts')).serve,
  check: async () => (await import('./check.ts')).check,
  import: async () => (await import('./import.ts')).importFile,
  export: async () => (await import('./export.ts')).exportIntegration,
  component: async () => (await import('./component.ts')).component,
  admin: async () => (await import('./admin.ts')).admin,
  verify: async () => (await import('./verify.ts')).verify,
  version: async () => (await import('./version.ts')).version,
  help: async () => (await import('./help.ts')).help,
};

export const COMMAND_NAMES = Object.keys(COMMANDS);

/** Every command with what it does. */
export async function summaries(): Promise<{ name: string; summary: string }[]> {
  return await Promise.all(
    Object.entries(COMMANDS).map(async ([name, load]) => ({ name, summary: (await load()).summary })),
  );
}

/** Runs the command that the words name; none, or only flags, is `serve`. */
export async function runCommand(words: string[]): Promise<number> {
  try {
    const [name, rest] = named(words);
    const load = own(COMMANDS, name);
    if (!load) {
      const meant = nearest(name, COMMAND_NAMES);
      throw new AppError(
        'invalid',
        `There is no command ${name}.${meant ? ` Did you mean ${meant}?` : ''} \`stepwell help\` lists them.`,
      );
    }
    const args = parseArguments(rest);
    return await (await load()).run(args, () => readSettings(args.settings, environment()));
  } catch (error) {
    console.error(sentenceOf(error));
    return 1;
  }
}

/** The program is bundled: the trace of an error that nobody foresaw would be a screen of that. */
function sentenceOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  const storage = storageErrorOf(error);
  if (storage) return `The data cannot be used: ${storage.advice}`;
  return `This is a fault of Stepwell itself, please report it: ${messageOf(error).split('\n')[0]}`;
}

function named(words: string[]): [string, string[]] {
  const [first, ...rest] = words;
  if (first === '--help' || first === '-h') return ['help', rest];
  if (first === '--version' || first === '-v') return ['version', rest];
  return first === undefined || first.startsWith('-') ? ['serve', words] : [first, rest];
}
