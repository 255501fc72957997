/** `bun run dev` on a copy of the sources, so that they can be edited. */
import { afterAll, test } from 'bun:test';
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from './support/binary.ts';

const ROOT = resolve(import.meta.dir, '..');
const copy = mkdtempSync(join(tmpdir(), 'stepwell-dev-'));
for (const name of ['src', 'views', 'public', 'migrations', 'package.json', 'tsconfig.json'])
  cpSync(join(ROOT, name), join(copy, name), { recursive: true });
symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));

const port = freePort();
const child = Bun.spawn(
  [process.execPath, '--no-env-file', '--watch', 'src/tools/dev.ts', 'serve', '--no-sample'],
  {
    cwd: copy,
    env: { PATH: process.env.PATH ?? '', HOME: copy, STEPWELL_DATA: join(copy, 'data'), STEPWELL_PORT: port },
    stdout: 'ignore',
    stderr: 'ignore',
    stdin: 'ignore',
  },
);

afterAll(async () => {
  child.kill('SIGKILL');
  await child.exited;
  rmSync(copy, { recursive: true, force: true });
});

function freePort(): string {
  const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response() });
  const { port } = server;
  server.stop(true);
  return String(port);
}

/** What a page loads that is named so; none while the server begins anew. */
async function loaded(pattern: RegExp): Promise<string | undefined> {
  const at = `http://127.0.0.1:${port}`;
  try {
    const [address] = pattern.exec(await (await fetch(`${at}/sign-in`)).text()) ?? [];
    return address === undefined ? undefined : await (await fetch(at + address)).text();
  } catch {
    return undefined;
  }
}

const styles = () => loaded(/\/public\/app\.[\w-]+\.css/);
const scripts = () => loaded(/\/public\/app\.[\w-]+\.js/);

test('an edit of a style or a script is there in the next page, without a restart by hand', async () => {
  await until('the page', styles);
  appendFileSync(
    join(copy, 'public/css/buttons.css'),
    '\n@layer parts { .edited-by-hand { color: red; } }\n',
  );
  await until('the new style', async () => (await styles())?.includes('.edited-by-hand'));
  writeFileSync(
    join(copy, 'public/js/say.js'),
    "export const say = () => { document.title = 'edited by hand'; };\n",
  );
  await until('the new script', async () => (await scripts())?.includes('edited by hand'));
}, 180_000);

test('after a script that cannot be read, the next edit is followed again', async () => {
  writeFileSync(join(copy, 'public/js/say.js'), 'export const say = (\n');
  await until('the server to be gone', async () => (await scripts()) === undefined);
  writeFileSync(join(copy, 'public/js/say.js'), "export const say = () => { document.title = 'mended'; };\n");
  await until('the mended script', async () => (await scripts())?.includes('mended'));
}, 180_000);
