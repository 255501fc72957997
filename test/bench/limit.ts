// The limit of this machine: a bare Bun.serve that answers after a group-committed INSERT of the same row, FULL sync.
import { Database } from 'bun:sqlite';

const db = new Database(process.argv[2] ?? '', { create: true });
for (const pragma of [
  'journal_mode = WAL',
  'synchronous = FULL',
  'busy_timeout = 5000',
  'foreign_keys = ON',
]) {
  db.run(`PRAGMA ${pragma}`);
}
db.run(
  'CREATE TABLE executions (id TEXT PRIMARY KEY, instance TEXT, status TEXT, queued_at INTEGER, payload BLOB)',
);
const insert = db.query('INSERT INTO executions VALUES (?, ?, ?, ?, ?)');
const begin = db.query('BEGIN IMMEDIATE');
const commit = db.query('COMMIT');

type Waiting = { id: string; payload: string; resolve: () => void };
let waiting: Waiting[] = [];

function flush(): void {
  const group = waiting;
  waiting = [];
  begin.run();
  for (const { id, payload } of group) insert.run(id, 'instance', 'queued', Date.now(), payload);
  commit.run();
  for (const { resolve } of group) resolve();
}

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  async fetch(request) {
    const payload = await request.text();
    const id = Bun.randomUUIDv7();
    await new Promise<void>((resolve) => {
      if (waiting.push({ id, payload, resolve }) === 1) setImmediate(flush);
    });
    return Response.json({ executionId: id });
  },
});
console.log(`http://127.0.0.1:${server.port}`);
