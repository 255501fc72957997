/* The HTTP clients that bundles bring along, each asked in one way. */
import http from 'node:http';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import axios from 'axios';
import got from 'got';
import nodeFetch from 'node-fetch';
import { Agent, interceptors, request as undici, fetch as undiciFetch } from 'undici';

export type Asked = {
  body?: Uint8Array<ArrayBuffer>;
  /** Sends the body in pieces. */
  isStreamed?: boolean;
  signal?: AbortSignal;
  /** Milliseconds after which the client itself gives up. */
  timeout?: number;
};
type Client = (url: string, asked: Asked) => Promise<Uint8Array>;

const CHUNK = 64 * 1024;

/** The body, whole or in pieces. */
function bodyOf({ body, isStreamed }: Asked): Uint8Array<ArrayBuffer> | Readable | undefined {
  if (!body || !isStreamed) return body;
  const pieces = Math.ceil(body.length / CHUNK);
  return Readable.from(
    Array.from({ length: pieces }, (_, at) => Buffer.from(body.subarray(at * CHUNK, (at + 1) * CHUNK))),
  );
}

function streamOf(body: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < body.length) controller.enqueue(body.subarray(at, at + CHUNK));
      else controller.close();
      at += CHUNK;
    },
  });
}

const methodOf = ({ body }: Asked) => (body ? 'POST' : 'GET');
const signalOf = ({ signal, timeout }: Asked) =>
  timeout === undefined ? signal : AbortSignal.timeout(timeout);
const agent = new http.Agent({ keepAlive: true });
const dispatcher = new Agent().compose(
  interceptors.redirect({ maxRedirections: 3 }),
  interceptors.decompress(),
);

async function byHttp(url: string, asked: Asked): Promise<Uint8Array> {
  const { signal, timeout } = asked;
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const call = http.request(url, { method: methodOf(asked), agent, signal, timeout }, resolve);
    call.on('timeout', () => call.destroy(new Error('timed out')));
    call.on('error', reject);
    const body = bodyOf(asked);
    if (body instanceof Readable) body.pipe(call);
    else call.end(body);
  });
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece);
  const { location } = answer.headers;
  if (location) return await byHttp(new URL(location, url).href, asked);
  const bytes = Buffer.concat(pieces);
  return answer.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
}

const byAxios =
  (adapter: 'http' | 'fetch'): Client =>
  async (url, asked) => {
    const { body, isStreamed, signal, timeout } = asked;
    const data = adapter === 'fetch' && isStreamed && body ? streamOf(body) : bodyOf(asked);
    const method = methodOf(asked);
    const limits = { maxBodyLength: Number.POSITIVE_INFINITY, maxContentLength: Number.POSITIVE_INFINITY };
    const settings = { url, method, data, adapter, responseType: 'arraybuffer' as const, ...limits };
    const { data: answer } = await axios<ArrayBuffer>({
      ...{ ...settings, httpAgent: agent },
      ...(signal && { signal }),
      ...(timeout !== undefined && { timeout }),
    });
    return new Uint8Array(answer);
  };

const HTTP_CLIENTS: Record<string, Client> = {
  async fetch(url, asked) {
    const { body, isStreamed } = asked;
    const sent = body && { body: isStreamed ? streamOf(body) : body };
    const answer = await fetch(url, { method: methodOf(asked), signal: signalOf(asked) ?? null, ...sent });
    return new Uint8Array(await answer.arrayBuffer());
  },
  axios: byAxios('http'),
  'axios with fetch': byAxios('fetch'),
  async undici(url, asked) {
    const { body } = await undici(url, {
      ...{ method: methodOf(asked), body: bodyOf(asked) ?? null, signal: signalOf(asked), dispatcher },
    });
    return new Uint8Array(await body.arrayBuffer());
  },
  async 'fetch of undici'(url, asked) {
    const { body, isStreamed } = asked;
    const sent = body ? { body: isStreamed ? streamOf(body) : body, duplex: 'half' as const } : {};
    const answer = await undiciFetch(url, {
      method: methodOf(asked),
      signal: signalOf(asked) ?? null,
      ...sent,
    });
    return new Uint8Array(await answer.arrayBuffer());
  },
  async 'node-fetch'(url, asked) {
    const { timeout = 0, signal } = asked;
    const body = bodyOf(asked);
    const init = { method: methodOf(asked), agent, timeout };
    const sent = body instanceof Uint8Array ? Buffer.from(body) : body;
    // its types know another signal than the runtime has
    const answer = await nodeFetch(
      url,
      Object.assign(init, sent && { body: sent }, signal && { signal: Object(signal) }),
    );
    return await answer.buffer();
  },
  async got(url, asked) {
    const { timeout, signal } = asked;
    const body = bodyOf(asked);
    return await got(url, {
      ...{ method: methodOf(asked), agent: { http: agent }, retry: { limit: 0 } },
      ...(body && { body: body instanceof Readable ? body : Buffer.from(body) }),
      ...(timeout !== undefined && { timeout: { request: timeout } }),
      ...(signal && { signal }),
    }).buffer();
  },
  'node:http': byHttp,
};

/** A form with a file, as clients write it. */
async function formOf(): Promise<{ type: string; bytes: Uint8Array<ArrayBuffer> }> {
  const form = new FormData();
  form.set('name', 'Müller');
  form.set('file', new Blob(['a;b']), 'orders.csv');
  const written = new Response(form);
  return {
    type: written.headers.get('content-type') ?? '',
    bytes: new Uint8Array(await written.arrayBuffer()),
  };
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const LARGE = new Uint8Array(10_000_000).fill(7);

async function refused(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'it was answered';
  } catch {
    return 'ok';
  }
}

/** What each client is asked to do; `ok` where it has. */
const DEEDS: Record<string, (client: Client, url: string) => Promise<string>> = {
  redirect: async (client, url) => text(await client(`${url}redirect`, {})),
  gzip: async (client, url) => text(await client(`${url}gzip`, {})),
  'what comes in pieces': async (client, url) => text(await client(`${url}pieces`, {})),
  'ten megabytes sent as a stream': async (client, url) =>
    text(await client(`${url}count`, { body: LARGE, isStreamed: true })),
  'ten megabytes received': async (client, url) =>
    (await client(`${url}large`, {})).length === 10_000_000 ? 'ok' : 'cut',
  form: async (client, url) => {
    const { type, bytes } = await formOf();
    return text(await client(`${url}form?type=${encodeURIComponent(type)}`, { body: bytes }));
  },
  timeout: (client, url) => refused(client(`${url}silent`, { timeout: 100 })),
  abort: (client, url) => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    return refused(client(`${url}silent`, { signal: stop.signal }));
  },
  'keep-alive': async (client, url) => {
    const ports = [text(await client(`${url}port`, {})), text(await client(`${url}port`, {}))];
    return ports[0] === ports[1] ? 'ok' : `other connections: ${ports}`;
  },
};

/** All that one client is asked to do, and what became of it. */
export async function tryHttp(name: string, url: string): Promise<Record<string, string>> {
  const client = HTTP_CLIENTS[name];
  const results: Record<string, string> = {};
  if (!client) return results;
  for (const [deed, work] of Object.entries(DEEDS))
    results[deed] = await work(client, url).catch((error) => `failed: ${error.message}`);
  return results;
}
