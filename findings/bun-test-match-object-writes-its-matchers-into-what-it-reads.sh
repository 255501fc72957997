#!/usr/bin/env bash
# Bun 1.4.5: toMatchObject of bun:test writes the matchers of what is expected into the object that was received.
# After expect(received).toMatchObject({ id: expect.any(String) }) has passed, received.id is the matcher and no text any more,
# at every depth, and the next comparison of the same object passes against it whatever it was. The package expect, whose API
# bun:test has, leaves the received object as it is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund bun@1.4.5 expect@30.5.2

cat >probe.test.ts <<'PROBE'
import { expect, test } from 'bun:test';

test('what was received, by the types of its fields', () => {
  const received = { id: 'a-1', place: { row: 5 } };
  expect(received).toMatchObject({ id: expect.any(String), place: { row: expect.any(Number) } });
  console.log(`bun:test: ${typeof received.id}, ${typeof received.place.row}`);
});
PROBE

cat >probe.js <<'PROBE'
import { expect } from 'expect';

const received = { id: 'a-1', place: { row: 5 } };
expect(received).toMatchObject({ id: expect.any(String), place: { row: expect.any(Number) } });
console.log(`expect: ${typeof received.id}, ${typeof received.place.row}`);
PROBE

cat >expected <<'SEEN'
bun:test: object, object
expect: string, number
SEEN

npx --yes bun@1.4.5 test probe.test.ts 2>/dev/null | grep '^bun:test: ' >seen
node probe.js >>seen
cat seen
diff expected seen || { echo 'This has changed.'; exit 1; }
