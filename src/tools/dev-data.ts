// `bun run dev-data [folder]`: a data folder as it is after a busy fortnight, to be served by `bun run dev --data folder`.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fillBigStore } from './big-store.ts';

const folder = resolve(process.argv[2] ?? 'dist/big');
if (existsSync(join(folder, 'stepwell.db'))) {
  console.error(`${folder} has data already: name another folder, or remove it.`);
  process.exit(1);
}
await fillBigStore(folder);
console.log(`100,000 executions are in ${folder}. Serve them: bun run dev --data ${folder}`);
