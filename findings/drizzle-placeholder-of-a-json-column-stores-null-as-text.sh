#!/usr/bin/env bash
# drizzle-orm 0.45.4 on bun:sqlite (Bun 1.4.5): null in a json column is two things.
# A value null given in the query becomes SQL NULL. The same null given through a placeholder is turned into JSON first, and
# the four letters "null" are stored. Both read back as null, but `is null` finds only the first one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund drizzle-orm@0.45.4

cat >probe.ts <<'PROBE'
import { Database } from 'bun:sqlite';
import { isNull, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

const file = new Database(':memory:');
file.run('create table notes (id integer primary key, note text)');
const db = drizzle(file);
const notes = sqliteTable('notes', { id: integer().primaryKey(), note: text({ mode: 'json' }) });

db.insert(notes).values({ id: 1, note: null }).run();
db.insert(notes).values({ id: 2, note: sql.placeholder('note') }).prepare().run({ note: null });

console.log('stored:', JSON.stringify(file.query('select id, typeof(note) as type from notes order by id').all()));
console.log('read:', JSON.stringify(db.select().from(notes).all()));
console.log('is null:', JSON.stringify(db.select({ id: notes.id }).from(notes).where(isNull(notes.note)).all()));
PROBE

cat >expected <<'SEEN'
stored: [{"id":1,"type":"null"},{"id":2,"type":"text"}]
read: [{"id":1,"note":null},{"id":2,"note":null}]
is null: [{"id":1}]
SEEN

npx --yes bun@1.4.5 probe.ts >seen
cat seen
diff expected seen || { echo 'This has changed.'; exit 1; }
