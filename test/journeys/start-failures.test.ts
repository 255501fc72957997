import { Database as Sqlite } from 'bun:sqlite';
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { cleanUp, command, send, start, startInVain, temporaryFolder, until } from '../support/binary.ts';
import { flow, integration, webhook } from '../support/definitions.ts';
import { executionEnded, install, startedBy, urlOf } from '../support/journey.ts';
import { fill, makeReadOnly, smallDisk, unmountAll } from '../support/small-disk.ts';

setDefaultTimeout(180_000);

let template: string;
let killed: string;
beforeAll(async () => {
  template = temporaryFolder();
  const env = { STEPWELL_BALLAST_MB: '0' };
  const server = await start({ dataFolder: template, env });
  const instance = await install(server, integration('Orders', [flow('Main', [webhook()])]));
  const body = Array.from({ length: 20 }, () => crypto.getRandomValues(new Uint8Array(50_000)));
  const answer = await send(urlOf(instance, 'Main'), { method: 'POST', body: Buffer.concat(body) });
  await executionEnded(server, startedBy(answer));
  for (let count = 0; count < 40; count++)
    await executionEnded(
      server,
      startedBy(await send(urlOf(instance, 'Main'), { method: 'POST', body: 'x' })),
    );
  killed = temporaryFolder();
  expect(await server.stop()).toBe(0);
  const again = await start({ dataFolder: template, env });
  await again.kill9();
  cpSync(template, killed, { recursive: true });
  expect(await (await start({ dataFolder: template, env })).stop()).toBe(0);
  expect(readdirSync(join(template, 'blobs')).length).toBeGreaterThan(0);
});
afterAll(async () => {
  unmountAll();
  await cleanUp();
});

/** A copy that nothing tells from the folder that was stopped in order. */
function copied(from = template): string {
  const folder = join(temporaryFolder(), 'data');
  Bun.spawnSync(['cp', '-a', from, folder]);
  return folder;
}

const DB = 'stepwell.db';
const remove = (folder: string, ...names: string[]) => {
  for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
};
const keepOnly = (folder: string, ...names: string[]) =>
  remove(folder, ...readdirSync(folder).filter((name) => !names.includes(name)));
const write = (folder: string, name: string, text: string) => {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
};
function damage(folder: string, count: number): void {
  const path = join(folder, DB);
  const pages = statSync(path).size / 4096;
  const file = openSync(path, 'r+');
  for (let number = 0; number < count; number++) {
    const page = 2 + Math.floor(((pages - 2) * number) / count);
    writeSync(file, Buffer.alloc(2048, 0x5a), 0, 2048, page * 4096);
  }
}
function sqlite(folder: string, ...statements: string[]): void {
  const file = new Sqlite(join(folder, DB), { create: true });
  for (const statement of statements) file.run(statement);
  file.close();
}

type Row = [what: string, spoil: (folder: string) => void, says: string[]];

const LOST: Row[] = [
  ['the database is missing', (at) => remove(at, DB), ['is missing', 'vault.key and blobs']],
  ['the database is empty', (at) => truncateSync(join(at, DB), 0), ['is empty']],
  [
    'the database has no tables',
    (at) => {
      remove(at, DB);
      sqlite(at, 'PRAGMA journal_mode=WAL', 'CREATE TABLE t (x)', 'DROP TABLE t');
    },
    ['has no tables'],
  ],
  ['only the key is left', (at) => keepOnly(at, 'vault.key'), ['vault.key of an installation is there']],
  ['only the blobs are left', (at) => keepOnly(at, 'blobs'), ['blobs of an installation is there']],
  [
    'only the write-ahead log is left',
    (at) => {
      keepOnly(at);
      copyFileSync(join(killed, `${DB}-wal`), join(at, `${DB}-wal`));
    },
    ['stepwell.db-wal'],
  ],
  [
    'the database is missing beside its write-ahead log',
    (at) => {
      remove(at, DB);
      copyFileSync(join(killed, `${DB}-wal`), join(at, `${DB}-wal`));
    },
    ['stepwell.db-wal'],
  ],
  [
    'the database has another name',
    (at) => renameSync(join(at, DB), join(at, 'stepwell.sqlite')),
    ['is missing'],
  ],
];

test.each(LOST)(
  'a folder that has lost its database is not taken for a new one: %s',
  async (_, spoil, says) => {
    const folder = copied();
    spoil(folder);
    const before = readdirSync(folder).sort();
    await refused(folder, {}, [...says, folder, 'put back the last good copy', 'To begin anew on purpose']);
    const key = 'ab'.repeat(32);
    if (says[0] !== 'stepwell.db-wal') await refused(folder, { STEPWELL_KEY: key }, ['To begin anew']);
    const made = readdirSync(folder).filter((name) => !before.includes(name));
    // A lock, and what SQLite keeps beside a file that it has looked into.
    expect(made.filter((name) => !/^(lock\.db|stepwell\.pid|stepwell\.db-(shm|wal))$/.test(name))).toEqual(
      [],
    );
  },
);

const SPOILED: Row[] = [
  ['the key is missing', (at) => remove(at, 'vault.key'), ['vault.key', 'STEPWELL_KEY']],
  [
    'the key is that of another installation',
    (at) => write(at, 'vault.key', 'ab'.repeat(32)),
    ['not the one that this data folder was used with'],
  ],
  ['the key is cut', (at) => truncateSync(join(at, 'vault.key'), 20), ['does not hold a vault key']],
  ['the key is empty', (at) => truncateSync(join(at, 'vault.key'), 0), ['does not hold a vault key']],
  ['all may read the key', (at) => chmodSync(join(at, 'vault.key'), 0o644), ['chmod 600']],
  ['its group may read the key', (at) => chmodSync(join(at, 'vault.key'), 0o640), ['chmod 600']],
  ['all may write in the folder', (at) => chmodSync(at, 0o777), ['chmod 700']],
  ['the database is a text', (at) => write(at, DB, 'hello '.repeat(10_000)), ['damaged', 'no database']],
  ['the database is a short text', (at) => write(at, DB, 'x'), ['damaged', 'no database']],
  [
    'the database is cut',
    (at) => truncateSync(join(at, DB), Math.floor(statSync(join(at, DB)).size / 8192) * 4096),
    ['damaged', 'a part of it is missing'],
  ],
  ['the database is cut to its head', (at) => truncateSync(join(at, DB), 100), ['damaged', 'put back']],
  [
    'a folder lies in place of the database',
    (at) => {
      remove(at, DB);
      mkdirSync(join(at, DB));
    },
    ['is not a file'],
  ],
  [
    'the database is that of another program',
    (at) => {
      remove(at, DB);
      sqlite(at, 'CREATE TABLE bookmarks (url TEXT)');
    },
    ['another program'],
  ],
  [
    'a newer Stepwell has used it',
    (at) => sqlite(at, `INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('x', 9000000000000)`),
    ['newer stepwell'],
  ],
  ['twenty of its pages were overwritten', (at) => damage(at, 20), ['damaged', 'put back']],
  ['its first table was overwritten', (at) => damage(at, 1), ['damaged', 'put back']],
];

test.each(SPOILED)(
  'a start that cannot be is refused in one sentence that says what to do: %s',
  async (_, spoil, says) => {
    const folder = copied();
    spoil(folder);
    await refused(folder, {}, says);
  },
);

test('a database that was damaged while a killed server left it is refused', async () => {
  const folder = copied(killed);
  const file = openSync(join(folder, DB), 'r+');
  const size = statSync(join(folder, DB)).size;
  for (let at = 8192; at < size; at += 8192) writeSync(file, Buffer.alloc(4096, 0x5a), 0, 4096, at);
  await refused(folder, {}, ['damaged', 'put back', folder]);
});

const SETTINGS: [what: string, env: Record<string, string>, says: string][] = [
  ['a host that is none', { STEPWELL_EGRESS_ALLOW: 'a b' }, 'STEPWELL_EGRESS_ALLOW'],
  ['a range that is none', { STEPWELL_EGRESS_ALLOW: '10.0.0.0/99' }, 'STEPWELL_EGRESS_ALLOW'],
  ['an address in place of a host', { STEPWELL_EGRESS_ALLOW: 'http://x' }, 'STEPWELL_EGRESS_ALLOW'],
  ['a proxy that is none', { STEPWELL_TRUSTED_PROXIES: 'nobody' }, 'STEPWELL_TRUSTED_PROXIES'],
  ['an address that is not ours', { STEPWELL_HOST: '203.0.113.9' }, 'STEPWELL_PORT'],
  ['a host that cannot be found', { STEPWELL_HOST: 'no-such-host.invalid' }, 'STEPWELL_PORT'],
  ['a folder in a file', { STEPWELL_DATA: join(import.meta.path, 'data') }, 'STEPWELL_DATA'],
  ['a file for a folder', { STEPWELL_DATA: import.meta.path }, 'STEPWELL_DATA'],
];

test.each(SETTINGS)('a setting that cannot be is refused in one sentence: %s', async (_, env, says) => {
  await refused(join(temporaryFolder(), 'data'), env, [says]);
});

test('a port that is taken is said so, and the folder is left as after an orderly end', async () => {
  const folder = copied();
  const other = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() });
  await refused(folder, { STEPWELL_PORT: String(other.port) }, ['STEPWELL_PORT']);
  await other.stop();
  expect(readFileSync(join(folder, 'stepwell.state'), 'utf8')).toStartWith('stopped');
});

test('a folder on a disk that may only be read is refused in one sentence', async () => {
  const disk = smallDisk(16);
  if (!disk) return;
  const folder = join(disk, 'data');
  cpSync(template, folder, { recursive: true });
  chmodSync(join(folder, 'vault.key'), 0o600);
  makeReadOnly(disk);
  await refused(folder, {}, ['may only be read', folder]);
  await refused(join(disk, 'other'), {}, ['cannot be made', 'STEPWELL_DATA']);
});

test('a first start on a full disk is refused in one sentence, and begins as if it had not been once there is room', async () => {
  const disk = smallDisk(8);
  if (!disk) return;
  const folder = join(disk, 'data');
  mkdirSync(folder, { mode: 0o700 });
  const filler = fill(disk);
  await refused(folder, {}, ['the disk is full', folder]);
  rmSync(filler);
  const server = await start({ dataFolder: folder });
  expect((await send(`${server.url}/readyz`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
});

/** Starts in vain: with exit code 1 and one line that says all of this. */
async function refused(dataFolder: string, env: Record<string, string>, says: string[]): Promise<void> {
  const { end, output } = await startInVain({ dataFolder: env.STEPWELL_DATA ?? dataFolder, env });
  const lines = output.trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  for (const part of says) expect(output).toContain(part);
  expect(output).not.toMatch(/set-up|\$bunfs|^\s+at /m);
  expect(end).toBe(1);
}

const BEGINS: [what: string, prepare: (folder: string) => void][] = [
  ['nothing', () => undefined],
  ['a key that was never written', (at) => write(at, 'vault.key', '')],
  ['a key that was being written', (at) => write(at, 'vault.key.new', 'ab')],
  ['what a first start had begun', (at) => write(at, 'stepwell.state', 'beginning')],
  [
    'a key and an empty database of a first start that was killed',
    (at) => {
      write(at, 'stepwell.state', 'beginning');
      write(at, 'vault.key', `${'ab'.repeat(32)}\n`);
      write(at, DB, '');
    },
  ],
  ['the folder that some disks have', (at) => mkdirSync(join(at, 'lost+found'))],
  ['no blobs', (at) => mkdirSync(join(at, 'blobs'))],
];

test.each(BEGINS)('an installation begins in a folder that holds no other: %s', async (_, prepare) => {
  const folder = temporaryFolder();
  prepare(folder);
  const server = await start({ dataFolder: folder });
  await until('the link to set up', () => server.output().includes('/set-up/'));
  expect(await server.stop()).toBe(0);
  expect(readFileSync(join(folder, 'vault.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  expect(existsSync(join(folder, 'vault.key.new'))).toBe(false);
});

const GOES_ON: [what: string, prepare: (folder: string) => void][] = [
  ['stopped in order', () => undefined],
  ['an older Stepwell has left', (at) => remove(at, 'stepwell.state')],
  ['a copy that was put back', (at) => keepOnly(at, DB, 'vault.key', 'blobs')],
  ['a note of the state that is unreadable', (at) => write(at, 'stepwell.state', '\0\0')],
  ['room kept back that is cut', (at) => write(at, 'ballast', 'x')],
];

test.each(GOES_ON)('an installation goes on with what is there: %s', async (_, prepare) => {
  const folder = copied();
  prepare(folder);
  const server = await start({ dataFolder: folder });
  expect((await server.call('GET', '/instances')).text).toContain('Orders');
  expect(await server.stop()).toBe(0);
});

test('a killed server leaves what the next one goes on with', async () => {
  const folder = copied(killed);
  const server = await start({ dataFolder: folder });
  expect((await server.call('GET', '/instances')).text).toContain('Orders');
  await server.stop();
});

test('a database of many megabytes that was left in haste is looked through while calls are taken', async () => {
  const folder = copied(killed);
  sqlite(folder, `INSERT INTO installation (name, value) VALUES ('large', hex(zeroblob(40000000)))`);
  const server = await start({ dataFolder: folder });
  await until('the look to end', () => server.log.includes('The database is sound.'));
  expect((await send(`${server.url}/readyz`)).status).toBe(200);
  await server.kill9();
  const file = openSync(join(folder, DB), 'r+');
  writeSync(file, Buffer.alloc(4096, 0x5a), 0, 4096, statSync(join(folder, DB)).size - 4096 * 50);
  const spoiled = await start({ dataFolder: folder });
  await until('the damage to be found', () => spoiled.output().includes('is damaged'));
  const ready = await send(`${spoiled.url}/readyz`);
  expect([ready.status, ready.json]).toEqual([503, { status: 'damaged' }]);
  const made = await spoiled.call('POST', '/customers', { name: 'Late' });
  expect(made.status).toBe(503);
  expect(await spoiled.stop()).toBe(0);
  const checked = await command(['verify', '--data', folder]);
  expect([checked.code, checked.stdout]).toEqual([2, expect.stringContaining('is damaged')]);
});

test('verify tells a sound copy from none at all', async () => {
  const sound = await command(['verify'], { dataFolder: copied() });
  expect([sound.code, sound.stdout]).toEqual([0, expect.stringContaining('is sound')]);
  const empty = await command(['verify'], { dataFolder: temporaryFolder() });
  expect([empty.code, empty.stderr]).toEqual([1, expect.stringContaining('There is no database')]);
});
