/** MySQL for the tests: the server's half of the library, which has one answer, and MariaDB where the machine has it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2';
import { CERT, KEY } from '../support/certificate.ts';
import { until } from '../support/engine.ts';
import { portOf, portToFile } from '../support/machine.ts';

const COLUMN = { catalog: 'def', schema: '', table: '', orgTable: '', name: 'word', orgName: 'word' };
const TEXT = { characterSet: 33, columnLength: 100, columnType: 253, flags: 0, decimals: 0 };

/** Answers each query as told. @property answers by the query's text; one without is left to wait */
export type Script = { asked: string[]; answers: Record<string, string | Error> };

/** Speaks as much of MySQL as text queries need. */
export const startScript = (script: Script) =>
  portOf((stream) => {
    const connection = createConnection({ isServer: true, stream });
    // Messages are counted from each question on, which the library leaves to its servers.
    const countFrom = (sequenceId: number) => Object.assign(connection, { sequenceId });
    connection.serverHandshake({
      ...{ protocolVersion: 10, serverVersion: '8.0.0', connectionId: 7, statusFlags: 2, characterSet: 33 },
      capabilityFlags: 0xffffff ^ 0x800,
      authCallback(_: unknown, letIn: (error: null) => void) {
        letIn(null);
        countFrom(0);
      },
    });
    connection.on('error', () => undefined);
    connection.on('query', (text: string) => {
      script.asked.push(text);
      countFrom(1);
      const answer = script.answers[text];
      if (answer instanceof Error) connection.writeError({ message: answer.message, code: 1064 });
      else if (answer !== undefined) connection.writeTextResult([{ word: answer }], [{ ...COLUMN, ...TEXT }]);
      countFrom(0);
    });
  });

export const USER = { username: 'acme', password: 's3cret-word', database: 'shop' };

/** A MariaDB of its own, with one user and one database, gone with `stop`. */
export async function startMariaDb(program: string, installer: string) {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-mysql-'));
  const [data, file] = [join(folder, 'data'), join(folder, 'socket')];
  const small = [
    '--innodb-log-file-size=4M',
    '--innodb-buffer-pool-size=8M',
    '--innodb-flush-log-at-trx-commit=0',
  ];
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const made = spawnSync(installer, [
    ...['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    ...[...user, ...small],
  ]);
  if (made.status !== 0) throw new Error(`${installer} failed: ${made.stderr}`);
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(cert, CERT);
  writeFileSync(key, KEY);
  const child: ChildProcess = spawn(
    program,
    [
      ...[
        '--no-defaults',
        `--datadir=${data}`,
        `--socket=${file}`,
        '--skip-networking',
        `--tmpdir=${folder}`,
      ],
      ...[`--ssl-cert=${cert}`, `--ssl-key=${key}`, `--pid-file=${join(folder, 'pid')}`, ...user, ...small],
    ],
    { stdio: 'ignore' },
  );
  let root: Connection | undefined;
  await until(async () => {
    const client = createConnection({ socketPath: file, user: 'root', multipleStatements: true });
    client.on('error', () => undefined);
    const isIn = await new Promise<boolean>((resolve) => client.connect((error) => resolve(!error)));
    if (isIn) root = client;
    else client.destroy();
    return isIn;
  });
  const run = (text: string) =>
    new Promise<void>((resolve, reject) => root?.query(text, (error) => (error ? reject(error) : resolve())));
  await run(
    `CREATE DATABASE shop; CREATE USER acme@localhost IDENTIFIED BY '${USER.password}'; GRANT ALL ON shop.* TO acme@localhost`,
  );
  const listening = await portToFile(file);
  return {
    port: listening.port,
    run,
    async stop() {
      listening.stop();
      root?.destroy();
      child.kill('SIGKILL');
      await new Promise<void>((gone) => child.once('exit', () => gone()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
