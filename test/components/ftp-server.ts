/** An FTP server for the tests, which shows a folder of the disk. */
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join, posix } from 'node:path';
import { TLSSocket } from 'node:tls';
import { CERT, KEY } from '../support/certificate.ts';
import { portOf } from '../support/machine.ts';

/**
 * @property isOld it knows no EPSV and no MLSD; `names` the address that it names for transfers; `hangs` it does not
 * answer what lists; `asked` commands as they came
 */
export type Ways = { isOld: boolean; names: string; hangs: boolean; implicit: boolean; asked: string[] };

const USER = { name: 'acme', password: 's3cret-word' };
const tls = { isServer: true, cert: CERT, key: KEY };
const stamp = (date: Date) => date.toISOString().replace(/[-:T]|\.\d+Z/g, '');

export function startFtp(root: string, ways: Ways) {
  return portOf((raw) => {
    let control: Socket = ways.implicit ? new TLSSocket(raw, tls) : raw;
    let isSecure = ways.implicit;
    let isPrivate = ways.implicit;
    let user = '';
    let folder = '/';
    let from = '';
    let transfer: Promise<Socket> | undefined;
    const say = (line: string) => void control.write(`${line}\r\n`);
    const at = (path: string) => posix.resolve(folder, path);
    const onDisk = (path: string) => join(root, at(path));
    const opened = (): Promise<number> => {
      const server = createServer();
      transfer = new Promise((resolve) =>
        server.once('connection', (socket) => {
          server.close();
          socket.on('error', () => undefined);
          resolve(isPrivate ? new TLSSocket(socket, tls) : socket);
        }),
      );
      return new Promise((resolve) =>
        server.listen(0, '127.0.0.1', () => resolve(Number(Object(server.address()).port))),
      );
    };
    const send = async (bytes: Buffer | string) => {
      say('150 Here it comes');
      (await transfer)?.end(bytes, () => say('226 Done'));
    };
    const receive = async (keep: (bytes: Buffer) => void) => {
      say('150 Go on');
      const parts: Buffer[] = [];
      const socket = await transfer;
      socket?.on('data', (part: Buffer) => parts.push(part));
      socket?.on('end', () => {
        socket.end();
        keep(Buffer.concat(parts));
        say('226 Done');
      });
    };
    const listing = () => readdirSync(onDisk('.')).map((name) => ({ name, stat: statSync(onDisk(name)) }));
    const done = (line: string, work: () => void) => {
      work();
      say(line);
    };

    const commands: Record<string, (rest: string) => unknown> = {
      AUTH() {
        say('234 Begin');
        isSecure = true;
        control = new TLSSocket(raw, tls);
        listen(control);
      },
      PBSZ: () => say('200 OK'),
      PROT: (level) =>
        done('200 OK', () => {
          isPrivate = level === 'P';
        }),
      USER: (name) =>
        done('331 Password?', () => {
          user = name;
        }),
      PASS: (word) =>
        say(user === USER.name && word === USER.password ? '230 Welcome' : '530 Login incorrect.'),
      FEAT: () =>
        say(
          ways.isOld ? '211 No features' : '211-Features\r\n MLST type*;size*;modify*;\r\n UTF8\r\n211 End',
        ),
      TYPE: () => say('200 OK'),
      STRU: () => say('200 OK'),
      OPTS: () => say('200 OK'),
      PWD: () => say(`257 "${folder}"`),
      CWD: (path) =>
        done('250 OK', () => {
          if (!statSync(onDisk(path)).isDirectory()) throw new Error('no folder');
          folder = at(path);
        }),
      EPSV: async () => (ways.isOld ? say('502 Not known.') : say(`229 Entering (|||${await opened()}|)`)),
      async PASV() {
        const port = await opened();
        say(`227 Entering (${ways.names.replaceAll('.', ',')},${Math.floor(port / 256)},${port % 256})`);
      },
      MLSD: () =>
        send(
          listing()
            .map(
              ({ name, stat }) =>
                `type=${stat.isDirectory() ? 'dir' : 'file'};size=${stat.size};modify=${stamp(stat.mtime)}; ${name}\r\n`,
            )
            .join(''),
        ),
      LIST: () =>
        send(
          listing()
            .map(
              ({ name, stat }) =>
                `${stat.isDirectory() ? 'd' : '-'}rw-r--r-- 1 ann ann ${stat.size} Jan 31 08:00 ${name}\r\n`,
            )
            .join(''),
        ),
      RETR: (path) => send(readFileSync(onDisk(path))),
      STOR: (path) => receive((bytes) => writeFileSync(onDisk(path), bytes)),
      APPE: (path) => receive((bytes) => appendFileSync(onDisk(path), bytes)),
      DELE: (path) => done('250 OK', () => unlinkSync(onDisk(path))),
      RNFR: (path) =>
        done('350 Where to?', () => {
          statSync(onDisk(path));
          from = path;
        }),
      RNTO: (path) => done('250 OK', () => renameSync(onDisk(from), onDisk(path))),
      MKD: (path) => done('257 OK', () => void mkdirSync(onDisk(path))),
      RMD: (path) => done('250 OK', () => rmdirSync(onDisk(path))),
      MDTM: (path) => say(`213 ${stamp(statSync(onDisk(path)).mtime)}`),
      QUIT: () => done('221 Bye', () => control.end()),
    };

    function listen(socket: Socket): void {
      socket.on('error', () => undefined);
      let rest = '';
      socket.on('data', async (bytes: Buffer) => {
        const lines = `${rest}${bytes}`.split('\r\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          ways.asked.push(line);
          const [name = '', ...words] = line.split(' ');
          if (ways.hangs && /MLSD|LIST/.test(name)) return;
          try {
            const command = ways.isOld && name === 'MLSD' ? undefined : commands[name];
            if (command) await command(words.join(' '));
            else say('502 Not known.');
          } catch (thrown) {
            say(
              `550 ${Object(thrown).code === 'ENOENT' ? 'No such file or directory.' : 'It cannot be done.'}`,
            );
          }
        }
      });
    }
    listen(control);
    say(`220 Hello${isSecure ? ' in private' : ''}`);
  });
}
