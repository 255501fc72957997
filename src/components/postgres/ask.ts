import type { Socket } from 'node:net';
import type { Client } from 'pg';
import { withDeadline } from '../../lib/egress-deadline.ts';
import { EgressError } from '../../lib/egress-errors.ts';
import { SECOND } from '../../lib/time.ts';
import type { ConnectionValue, PartContext } from '../component.ts';
import { InputError } from '../conversions.ts';
import { LONGEST } from '../size.ts';
import { settingsOf } from './connection.ts';
import { explained } from './errors.ts';
import type { Query } from './parameters.ts';

type Row = Record<string, unknown>;

/** How long a server has to take leave. */
const LEAVE_MS = 5 * SECOND;
/** What a timer holds. */
export const LONGEST_MS = 2 ** 31 - 1;

/**
 * Asks PostgreSQL over a connection of its own, which ends with the answer.
 * @param timeout milliseconds until the query is given up and PostgreSQL told to end it; 0: as long as the run may take
 * @returns the rows; of several statements those of the last one
 * @throws PostgresError in PostgreSQL's own words, InputError for more than a step's result may hold
 */
export async function ask(
  context: PartContext,
  connection: ConnectionValue,
  query: Query,
  timeout = 0,
): Promise<Row[]> {
  const ms = timeout || LONGEST_MS;
  const late = () =>
    new EgressError('timeout', `PostgreSQL gave no answer within ${ms} ms: allow more time or ask for less`);
  try {
    return await withDeadline({ ms, signal: context.signal, late }, (signal) =>
      answered(context, connection, query, signal),
    );
  } catch (thrown) {
    throw context.signal.aborted ? thrown : explained(thrown, connection.configVarKey);
  }
}

async function answered(
  { host: outside }: PartContext,
  connection: ConnectionValue,
  query: Query,
  signal: AbortSignal,
): Promise<Row[]> {
  const { connectMs, password, ...settings } = settingsOf(connection);
  const { host, port } = settings;
  const { Client } = await import('pg');
  const socket = await outside.connect(host, port, { ms: connectMs, signal });
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
    client.connection.stream.destroy(new Error('The query was given up.'));
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    await client.connect();
    limitAnswer(client);
    const result: { rows: Row[] } | { rows: Row[] }[] = await client.query<Row, unknown[]>(query);
    return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
  } finally {
    signal.removeEventListener('abort', stop);
    leave(client);
  }
}

/** A socket as the library takes one, which connects it first. */
function connectedAlready(socket: Socket): Socket {
  return Object.assign(socket, {
    connect() {
      queueMicrotask(() => socket.emit('connect'));
      return socket;
    },
  });
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

function leave(client: Client): void {
  const timer = setTimeout(() => client.connection.stream.destroy(), LEAVE_MS);
  client.once('end', () => clearTimeout(timer));
  client.end().catch(() => undefined);
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
