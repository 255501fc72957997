/** An upgrade of the executable: a folder that an older one was killed on is taken over with all that is in it. */
import { Database as Sqlite } from 'bun:sqlite';
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, type Server, send, start, startInVain } from '../support/binary.ts';
import { executionEnded, expectStatus, getExecution, getInstance, stepsOf } from '../support/journey.ts';
import { answersOf, cookieLine, digestAt, oldFolder, unpackOldFolder } from '../support/old-folder.ts';

setDefaultTimeout(180_000);
if (!oldFolder) throw new Error('There is no old folder.');
const { at, cookies, token, secrets, digests, left, runs, answers } = oldFolder;
const TABLES = [
  'config_values',
  'connections',
  'installation',
  'instances',
  'sessions',
  'users',
  'api_tokens',
];
const MOVED = 'Connections of an older Stepwell that have become records';

let server: Server;
let folder: string;
beforeAll(async () => {
  folder = unpackOldFolder();
  server = await started(folder);
});
afterAll(cleanUp);

/** The clock stands a minute after the older one was killed. */
function settings(folder: string): Record<string, string> {
  const clock = join(folder, 'clock');
  writeFileSync(clock, String(at + 60_000 - Date.now()));
  return { STEPWELL_CLOCK_FILE: clock, STEPWELL_EGRESS_ALLOW: '127.0.0.1' };
}

const started = (folder: string) => start({ dataFolder: folder, env: settings(folder) });

/** What is in tables that nothing changes by itself. */
function stored(folder: string) {
  const file = new Sqlite(join(folder, 'stepwell.db'), { readonly: true });
  const rows = TABLES.map((table) => [table, file.query(`SELECT * FROM ${table} ORDER BY 1, 2`).all()]);
  file.close();
  return Object.fromEntries(rows);
}

const connectionsIn = (folder: string) => {
  const file = new Sqlite(join(folder, 'stepwell.db'), { readonly: true });
  const query = `SELECT c.component, c.key, c.label, c.state, v.is_secret AS isSecret
    FROM connections c LEFT JOIN config_values v ON v.connection_id = c.id ORDER BY c.label, c.key`;
  const found = file.query(query).all();
  file.close();
  return found;
};

test('every connection has become a record of its own, once, that the value of its instance points to', () => {
  const of = (key: string | null, label: string, count: number) =>
    Array.from({ length: count }, () => {
      return { component: key && 'http', key, label, state: 'active', isSecret: 0 };
    });
  const expected = [
    ...of('basic', 'Bank', 4),
    ...of('authorizationCode', 'Mail', 4),
    ...of('apiKey', 'Shop', 4),
    ...of(null, 'System', 1),
  ];
  expect(connectionsIn(folder)).toEqual(expected);
  expect(server.output()).toContain(`${MOVED} of their own: ${expected.length}.`);
});

test('the API answers of instances and of runs that have ended what the older one answered', async () => {
  const instances = Object.keys(answers).flatMap((path) => path.match(/^\/instances\/(\w+)$/)?.[1] ?? []);
  expect(instances).toHaveLength(4);
  const present = await answersOf(
    server,
    instances.map((id) => ({ id })),
    runs.ended,
  );
  expect(present).toMatchObject(answers);
});

test('steps receive every value of connections, passwords and the rest as before', async () => {
  expect(digests.length).toBeGreaterThan(1);
  for (const { path, digest } of digests) expect(await digestAt(server.url + path)).toBe(digest);
});

test('masked values that come back are kept: what steps receive stays the same', async () => {
  const [first] = digests;
  const [id = ''] = Object.keys(answers).flatMap((path) => {
    const told = path.startsWith('/instances/') && JSON.stringify(answers[path]).includes(first?.path ?? '-');
    return told ? path.slice('/instances/'.length) : [];
  });
  const { configVariables } = await getInstance(server, id);
  expect(JSON.stringify(configVariables)).toContain('***');
  expectStatus(await server.call('PATCH', `/instances/${id}`, { configVariables }), 200);
  expect(await digestAt(server.url + (first?.path ?? ''))).toBe(first?.digest ?? '');
});

test('a connection that the present version lacks is there again after a rollback', async () => {
  expectStatus(await server.call('PUT', `/instances/${left.id}/version`, { version: 1 }), 200);
  expect(await digestAt(server.url + left.path)).toBe(left.digest);
});

test('who was signed in still is, and the API token still opens', async () => {
  const headers = { cookie: cookieLine(cookies), 'sec-fetch-site': 'same-origin' };
  const page = await send(`${server.url}/account`, { headers });
  expect([page.status, page.text.includes('dana@larkfield.example')]).toEqual([200, true]);
  const list = await send(`${server.url}/api/v1/customers`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(expectStatus(list, 200).text).toContain('North');
});

test('the run that was under way and those in the queue come to their end, and the one that waits still waits', async () => {
  for (const id of [runs.running, ...runs.queued]) {
    expect((await executionEnded(server, id)).status).toBe('succeeded');
    expect((await stepsOf(server, id)).map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  }
  expect((await getExecution(server, runs.waiting)).status).toBe('waiting');
  writeFileSync(join(folder, 'clock'), String(at + 2 * 3_600_000 - Date.now()));
  expect((await executionEnded(server, runs.waiting)).status).toBe('succeeded');
});

test('no secret lies in the folder in the clear, nor in the log', () => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
  const bytes = Buffer.concat([...files.map((path) => readFileSync(path)), Buffer.from(server.output())]);
  expect(secrets.filter((secret) => bytes.includes(secret))).toEqual([]);
  expect(secrets.length).toBeGreaterThan(20);
});

test('a second start changes nothing', async () => {
  expect(await server.stop()).toBe(0);
  const before = stored(folder);
  const again = await started(folder);
  expect(again.output()).not.toContain(MOVED);
  for (const { path, digest } of digests) expect(await digestAt(again.url + path)).toBe(digest);
  expect(await again.stop()).toBe(0);
  expect(stored(folder)).toEqual(before);
});

test.each(['connection-records:before-commit', 'connection-records:after-commit'])(
  'a start that dies at %s is made good by the next one, which makes none twice',
  async (point) => {
    const own = unpackOldFolder();
    const died = await startInVain({
      dataFolder: own,
      env: { ...settings(own), STEPWELL_CRASH_AT: point },
    });
    expect(died.end).toBe('SIGKILL');
    const next = await started(own);
    expect(connectionsIn(own)).toHaveLength(13);
    for (const { path, digest } of digests) expect(await digestAt(next.url + path)).toBe(digest);
    await next.kill9();
  },
);
