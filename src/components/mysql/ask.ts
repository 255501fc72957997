import type { Socket } from 'node:net';
import type { Connection } from 'mysql2';
import type { ConnectionValue, PartContext } from '../component.ts';
import { InputError } from '../conversions.ts';
import { LEAVE_MS, talk } from '../kit/sockets.ts';
import { isRecord } from '../records.ts';
import { LONGEST } from '../size.ts';
import { type Settings, settingsOf } from './connection.ts';
import { explained } from './errors.ts';
import type { Query } from './parameters.ts';

export type Row = Record<string, unknown>;
/** The rows; or of a change how many rows it has met. */
export type Answer = Row[] | Row;

/**
 * Asks MySQL over a connection of its own, which ends with the answer.
 * @param timeout milliseconds until the query is given up and MySQL told to end it; 0: as long as the run may take
 * @throws ServerError in MySQL's own words, InputError for more than a step's result may hold
 */
export async function ask(
  context: PartContext,
  connection: ConnectionValue,
  query: Query,
  timeout = 0,
): Promise<Answer> {
  const settings = settingsOf(connection);
  const { host, port, connectMs } = settings;
  try {
    return await talk(context, { label: 'MySQL', host, port, connectMs, timeout }, async (socket, signal) => {
      const client = await opened(socket, settings);
      const stop = () => void endQuery(context, settings, client.threadId);
      signal.addEventListener('abort', stop, { once: true });
      try {
        return await answered(client, socket, query);
      } finally {
        signal.removeEventListener('abort', stop);
        client.end(() => undefined);
      }
    });
  } catch (thrown) {
    throw context.signal.aborted ? thrown : explained(thrown, connection.configVarKey);
  }
}

/** The same, for what has rows. */
export async function rowsOf(
  context: PartContext,
  connection: ConnectionValue,
  query: Query,
): Promise<Row[]> {
  const answer = await ask(context, connection, query);
  return Array.isArray(answer) ? answer : [];
}

async function opened(stream: Socket, { connectMs, ...settings }: Settings): Promise<Connection> {
  const { createConnection } = await import('mysql2');
  const client = createConnection({
    ...settings,
    ...{ stream, connectTimeout: connectMs, connectAttributes: { program_name: 'stepwell' } },
    // It would else make functions of text.
    disableEval: true,
    // What has no time zone is read the same on every machine.
    timezone: 'Z',
    // Numbers that JavaScript would round are text.
    ...{ supportBigNumbers: true, bigNumberStrings: false },
  });
  // What breaks is said by the query that it breaks.
  client.on('error', () => undefined);
  await new Promise<void>((resolve, reject) =>
    client.connect((error) => (error ? reject(error) : resolve())),
  );
  return client;
}

/** The library holds all rows of an answer in memory, so the answer ends where a result may grow no further. */
function answered(client: Connection, socket: Socket, { text, values }: Query): Promise<Answer> {
  const before = socket.bytesRead;
  const rows: Row[] = [];
  return new Promise((resolve, reject) => {
    // Without values as text, since not all that MySQL takes can be prepared.
    const asked = values.length === 0 ? client.query(text) : client.execute(text, values);
    let change: Row | undefined;
    asked.on('error', reject);
    asked.on('result', (row: unknown) => {
      if (!isRecord(row)) return;
      if (isChange(row)) change = { ...row };
      else rows.push({ ...row });
      if (socket.bytesRead - before <= LONGEST) return;
      reject(
        new InputError(
          'The rows are larger than 32 MB, which is the limit: ask for fewer rows or columns at a time, with LIMIT.',
        ),
      );
      socket.destroy();
    });
    asked.on('end', () => resolve(change ?? rows));
  });
}

const isChange = (row: Row): boolean => row.constructor.name === 'ResultSetHeader';

/** Without it MySQL goes on with what nobody waits for any more. */
async function endQuery(context: PartContext, settings: Settings, threadId: number | null): Promise<void> {
  if (threadId === null) return;
  const { host, port } = settings;
  // The run that would end it with itself is over.
  const alone = { ...context, signal: AbortSignal.timeout(LEAVE_MS) };
  try {
    await talk(alone, { label: 'MySQL', host, port, connectMs: LEAVE_MS }, async (socket) => {
      const client = await opened(socket, settings);
      await answered(client, socket, { text: `KILL QUERY ${threadId}`, values: [] });
      client.end(() => undefined);
    });
  } catch {
    // It goes on to its end there, which nobody here can change.
  }
}
