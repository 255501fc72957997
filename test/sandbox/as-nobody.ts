// Runs code with a network as a user without rights, and prints what it got: `as-nobody.ts OPEN-PORT FORBIDDEN-PORT`.
import { failure, openPool, program, run } from './pools.ts';

const NOBODY = 65534;
const [openPort, forbiddenPort] = process.argv.slice(2);
process.setgroups?.([]);
process.setgid?.(NOBODY);
process.setuid?.(NOBODY);
const pool = openPool({
  network: { entry: program('main.ts')[1] ?? '', allow: () => [`127.0.0.1:${openPort}`] },
});
const fetched = (port = '') => run(pool, `return (await fetch('http://127.0.0.1:${port}')).text()`);
const answer = {
  user: process.getuid?.(),
  confinement: await pool.confinement(),
  reached: await fetched(openPort),
  refused: (await failure(fetched(forbiddenPort))).message,
};
await pool.close();
process.stdout.write(JSON.stringify(answer));
