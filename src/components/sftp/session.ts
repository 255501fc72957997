import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Client, SFTPWrapper } from 'ssh2';
import { sameText } from '../../lib/crypto.ts';
import type { ConnectionValue, PartContext } from '../component.ts';
import { talk } from '../kit/sockets.ts';
import { algorithmsOf } from './algorithms.ts';
import { type Settings, settingsOf } from './connection.ts';
import { explained } from './errors.ts';

const PORTS = [22];

type Done<T> = (error: Error | undefined | null, value: T) => void;

/** What a call answers that takes a callback. */
export const answered = <T>(start: (done: Done<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));

/**
 * Works on the files of a server, over a connection of its own.
 * @param path what is worked on, for errors
 * @throws ServerError that says what to do
 */
export async function session<T>(
  context: PartContext,
  connection: ConnectionValue,
  path: string,
  work: (sftp: SFTPWrapper) => Promise<T>,
): Promise<T> {
  const settings = settingsOf(connection);
  const { host, port, connectMs } = settings;
  try {
    return await talk(
      context,
      { label: 'The SFTP server', host, port, ports: PORTS, connectMs },
      async (socket) => {
        const { Client } = await import('ssh2');
        const client = new Client();
        try {
          // What breaks later is no answer to any question that is still open.
          const isBroken = new Promise<never>((_, reject) => {
            client.on('error', reject);
            client.on('close', () => reject(new Error('The connection was closed.')));
          });
          isBroken.catch(() => undefined);
          const open = async () => {
            await entered(client, socket, settings, connection.configVarKey);
            return await work(await answered<SFTPWrapper>((done) => client.sftp(done)));
          };
          return await Promise.race([open(), isBroken]);
        } finally {
          client.end();
        }
      },
    );
  } catch (thrown) {
    throw context.signal.aborted ? thrown : explained(thrown, connection.configVarKey, path);
  }
}

function entered(client: Client, socket: Socket, settings: Settings, connection: string): Promise<void> {
  const { username, password, connectMs, fingerprint, privateKey, passphrase } = settings;
  const algorithms = algorithmsOf(settings, connection);
  // Servers that ask for the password in words of their own.
  client.on('keyboard-interactive', (_name, _instructions, _language, prompts, finish) =>
    finish(prompts.map(() => password)),
  );
  return new Promise((resolve, reject) => {
    client.once('ready', resolve);
    client.once('error', reject);
    client.connect({
      ...{ sock: socket, username, algorithms, readyTimeout: connectMs },
      ...(password === '' ? {} : { password, tryKeyboard: true }),
      ...(privateKey === undefined ? {} : { privateKey }),
      ...(passphrase === undefined ? {} : { passphrase }),
      ...(fingerprint === '' ? {} : { hostVerifier: (key: Buffer) => sameText(hashOf(key), fingerprint) }),
    });
  });
}

/** As `ssh-keygen` shows it. */
const hashOf = (key: Buffer): string => createHash('sha256').update(key).digest('base64').replace(/=+$/, '');
