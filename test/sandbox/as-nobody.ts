// Runs foreign code as a user without rights, and prints what it got: `as-nobody.ts COMPILED OPEN-PORT FORBIDDEN-PORT`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tryAll } from './escape-probes.ts';
import { NUMBERS, TRY_ALL } from './network-probes.ts';
import { NOBODY } from './other-user.ts';
import { failure, listOf, openPool, program, run } from './pools.ts';

const [compiled = '', openPort = '', forbiddenPort = ''] = process.argv.slice(2);
process.setgroups?.([]);
process.setgid?.(NOBODY);
process.setuid?.(NOBODY);
const network = { entry: program('main.ts')[1] ?? '', allow: () => [`127.0.0.1:${openPort}`] };
// a file that this user may read and change
const database = join(import.meta.dir, 'stepwell.db');
writeFileSync(database, 'canary');

const answers = [];
for (const self of [program('main.ts'), [compiled]]) {
  const pool = openPool({ self, network });
  const closed = openPool({ self });
  const fetched = (port: string) => run(pool, `return (await fetch('http://127.0.0.1:${port}')).text()`);
  const [, sockets] = listOf(await run(pool, TRY_ALL, { args: [openPort, forbiddenPort, NUMBERS] }));
  answers.push({
    user: process.getuid?.(),
    confinement: await pool.confinement(),
    reached: await fetched(openPort),
    refused: (await failure(fetched(forbiddenPort))).message,
    escapes: await tryAll(pool, closed, database, Number(forbiddenPort)),
    sockets: Object.entries(Object(sockets)).filter(([, result]) => Number(result) >= 0),
    database: await Bun.file(database).text(),
  });
  await pool.close();
  await closed.close();
}
process.stdout.write(JSON.stringify(answers));
