import type { Socket } from 'node:net';
import type { Client, FTPContext } from 'basic-ftp';
import type { ConnectionValue, PartContext } from '../component.ts';
import { InputError } from '../conversions.ts';
import { talk } from '../kit/sockets.ts';
import { type Settings, settingsOf } from './connection.ts';
import { explained } from './errors.ts';

const PORTS = [21, 990];

type Connect = (port: number) => Promise<Socket>;

/**
 * Works on the files of a server, over a connection of its own.
 * @param path what is worked on, for errors
 * @throws ServerError in the server's own words
 */
export async function session<T>(
  context: PartContext,
  connection: ConnectionValue,
  path: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  if (/[\r\n\0]/.test(path))
    throw new InputError('The path has a line end in it, which the server would take for another command.');
  const settings = settingsOf(connection);
  const { host, port, connectMs } = settings;
  try {
    return await talk(
      context,
      { label: 'The FTP server', host, port, ports: PORTS, connectMs },
      async (socket, signal) => {
        const { Client } = await import('basic-ftp');
        // Without a limit of its own: the run has one.
        const client = new Client(0);
        const connect: Connect = (place) => context.host.connect(host, place, { ms: connectMs, signal });
        try {
          await entered(client, socket, settings, connect);
          return await work(client);
        } finally {
          client.close();
        }
      },
    );
  } catch (thrown) {
    throw context.signal.aborted ? thrown : explained(thrown, connection.configVarKey, path);
  }
}

async function entered(client: Client, socket: Socket, settings: Settings, connect: Connect): Promise<void> {
  const { host, user, password, secure, tls } = settings;
  const options = { ...tls, host };
  if (secure === 'implicit') {
    client.ftp.socket = await secured(socket, options);
    client.ftp.tlsOptions = options;
  } else client.ftp.socket = socket;
  await greeting(client.ftp);
  if (secure === 'true') await client.useTLS(options);
  await client.login(user, password);
  await client.useDefaultSettings();
  client.prepareTransfer = (ftp) => transferOver(ftp, connect);
}

/** What the server says first; a server that says to wait is not waited for. */
const greeting = (ftp: FTPContext) =>
  ftp.handle(undefined, (said, task) => {
    if (said instanceof Error) task.reject(said);
    else if (said.code >= 200 && said.code < 300) task.resolve(said);
    else task.reject(Object.assign(new Error(said.message), { code: said.code }));
  });

/** A connection for one transfer: to the host itself, whatever address the server names, and by the egress rules. */
async function transferOver(ftp: FTPContext, connect: Connect) {
  const { response, port } = await passive(ftp);
  const socket = await connect(port);
  const { TLSSocket, connect: over } = await import('node:tls');
  const control = ftp.socket;
  ftp.dataSocket =
    control instanceof TLSSocket
      ? over({ ...ftp.tlsOptions, socket, session: ftp.tlsSessionStore ?? control.getSession() })
      : socket;
  return response;
}

async function passive(ftp: FTPContext) {
  try {
    const response = await ftp.request('EPSV');
    const [, port] = /\(\D{3}(\d+)\D\)/.exec(response.message) ?? [];
    if (port !== undefined) return { response, port: Number(port) };
  } catch (thrown) {
    // Older servers know the other one alone.
    if (!(thrown instanceof Error) || thrown.name !== 'FTPError') throw thrown;
  }
  const response = await ftp.request('PASV');
  const [, high, low] = /\d+,\d+,\d+,\d+,(\d{1,3}),(\d{1,3})/.exec(response.message) ?? [];
  if (high === undefined || low === undefined)
    throw new Error(`It names no port for the transfer: ${response.message}`);
  return { response, port: Number(high) * 256 + Number(low) };
}

async function secured(socket: Socket, options: { host: string; rejectUnauthorized: boolean; ca?: string }) {
  const { connect } = await import('node:tls');
  return await new Promise<import('node:tls').TLSSocket>((resolve, reject) => {
    const stream = connect({ ...options, socket }, () => resolve(stream));
    stream.once('error', reject);
  });
}
