// Makes `public/built/`: what browsers load, of our own sources in `public/` and of the lockfile's packages; and
// `dist/packages/`: what code steps may require; and `dist/libraries/`: what the executable reads when it is needed.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dir, '../..');
const PUBLIC = join(ROOT, 'public');
const BUILT = join(PUBLIC, 'built');
const PACKAGES = join(ROOT, 'dist/packages');
const LIBRARIES = join(ROOT, 'dist/libraries');

const read = (...path: string[]) => readFileSync(join(...path), 'utf8');
const ofPackage = (path: string) => read(ROOT, 'node_modules', path);

/** By the name that pages know it by. */
const FILES: Record<string, () => string | Promise<string>> = {
  'app.css': styles,
  'app.js': () => script('app.js'),
  'chart.js': () => script('chart.js'),
  'embed.js': () => script('embed.js'),
  'embedded.js': () => script('embedded.js'),
  'editor.js': () => script('editor.js'),
  'htmx.js': () =>
    ['htmx.min.js', 'ext/hx-sse.min.js'].map((name) => ofPackage(`htmx.org/dist/${name}`)).join(';\n'),
  'uplot.js': () => ofPackage('uplot/dist/uPlot.iife.min.js'),
  'uplot.css': () => ofPackage('uplot/dist/uPlot.min.css'),
  'robots.txt': () => read(PUBLIC, 'robots.txt'),
};

/** The sheets that `app.css` names, in its order. Bun's own bundler would rewrite what it takes for too new. */
function styles(): string {
  const names = [...read(PUBLIC, 'css/app.css').matchAll(/^@import "\.\/(.+)";$/gm)].map(
    ([, name = '']) => name,
  );
  const sheets = names.map((name) => read(PUBLIC, 'css', name)).join('\n');
  return sheets
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/\s*\n\s*/g, '\n')
    .trim();
}

async function script(name: string): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [join(PUBLIC, 'js', name)],
    target: 'browser',
    format: 'iife',
    minify: true,
  });
  return (await outputs[0]?.text()) ?? '';
}

/** What code steps may require, each as one file: `lodash@4.18.1.js`. */
const OF_CODE = ['date-fns', 'dayjs', 'lodash', 'uuid'];

async function packageFile(name: string): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [Bun.resolveSync(name, ROOT)],
    target: 'node',
    format: 'cjs',
    minify: true,
  });
  return (await outputs[0]?.text()) ?? '';
}

/** What would be four times as large among what is parsed beforehand: its wasm is a text there. */
const APART = ['libxml2-wasm'];

async function libraryFile(name: string): Promise<Uint8Array> {
  const { outputs } = await Bun.build({
    entrypoints: [Bun.resolveSync(name, ROOT)],
    target: 'bun',
    format: 'esm',
    minify: true,
  });
  return Bun.zstdCompressSync((await outputs[0]?.text()) ?? '', { level: 19 });
}

/** Writes what is not there yet as it should be, and removes what should not. */
export async function buildPublic(): Promise<void> {
  for (const folder of [BUILT, PACKAGES, LIBRARIES]) mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(BUILT)) if (!(name in FILES)) rmSync(join(BUILT, name));
  for (const [name, make] of Object.entries(FILES)) {
    const path = join(BUILT, name);
    const text = await make();
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) write(path, text);
  }
  const names = OF_CODE.map((name) => [name, `${name}@${versionOf(name)}.js`] as const);
  for (const each of readdirSync(PACKAGES))
    if (!names.some(([, file]) => file === each)) rmSync(join(PACKAGES, each));
  // The version in its name says all of it: none is made twice.
  for (const [name, file] of names)
    if (!existsSync(join(PACKAGES, file))) write(join(PACKAGES, file), await packageFile(name));
  for (const name of APART) {
    const path = join(LIBRARIES, `${name}@${versionOf(name)}.js.zst`);
    if (existsSync(path)) continue;
    for (const each of readdirSync(LIBRARIES)) if (each.startsWith(`${name}@`)) rmSync(join(LIBRARIES, each));
    write(path, await libraryFile(name));
  }
}

function versionOf(name: string): string {
  const { version }: { version: string } = JSON.parse(ofPackage(`${name}/package.json`));
  return version;
}

/** Whole or not at all for others that read it now. */
function write(path: string, text: string | Uint8Array): void {
  const draft = join(ROOT, 'dist', `${basename(path)}.${process.pid}`);
  writeFileSync(draft, text);
  renameSync(draft, path);
}

if (import.meta.main) await buildPublic();
