#!/usr/bin/env bash
# Bun 1.4.5: idleTimeout of Bun.serve cuts a request whose body is still coming, however regularly.
# The documentation calls it the time that a connection may be idle. It runs from the end of the headers on, and the bytes of
# a body that a handler reads as a stream do not start it anew: a sender of ten bytes each second is cut after three or
# four seconds where it is 3. server.timeout(request, 60), called for each piece, keeps it open.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund bun@1.4.5

cat >probe.ts <<'PROBE'
import net from 'node:net';

async function send(label: string, renews: boolean): Promise<void> {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 3,
    async fetch(request, own) {
      let bytes = 0;
      for await (const piece of request.body ?? []) {
        bytes += piece.length;
        if (renews) own.timeout(request, 60);
      }
      return new Response(`${bytes} bytes`);
    },
    error: () => new Response('cut', { status: 500 }),
  });
  const answer = await new Promise<string>((resolve) => {
    const socket = net.connect(server.port ?? 0, '127.0.0.1');
    let text = '';
    socket.on('data', (data) => {
      text += data;
      if (/bytes$/.test(text)) socket.end();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n');
    let sent = 0;
    const timer = setInterval(() => {
      sent += 1;
      if (sent === 10) clearInterval(timer);
      socket.write('a'.repeat(10));
    }, 1000);
    socket.on('close', () => clearInterval(timer));
  });
  console.log(`${label}: ${/\d+ bytes$/.exec(answer)?.[0] ?? 'closed without an answer'}`);
  server.stop(true);
}

await send('ten bytes a second for ten seconds', false);
await send('the same, renewed with each piece', true);
process.exit(0);
PROBE

cat >expected <<'SEEN'
ten bytes a second for ten seconds: closed without an answer
the same, renewed with each piece: 100 bytes
SEEN

npx --yes bun@1.4.5 probe.ts >seen
cat seen
diff expected seen || { echo 'This has changed.'; exit 1; }
