import type { Socket } from 'node:net';
import type { Client } from 'pg';
import type { ConnectionValue, PartContext } from '../component.ts';
import { InputError } from '../conversions.ts';
import { connectedAlready, LEAVE_MS, talk } from '../kit/sockets.ts';
import { LONGEST } from '../size.ts';
import { settingsOf } from './connection.ts';
import { explained } from './errors.ts';
import type { Query } from './parameters.ts';

type Row = Record<string, unknown>;

/**
 * Asks PostgreSQL over a connection of its own, which ends with the answer.
 * @param timeout milliseconds until the query is given up and PostgreSQL told to end it; 0: as long as the run may take
 * @returns the rows; of several statements those of the last one
 * @throws ServerError in PostgreSQL's own words, InputError for more than a step's result may hold
 */
export async function ask(
  context: PartContext,
  connection: ConnectionValue,
  query: Query,
  timeout = 0,
): Promise<Row[]> {
  const settings = settingsOf(connection);
  const { host, port, connectMs } = settings;
  try {
    return await talk(context, { label: 'PostgreSQL', host, port, connectMs, timeout }, (socket, signal) =>
      answered(context, settings, query, socket, signal),
    );
  } catch (thrown) {
    throw context.signal.aborted ? thrown : explained(thrown, connection.configVarKey);
  }
}

async function answered(
  { host: outside }: PartContext,
  { connectMs, password, ...settings }: ReturnType<typeof settingsOf>,
  query: Query,
  socket: Socket,
  signal: AbortSignal,
): Promise<Row[]> {
  const { Client } = await import('pg');
  const client = new Client({
    ...settings,
    // As a function, since an empty text would let it look into the environment and the home folder.
    password: () => password,
    application_name: 'stepwell',
    connectionTimeoutMillis: connectMs,
    stream: () => connectedAlready(socket),
  });
  // What breaks is said by the query that it breaks.
  client.on('error', () => undefined);
  let cancel: Buffer | undefined;
  client.connection.once('backendKeyData', (key: { processID: number; secretKey: number }) => {
    cancel = cancelRequest(key);
  });
  const stop = () => {
    if (cancel) void send(outside, settings, cancel);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    limitAnswer(client);
    const result: { rows: Row[] } | { rows: Row[] }[] = await client.query<Row, unknown[]>(query);
    return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
  } finally {
    signal.removeEventListener('abort', stop);
    client.end().catch(() => undefined);
  }
}

/** The library holds all rows of an answer in memory, so the answer ends where a result may grow no further. */
function limitAnswer({ connection: { stream } }: Client): void {
  let received = 0;
  stream.on('data', (bytes: Buffer) => {
    received += bytes.length;
    if (received > LONGEST)
      stream.destroy(
        new InputError(
          'The rows are larger than 32 MB, which is the limit: ask for fewer rows or columns at a time, with LIMIT.',
        ),
      );
  });
}

/** What ends a query from outside: without it PostgreSQL goes on with what nobody waits for any more. */
function cancelRequest({ processID, secretKey }: { processID: number; secretKey: number }): Buffer {
  const message = Buffer.alloc(16);
  for (const [index, word] of [16, 80_877_102, processID, secretKey].entries())
    message.writeInt32BE(word, index * 4);
  return message;
}

async function send(
  outside: PartContext['host'],
  { host, port }: { host: string; port: number },
  message: Buffer,
): Promise<void> {
  try {
    const socket = await outside.connect(host, port, { ms: LEAVE_MS, signal: AbortSignal.timeout(LEAVE_MS) });
    socket.on('error', () => undefined);
    socket.setTimeout(LEAVE_MS, () => socket.destroy());
    socket.end(message);
  } catch {
    // It goes on to its end there, which nobody here can change.
  }
}
