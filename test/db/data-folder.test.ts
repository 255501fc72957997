import { Database as Sqlite } from 'bun:sqlite';
import { afterEach, expect, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openDataFolder } from '../../src/db/data-folder.ts';
import { pack } from '../../src/db/payload.ts';
import { installation } from '../../src/db/schema.ts';
import { AppError } from '../../src/lib/errors.ts';
import { temporaryFolder } from './folder.ts';

const folderOf = temporaryFolder();
const mask = process.umask();
const started: Bun.Subprocess[] = [];
afterEach(async () => {
  process.umask(mask);
  for (const child of started.splice(0)) {
    child.kill('SIGKILL');
    await child.exited;
  }
});

function start(path: string) {
  const script = join(import.meta.dir, 'data-folder-child.ts');
  const child = Bun.spawn([process.execPath, script, path], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  started.push(child);
  return child;
}

/** A process that has the folder open. */
async function holder(path: string) {
  const child = start(path);
  const first = await child.stdout.getReader().read();
  expect(Buffer.from(first.value ?? []).toString()).toBe(`OPEN ${child.pid}\n`);
  return child;
}

function refused(open: () => unknown): AppError {
  try {
    open();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

test('the data folder and everything in it are for its owner alone', async () => {
  const path = join(folderOf(), 'deep', 'data');
  process.umask(0);
  const folder = openDataFolder(path, undefined, 'serve');
  await folder.store.write((tx) => tx.insert(installation).values({ name: 'a', value: 'b' }));
  await pack(
    Buffer.from(crypto.getRandomValues(new Uint8Array(60_000)))
      .toString('hex')
      .repeat(6),
    folder.store.blobs,
  );
  const modeOf = (name: string) => statSync(join(path, name)).mode & 0o777;
  expect(modeOf('.')).toBe(0o700);
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  expect(names).toEqual(expect.arrayContaining(['blobs', 'stepwell.db', 'stepwell.db-wal', 'vault.key']));
  for (const name of names) expect(`${name}: ${(modeOf(name) & 0o077).toString(8)}`).toBe(`${name}: 0`);
  await folder.close();
});

test('a second process on the same folder does not wait for the first: it ends and names it', async () => {
  const path = join(folderOf(), 'data');
  const first = await holder(path);
  const second = start(path);
  const said = await new Response(second.stderr).text();
  expect(await second.exited).toBe(1);
  expect(said).toContain(`is in use by another stepwell (pid ${first.pid})`);
});

test('a folder is free again after its process was killed', async () => {
  const path = join(folderOf(), 'data');
  const first = await holder(path);
  first.kill('SIGKILL');
  await first.exited;
  const folder = openDataFolder(path, undefined, 'serve');
  expect(folder.isNew).toBe(false);
  expect(readFileSync(join(path, 'stepwell.pid'), 'utf8')).toBe(`${process.pid}\n`);
  await folder.close();
});

test('a folder is free again after it was closed, and only then', async () => {
  const path = join(folderOf(), 'data');
  const folder = openDataFolder(path, undefined, 'serve');
  expect(folder.isNew).toBe(true);
  expect(refused(() => openDataFolder(path, undefined, 'serve')).code).toBe('conflict');
  await folder.close();
  const again = openDataFolder(path, undefined, 'serve');
  expect(again.key).toEqual(folder.key);
  await again.close();
});

test('a visit opens a folder that another process serves, and sees and keeps its data', async () => {
  const path = join(folderOf(), 'data');
  const serving = await holder(path);
  const visit = openDataFolder(path, undefined, 'visit');
  await visit.store.write((tx) => tx.insert(installation).values({ name: 'visit', value: 'here' }));
  await visit.close();
  expect(readFileSync(join(path, 'stepwell.pid'), 'utf8')).toBe(`${serving.pid}\n`);
  expect(refused(() => openDataFolder(path, undefined, 'serve')).message).toContain(`pid ${serving.pid}`);
  serving.stdin.end();
  expect(await serving.exited).toBe(0);
  const later = openDataFolder(path, undefined, 'serve');
  expect((await later.store.read.select().from(installation)).map((row) => row.value)).toContain('here');
  await later.close();
});

test('data without its vault key is not opened, nor given another key', async () => {
  const path = join(folderOf(), 'data');
  const key = join(path, 'vault.key');
  await openDataFolder(path, undefined, 'serve').close();
  const hex = readFileSync(key, 'utf8').trim();
  rmSync(key);
  const error = refused(() => openDataFolder(path, undefined, 'serve'));
  expect(error.code).toBe('invalid');
  expect(error.message).toContain(`The vault key is missing: put back ${key}`);
  expect(existsSync(key)).toBe(false);
  const given = openDataFolder(path, hex, 'serve');
  expect(Buffer.from(given.key).toString('hex')).toBe(hex);
  await given.close();
});

test('a database that a newer stepwell has used is not opened, and not changed', async () => {
  const path = join(folderOf(), 'data');
  await openDataFolder(path, undefined, 'serve').close();
  const file = new Sqlite(join(path, 'stepwell.db'));
  file.run(`INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('future', 9000000000000)`);
  file.close();
  const error = refused(() => openDataFolder(path, undefined, 'serve'));
  expect(error.code).toBe('conflict');
  expect(error.message).toContain('last used by a newer stepwell');
  // The lock is given back: the refusal stays the same, instead of "in use".
  expect(refused(() => openDataFolder(path, undefined, 'serve')).message).toBe(error.message);
});

test('a folder that cannot be made is refused with what to do', () => {
  const error = refused(() => openDataFolder('/proc/stepwell/data', undefined, 'serve'));
  expect(error.code).toBe('invalid');
  expect(error.message).toContain('Name another with STEPWELL_DATA or --data');
});
