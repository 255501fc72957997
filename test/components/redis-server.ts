/** Redis for the tests: a server of few words in this process, and the real one where the machine has it. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { CERT, KEY } from '../support/certificate.ts';
import { until } from '../support/engine.ts';
import { portOf, portToFile } from '../support/machine.ts';

/** @property answers by the command as it came; one without is left to wait */
export type Script = { asked: string[]; answers: Record<string, string>; speaksTls: boolean };

/** Answers each command as told, in the words of the protocol. */
export const startScript = (script: Script) =>
  portOf((socket) => {
    const stream = script.speaksTls
      ? new TLSSocket(socket, { isServer: true, cert: CERT, key: KEY })
      : socket;
    stream.on('error', () => undefined);
    stream.on('data', (bytes: Buffer) => {
      for (const [whole] of bytes.toString().matchAll(/\*\d+\r\n(?:\$\d+\r\n[^\r]*\r\n)+/g)) {
        const command = [...whole.matchAll(/\$\d+\r\n([^\r]*)\r\n/g)].map(([, word]) => word).join(' ');
        script.asked.push(command);
        const answer = script.answers[command];
        if (answer !== undefined) stream.write(answer);
      }
    });
  });

/** A Redis of its own, with a password and nothing on the disk. */
export async function startRedis(program: string, password: string) {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-redis-'));
  const file = join(folder, 'socket');
  const child = spawn(
    program,
    ['--port', '0', '--unixsocket', file, '--requirepass', password, '--save', '', '--dir', folder],
    { stdio: 'ignore' },
  );
  await until(() => existsSync(file));
  const listening = await portToFile(file);
  return {
    port: listening.port,
    async stop() {
      listening.stop();
      child.kill('SIGKILL');
      await new Promise<void>((gone) => child.once('exit', () => gone()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
