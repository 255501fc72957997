/** Opens the data folder that it is given, says so, and holds it until its input ends. */
import { writeSync } from 'node:fs';
import { openDataFolder } from '../../src/db/data-folder.ts';
import { messageOf } from '../../src/lib/errors.ts';

try {
  const folder = openDataFolder(process.argv[2] ?? '', undefined, 'serve');
  writeSync(1, `OPEN ${process.pid}\n`);
  await Bun.stdin.text();
  await folder.close();
} catch (error) {
  writeSync(2, `${messageOf(error)}\n`);
  process.exitCode = 1;
}
