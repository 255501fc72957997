#!/usr/bin/env bash
# Bun 1.4.5: expect(promise).rejects and .resolves return nothing to await; they run the event loop until the promise settles.
# So timers and other people's callbacks run in the middle of a function that has not reached an await, which code that
# counts on running to its next await (a write transaction, for example) does not expect.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund bun@1.4.5

cat >probe.test.ts <<'PROBE'
import { expect, test } from 'bun:test';

test('what runs before the first await', () => {
  const order: string[] = [];
  setTimeout(() => order.push('timer'), 1);
  const refused = new Promise((_, reject) => setTimeout(() => reject(new Error('refused')), 20));
  const returned = expect(refused).rejects.toThrow('refused');
  order.push('after the expectation');
  console.log('before the first await:', order.join(', '));
  console.log('returned:', returned);
});
PROBE

cat >expected <<'SEEN'
before the first await: timer, after the expectation
returned: undefined
SEEN

npx --yes bun@1.4.5 test probe.test.ts 2>/dev/null | grep -v '^bun test' | sed '/^$/d' >seen
cat seen
diff expected seen || { echo 'This has changed.'; exit 1; }
