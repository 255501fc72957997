#!/usr/bin/env bash
# croner 11.0.1: a list of hours is no fixed time.
# Its default rule for daylight saving takes only a single hour and a single minute for a fixed time. `30 2,14 * * *` is
# therefore treated like `30 * * * *`: in the night in which 02:30 comes twice it fires twice at 02:30, in the night in
# which 02:30 does not exist it does not fire for it at all. `30 2 * * *` fires once in both nights.
# With fixedTimeRule 'no-wildcard' the list behaves like the single hour.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund croner@11.0.1

cat >probe.mjs <<'PROBE'
import { Cron } from 'croner';

function firings(label, pattern, from, count, options = {}) {
  const cron = new Cron(pattern, { timezone: 'Europe/Berlin', ...options });
  const times = cron.nextRuns(count, new Date(from)).map((time) => `${time.toISOString().slice(0, 16)}Z`);
  console.log(label.padEnd(29), times.join(' '));
}

for (const [season, from] of [
  ['autumn', '2026-10-24T22:00:00Z'],
  ['spring', '2026-03-28T23:00:00Z'],
]) {
  firings(`${season} 30 2 * * *`, '30 2 * * *', from, 2);
  firings(`${season} 30 2,14 * * *`, '30 2,14 * * *', from, 3);
  firings(`${season} 30 2,14 no-wildcard`, '30 2,14 * * *', from, 3, { fixedTimeRule: 'no-wildcard' });
}
PROBE

cat >expected <<'SEEN'
autumn 30 2 * * *             2026-10-25T00:30Z 2026-10-26T01:30Z
autumn 30 2,14 * * *          2026-10-25T00:30Z 2026-10-25T01:30Z 2026-10-25T13:30Z
autumn 30 2,14 no-wildcard    2026-10-25T00:30Z 2026-10-25T13:30Z 2026-10-26T01:30Z
spring 30 2 * * *             2026-03-29T01:00Z 2026-03-30T00:30Z
spring 30 2,14 * * *          2026-03-29T12:30Z 2026-03-30T00:30Z 2026-03-30T12:30Z
spring 30 2,14 no-wildcard    2026-03-29T01:00Z 2026-03-29T12:30Z 2026-03-30T00:30Z
SEEN

node probe.mjs >seen
cat seen
diff expected seen || { echo 'This has changed.'; exit 1; }
