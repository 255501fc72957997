import type { Generated } from './requests.ts';

/** What came back: nothing when the connection was closed without an answer. */
export type RawAnswer = { status: number; head: string; body: string } | undefined;

const PATIENCE = 30_000;
/** How long a request whose sender has cut it short is waited for. */
const PATIENCE_WHEN_CUT = 2_000;

/** Sends the bytes over a connection of its own and reads the answer. @throws when none comes in time and the request was whole */
export async function sendRaw(port: number, request: Generated): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const received: Buffer[] = [];
  const settle = () => resolve(parseAnswer(Buffer.concat(received)));
  const timer = setTimeout(
    () => (request.isCut || received.length > 0 ? settle() : reject(new Error('no answer in time'))),
    request.isCut ? PATIENCE_WHEN_CUT : PATIENCE,
  );
  let sent = 0;
  const pump = (socket: { write(bytes: Uint8Array): number; shutdown(half?: boolean): void }) => {
    while (sent < request.bytes.length) {
      const written = socket.write(request.bytes.subarray(sent));
      if (written <= 0) return;
      sent += written;
    }
    if (request.isCut) socket.shutdown(true);
  };
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      open: pump,
      drain: pump,
      data(_socket, bytes) {
        received.push(Buffer.from(bytes));
        if (isWhole(Buffer.concat(received))) settle();
      },
      close: settle,
      error: settle,
    },
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.terminate();
  }
}

function isWhole(bytes: Buffer): boolean {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(bytes.subarray(0, end).toString('latin1')) ?? [];
  return length !== undefined && bytes.length >= end + 4 + Number(length);
}

function parseAnswer(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf('\r\n\r\n');
  const head = bytes.subarray(0, end === -1 ? bytes.length : end).toString('latin1');
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(head) ?? [];
  return status === undefined
    ? undefined
    : { status: Number(status), head, body: bytes.subarray(end + 4).toString('utf8') };
}
