/** SFTP servers for the tests: one in this process, and OpenSSH where the machine has it. Both show a folder of the disk. */
import { spawn } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Server, type SFTPWrapper, utils } from 'ssh2';
import { portOf } from '../support/machine.ts';
import { sshKeyPair } from '../support/ssh-keys.ts';

const { STATUS_CODE, flagsToString } = utils.sftp;

export const USER = { username: 'acme', password: 's3cret-word', key: sshKeyPair() };
const HOST = sshKeyPair();

/** What the server's key is known by. */
export function hostFingerprint(): string {
  const key = utils.parseKey(HOST.public);
  if (key instanceof Error) throw key;
  return `SHA256:${new Bun.CryptoHasher('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
}

const codes: Record<string, number> = {
  ENOENT: STATUS_CODE.NO_SUCH_FILE,
  EACCES: STATUS_CODE.PERMISSION_DENIED,
};

const attributes = ({ mode, uid, gid, size, atimeMs, mtimeMs }: Stats) => ({
  ...{ mode, uid, gid, size },
  atime: Math.floor(atimeMs / 1000),
  mtime: Math.floor(mtimeMs / 1000),
});

/** Answers what the client asks for with the files of the disk. */
function serveFiles(sftp: SFTPWrapper): void {
  const listed = new Set<string>();
  const handleOf = (text: string) => Buffer.from(text);
  /** Does what is asked, and answers what comes of it. */
  const answer = (id: number, work: () => void) => {
    try {
      work();
    } catch (thrown) {
      const code = codes[String(Object(thrown).code)] ?? STATUS_CODE.FAILURE;
      sftp.status(id, code);
    }
  };
  const done = (id: number, work: () => void) =>
    answer(id, () => {
      work();
      sftp.status(id, STATUS_CODE.OK);
    });
  const numberOf = (handle: Buffer) => Number(handle.toString());
  sftp.on('OPEN', (id, path, flags) =>
    answer(id, () => sftp.handle(id, handleOf(String(openSync(path, flagsToString(flags) ?? 'r'))))),
  );
  sftp.on('READ', (id, handle, offset, length) =>
    answer(id, () => {
      const bytes = Buffer.alloc(length);
      const count = readSync(numberOf(handle), bytes, 0, length, offset);
      if (count === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, bytes.subarray(0, count));
    }),
  );
  sftp.on('WRITE', (id, handle, offset, bytes) =>
    done(id, () => {
      // A file that is opened to be appended to is written to at its end, whatever the place.
      writeSync(numberOf(handle), bytes, 0, bytes.length, offset);
    }),
  );
  sftp.on('FSTAT', (id, handle) => answer(id, () => sftp.attrs(id, attributes(fstatSync(numberOf(handle))))));
  sftp.on('STAT', (id, path) => answer(id, () => sftp.attrs(id, attributes(statSync(path)))));
  sftp.on('LSTAT', (id, path) => answer(id, () => sftp.attrs(id, attributes(lstatSync(path)))));
  sftp.on('CLOSE', (id, handle) =>
    done(id, () => {
      const text = handle.toString();
      if (!text.startsWith('/')) closeSync(Number(text));
      listed.delete(text);
    }),
  );
  sftp.on('OPENDIR', (id, path) =>
    answer(id, () => {
      readdirSync(path);
      sftp.handle(id, handleOf(path));
    }),
  );
  sftp.on('READDIR', (id, handle) =>
    answer(id, () => {
      const path = handle.toString();
      if (listed.has(path)) return void sftp.status(id, STATUS_CODE.EOF);
      listed.add(path);
      const names = ['.', '..', ...readdirSync(path)];
      sftp.name(
        id,
        names.map((filename) => ({
          ...{ filename, longname: filename },
          attrs: attributes(lstatSync(join(path, filename))),
        })),
      );
    }),
  );
  sftp.on('MKDIR', (id, path) => done(id, () => void mkdirSync(path)));
  sftp.on('RMDIR', (id, path) => done(id, () => rmdirSync(path)));
  sftp.on('REMOVE', (id, path) => done(id, () => unlinkSync(path)));
  sftp.on('RENAME', (id, from, to) => done(id, () => renameSync(from, to)));
  sftp.on('REALPATH', (id, path) =>
    answer(id, () => {
      const filename = realpathSync(path === '.' ? '/' : path);
      sftp.name(id, [{ filename, longname: filename, attrs: attributes(statSync(filename)) }]);
    }),
  );
}

/** @property isHanging whether somebody waits already */
export type Ways = { asksByKeyboard: boolean; hangs: boolean; isHanging: boolean };

/** In this process. @param ways how it behaves, which tests change */
export async function startSftp(ways: Ways) {
  const known = utils.parseKey(USER.key.public);
  if (known instanceof Error) throw known;
  const server = new Server({ hostKeys: [HOST.private] }, (client) => {
    client.on('error', () => undefined);
    client.on('authentication', (asked) => {
      const isUser = asked.username === USER.username;
      if (isUser && asked.method === 'publickey' && known.getPublicSSH().equals(asked.key.data))
        asked.accept();
      else if (
        isUser &&
        asked.method === 'password' &&
        !ways.asksByKeyboard &&
        asked.password === USER.password
      )
        asked.accept();
      else if (isUser && asked.method === 'keyboard-interactive' && ways.asksByKeyboard)
        asked.prompt([{ prompt: 'Your password, please', echo: false }], ([said]) =>
          said === USER.password ? asked.accept() : asked.reject(),
        );
      else asked.reject(['password', 'publickey', 'keyboard-interactive']);
    });
    client.on('session', (accept) =>
      accept().on('sftp', (start) => {
        ways.isHanging = ways.hangs;
        if (!ways.hangs) serveFiles(start());
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return { port: Number(Object(server.address()).port), stop: () => void server.close() };
}

/** OpenSSH: a process for each connection, for the user that the tests run as. */
export async function startOpenSsh(program: string, folder: string) {
  const config = join(folder, 'sshd_config');
  const [hostKey, userKeys] = [join(folder, 'host_key'), join(folder, 'authorized_keys')];
  writeFileSync(hostKey, HOST.private, { mode: 0o600 });
  writeFileSync(userKeys, USER.key.public, { mode: 0o600 });
  writeFileSync(
    config,
    [
      ...[
        `HostKey ${hostKey}`,
        `AuthorizedKeysFile ${userKeys}`,
        'StrictModes no',
        'UsePAM no',
        'PidFile none',
      ],
      ...['PermitRootLogin yes', 'PasswordAuthentication no', 'Subsystem sftp internal-sftp'],
    ].join('\n'),
  );
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const listening = await portOf((socket) => {
    const child = spawn(program, ['-i', '-e', '-f', config], { stdio: ['pipe', 'pipe', 'ignore'] });
    child.on('error', () => socket.destroy());
    child.stdin.on('error', () => undefined);
    socket.pipe(child.stdin);
    child.stdout.pipe(socket);
    socket.on('close', () => child.kill());
  });
  return { ...listening, username: Bun.spawnSync(['id', '-un']).stdout.toString().trim() };
}
