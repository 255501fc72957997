import type { Socket } from 'node:net';
import type Redis from 'ioredis';
import type { ConnectionValue, PartContext } from '../component.ts';
import { InputError } from '../conversions.ts';
import { LEAVE_MS, talk } from '../kit/sockets.ts';
import { LONGEST } from '../size.ts';
import { type Settings, settingsOf } from './connection.ts';
import { explained } from './errors.ts';

/** Asks Redis over a connection of its own. @throws ServerError in its own words */
export async function session<T>(
  context: PartContext,
  connection: ConnectionValue,
  work: (redis: Redis) => Promise<T>,
): Promise<T> {
  const settings = settingsOf(connection);
  const { host, port, connectMs } = settings;
  let broken: unknown;
  try {
    return await talk(context, { label: 'Redis', host, port, connectMs }, async (socket) => {
      const redis = await clientOver(socket, settings, (error) => {
        broken ??= error;
      });
      try {
        await redis.connect();
        return await work(redis);
      } finally {
        redis.disconnect();
      }
    });
  } catch (thrown) {
    // The library says of each command that the connection was closed, and of the connection why.
    const said = thrown instanceof Error && thrown.name === 'ReplyError' ? thrown : (broken ?? thrown);
    throw context.signal.aborted ? thrown : explained(said, connection.configVarKey);
  }
}

async function clientOver(
  socket: Socket,
  { connectMs, tls, ...who }: Settings,
  onError: (error: unknown) => void,
) {
  const { default: Client, AbstractConnector } = await import('ioredis');
  class Connected extends AbstractConnector {
    constructor() {
      super(LEAVE_MS);
    }
    override async connect() {
      this.stream = tls ? await secured(socket, tls) : socket;
      limitAnswer(this.stream);
      return this.stream;
    }
  }
  const redis = new Client({
    ...who,
    ...{ Connector: Connected, lazyConnect: true, enableReadyCheck: false, connectTimeout: connectMs },
    // Which all servers speak.
    protocol: 2,
    // A step is tried again by its flow.
    ...{ retryStrategy: () => null, maxRetriesPerRequest: 0, disableClientInfo: true },
  });
  redis.on('error', onError);
  return redis;
}

async function secured(socket: Socket, { host, ...options }: NonNullable<Settings['tls']>): Promise<Socket> {
  const { connect } = await import('node:tls');
  const { isIP } = await import('node:net');
  return await new Promise((resolve, reject) => {
    const stream = connect({ ...options, socket, host, ...(isIP(host) ? {} : { servername: host }) }, () =>
      resolve(stream),
    );
    stream.once('error', reject);
  });
}

/** The library holds an answer in memory until it is whole. */
function limitAnswer(stream: Socket): void {
  let received = 0;
  stream.on('data', (bytes: Buffer) => {
    received += bytes.length;
    if (received > LONGEST)
      stream.destroy(
        new InputError('The answer is larger than 32 MB, which is the limit: ask for a part of it.'),
      );
  });
}
