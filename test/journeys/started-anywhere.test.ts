import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, command, start, temporaryFolder } from '../support/binary.ts';

setDefaultTimeout(180_000);
afterAll(cleanUp);

/** Everything by which a folder could try to have a say, harmless here: it leaves a file, or names another data folder. */
const folder = temporaryFolder();
const trace = join(folder, 'was-run');
beforeAll(() => {
  const note = `require('node:fs').writeFileSync(${JSON.stringify(trace)}, '');`;
  const files: Record<string, string> = {
    'pre.js': note,
    'bunfig.toml': 'preload = ["./pre.js"]\n[run]\npreload = ["./pre.js"]\n',
    'home/.bunfig.toml': `preload = [${JSON.stringify(join(folder, 'pre.js'))}]\n`,
    'package.json':
      '{"name":"x","type":"module","imports":{"#a":"./pre.js"},"scripts":{"preinstall":"bun pre.js"}}',
    'tsconfig.json': '{"compilerOptions":{"paths":{"*":["./pre.js"]},"jsxImportSource":"./pre.js"}}',
    'node_modules/hono/index.js': note,
    'flow.yml': 'definitionVersion: 7\nname: From elsewhere\ndescription: ""\nflows: []\n',
  };
  const settings =
    'STEPWELL_ADMIN_TOKEN=the-token-of-the-folder\nSTEPWELL_DATA=./theirs\nSTEPWELL_UNKNOWN=1\n';
  for (const name of ['.env', '.env.local', '.env.production', '.env.development', '.env.test'])
    files[name] = settings;
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});

const HOMES: [row: string, env: Record<string, string>][] = [
  ['the folder alone', {}],
  ['a home folder that does the same', { HOME: join(folder, 'home'), XDG_CONFIG_HOME: join(folder, 'home') }],
  ['a development environment', { NODE_ENV: 'development' }],
  ['a production environment', { NODE_ENV: 'production' }],
];

test.each(HOMES)('checking a file runs and obeys nothing of the folder it lies in: %s', async (_, env) => {
  const { code, stdout, stderr } = await command(['check', 'flow.yml'], { cwd: folder, env });
  expect(existsSync(trace)).toBe(false);
  expect(stderr).toBe('');
  expect(stdout).toContain('flow.yml');
  expect(code).toBeLessThan(2);
});

test('a server takes neither settings nor code from the folder it is started in', async () => {
  const server = await start({ cwd: folder });
  expect((await server.call('GET', '/customers')).status).toBe(200);
  const theirs = { authorization: 'Bearer the-token-of-the-folder' };
  expect((await server.call('GET', '/customers', undefined, theirs)).status).toBe(401);
  expect([existsSync(trace), existsSync(join(folder, 'theirs'))]).toEqual([false, false]);
  await server.stop();
});
