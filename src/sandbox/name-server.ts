import type { Lookup } from '../lib/egress-rules.ts';
import {
  addressRecord,
  namedRecord,
  type Question,
  RECORD,
  readQuestion,
  STATUS,
  textRecord,
  writeAnswer,
} from './name-message.ts';

/** Answers for one question: a status, and the data of its records. */
type Answer = { status: number; records: Buffer[] };

type Connection = { received: Buffer; waiting: number };

/** What may be told to whoever asks. Each throws where it may not. */
export type Asker = {
  /** Before a name is looked up. */
  mayAsk(name: string): void;
  /** Before the addresses of a name are told. */
  check(name: string, addresses: string[]): void;
};

export type NameServer = { port: number; close(): void };

export type NameServerOptions = {
  lookup: Lookup;
  /** Who asks from this port. @throws when nobody does */
  askerAt(port: number): Promise<Asker>;
  /** Nobody asks from this port any more. */
  left(port: number): void;
};

const MOST_BYTES = 4096;
/** Questions of one connection that wait for their answers. */
const MOST_WAITING = 50;
const UNKNOWN = { status: STATUS.unknownName, records: [] };

/**
 * Names for children, over TCP on the loopback address: the guard leads each of their questions here. It asks the
 * system's resolver, so that children find what the server finds, and nothing that they may not reach.
 */
export function startNameServer(options: NameServerOptions): NameServer {
  const server = Bun.listen<Connection>({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      open(socket) {
        socket.data = { received: Buffer.alloc(0), waiting: 0 };
      },
      data(socket, chunk) {
        const { messages, rest } = messagesIn(Buffer.concat([socket.data.received, chunk]));
        socket.data.received = rest;
        socket.data.waiting += messages.length;
        if (rest.length > MOST_BYTES || socket.data.waiting > MOST_WAITING) socket.end();
        else for (const message of messages) void reply(socket, message);
      },
      close: (socket) => options.left(socket.remotePort),
    },
  });
  server.unref();

  async function reply(socket: Bun.Socket<Connection>, message: Buffer): Promise<void> {
    const question = readQuestion(message);
    if (!question) {
      socket.end();
      return;
    }
    const { status, records } = await answerOf(question, options, socket.remotePort);
    const answer = writeAnswer(question, status, records);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(answer.length);
    socket.data.waiting--;
    socket.write(Buffer.concat([length, answer]));
  }

  return { port: server.port, close: () => server.stop(true) };
}

/** Over TCP each message has its length before it. */
function messagesIn(bytes: Buffer): { messages: Buffer[]; rest: Buffer } {
  const messages: Buffer[] = [];
  let rest = bytes;
  while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
    const end = 2 + rest.readUInt16BE(0);
    messages.push(rest.subarray(2, end));
    rest = rest.subarray(end);
  }
  return { messages, rest };
}

async function answerOf(question: Question, options: NameServerOptions, port: number): Promise<Answer> {
  try {
    const asker = await options.askerAt(port);
    asker.mayAsk(question.name);
    const records = await recordsOf(question, options.lookup, asker);
    return { status: STATUS.ok, records };
  } catch {
    return UNKNOWN;
  }
}

async function recordsOf({ name, type }: Question, lookup: Lookup, asker: Asker): Promise<Buffer[]> {
  if (type === RECORD.A || type === RECORD.AAAA) {
    const addresses = (await lookup(name)).map(({ address }) => address);
    asker.check(name, addresses);
    return addresses.flatMap((address) => addressRecord(address, type));
  }
  const { resolveMx, resolveSrv, resolveTxt } = await import('node:dns/promises');
  if (type === RECORD.TXT) return (await resolveTxt(name)).map(textRecord);
  if (type === RECORD.MX)
    return (await resolveMx(name)).map(({ priority, exchange }) => namedRecord([priority], exchange));
  if (type !== RECORD.SRV) return [];
  return (await resolveSrv(name)).map((record) =>
    namedRecord([record.priority, record.weight, record.port], record.name),
  );
}
