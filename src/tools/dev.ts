// `bun run dev`: serves the product, and starts again when a file of it changes. `--watch` follows what is imported,
// so the sources of what browsers load are imported here, as text.
import { join, resolve } from 'node:path';
import { buildPublic } from './vendor.ts';

const PUBLIC = resolve(import.meta.dir, '../../public');

for (const name of ['robots.txt', ...new Bun.Glob('{css,js}/*.{css,js}').scanSync(PUBLIC)])
  await import(join(PUBLIC, name), { with: { type: 'text' } });
await buildPublic();
await import('../main.ts');
