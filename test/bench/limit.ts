// The limit of this machine: a bare Bun.serve that answers after a group-committed INSERT, FULL sync. Into a table of
// its own with one narrow row per call, or (`same`) with the very rows of a webhook into the tables of a data folder.
import { Database, type SQLQueryBindings } from 'bun:sqlite';

const [path = '', kind] = process.argv.slice(2);
const db = new Database(path, { create: true });
for (const pragma of [
  'journal_mode = WAL',
  'synchronous = FULL',
  'busy_timeout = 5000',
  'foreign_keys = ON',
]) {
  db.run(`PRAGMA ${pragma}`);
}
const insert = kind === 'same' ? sameRows() : narrowRow();
const begin = db.query('BEGIN IMMEDIATE');
const commit = db.query('COMMIT');

type Insert = (id: string, payload: string) => void;
type Waiting = { id: string; payload: string; resolve: () => void };
let waiting: Waiting[] = [];

function narrowRow(): Insert {
  db.run(
    'CREATE TABLE executions (id TEXT PRIMARY KEY, instance TEXT, status TEXT, queued_at INTEGER, payload BLOB)',
  );
  const statement = db.query('INSERT INTO executions VALUES (?, ?, ?, ?, ?)');
  return (id, payload) => void statement.run(id, 'instance', 'queued', Date.now(), payload);
}

function sameRows(): Insert {
  type Row = Record<string, SQLQueryBindings>;
  const row = db
    .query<Row, []>('SELECT id, customer_id, integration_id, version FROM instances LIMIT 1')
    .get();
  const { id: instance = null, customer_id = null, integration_id = null, version = null } = row ?? {};
  const fixed: Row = { instance_id: instance, customer_id, integration_id, version, flow: 'Main' };
  const rest: Row = { kind: 'webhook', status: 'queued', crashes: 0, depth: 0 };
  const of = { ...fixed, ...rest };
  const execution = db.query(
    `INSERT INTO executions (id, queued_at, run_at, ${Object.keys(of)}) VALUES (?, ?, ?, ${Object.keys(of).map(() => '?')})`,
  );
  const request = db.query('INSERT INTO execution_requests (execution_id, payload) VALUES (?, ?)');
  const values = Object.values(of);
  return (id, payload) => {
    execution.run(id, Date.now(), Date.now(), ...values);
    request.run(id, payload);
  };
}

function flush(): void {
  const group = waiting;
  waiting = [];
  begin.run();
  for (const { id, payload } of group) insert(id, payload);
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
