import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '../sandbox/clients/database-servers.ts';
import { cleanUp, type Server, start, TOKEN } from '../support/binary.ts';
import type { Json } from '../support/definitions.ts';
import {
  createCustomer,
  deploy,
  executionEnded,
  type Instance,
  importText,
  publish,
  startedBy,
  stepsOf,
  urlOf,
} from '../support/journey.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

setDefaultTimeout(180_000);

const ROOT = join(import.meta.dir, '..');
const HELPERS = readFileSync(join(ROOT, 'definition/fixtures/helper-components.yml'), 'utf8');
const POSTGRES = readFileSync(join(ROOT, 'fixtures/postgres.yml'), 'utf8');
const SPLIT = readFileSync(join(ROOT, 'journeys/fixtures/split-payload-example.yml'), 'utf8');

let server: Server;
let upstream: Upstream;
beforeAll(async () => {
  upstream = startUpstream();
  upstream.answer = ({ path }) =>
    path === '/graphql'
      ? Response.json({ data: { customer: { name: 'Acme' } } })
      : Response.json([{ body: 'first' }, { body: 'second' }]);
  server = await start({ env: { STEPWELL_EGRESS_ALLOW: '127.0.0.1' } });
});
afterAll(async () => {
  upstream.stop();
  await cleanUp();
});

const api = { fields: { apiKey: TOKEN } };

async function installed(text: string, configVariables: Record<string, Json>) {
  const { id: integrationId, problems } = await importText(server, text);
  await publish(server, integrationId);
  const customerId = await createCustomer(server, integrationId);
  return { problems, instance: await deploy(server, { integrationId, customerId, configVariables }) };
}

async function outputs(execution: string): Promise<Record<string, unknown>> {
  const rows = await stepsOf(server, execution);
  return Object.fromEntries(rows.map(({ path, output }) => [path, output]));
}

const BODY = JSON.stringify({
  ...{ csv: 'id;name\n17;Acme', country: 'DE' },
  items: [
    { id: 17, name: 'Acme', total: 25 },
    { id: 18, name: 'Nord', total: 17 },
  ],
});

async function send(instance: Instance, signature: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-signature-256': signature };
  return await fetch(urlOf(instance), { method: 'POST', headers, body: BODY });
}

test('a flow of one action of each helper component runs through, by a call that is signed', async () => {
  const form = { name: 'Acme' };
  const given = { Upstream: upstream.url, 'Own API': api, Form: form };
  const { problems, instance } = await installed(HELPERS, given);
  expect(problems).toEqual([]);
  const signature = `sha256=${createHmac('sha256', 'shared with the sender').update(BODY).digest('hex')}`;
  const answer = await send(instance, signature);
  expect([answer.status, await answer.text()]).toEqual([202, 'taken']);
  const id = answer.headers.get('stepwell-executionid') ?? '';
  expect((await executionEnded(server, id)).status).toBe('succeeded');
  const found = await outputs(id);
  expect(found).toMatchObject({
    rows: [
      ['id', 'name'],
      ['17', 'Acme'],
    ],
    table: 'id,name,total\n17,Acme,25\n18,Nord,17',
    letter: 'ACME;NORD;',
    query: 42,
    plain: 'Hello Acme',
    mail: '<p style="color: red;">a</p>',
    pretty: '<div><p>a</p></div>\n',
    country: 'Germany',
    newItems: [{ id: 17 }, { id: 18 }],
    mock: { id: 17 },
    graph: { customer: { name: 'Acme' } },
    readMessage: { id: 17 },
    fetched: [{ body: 'first' }, { body: 'second' }],
    own: { data: { data: { components: { nodes: [{ key: 'csv', label: 'CSV' }] } } } },
  });
  expect(found.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(found.id).toMatch(/^[0-9a-f]{32}$/);
  expect(found.unpacked).toMatchObject({ 'orders.csv': { contentType: 'text/csv' } });

  const again = (await send(instance, signature)).headers.get('stepwell-executionid') ?? '';
  expect((await executionEnded(server, again)).status).toBe('succeeded');
  expect((await outputs(again)).newItems).toEqual([]);

  const wrong = await send(instance, `sha256=${'0'.repeat(64)}`);
  expect(wrong.status).toBe(401);
  expect(await wrong.text()).toContain('X-Signature-256');
  const refused = wrong.headers.get('stepwell-executionid') ?? '';
  expect((await executionEnded(server, refused)).status).toBe('failed');
  expect(await outputs(refused)).toEqual({});
});

test('the split payload example collects what its sibling flow has made', async () => {
  const text = SPLIT.replace('https://jsonplaceholder.typicode.com/comments', `${upstream.url}/comments`);
  const { problems, instance } = await installed(text, { 'Prismatic Connection': api });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const answer = await fetch(urlOf(instance, 'Main Flow'), { method: 'POST', body: '' });
  const { status, headers } = answer;
  const id = startedBy({ status, headers, text: '', json: await answer.json() });
  expect((await executionEnded(server, id)).status).toBe('succeeded');
  expect((await outputs(id)).flatten).toEqual(['FIRST', 'SECOND']);
});

test('a query of PostgreSQL is answered over a socket that the egress rules let out', async () => {
  const database = startPostgres('127.0.0.1');
  const fields = { host: '127.0.0.1', port: String(database.port), username: 'acme', password: 'word' };
  const { problems, instance } = await installed(POSTGRES, { Database: { fields } });
  expect(problems).toEqual([]);
  const answer = await fetch(urlOf(instance), { method: 'POST', body: '' });
  const { status, headers } = answer;
  const id = startedBy({ status, headers, text: '', json: await answer.json() });
  expect((await executionEnded(server, id)).status).toBe('succeeded');
  expect((await outputs(id)).ask).toEqual([{ word: 'pong' }]);
  database.stop(true);
});
