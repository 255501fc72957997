#!/usr/bin/env bash
# drizzle-kit 0.31.11 with drizzle-orm 0.45.4: what a foreign key does on deletion is lost in SQLite when its column is added later.
# A table that is made with `references(() => …, { onDelete: 'cascade' })` has ON DELETE cascade in its migration. The same column
# added to a table that is there becomes ALTER TABLE … ADD … REFERENCES …, without it: the row that is pointed to can then not be
# deleted, while the snapshot beside the migration says `cascade`, so that no later migration mends it. For PostgreSQL it stays.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund drizzle-orm@0.45.4 drizzle-kit@0.31.11

for dialect in sqlite pg; do
  cat >"$dialect-before.ts" <<SCHEMA
import { ${dialect}Table, text } from 'drizzle-orm/${dialect}-core';
export const keys = ${dialect}Table('keys', { id: text().primaryKey() });
export const sessions = ${dialect}Table('sessions', { id: text().primaryKey() });
SCHEMA
  cat >"$dialect-after.ts" <<SCHEMA
import { ${dialect}Table, text } from 'drizzle-orm/${dialect}-core';
export const keys = ${dialect}Table('keys', { id: text().primaryKey() });
const key = () => text('key').references(() => keys.id, { onDelete: 'cascade' });
export const sessions = ${dialect}Table('sessions', { id: text().primaryKey(), key: key() });
export const visits = ${dialect}Table('visits', { id: text().primaryKey(), key: key() });
SCHEMA
done

generate() {
  npx drizzle-kit generate --dialect "$1" --schema "$2" --out "out-$1" --name "$3" >/dev/null
}
for step in before after; do
  generate sqlite "./sqlite-$step.ts" "$step"
  generate postgresql "./pg-$step.ts" "$step"
done

{
  echo 'sqlite, a new table:' "$(grep -io 'references .*on delete [a-z ]*[a-z]' out-sqlite/0001_after.sql | sed 's/ON UPDATE no action //')"
  echo 'sqlite, a new column:' "$(grep -o 'ADD `key` .*' out-sqlite/0001_after.sql)"
  echo 'sqlite, the snapshot:' "$(node -p "JSON.parse(require('fs').readFileSync('out-sqlite/meta/0001_snapshot.json')).tables.sessions.foreignKeys.sessions_key_keys_id_fk.onDelete")"
  echo 'postgresql, a new column:' "$(grep -o 'sessions_key_keys_id_fk.*ON DELETE [a-z]*' out-postgresql/0001_after.sql | sed 's/.*ON DELETE/ON DELETE/')"
  echo 'sqlite, generated once more:' "$(npx drizzle-kit generate --dialect sqlite --schema ./sqlite-after.ts --out out-sqlite | grep -o 'No schema changes')"
} >seen
cat seen

cat >expected <<'SEEN'
sqlite, a new table: REFERENCES `keys`(`id`) ON DELETE cascade
sqlite, a new column: ADD `key` text REFERENCES keys(id);
sqlite, the snapshot: cascade
postgresql, a new column: ON DELETE cascade
sqlite, generated once more: No schema changes
SEEN
diff expected seen || { echo 'This has changed.'; exit 1; }
