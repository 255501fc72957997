import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { BINARY, ensureBinary } from '../support/binary.ts';
import { program } from './pools.ts';

export const NOBODY = 65534;
export const canBeAnotherUser = process.getuid?.() === 0;

/**
 * What a program of this folder prints as JSON, run as a user without rights who may not even see this checkout: Bun,
 * the program and the executable under test lie in a folder of that user.
 */
export async function asAnotherUser(name: string, ...words: string[]): Promise<unknown> {
  ensureBinary();
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-nobody-'));
  try {
    const executables = [process.execPath, BINARY].map((file) => {
      const copy = join(folder, basename(file));
      copyFileSync(file, copy);
      chmodSync(copy, 0o755);
      return copy;
    });
    const [, entry = ''] = program(name);
    const [, sandbox = ''] = program('main.ts');
    await Bun.build({ entrypoints: [entry, sandbox], target: 'bun', outdir: folder, naming: '[name].ts' });
    chownSync(folder, NOBODY, NOBODY);
    const [bun = '', compiled = ''] = executables;
    const child = Bun.spawn([bun, join(folder, name), compiled, ...words], {
      stdout: 'pipe',
      stderr: 'inherit',
      env: {},
      cwd: '/',
    });
    return JSON.parse(await child.stdout.text());
  } finally {
    rmSync(folder, { recursive: true });
  }
}
