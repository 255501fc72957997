import { expect, test } from 'bun:test';
import { createServer, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { EgressFailure } from '../../src/lib/egress.ts';
import type { Lookup } from '../../src/lib/egress-rules.ts';

import { failure, outside } from './outside.ts';

const { closeLater, open } = outside();

/** A server with one answer; tells its URL. */
function serve(answer: (request: Request) => Response = () => new Response('hello')): string {
  const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: answer });
  closeLater(() => server.stop(true));
  return `http://127.0.0.1:${server.port}/`;
}

/** A server that writes what it likes on the raw connection. */
async function serveRaw(onRequest: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => onRequest(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeLater(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return { url: `http://127.0.0.1:${address.port}/` };
}

test('a system that never answers is given up at the timeout', async () => {
  const { url } = await serveRaw(() => {});
  const error = await failure(open().fetch(`${url}?token=s3cret`, { timeout: 100 }));
  expect(error.code).toBe('timeout');
  expect(error.message).toContain('within 100 ms');
  expect(error.message).not.toContain('s3cret');
});

test('the timeout covers a body that trickles in', async () => {
  const { url } = await serveRaw((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
    const timer = setInterval(() => socket.write('x'), 5);
    socket.on('close', () => clearInterval(timer));
  });
  expect((await failure(open().fetch(url, { timeout: 150 }))).code).toBe('timeout');
});

test('the timeout covers redirects together, and a DNS answer that does not come', async () => {
  const slow = await serveRaw(() => {});
  const url = serve(() => Response.redirect(slow.url));
  expect((await failure(open().fetch(url, { timeout: 100 }))).code).toBe('timeout');
  const never: Lookup = () => new Promise(() => {});
  const error = await failure(open([], never).fetch('http://slow.example.test/', { timeout: 50 }));
  expect(error.code).toBe('timeout');
});

test('a cancelled request ends with the reason of its cancellation', async () => {
  const controller = new AbortController();
  const { url } = await serveRaw((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', () =>
      controller.abort(new Error('the execution was cancelled')),
    );
  });
  const work = open().fetch(url, { signal: controller.signal });
  expect(await work.catch((error: unknown) => error)).toEqual(new Error('the execution was cancelled'));
});

test('nothing is sent when the request was cancelled before', async () => {
  const asked: string[] = [];
  const url = serve((request) => {
    asked.push(request.url);
    return new Response();
  });
  const signal = AbortSignal.abort(new Error('too late'));
  await expect(open().fetch(url, { signal })).rejects.toThrow('too late');
  expect(asked).toEqual([]);
});

test('an answer larger than the limit is given up, and the connection closed', async () => {
  const closed = Promise.withResolvers<void>();
  const chunk = Buffer.alloc(1 << 16, 'a');
  const { url } = await serveRaw((socket) => {
    socket.on('close', () => closed.resolve());
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    more();
  });
  const error = await failure(open().fetch(url));
  expect(error.code).toBe('too_large');
  expect(error.message).toContain('larger than 32 MB');
  await closed.promise;
});

test('an answer that announces too much is not read at all', async () => {
  const { url } = await serveRaw((socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n'),
  );
  expect((await failure(open().fetch(url))).code).toBe('too_large');
});

test('the limit of a request may be lower or higher', async () => {
  const url = serve();
  const error = await failure(open().fetch(url, { maxBytes: 4 }));
  expect(error.message).toContain('larger than 4 bytes');
  expect(await (await open().fetch(url, { maxBytes: 5 })).text()).toBe('hello');
});

const ENCODINGS: [string, (bytes: Buffer) => Buffer][] = [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
  ['gzip, br', (bytes) => brotliCompressSync(gzipSync(bytes))],
  ['identity', (bytes) => bytes],
];

test.each(ENCODINGS)('an answer compressed with %s is read', async (encoding, compress) => {
  const body = compress(Buffer.from('grüße '.repeat(50)));
  const url = serve(() => new Response(body, { headers: { 'content-encoding': encoding } }));
  const response = await open().fetch(url);
  expect(await response.text()).toBe('grüße '.repeat(50));
  expect(response.headers.get('content-encoding')).toBeNull();
});

test.each(ENCODINGS)('and as it comes by whoever receives it, with %s', async (encoding, compress) => {
  const body = compress(Buffer.from('grüße '.repeat(50)));
  const url = serve(() => new Response(body, { headers: { 'content-encoding': encoding } }));
  let text = '';
  const receive = async (pieces: AsyncIterable<Uint8Array>) => {
    for await (const piece of pieces) text += Buffer.from(piece).toString('latin1');
    return undefined;
  };
  const response = await open().fetch(url, { receive });
  expect(Buffer.from(text, 'latin1').toString()).toBe('grüße '.repeat(50));
  expect(await response.text()).toBe('');
});

test.each(ENCODINGS.slice(0, 7))(
  'a bomb that is received counts by what it unpacks to, with %s',
  async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(4_000_000));
    const url = serve(() => new Response(bomb, { headers: { 'content-encoding': encoding } }));
    const receive = async (pieces: AsyncIterable<Uint8Array>) => {
      for await (const _piece of pieces);
      return undefined;
    };
    expect((await failure(open().fetch(url, { maxBytes: 1_000_000, receive }))).code).toBe('too_large');
  },
);

// A zstd that is cut off at the end of a block ends well for Bun.
test.each(ENCODINGS.slice(0, 5))(
  'what is cut off is received in part, which is told, with %s',
  async (encoding, compress) => {
    const whole = compress(Buffer.from(crypto.getRandomValues(new Uint8Array(5_000))));
    const cut = whole.subarray(0, whole.length - 1_000);
    const url = serve(() => new Response(cut, { headers: { 'content-encoding': encoding } }));
    const receive = async (pieces: AsyncIterable<Uint8Array>) => {
      for await (const _piece of pieces);
      return undefined;
    };
    expect((await failure(open().fetch(url, { receive }))).code).toBe('encoding');
  },
);

test.each(ENCODINGS.slice(0, 7))(
  'a decompression bomb made with %s counts by what it unpacks to',
  async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(4_000_000));
    expect(bomb.length).toBeLessThan(10_000);
    const url = serve(() => new Response(bomb, { headers: { 'content-encoding': encoding } }));
    expect((await failure(open().fetch(url, { maxBytes: 1_000_000 }))).code).toBe('too_large');
  },
);

test.each(['gzip', 'br', 'zstd', 'deflate', 'compress', 'gzip, gzip, gzip, gzip'])(
  'an answer that is not what its encoding %s says is an error',
  async (encoding) => {
    const url = serve(() => new Response('plain', { headers: { 'content-encoding': encoding } }));
    expect((await failure(open().fetch(url))).code).toBe('encoding');
  },
);

test('answers without a body are answers all the same', async () => {
  const none = serve(() => new Response(null, { status: 204 }));
  const same = serve(() => new Response(null, { status: 304, headers: { 'content-encoding': 'gzip' } }));
  expect((await open().fetch(none)).status).toBe(204);
  expect((await open().fetch(same)).status).toBe(304);
});

test('a HEAD request tells the headers, the length of the body it has not fetched among them', async () => {
  const url = serve(() => new Response('x'.repeat(10), { headers: { 'x-a': '1' } }));
  const { headers } = await open().fetch(url, { method: 'HEAD', maxBytes: 3 });
  expect(headers.get('x-a')).toBe('1');
  expect(headers.get('content-length')).toBe('10');
});

test('several cookies of an answer stay apart', async () => {
  const { url } = await serveRaw((socket) =>
    socket.end('HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n'),
  );
  expect((await open().fetch(url)).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

const BROKEN: [what: string, text: string, code: EgressFailure][] = [
  ['nothing', '', 'network'],
  ['what is not HTTP', 'hello\r\n\r\n', 'network'],
  ['half a head', 'HTTP/1.1 200 OK\r\nContent-Le', 'network'],
  ['half a body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', 'incomplete'],
  ['a status that does not exist', 'HTTP/1.1 799 Odd\r\nContent-Length: 0\r\n\r\n', 'incomplete'],
];

test.each(BROKEN)(
  'a system that answers with %s is an error without the query, and known by whether an answer began',
  async (_what, text, code) => {
    const { url } = await serveRaw((socket) => socket.end(text));
    const error = await failure(open().fetch(`${url}?token=s3cret`));
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('s3cret');
  },
);

test('a system where nobody listens is a network error that names it', async () => {
  const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response('') });
  const { port } = server;
  await server.stop(true);
  const error = await failure(open().fetch(`http://127.0.0.1:${port}/`));
  expect(error).toMatchObject({ code: 'network', message: expect.stringContaining(`127.0.0.1:${port}`) });
});
