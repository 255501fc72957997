import { closeSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { block, type SystemCall } from './libc.ts';
import type { LaunchPlan } from './plan.ts';

const EXECUTE = 1n;
const WRITE = 2n;
const READ = 4n;
const LIST = 8n;
const O_PATH = 0x200000;
const O_CLOEXEC = 0x80000;
const PATH_BENEATH = 1;

/** The rights a ruleset of this kernel can deny: later kernels know more of them. */
function fileRights(abi: number): bigint {
  if (abi >= 5) return 0xffffn;
  if (abi >= 3) return 0x7fffn;
  return abi === 2 ? 0x3fffn : 0x1fffn;
}

/**
 * Leaves this process nothing of the file system but what its own next start reads. Answers false on a kernel without
 * Landlock; throws where a kernel that has it refuses.
 */
export function restrictFiles(call: SystemCall, { self, isGuarded }: LaunchPlan): boolean {
  const abi = call('landlock_create_ruleset', 0, 0, 1);
  if (abi < 1) return false;
  const all = fileRights(abi);
  // from ABI 4 no TCP, from 6 no abstract sockets and no signals to processes outside
  const attributes = new BigUint64Array([all, abi >= 4 ? 3n : 0n, abi >= 6 ? 3n : 0n]);
  const size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  const ruleset = demand('landlock_create_ruleset', call('landlock_create_ruleset', attributes, size, 0));
  for (const [path, rights] of readablePaths(self, isGuarded)) allow(call, ruleset, path, rights & all);
  demand('landlock_restrict_self', call('landlock_restrict_self', ruleset, 0));
  closeSync(ruleset);
  return true;
}

function readablePaths(self: string[], isGuarded: boolean): [path: string, rights: bigint][] {
  const main = self[1];
  // our own sources, when there is no compiled executable that holds them
  const sources: [string, bigint][] = main
    ? [
        [main, READ],
        [dirname(main), LIST],
        [dirname(import.meta.dir), READ | LIST],
      ]
    : [];
  const resolver = isGuarded ? ['/etc/resolv.conf', '/etc/nsswitch.conf', '/etc/host.conf'] : [];
  return [
    ...resolver.map((path): [string, bigint] => [path, READ]),
    ...mappedFiles().map((path): [string, bigint] => [path, READ | EXECUTE]),
    ['/etc/ld.so.cache', READ],
    ['/dev/urandom', READ],
    ['/dev/null', READ | WRITE],
    ['/proc/self', READ | LIST],
    ...sources,
  ];
}

/** The executable, its loader and its libraries, wherever this distribution keeps them. */
function mappedFiles(): string[] {
  const paths = readFileSync('/proc/self/maps', 'utf8').matchAll(/ (\/[^\n]*)$/gm);
  return [...new Set(Array.from(paths, ([, path = '']) => path))];
}

function allow(call: SystemCall, ruleset: number, path: string, rights: bigint): void {
  let file: number;
  try {
    file = openSync(path, O_PATH | O_CLOEXEC);
  } catch {
    return; // what does not exist needs no right
  }
  const rule = block(12);
  rule.writeBigUInt64LE(rights, 0);
  rule.writeInt32LE(file, 8);
  const result = call('landlock_add_rule', ruleset, PATH_BENEATH, rule, 0);
  closeSync(file);
  demand(`landlock_add_rule ${path}`, result);
}

/** @throws where the kernel refused: half a fence is none */
export function demand(what: string, result: number): number {
  if (result < 0) throw new Error(`${what} failed with error ${-result}`);
  return result;
}
