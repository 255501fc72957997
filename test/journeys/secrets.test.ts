import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, type Server, send, start, temporaryFolder } from '../support/binary.ts';
import {
  apiKeyConnection,
  configVar,
  flow,
  integration,
  post,
  step,
  template,
  value,
  webhook,
} from '../support/definitions.ts';
import {
  executionEnded,
  type Instance,
  install,
  logsOf,
  startedBy,
  stepsOf,
  urlOf,
} from '../support/journey.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

setDefaultTimeout(180_000);
const SECRET = 'canary/with+signs="quotes"-7f3a91';
/** As JSON, URLs and headers would write it. */
const SPELLINGS = [
  SECRET,
  JSON.stringify(SECRET).slice(1, -1),
  encodeURIComponent(SECRET),
  Buffer.from(SECRET).toString('base64'),
];

let server: Server;
let upstream: Upstream;
let instance: Instance;
let dataFolder: string;
beforeAll(async () => {
  upstream = startUpstream();
  // An upstream that gives away what it was sent, as some do in their error pages.
  upstream.answer = (call) =>
    Response.json({ sent: call.headers.authorization }, { status: call.path === '/fails' ? 500 : 200 });
  dataFolder = temporaryFolder();
  server = await start({ dataFolder, env: { STEPWELL_EGRESS_ALLOW: '127.0.0.1' } });
  const connection = configVar('System');
  const call = (name: string, path: string) =>
    step(name, 'http.httpGet', {
      url: value(upstream.url + path),
      connection,
      debugRequest: value('true'),
      includeFullResponse: value('true'),
    });
  const leaky = integration(
    'Leaky',
    [
      flow('Main', [
        webhook(),
        call('Get', '/gives'),
        step('Log', 'log.writeLog', {
          level: value('info'),
          message: template('got {{$get.results.data.sent}}'),
        }),
        post('Pass On', template(`${upstream.url}/next?was={{$get.results.data.sent}}`)),
        call('Fail', '/fails'),
      ]),
    ],
    { requiredConfigVars: [apiKeyConnection('System')] },
  );
  instance = await install(server, leaky, { System: { apiKey: SECRET } });
});
afterAll(async () => {
  upstream.stop();
  await cleanUp();
});

function expectNoSecret(what: string, text: string | Buffer): void {
  for (const spelling of SPELLINGS) {
    if (text.includes(spelling)) throw new Error(`${what} holds the secret as ${spelling}`);
  }
}

test('a secret reaches the system it is for, and nothing that people or files can read', async () => {
  const id = startedBy(await send(urlOf(instance), { method: 'POST' }));
  const execution = await executionEnded(server, id);
  expect(execution.status).toBe('failed');
  const got = upstream.calls.find((call) => call.path === '/gives');
  expect(got?.headers.authorization).toBe(`Bearer ${SECRET}`);

  expectNoSecret('the execution', JSON.stringify(execution));
  const steps = await stepsOf(server, id);
  expect(steps.map((each) => each.name)).toEqual(['Get', 'Log', 'Pass On', 'Fail']);
  expectNoSecret('a step', JSON.stringify(steps));
  const lines = await logsOf(server, id);
  expect(lines.length).toBeGreaterThan(2);
  expectNoSecret('a log line', JSON.stringify(lines));
  expect(JSON.stringify(lines)).toContain('***');
});

test('a step behind it works with the true value, though a masked one is stored', () => {
  const passed = upstream.calls.find((call) => call.path.startsWith('/next'));
  expect(decodeURIComponent(passed?.path ?? '')).toContain(SECRET);
});

test('the API shows that a value is there, not which', async () => {
  for (const path of [
    `/instances/${instance.id}`,
    '/instances',
    `/instances/${instance.id}/config-variables`,
  ]) {
    const answer = await server.call('GET', path);
    expectNoSecret(path, answer.text);
  }
  expect((await server.call('GET', `/instances/${instance.id}`)).text).toContain('***');
});

test('a masked value that is sent back keeps what is there', async () => {
  const path = `/instances/${instance.id}/config-variables`;
  expect((await server.call('PUT', path, { System: { fields: { apiKey: '***' } } })).status).toBe(200);
  const before = upstream.calls.length;
  await executionEnded(server, startedBy(await send(urlOf(instance), { method: 'POST' })));
  const got = upstream.calls.slice(before).find((call) => call.path === '/gives');
  expect(got?.headers.authorization).toBe(`Bearer ${SECRET}`);
});

test('neither the process’s log nor any file of the data folder holds the secret, before and after the stop', async () => {
  expect(expectNoSecretIn(dataFolder)).toContain('stepwell.db-wal');
  await server.stop();
  expect(expectNoSecretIn(dataFolder)).toContain('stepwell.db');
  expectNoSecret('the process log', server.output());
});

function expectNoSecretIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  for (const name of names) expectNoSecret(name, readFileSync(join(folder, name)));
  return names;
}

test('the token that opens the API is nowhere either', () => {
  expect(server.output()).not.toContain(server.token);
  for (const name of readdirSync(dataFolder, { recursive: true, encoding: 'utf8' })) {
    const path = join(dataFolder, name);
    if (statSync(path).isFile()) expect(readFileSync(path).includes(server.token)).toBe(false);
  }
});
