/** A real PostgreSQL for the tests: PGlite, which runs in this process, behind a socket on loopback. */
import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { PGlite } from '@electric-sql/pglite';
import { LONGEST } from '../../src/components/size.ts';
import { CERT, KEY } from '../support/certificate.ts';

const SSL_REQUEST = 80_877_103;
const CANCEL_REQUEST = 80_877_102;

/** A message of PostgreSQL: its letter, its length, what it says. */
function message(letter: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(letter);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const ASKS_PASSWORD = message('R', Buffer.from([0, 0, 0, 3]));
const REFUSES = message(
  'E',
  Buffer.from('SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user "ann"\0\0'),
);
const KEY_DATA = Buffer.from([0x4b, 0, 0, 0, 12]);

/**
 * @property keys what each client may cancel its query by, in the order of their coming; `cancels` what they sent of that
 * @property hangs whether queries are left without an answer; `floods`: whether a row comes that has no end
 */
type State = { cancels: number[][]; keys: number[][]; hangs: boolean; floods: boolean; plainStarts: number };

/** Lets in who knows the password. */
export async function startPostgres(password: string) {
  const database = await PGlite.create();
  const state: State = { cancels: [], keys: [], hangs: false, floods: false, plainStarts: 0 };

  /** Answers what a client says until it leaves, one message after another. */
  function talk(socket: Socket | TLSSocket, isOverTls: boolean) {
    let began: Buffer | undefined;
    let isIn = false;
    let turn = Promise.resolve();
    const enter = async (said: Buffer) => {
      if (!began) {
        began = said;
        if (!isOverTls) state.plainStarts += 1;
        socket.write(ASKS_PASSWORD);
        return;
      }
      if (said.subarray(5, -1).toString() !== password) return void socket.end(REFUSES);
      isIn = true;
      const greeted = Buffer.from(await database.execProtocolRaw(began));
      const key = greeted.indexOf(KEY_DATA) + KEY_DATA.length;
      state.keys.push([greeted.readInt32BE(key), greeted.readInt32BE(key + 4)]);
      socket.write(greeted);
    };
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      turn = turn.then(async () => {
        if (!began && bytes.readInt32BE(4) === CANCEL_REQUEST) {
          state.cancels.push([bytes.readInt32BE(8), bytes.readInt32BE(12)]);
          socket.end();
        } else if (!isIn) await enter(bytes);
        else if (bytes[0] === 0x58) socket.end();
        else if (state.floods) socket.write(message('D', Buffer.alloc(2 * LONGEST)));
        else if (!state.hangs) socket.write(await database.execProtocolRaw(bytes));
      });
    });
  }

  const server = createServer((socket) => {
    socket.once('data', (first: Buffer) => {
      if (first.readInt32BE(4) !== SSL_REQUEST) {
        talk(socket, false);
        socket.emit('data', first);
        return;
      }
      socket.write('S');
      talk(new TLSSocket(socket, { isServer: true, cert: CERT, key: KEY }), true);
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    database,
    state,
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    async stop() {
      server.close();
      await database.close();
    },
  };
}
