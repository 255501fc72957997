import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionContext, Params } from '../../src/components/component.ts';
import { ftp } from '../../src/components/ftp/index.ts';
import { sha256 } from '../../src/components/kit/webhook.ts';
import { openBlobs } from '../../src/db/blobs.ts';
import { keptFiles } from '../../src/engine/kept-files.ts';
import { createEgress } from '../../src/lib/egress.ts';
import { KeptFile } from '../../src/lib/kept-file.ts';
import { CA } from '../support/certificate.ts';
import { until } from '../support/engine.ts';
import { closedHost } from '../support/host.ts';
import { connectionOf, failureOf } from './connector-calls.ts';
import { createContext, createPayload, dataOf, triggerOf } from './context.ts';
import { startFtp, type Ways } from './ftp-server.ts';

// A machine that does much else must not make them late.
setDefaultTimeout(180_000);

const usual: Ways = { isOld: false, names: '127.0.0.1', hangs: false, implicit: false, asked: [] };
const ways = { ...usual };
const root = mkdtempSync(join(tmpdir(), 'stepwell-ftp-'));
const server = await startFtp(root, ways);
const egress = createEgress({ allow: ['127.0.0.1'], lookup: async () => [{ address: '127.0.0.1' }] });
afterAll(() => {
  egress.close();
  server.stop();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  Object.assign(ways, usual, { asked: [] });
  rmSync(join(root, 'in'), { recursive: true, force: true });
  mkdirSync(join(root, 'in/old'), { recursive: true });
  writeFileSync(join(root, 'in/a b.csv'), 'id;name\n1;Ann\n');
  writeFileSync(join(root, 'in/old/c.csv'), 'id\n3\n');
});

const fields = {
  ...{ host: '127.0.0.1', port: server.port, username: 'acme', password: 's3cret-word' },
  ...{ secure: 'false', caCertificate: CA, timeout: '60000' },
};
const contextWith = (overrides: Partial<ActionContext> = {}) =>
  createContext({ host: { ...closedHost, connect: egress.connect }, ...overrides });
const asking = (action: string, params: Params, more: Params = {}, context = contextWith()) =>
  dataOf(ftp, action, { connection: connectionOf('basic', { ...fields, ...more }), ...params }, context);

describe.each([
  ['plain', {}, {}],
  ['with TLS after the greeting', { secure: 'true' }, {}],
  ['with TLS from the first byte', { secure: 'implicit' }, { implicit: true }],
  ['of an older kind', {}, { isOld: true }],
])('files of an FTP server (%s)', (_kind, more, how) => {
  beforeEach(() => void Object.assign(ways, how));

  test('are read, written, appended to, moved and deleted', async () => {
    expect(await asking('readFile', { inputPath: '/in/a b.csv' }, more)).toEqual({
      data: Buffer.from('id;name\n1;Ann\n'),
      contentType: expect.stringMatching(/^text\/csv/),
    });
    const data = Buffer.alloc(300_000, 'abcdefg');
    expect(await asking('writeFile', { outputPath: '/in/d.bin', data }, more)).toBeNull();
    expect(readFileSync(join(root, 'in/d.bin')).equals(data)).toBe(true);
    await asking('appendFile', { outputPath: '/in/d.bin', data: 'ü' }, more);
    await asking('moveFile', { sourcePath: '/in/d.bin', destinationPath: '/in/old/d.bin' }, more);
    expect(readFileSync(join(root, 'in/old/d.bin')).subarray(-3).toString()).toMatch(/ü$/);
    await asking('deleteFile', { path: '/in/old/d.bin' }, more);
    expect(await asking('listDirectory', { path: 'in/old' }, more)).toMatchObject([
      { name: 'c.csv', size: 5, isFile: true, isDirectory: false },
    ]);
  });

  test('lie in folders that are made, with those above, and removed', async () => {
    expect(await asking('createDirectory', { path: '/in/x/y' }, more)).toBe('/in/x/y');
    expect(await asking('createDirectory', { path: '/in/x/y' }, more)).toBe('/in/x/y');
    expect(await failureOf(asking('removeDirectory', { path: '/in/x' }, more))).toMatch(
      /550 for \/in\/x: .* must be empty|is empty/,
    );
    await asking('removeDirectory', { path: '/in/x/y' }, more);
    expect(
      await failureOf(asking('createDirectory', { path: '/in/p/q', recursive: 'false' }, more)),
    ).toContain('550');
  });

  test('start a flow when they have come or changed, each once', async () => {
    const poll = triggerOf(ftp, 'newOrModifiedFiles');
    const context = contextWith();
    const connection = connectionOf('basic', { ...fields, ...more });
    const params = { connection, path: '/in', pattern: '*.csv', includeSubdirectories: 'true' };
    const look = async () => {
      const result = await poll.perform(context, createPayload(), params);
      const { newFiles, modifiedFiles } = Object(result?.payload).body.data;
      const paths = (files: { path: string }[]) => files.map(({ path }) => path);
      return [result?.resultType, paths(newFiles), paths(modifiedFiles)];
    };
    expect(await look()).toEqual([undefined, ['/in/a b.csv', '/in/old/c.csv'], []]);
    expect(await look()).toEqual(['polled_no_changes', [], []]);
    utimesSync(join(root, 'in/old/c.csv'), 1_782_000_000, 1_782_000_000);
    expect(await look()).toEqual([undefined, [], ['/in/old/c.csv']]);
  });
});

test('a file that is larger than may be held is kept and sent from there, or refused where it cannot be kept', async () => {
  const content = Buffer.alloc(33 * 1024 * 1024, 'stepwell ');
  writeFileSync(join(root, 'in/large.bin'), content);
  expect(await failureOf(asking('readFile', { inputPath: '/in/large.bin' }))).toBe(
    '/in/large.bin is larger than 32 MB, which is the limit of what a step hands on.',
  );
  const files = keptFiles(openBlobs(join(root, 'blobs')), 0, () => true);
  const context = contextWith({ host: { ...closedHost, connect: egress.connect, files } });
  const read = await asking('readFile', { inputPath: '/in/large.bin' }, {}, context);
  expect(read).toEqual({
    data: new KeptFile(sha256(content), content.length),
    contentType: expect.any(String),
  });
  await asking('writeFile', { outputPath: '/in/copy.bin', data: read }, {}, context);
  expect(sha256(readFileSync(join(root, 'in/copy.bin')))).toBe(sha256(content));
});

describe('its connection', () => {
  test('that is not let in is marked', async () => {
    const thrown = await asking('listDirectory', { path: '/' }, { password: 'other' }).catch(
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({
      connection: { configVarKey: 'Acme connection' },
      message: expect.stringMatching(
        /^The FTP server answered 530 .*Login incorrect\. Correct the user, the password/,
      ),
    });
  });

  test('is encrypted where it says so, and then only with a certificate that can be verified', async () => {
    for (const secure of ['true', 'implicit']) {
      ways.implicit = secure === 'implicit';
      ways.asked.length = 0;
      const told = await failureOf(asking('listDirectory', { path: '/' }, { secure, caCertificate: '' }));
      expect(told).toMatch(/^The TLS certificate of the FTP server was not accepted/);
      expect(ways.asked.filter((line) => /USER|PASS/.test(line))).toEqual([]);
      const other = { secure, host: 'other.example.test' };
      expect(await failureOf(asking('listDirectory', { path: '/in' }, other))).toMatch(
        /^The TLS certificate/,
      );
      expect(
        await asking('listDirectory', { path: '/in' }, { ...other, ignoreSslErrors: 'true' }),
      ).toHaveLength(2);
      expect(ways.asked).toContain('PROT P');
    }
    expect(await failureOf(asking('listDirectory', { path: '/' }, { secure: 'maybe' }))).toMatch(
      /true, false or implicit/,
    );
  });

  test('makes transfers with the host itself, whatever address that names', async () => {
    Object.assign(ways, { isOld: true, names: '169.254.169.254' });
    expect(await asking('listDirectory', { path: '/in' })).toHaveLength(2);
  });

  test('makes none to a port that the egress rules do not let out', async () => {
    const tried: number[] = [];
    const connect: ActionContext['host']['connect'] = (host, port, limits) => {
      tried.push(port);
      return tried.length === 1
        ? egress.connect(host, port, limits)
        : Promise.reject(new Error(`refused ${port}`));
    };
    const context = contextWith({ host: { ...closedHost, connect } });
    expect(await failureOf(asking('listDirectory', { path: '/in' }, {}, context))).toContain('refused');
    expect(tried).toHaveLength(2);
  });

  test('says what the server says of a file that is not there, and sends no second command in a path', async () => {
    expect(await failureOf(asking('readFile', { inputPath: '/in/none.csv' }))).toMatch(
      /^The FTP server answered 550 for \/in\/none\.csv: No such file or directory\. Check the path/,
    );
    const inputPath = '/in/a b.csv\r\nDELE /in/a b.csv';
    expect(await failureOf(asking('readFile', { inputPath }))).toContain('has a line end in it');
    const moved = { sourcePath: '/in/a b.csv', destinationPath: '/in/e.csv\r\nDELE /in/e.csv' };
    expect(await failureOf(asking('moveFile', moved))).not.toMatch(/^nothing/);
    expect(ways.asked.filter((line) => line.startsWith('DELE'))).toEqual([]);
  });

  test('is checked, and goes to port 21 where the egress rules let it', async () => {
    const [declared] = ftp.connections;
    expect(await declared?.check?.(contextWith(), connectionOf('basic', fields))).toEqual({
      message: 'Connected as acme in /',
    });
    const closed = createEgress({ allow: [], lookup: async () => [{ address: '127.0.0.1' }] });
    const context = contextWith({ host: { ...closedHost, connect: closed.connect } });
    expect(await failureOf(asking('listDirectory', { path: '/' }, { port: 21 }, context))).toMatch(
      /refused: .*loopback/,
    );
  });

  test('ends with the run', async () => {
    ways.hangs = true;
    const controller = new AbortController();
    const failed = failureOf(
      asking('listDirectory', { path: '/in' }, {}, contextWith({ signal: controller.signal })),
    );
    await until(() => ways.asked.some((line) => /MLSD|LIST/.test(line)));
    controller.abort(new Error('The execution was cancelled.'));
    expect(await failed).toBe('The execution was cancelled.');
  });
});
