import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionContext, Params } from '../../src/components/component.ts';
import { sha256 } from '../../src/components/kit/webhook.ts';
import { sftp } from '../../src/components/sftp/index.ts';
import { openBlobs } from '../../src/db/blobs.ts';
import { keptFiles } from '../../src/engine/kept-files.ts';
import { createEgress } from '../../src/lib/egress.ts';
import { KeptFile } from '../../src/lib/kept-file.ts';
import { until } from '../support/engine.ts';
import { closedHost } from '../support/host.ts';
import { programOnMachine } from '../support/machine.ts';
import { connectionOf, failureOf } from './connector-calls.ts';
import { actionOf, createContext, createPayload, dataOf, perform, triggerOf } from './context.ts';
import { hostFingerprint, startOpenSsh, startSftp, USER, type Ways } from './sftp-server.ts';

// A machine that does much else must not make them late.
setDefaultTimeout(180_000);

const folder = mkdtempSync(join(tmpdir(), 'stepwell-sftp-'));
const ways: Ways = { asksByKeyboard: false, hangs: false, isHanging: false };
const server = await startSftp(ways);
const program = programOnMachine('sshd', 'openssh-server');
const openSsh = program === undefined ? undefined : await startOpenSsh(program, folder);
const egress = createEgress({ allow: ['127.0.0.1'] });
afterAll(() => {
  egress.close();
  server.stop();
  openSsh?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const root = join(folder, 'files');
beforeEach(() => {
  Object.assign(ways, { asksByKeyboard: false, hangs: false, isHanging: false });
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(root, 'old'), { recursive: true });
  writeFileSync(join(root, 'a.csv'), 'id;name\n1;Ann\n');
  writeFileSync(join(root, 'b.txt'), 'Grüße');
  writeFileSync(join(root, 'old/c.csv'), 'id\n3\n');
});

const withPassword = {
  ...{ host: '127.0.0.1', port: server.port, username: USER.username, password: USER.password },
  // A machine that does much else must not make it late.
  timeout: '60000',
};
const withKey = { ...withPassword, password: '', privateKey: USER.key.private };
const contextWith = (overrides: Partial<ActionContext> = {}) =>
  createContext({ host: { ...closedHost, connect: egress.connect }, ...overrides });

type Connected = { key: string; fields: Params };
const basic = (more: Params = {}): Connected => ({ key: 'basic', fields: { ...withPassword, ...more } });
const byKey = (more: Params = {}): Connected => ({ key: 'privateKey', fields: { ...withKey, ...more } });

const asking = (
  action: string,
  params: Params,
  { key, fields }: Connected = basic(),
  context = contextWith(),
) => dataOf(sftp, action, { connection: connectionOf(key, fields), ...params }, context);

const servers = [
  ['in this process', basic()],
  ...(openSsh ? [['OpenSSH', byKey({ port: openSsh.port, username: openSsh.username })] as const] : []),
] as const;

describe.each(servers)('files of an SFTP server (%s)', (_name, connected) => {
  test('are read with the content type that their name says, or as mere bytes', async () => {
    const params = {
      connection: connectionOf(connected.key, connected.fields),
      inputPath: join(root, 'a.csv'),
    };
    const { data: read } = await perform(sftp, 'readFile', params, contextWith());
    expect(String(Object(read).data)).toBe('id;name\n1;Ann\n');
    expect(Object(read).contentType).toMatch(/^text\/csv/);
    const bytes = await perform(sftp, 'fastGet', { ...params, returnBuffer: 'true' }, contextWith());
    expect(bytes.data).toEqual({ data: expect.any(Uint8Array), contentType: 'application/octet-stream' });
  });

  test('are written, appended to, moved and deleted', async () => {
    const outputPath = join(root, 'new.bin');
    const file = { data: Buffer.from([0, 255, 10]), contentType: 'application/octet-stream' };
    expect(await asking('writeFile', { outputPath, data: file }, connected)).toBe(
      `Uploaded data stream to ${outputPath}`,
    );
    await asking('appendFile', { outputPath, data: 'ü' }, connected);
    expect([...readFileSync(outputPath)]).toEqual([0, 255, 10, 0xc3, 0xbc]);
    const destinationPath = join(root, 'old/moved.bin');
    expect(await asking('moveFile', { sourcePath: outputPath, destinationPath }, connected)).toBeNull();
    const exists = (inputPath: string) => asking('fileExists', { inputPath }, connected);
    expect([await exists(outputPath), await exists(destinationPath)]).toEqual([false, true]);
    expect(await asking('deleteFile', { path: destinationPath }, connected)).toBeNull();
    expect(await exists(destinationPath)).toBe(false);
  });

  test('of more than a packet arrive whole', async () => {
    const outputPath = join(root, 'large.bin');
    const data = Buffer.alloc(300_000, 'abcdefg');
    await asking('writeFile', { outputPath, data }, connected);
    expect(readFileSync(outputPath).equals(data)).toBe(true);
    expect(
      Buffer.from(Object(await asking('readFile', { inputPath: outputPath }, connected)).data).equals(data),
    ).toBe(true);
  });

  test('are listed by name, or by path with those of the folders in it', async () => {
    expect(await asking('listDirectory', { path: root }, connected)).toEqual(['a.csv', 'b.txt']);
    expect(await asking('listDirectory', { path: root, includeDirectories: 'true' }, connected)).toEqual([
      ...['a.csv', 'b.txt', 'old'],
    ]);
    const deep = { path: `${root}/`, pattern: '*.csv', includeSubdirectories: 'true' };
    expect(await asking('listDirectory', deep, connected)).toEqual([
      join(root, 'a.csv'),
      join(root, 'old/c.csv'),
    ]);
  });

  test('are told of: their size, their times, what they are', async () => {
    utimesSync(join(root, 'a.csv'), 1_782_000_000, 1_782_000_000);
    expect(await asking('statFile', { inputPath: join(root, 'a.csv') }, connected)).toMatchObject({
      ...{ size: 14, modifyTime: 1_782_000_000_000, isFile: true, isDirectory: false },
    });
  });

  test('lie in folders that are made, with those above, and removed, with what is in them', async () => {
    const path = join(root, 'x/y/z');
    expect(await asking('createDirectory', { path }, connected)).toBe(path);
    expect(await asking('createDirectory', { path }, connected)).toBe(path);
    writeFileSync(join(path, 'd.txt'), 'd');
    const top = { path: join(root, 'x') };
    expect(await failureOf(asking('removeDirectory', top, connected))).toMatch(
      /^The SFTP server answered FAILURE for .*\/x: It failed\. Check .* a folder to be removed is empty/,
    );
    await asking('removeDirectory', { ...top, recursive: 'true' }, connected);
    expect(await asking('fileExists', { inputPath: top.path }, connected)).toBe(false);
    expect(await failureOf(asking('createDirectory', { path, recursive: 'false' }, connected))).toContain(
      'There is no such file or folder.',
    );
  });

  test('that are not there are named', async () => {
    expect(await failureOf(asking('readFile', { inputPath: '/no/such.csv' }, connected))).toBe(
      'The SFTP server answered NO_SUCH_FILE for /no/such.csv: There is no such file or folder. Check the path: it begins with / unless it is meant from the folder that the user comes to.',
    );
    expect(await failureOf(asking('readFile', { inputPath: '' }, connected))).toMatch(
      /^The input "Path" is empty/,
    );
  });

  test('start a flow when they have come or changed, each once', async () => {
    const poll = triggerOf(sftp, 'newOrModifiedFiles');
    const context = contextWith();
    const params = {
      connection: connectionOf(connected.key, connected.fields),
      ...{ path: root, pattern: '*.csv', includeSubdirectories: 'true' },
    };
    const look = async () => {
      const result = await poll.perform(context, createPayload(), params);
      const { newFiles, modifiedFiles } = Object(result?.payload).body.data;
      const paths = (files: { path: string }[]) => files.map(({ path }) => path.slice(root.length + 1));
      return [result?.resultType, paths(newFiles), paths(modifiedFiles)];
    };
    expect(await look()).toEqual([undefined, ['a.csv', 'old/c.csv'], []]);
    expect(await look()).toEqual(['polled_no_changes', [], []]);
    writeFileSync(join(root, 'old/c.csv'), 'id\n3\n4\n');
    writeFileSync(join(root, 'd.csv'), '');
    expect(await look()).toEqual([undefined, ['d.csv'], ['old/c.csv']]);
  });
});

test('a file that is larger than may be held is refused where it cannot be kept', async () => {
  const inputPath = join(root, 'huge.bin');
  writeFileSync(inputPath, '');
  truncateSync(inputPath, 33 * 1024 * 1024);
  expect(await failureOf(asking('readFile', { inputPath }))).toBe(
    `${inputPath} is larger than 32 MB, which is the limit of what a step hands on.`,
  );
});

test.each(servers)(
  'a file of more than a few megabytes is kept, and written from there (%s)',
  async (_name, connected) => {
    const content = Buffer.alloc(5 * 1024 * 1024, 'stepwell ');
    writeFileSync(join(root, 'large.bin'), content);
    const files = keptFiles(openBlobs(join(folder, 'blobs')), 0, () => true);
    const context = contextWith({ host: { ...closedHost, connect: egress.connect, files } });
    const read = await asking('readFile', { inputPath: join(root, 'large.bin') }, connected, context);
    expect(read).toEqual({
      data: new KeptFile(sha256(content), content.length),
      contentType: expect.any(String),
    });
    const copy = join(root, 'copy.bin');
    await asking('writeFile', { outputPath: copy, data: read }, connected, context);
    await asking('appendFile', { outputPath: copy, data: Object(read).data }, connected, context);
    expect(sha256(readFileSync(copy))).toBe(sha256(Buffer.concat([content, content])));
    expect(actionOf(sftp, 'writeFile').takesFiles).toEqual(['data']);
  },
);

describe('its connection', () => {
  const listing = { path: root };

  test.each([
    ['by a password', basic()],
    ['by a private key', byKey()],
    [
      'by a private key whose lines came as one',
      byKey({ privateKey: USER.key.private.replaceAll('\n', '\\n') }),
    ],
  ])('lets in %s', async (_how, connected) => {
    const [declared] = sftp.connections;
    expect(await declared?.check?.(contextWith(), connectionOf(connected.key, connected.fields))).toEqual({
      message: 'Connected as acme in /',
    });
  });

  test('answers a server that asks for the password in words of its own', async () => {
    ways.asksByKeyboard = true;
    expect(await asking('listDirectory', listing)).toEqual(['a.csv', 'b.txt']);
    expect(await failureOf(asking('listDirectory', listing, basic({ password: 'wrong' })))).toContain(
      'did not let the user in',
    );
  });

  test('that is not let in is marked', async () => {
    const thrown = await asking('listDirectory', listing, basic({ password: 'wrong' })).catch(
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({
      connection: { configVarKey: 'Acme connection' },
      message:
        'The SFTP server did not let the user in: correct the user, the password or the private key in the connection "Acme connection".',
    });
  });

  test.each([
    [
      'no such key',
      byKey({ privateKey: 'nonsense' }),
      /^The private key .* cannot be read: .* Copy it whole/,
    ],
    [
      'no key at all',
      byKey({ privateKey: '' }),
      'The connection "Acme connection" has no private key: fill it in.',
    ],
    [
      'an algorithm of nobody',
      basic({ customCiphers: 'rot13' }),
      /names the cipher "rot13", which is not known here: it can be aes128-gcm/,
    ],
    [
      'a fingerprint of nobody',
      basic({ hostKeyFingerprint: 'abc' }),
      /^The host key fingerprint of the connection "Acme connection" is none/,
    ],
    ['no host', basic({ host: '' }), 'The connection "Acme connection" has no host: fill it in.'],
  ])('with %s says what to do', async (_what, connected, said) => {
    const told = await failureOf(asking('listDirectory', listing, connected));
    if (typeof said === 'string') expect(told).toBe(said);
    else expect(told).toMatch(said);
  });

  test('talks to the server of its fingerprint and to no other', async () => {
    const hostKeyFingerprint = hostFingerprint();
    expect(await asking('listDirectory', listing, basic({ hostKeyFingerprint }))).toEqual(['a.csv', 'b.txt']);
    const other = `SHA256:${'A'.repeat(43)}`;
    expect(await failureOf(asking('listDirectory', listing, basic({ hostKeyFingerprint: other })))).toMatch(
      /^The SFTP server has another host key than the connection "Acme connection" says: nothing was sent/,
    );
  });

  test('takes the algorithms that it names', async () => {
    const named = basic({ customCiphers: 'aes256-ctr', customServerHostKeyAlgorithms: 'ssh-ed25519' });
    expect(await asking('listDirectory', listing, named)).toEqual(['a.csv', 'b.txt']);
    const old = basic({ customServerHostKeyAlgorithms: 'ssh-rsa' });
    expect(await failureOf(asking('listDirectory', listing, old))).toMatch(
      /^The SFTP server gave no answer: .* Check the host, the port and the algorithms/,
    );
  });

  test('is refused where the egress rules do not let it out, and port 22 is open to it', async () => {
    const closed = createEgress({ allow: [], lookup: async () => [{ address: '127.0.0.1' }] });
    const context = contextWith({ host: { ...closedHost, connect: closed.connect } });
    for (const port of [22, 2222])
      expect(await failureOf(asking('listDirectory', listing, basic({ port }), context))).toMatch(
        /refused: .*loopback/,
      );
    expect(await failureOf(asking('listDirectory', listing, basic({ port: 25 }), context))).toContain(
      'port 25 is not for this protocol',
    );
  });

  test('ends with the run', async () => {
    ways.hangs = true;
    const controller = new AbortController();
    const failed = failureOf(
      asking('listDirectory', listing, basic(), contextWith({ signal: controller.signal })),
    );
    await until(() => ways.isHanging);
    controller.abort(new Error('The execution was cancelled.'));
    expect(await failed).toBe('The execution was cancelled.');
  });
});
