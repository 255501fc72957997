#!/usr/bin/env bash
# Bun 1.4.5: the largest header that Bun.serve takes is set through node:http, and for servers that run already.
# Bun.serve has no option for it and answers 431 from 16 KB on. An assignment to maxHeaderSize of the default export of
# node:http (a plain constant in Node's documentation) changes the limit of every Bun.serve of the process at once.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund bun@1.4.5

cat >probe.ts <<'PROBE'
import http from 'node:http';

const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('ok') });
async function send(label: string, kilobytes: number): Promise<void> {
  const headers = { 'x-long': 'a'.repeat(kilobytes * 1000) };
  const { status } = await fetch(`http://127.0.0.1:${server.port}/`, { headers });
  console.log(`${label}: ${status}`);
}

await send('before, 8 KB', 8);
await send('before, 40 KB', 40);
Reflect.set(http, 'maxHeaderSize', 64 * 1024);
await send('after, 40 KB, the same server', 40);
await send('after, 70 KB, the same server', 70);
server.stop(true);
PROBE

cat >expected <<'SEEN'
before, 8 KB: 200
before, 40 KB: 431
after, 40 KB, the same server: 200
after, 70 KB, the same server: 431
SEEN

npx --yes bun@1.4.5 probe.ts >seen
cat seen
diff expected seen || { echo 'This has changed.'; exit 1; }
