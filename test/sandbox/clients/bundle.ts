/* What foreign code brings along to call others with: built into one module, as bundles are. */
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import axios from 'axios';
import got from 'got';
import Redis from 'ioredis';
import mysql from 'mysql2/promise';
import nodeFetch from 'node-fetch';
import pg from 'pg';
import { Client as SshClient } from 'ssh2';
import { Agent, request as undici, fetch as undiciFetch } from 'undici';
import { WebSocket as WsClient } from 'ws';

export { tryHttp } from './http.ts';

type Given = {
  url: string;
  https: string;
  ca: string;
  socket: string;
  port: number;
  tls: number;
  redis: number;
  postgres: number;
  mysql: number;
  ssh: number;
};

const read = (client: typeof http | typeof https, url: string, options: object = {}) =>
  new Promise<string>((resolve, reject) => {
    const asked = client.get(url, options, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (data: string) => {
        text += data;
      });
      answer.on('end', () => {
        const { location } = answer.headers;
        if (location) resolve(read(client, location));
        else resolve(text);
      });
    });
    asked.on('error', reject);
  });

const firstLine = (socket: net.Socket) =>
  new Promise<string>((resolve, reject) => {
    socket.on('data', (data) => {
      resolve(String(data));
      socket.destroy();
    });
    socket.on('error', reject);
    socket.write('ping');
  });

const message = (socket: WebSocket | WsClient) =>
  new Promise<string>((resolve, reject) => {
    socket.onopen = () => socket.send('ping');
    socket.onmessage = ({ data }: { data: unknown }) => {
      resolve(String(data));
      socket.close();
    };
    socket.onerror = () => reject(new Error('the socket failed'));
  });

const host = '127.0.0.1';

/** Each asks its kind of server, which answers `pong`. */
const CLIENTS: Record<string, (given: Given) => Promise<string>> = {
  fetch: async ({ url }) => (await fetch(url)).text(),
  'fetch with a form': async ({ url }) => {
    const body = new FormData();
    body.set('file', new Blob(['ping']), 'a.txt');
    return (await fetch(url, { method: 'POST', body })).text();
  },
  'fetch over TLS': async ({ https, ca }) => (await fetch(https, { tls: { ca } })).text(),
  axios: async ({ url }) => (await axios.get<string>(url)).data,
  'axios with fetch': async ({ url }) => (await axios.get<string>(url, { adapter: 'fetch' })).data,
  'axios over TLS': async ({ https: url, ca }) =>
    (await axios.get<string>(url, { httpsAgent: new https.Agent({ ca }) })).data,
  undici: async ({ url }) => (await undici(url)).body.text(),
  'undici with an agent': async ({ url }) =>
    (await undiciFetch(url, { dispatcher: new Agent({ connections: 1 }) })).text(),
  'node-fetch': async ({ url }) => (await nodeFetch(url)).text(),
  got: async ({ url }) => await got(url).text(),
  'node:http': ({ url }) => read(http, url),
  'node:https': ({ https: url, ca }) => read(https, url, { ca }),
  'node:net': ({ port }) => firstLine(net.connect(port, '127.0.0.1')),
  'node:tls': ({ tls: port, ca }) => firstLine(tls.connect({ port, host: '127.0.0.1', ca })),
  ws: ({ socket }) => message(new WsClient(socket)),
  WebSocket: ({ socket }) => message(new WebSocket(socket)),
  async ioredis({ redis: port }) {
    const client = new Redis({ host: '127.0.0.1', port, lazyConnect: true, enableReadyCheck: false });
    try {
      return String(await client.ping()).toLowerCase();
    } finally {
      client.disconnect();
    }
  },
  async pg({ postgres: port }) {
    const client = new pg.Client({ host, port, user: 'acme', database: 'acme' });
    await client.connect();
    const { rows } = await client.query('SELECT word');
    await client.end();
    return rows[0].word;
  },
  async mysql2({ mysql: port }) {
    const client = await mysql.createConnection({ host, port, user: 'acme' });
    const [rows] = await client.query<mysql.RowDataPacket[]>('SELECT word');
    client.destroy();
    return rows[0]?.word;
  },
  ssh2: ({ ssh: port }) =>
    new Promise((resolve, reject) => {
      const client = new SshClient();
      client.on('error', reject);
      client.on('ready', () =>
        client.exec('ping', (error, channel) => {
          if (error) reject(error);
          channel.on('data', (data: Buffer) => resolve(String(data)));
          channel.on('close', () => client.end());
        }),
      );
      client.connect({ host, port, username: 'acme', password: 'secret' });
    }),
};

export async function tryAll(given: Given, names?: string[]): Promise<Record<string, string>> {
  const results: Record<string, string> = {};
  for (const name of names ?? Object.keys(CLIENTS)) {
    const client = CLIENTS[name];
    results[name] = client ? await client(given).catch((error) => `failed: ${error.message}`) : 'unknown';
  }
  return results;
}
