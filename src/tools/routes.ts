// `bun run routes`: every address of the product by its noun, with who may ask and the file that answers.
import { join, relative, resolve } from 'node:path';
import { sitemap } from '../web/sitemap.ts';

const ROOT = resolve(import.meta.dir, '../..');
const WEB = join(ROOT, 'src/web');

const files = new Map<object, string>();
for (const name of new Bun.Glob('**/*.{ts,tsx}').scanSync(WEB)) {
  const path = join(WEB, name);
  for (const value of Object.values<unknown>(await import(path))) {
    // A table of tables holds the rows of others.
    const isTable = !/(table|pages|sitemap)\.ts$/.test(name);
    for (const each of [value, ...(Array.isArray(value) && isTable ? value : [])])
      if (typeof each === 'object' && each !== null) files.set(each, relative(ROOT, path));
  }
}

for (const [noun, places] of Map.groupBy(sitemap, (place) => place.noun)) {
  console.log(`\n${noun}`);
  for (const { method, path, access, origin } of places)
    console.log(`  ${method.padEnd(6)} ${path.padEnd(56)} ${access.padEnd(25)} ${files.get(origin)}`);
}
