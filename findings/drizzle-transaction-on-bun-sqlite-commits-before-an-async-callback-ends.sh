#!/usr/bin/env bash
# drizzle-orm 0.45.4 on bun:sqlite (Bun 1.4.5): db.transaction() takes an async callback, and does not wait for it.
# The transaction is committed when the callback reaches its first await. What it throws later rejects the promise that
# transaction() returns, but what was written before stays. A callback that is not async is rolled back.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund drizzle-orm@0.45.4

cat >probe.ts <<'PROBE'
import { Database } from 'bun:sqlite';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import { integer, sqliteTable } from 'drizzle-orm/sqlite-core';

const file = new Database(':memory:');
file.run('create table numbers (n integer)');
const db = drizzle(file);
const numbers = sqliteTable('numbers', { n: integer() });
const rows = () => db.select().from(numbers).all().length;

try {
  await db.transaction(async (tx) => {
    tx.insert(numbers).values({ n: 1 }).run();
    await null;
    console.log('async: still in a transaction after the first await:', file.inTransaction);
    throw new Error('late');
  });
} catch {
  console.log('async: threw, rows kept:', rows());
}
db.delete(numbers).run();
try {
  db.transaction((tx) => {
    tx.insert(numbers).values({ n: 2 }).run();
    throw new Error('at once');
  });
} catch {
  console.log('sync: threw, rows kept:', rows());
}
PROBE

cat >expected <<'SEEN'
async: still in a transaction after the first await: false
async: threw, rows kept: 1
sync: threw, rows kept: 0
SEEN

npx --yes bun@1.4.5 probe.ts >seen
cat seen
diff expected seen || { echo 'This has changed.'; exit 1; }
