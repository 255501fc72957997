import { basename, join } from 'node:path';

/** Whether this is the compiled executable. */
const isCompiled = import.meta.dir.startsWith('/$bunfs/');

/** Path of a file or folder that ships with the program, from source and in the compiled executable alike. */
export function assetPath(...parts: string[]): string {
  return join(isCompiled ? '/$bunfs/root' : join(import.meta.dir, '../..'), ...parts);
}

/** A folder that ships with the program, by its path in the source: the build keeps the last name of it alone. */
export function assetFolder(path: string): string {
  return assetPath(isCompiled ? basename(path) : path);
}

/** The command that starts this very program again, for its child processes. */
export function selfCommand(): string[] {
  return isCompiled ? [process.execPath] : [process.execPath, assetPath('src/main.ts')];
}

/** The file that is started again as a thread of this process. */
export function threadEntry(): string {
  return isCompiled ? Bun.main : assetPath('src/main.ts');
}
