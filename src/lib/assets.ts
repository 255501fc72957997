import { readdirSync } from 'node:fs';
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

/** What to import for a library that the executable has in a file of its own: it is unpacked when it is asked for. */
export async function librarySpecifier(name: string): Promise<string> {
  if (!isCompiled) return name;
  const folder = assetFolder('dist/libraries');
  const file = readdirSync(folder).find((each) => each.startsWith(`${name}@`)) ?? name;
  const packed = await Bun.file(join(folder, file)).bytes();
  const text = Buffer.from(Bun.zstdDecompressSync(packed));
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}
