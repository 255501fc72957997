import { createServer, type Server as NetServer } from 'node:net';
import { createConnection } from 'mysql2';
import { Server } from 'ssh2';
import { sshKeyPair } from '../../support/ssh-keys.ts';

/** A message of PostgreSQL: its letter, its length, what it says. */
function message(letter: string, ...parts: (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const head = Buffer.alloc(5);
  head.write(letter);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const READY = message('Z', 'I');
const COLUMN = message(
  'T',
  Buffer.from([0, 1]),
  'word\0',
  Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 25]),
  Buffer.from([255, 255, 255, 255, 255, 255, 0, 0]),
);
const PONG = message('D', Buffer.from([0, 1, 0, 0, 0, 4]), 'pong');

/** Speaks as much of PostgreSQL as it takes to answer each query with one word. */
export function startPostgres(hostname: string) {
  return Bun.listen<{ hasBegun: boolean }>({
    hostname,
    port: 0,
    socket: {
      open(socket) {
        socket.data = { hasBegun: false };
      },
      data(socket, bytes) {
        if (!socket.data.hasBegun) socket.write(Buffer.concat([message('R', Buffer.alloc(4)), READY]));
        else if (bytes.toString('latin1', 0, 1) === 'Q')
          socket.write(Buffer.concat([COLUMN, PONG, message('C', 'SELECT 1\0'), READY]));
        socket.data.hasBegun = true;
      },
    },
  });
}

const DEFINED = { catalog: 'def', schema: '', table: '', orgTable: '', name: 'word', orgName: 'word' };
const TEXT = { characterSet: 33, columnLength: 100, columnType: 253, flags: 0, decimals: 0 };

/** The server's half of the package, which answers each query with one word. */
export const startMySql = (host: string) =>
  listening(
    host,
    createServer((stream) => {
      const connection = createConnection({ isServer: true, stream });
      connection.serverHandshake({
        ...{ protocolVersion: 10, serverVersion: '8.0.0', connectionId: 1, statusFlags: 2, characterSet: 33 },
        capabilityFlags: 0xffffff ^ 0x800,
      });
      connection.on('error', () => undefined);
      connection.on('query', () => connection.writeTextResult([{ word: 'pong' }], [{ ...DEFINED, ...TEXT }]));
    }),
  );

/** Lets everybody in, and answers each command with one word. */
export const startSsh = (host: string) =>
  listening(
    host,
    new Server({ hostKeys: [sshKeyPair().private] }, (client) => {
      client.on('authentication', (asked) => asked.accept());
      client.on('error', () => undefined);
      client.on('session', (accept) =>
        accept().once('exec', (run) => {
          const channel = run();
          channel.write('pong');
          channel.exit(0);
          channel.end();
        }),
      );
    }),
  );

async function listening(host: string, server: NetServer): Promise<{ port: number; stop(): void }> {
  await new Promise<void>((done) => server.listen(0, host, () => done()));
  return { port: Number(Object(server.address()).port), stop: () => server.close() };
}
