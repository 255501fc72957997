import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import {
  BINARY,
  cleanUp,
  command,
  type Server,
  send,
  start,
  startInVain,
  temporaryFolder,
  until,
} from '../support/binary.ts';
import { executionEnded, executionsOf, stepsOf } from '../support/journey.ts';

setDefaultTimeout(180_000);
afterAll(cleanUp);

type Curl = { method: string; url: string; headers: Record<string, string>; body: string };

/** The parts of the printed line, read as a shell would read them. */
function parseCurl(line: string): Curl {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const after = (flag: string) => words[words.indexOf(flag) + 1] ?? '';
  const [name = '', value = ''] = after('-H').split(/:\s*/);
  return {
    method: after('-X'),
    url: words.find((word) => word.startsWith('http')) ?? '',
    headers: { [name]: value },
    body: after('-d'),
  };
}

async function sampleLine(server: Server): Promise<string> {
  const message = await until('the sample line', () =>
    server.log.find((line) => line.includes('A sample is')),
  );
  return message.split('\n').find((line) => line.startsWith('curl ')) ?? '';
}

const Answer = v.object({
  customer: v.string(),
  total: v.number(),
  decision: v.string(),
  lines: v.array(v.string()),
});

test('the first start prints a curl line that works at once and answers with the priced order', async () => {
  const server = await start({ args: [] });
  const curl = parseCurl(await sampleLine(server));
  expect(curl.url.startsWith(`${server.url}/trigger/`)).toBe(true);
  const answer = await send(curl.url, { method: curl.method, headers: curl.headers, body: curl.body });
  expect(answer.status).toBe(200);
  expect(v.parse(Answer, answer.json)).toEqual({
    customer: 'Ada',
    total: 115,
    decision: 'Large',
    lines: ['2 × A-1', '1 × B-7'],
  });
  const id = answer.headers.get('stepwell-executionid') ?? '';
  expect((await executionEnded(server, id)).status).toBe('succeeded');
  const names = (await stepsOf(server, id)).map((step) => step.name);
  expect(names).toContain('Price Order');
  expect(names).toContain('Ask For Approval');
  await server.stop();
});

test('curl itself accepts the printed line', async () => {
  const server = await start({ args: [] });
  const line = await sampleLine(server);
  if (Bun.which('curl')) {
    const ran = Bun.spawnSync(['sh', '-c', `${line} -s`]);
    expect(JSON.parse(ran.stdout.toString())).toMatchObject({ customer: 'Ada', total: 115 });
  }
  await server.stop();
});

test('a second start installs no second sample and keeps the first one’s address', async () => {
  const dataFolder = temporaryFolder();
  const first = await start({ dataFolder, args: [] });
  const curl = parseCurl(await sampleLine(first));
  expect(await first.stop()).toBe(0);
  const second = await start({ dataFolder, args: [] });
  const address = second.url + new URL(curl.url).pathname;
  const answer = await send(address, { method: curl.method, headers: curl.headers, body: curl.body });
  expect(answer.status).toBe(200);
  expect(second.output()).not.toContain('A sample is installed');
  const { json } = await second.call('GET', '/integrations');
  expect(v.parse(v.object({ items: v.array(v.looseObject({ name: v.string() })) }), json).items).toHaveLength(
    1,
  );
  await second.stop();
});

test('--no-sample leaves an empty folder empty', async () => {
  const server = await start({ args: ['--no-sample'] });
  const { json } = await server.call('GET', '/integrations');
  expect(json).toEqual({ items: [], nextCursor: null });
  expect(server.output()).not.toContain('A sample is installed');
  await server.stop();
});

test('a folder in which an integration was imported first gets no sample', async () => {
  const dataFolder = temporaryFolder();
  const file = join(import.meta.dir, 'fixtures/example-with-loop.yaml');
  expect((await command(['import', file], { dataFolder })).code).toBe(0);
  const server = await start({ dataFolder, args: [] });
  const { json } = await server.call('GET', '/integrations');
  expect(v.parse(v.object({ items: v.array(v.unknown()) }), json).items).toHaveLength(1);
  await server.stop();
});

test('the binary runs from any folder and keeps its data in ./data of that folder', async () => {
  const cwd = temporaryFolder();
  const server = await start({ cwd, args: ['--data', './data'], env: { STEPWELL_DATA: 'elsewhere' } });
  expect(existsSync(join(cwd, 'data/stepwell.db'))).toBe(true);
  expect(existsSync(join(cwd, 'elsewhere'))).toBe(false);
  expect(statSync(join(cwd, 'data')).mode & 0o777).toBe(0o700);
  expect((await send(`${server.url}/healthz`)).status).toBe(200);
  await server.stop();
});

test('the data folder can be read by its owner alone', async () => {
  const dataFolder = join(temporaryFolder(), 'deep/down');
  const server = await start({ dataFolder });
  for (const name of ['.', 'stepwell.db', 'vault.key']) {
    expect(statSync(join(dataFolder, name)).mode & 0o077).toBe(0);
  }
  await server.stop();
});

test('health, readiness and metrics answer without a token; the API does not', async () => {
  const server = await start();
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    expect((await send(server.url + path)).status).toBe(200);
  }
  expect((await send(`${server.url}/api/v1/integrations`)).status).toBe(401);
  // The pages are for people: they lead to the sign-in.
  expect((await fetch(server.url)).url).toBe(`${server.url}/sign-in`);
  await server.stop();
});

test('an unknown setting is refused with the one that was probably meant', async () => {
  const { end, output } = await startInVain({ env: { STEPWELL_PROT: '1' } });
  expect(end).toBe(1);
  expect(output).toContain('Did you mean STEPWELL_PORT?');
});

test('every wrong setting is named at once', async () => {
  const { end, output } = await startInVain({ env: { STEPWELL_PORT: 'http', STEPWELL_LOG: 'xml' } });
  expect(end).toBe(1);
  expect(output).toContain('STEPWELL_PORT must be a whole number');
  expect(output).toContain('STEPWELL_LOG must be pretty or json');
});

test('help lists every command and setting; version says which version it is', async () => {
  const help = await command(['help']);
  expect(help.code).toBe(0);
  for (const word of ['serve', 'check', 'import', 'export', 'admin', 'version', 'STEPWELL_EGRESS_ALLOW']) {
    expect(help.stdout).toContain(word);
  }
  expect((await command(['version'])).stdout).toMatch(/^stepwell \d+\.\d+\.\d+ /);
});

test('a mistyped command is refused with the one that was probably meant', async () => {
  const { code, stderr } = await command(['imprt', 'x.yaml']);
  expect(code).toBe(1);
  expect(stderr).toContain('Did you mean import?');
});

test('admin create prints a one-time link, and refuses the same person a second time', async () => {
  const dataFolder = temporaryFolder();
  const env = { STEPWELL_URL: 'https://stepwell.example' };
  const made = await command(['admin', 'create', 'ada@example.com'], { dataFolder, env });
  expect(made.code).toBe(0);
  expect(made.stdout.trim()).toMatch(/^https:\/\/stepwell\.example\/invitations\/[\w-]{20,}$/);
  expect((await command(['admin', 'create', 'ada@example.com'], { dataFolder, env })).code).toBe(1);
  const reset = await command(['admin', 'reset', 'ada@example.com'], { dataFolder, env });
  expect(reset.code).toBe(0);
  expect(reset.stdout).not.toBe(made.stdout);
});

const setUpLinks = (server: Server) =>
  server.output().match(/Set up Stepwell: (\S+\/set-up\/[\w-]{43})/)?.[1];

test('each start prints the same set-up link, and admin reset prints another beside the running server', async () => {
  const dataFolder = temporaryFolder();
  const first = await start({ dataFolder });
  const link = await until('the set-up link', () => setUpLinks(first));
  expect(link).toStartWith(`${first.url}/set-up/`);
  await first.stop();
  const second = await start({ dataFolder });
  const again = await until('the set-up link', () => setUpLinks(second));
  expect(new URL(again).pathname).toBe(new URL(link).pathname);
  const env = { STEPWELL_URL: 'https://stepwell.example' };
  const reset = await command(['admin', 'reset'], { dataFolder, env });
  expect(reset.stdout.trim()).toMatch(/^https:\/\/stepwell\.example\/set-up\/[\w-]{43}$/);
  expect(new URL(reset.stdout.trim()).pathname).not.toBe(new URL(link).pathname);
  const other = await command(['admin', 'reset', 'nobody@example.com'], { dataFolder, env });
  expect(other.stdout).toContain('/set-up/');
  await second.stop();
});

test('admin says what it needs when it is called with too little or too much', async () => {
  for (const words of [
    ['create'],
    ['remove', 'ada@example.com'],
    ['reset', 'a@example.com', 'b@example.com'],
    [],
  ]) {
    const { code, stderr } = await command(['admin', ...words], { dataFolder: temporaryFolder() });
    expect([code, stderr]).toEqual([1, expect.stringContaining('stepwell admin create EMAIL')]);
  }
});

test('the sample flow’s runs are listed with their instance', async () => {
  const server = await start({ args: [] });
  const curl = parseCurl(await sampleLine(server));
  await send(curl.url, { method: curl.method, headers: curl.headers, body: curl.body });
  const { json } = await server.call('GET', '/instances');
  const [instance] = v.parse(v.object({ items: v.array(v.looseObject({ id: v.string() })) }), json).items;
  const runs = await executionsOf(server, instance?.id ?? '');
  expect(runs.map((run) => run.status)).toEqual(['succeeded']);
  await server.stop();
});

test('the binary is one file that needs nothing beside it', async () => {
  const elsewhere = join(temporaryFolder(), 'stepwell');
  await Bun.write(elsewhere, Bun.file(BINARY));
  Bun.spawnSync(['chmod', '+x', elsewhere]);
  const ran = Bun.spawnSync([elsewhere, 'admin', 'create', 'a@example.com'], {
    cwd: temporaryFolder(),
    env: {},
  });
  expect(ran.exitCode).toBe(0);
});
