import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  createSandboxPool,
  type SandboxCall,
  type SandboxOptions,
  type SandboxPool,
} from '../../src/sandbox/pool.ts';
import { SandboxError } from '../../src/sandbox/sandbox-error.ts';

/** How a program is started that can start itself as a sandbox. */
export const program = (name: string) => [process.execPath, resolve(import.meta.dir, name)];
export const self = program('main.ts');

export const openPool = (options: Partial<SandboxOptions> = {}) => createSandboxPool({ self, ...options });

type Extra = Partial<Omit<SandboxCall, 'source'>>;

/** Runs the body of a function of `args` for the customer Acme, unless told otherwise. */
export function run(pool: SandboxPool, body: string, extra: Extra = {}): Promise<unknown> {
  const source = `module.exports = async (...args) => {${body}\n};`;
  return pool.run({ isolation: 'acme', source, args: [], deadlineMs: 60_000, ...extra });
}

/** The error of a call that has to fail. */
export async function failure(result: Promise<unknown>): Promise<SandboxError> {
  try {
    await result;
  } catch (error) {
    if (error instanceof SandboxError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
}

export function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error('not a list');
  return value;
}

export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await Bun.sleep(5);
  }
}

/** The kernel's view of a process: its state (`T` stopped, `Z` zombie) and its parent; undefined when it is gone. */
export function processState(pid: number): { state: string; parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

export const isGone = (pid: number) => (processState(pid)?.state ?? 'Z') === 'Z';

export function childrenOf(parent: number): { pid: number; state: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const found = processState(Number(name));
      return found?.parent === parent ? [{ pid: Number(name), state: found.state }] : [];
    });
}
