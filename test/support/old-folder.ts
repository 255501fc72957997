/*
 * The data folder of an older Stepwell, from before connections were records, and what it answered. It was made by
 * `bun test/support/old-folder.ts EXECUTABLE` with the executable of commit 61b8da3, killed while a run was under way.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { cleanUp, type Server, send, start, temporaryFolder, until } from './binary.ts';
import {
  apiKeyConnection,
  code,
  flow,
  integration,
  type Json,
  page,
  step,
  synchronous,
  value,
  variable,
  webhook,
} from './definitions.ts';
import {
  createCustomer,
  deploy,
  executionEnded,
  executionIs,
  executionsOf,
  expectStatus,
  type Instance,
  importDefinition,
  logsOf,
  publish,
  publishChange,
  startedBy,
  stepsOf,
  urlOf,
} from './journey.ts';
import { owner } from './journey-people.ts';

const FIXTURES = resolve(import.meta.dir, '../fixtures');
const ARCHIVE = join(FIXTURES, 'old-folder.json.zst');
const TOLD = join(FIXTURES, 'old-folder.told.json');

const Ids = v.array(v.string());
const Told = v.object({
  /** When it was killed. */
  at: v.number(),
  cookies: v.record(v.string(), v.string()),
  token: v.string(),
  /** Every text that nobody may find in the clear. */
  secrets: v.array(v.string()),
  /** The path of each address that tells a digest of what steps receive, with that digest. */
  digests: v.array(v.object({ path: v.string(), digest: v.string() })),
  /** The instance on a version without the connection that it was given, and its digest under the version before. */
  left: v.object({ id: v.string(), path: v.string(), digest: v.string() }),
  runs: v.object({ ended: Ids, waiting: v.string(), running: v.string(), queued: Ids }),
  /** What the API answered, by path. */
  answers: v.record(v.string(), v.unknown()),
});
export type OldFolder = v.InferOutput<typeof Told>;

/** What the older one told of its folder. */
export const oldFolder: OldFolder | undefined = import.meta.main
  ? undefined
  : v.parse(Told, JSON.parse(readFileSync(TOLD, 'utf8')));

/** Puts a copy of the folder into a new temporary one; its path. */
export function unpackOldFolder(): string {
  const folder = temporaryFolder();
  const text = Buffer.from(Bun.zstdDecompressSync(readFileSync(ARCHIVE))).toString();
  for (const [name, base64] of Object.entries(v.parse(v.record(v.string(), v.string()), JSON.parse(text)))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, name), Buffer.from(base64, 'base64'), { mode: 0o600 });
  }
  return folder;
}

/** The digest of all config values as steps of an instance receive them. */
export async function digestAt(url: string): Promise<string> {
  const answer = expectStatus(await send(url, { method: 'POST', body: '{}' }), 200);
  return v.parse(v.object({ digest: v.string() }), answer.json).digest;
}

const DIGEST = `
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(context.configVars))
    hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193);
  return { data: { digest: 'fnv-' + (hash >>> 0) } };`;
/** Long enough to be killed in. */
const SLOW = `
  const { slow } = stepResults.trigger.results.body.data;
  if (slow) await new Promise((resolve) => setTimeout(resolve, 10_000));
  return { data: { secrets: Object.values(context.configVars), slow } };`;

const connection = (key: string, kind: string, inputs: Json = {}): Json =>
  variable(key, 'connection', {
    connection: { key: kind, component: { key: 'http', version: 'LATEST', isPublic: true } },
    inputs,
  });
const later = { errorHandlerType: 'retry', maxAttempts: 1, delaySeconds: 3600, ignoreFinalError: true };

const everything = integration(
  'Everything',
  [
    flow('Digest', [webhook(), code('Digest', DIGEST)], synchronous),
    flow('Main', [
      webhook(),
      code('Spell', SLOW),
      step('Log', 'log.writeLog', { level: value('info'), message: value('Done') }),
    ]),
    flow('Later', [
      webhook(),
      step('Call', 'http.httpGet', { url: value('http://127.0.0.1:9/') }, { errorConfig: later }),
      step('After', 'text-manipulation.upperCase', { text: value('after') }),
    ]),
  ],
  {
    requiredConfigVars: [
      apiKeyConnection('Shop'),
      connection('Bank', 'basic'),
      connection('Mail', 'authorizationCode', { tokenUrl: value('https://mail.example/token') }),
      variable('Pin', 'password'),
      variable('Pins', 'password', { collectionType: 'valuelist' }),
      variable('Region', 'string'),
    ],
    configPages: [page('Shop', 'Bank', 'Mail', 'Pin', 'Region')],
  },
);

const leaving = (more: { [key: string]: Json }) =>
  integration('Leaving', [flow('Digest', [webhook(), code('Digest', DIGEST)], synchronous)], more);
const withSystem = {
  requiredConfigVars: [connection('System', 'apiKey', { baseUrl: value('https://here.example') })],
  configPages: [page('System')],
};

const secretsOf = (name: string) =>
  ['shop-key', 'bank-password', 'mail-secret', 'mail-access', 'mail-refresh', 'pin-text', 'pins-text'].map(
    (what) => `${what}-of-${name}-Zq9x`,
  );

function valuesOf(name: string): Record<string, Json> {
  const [shop = '', bank = '', mail = '', access = '', refresh = '', pin = '', pins = ''] = secretsOf(name);
  return {
    Shop: { fields: { apiKey: shop, baseUrl: `https://${name}.example`, more: { inner: shop } } },
    Bank: { fields: { username: name, password: bank } },
    Mail: {
      fields: { clientId: name, clientSecret: mail },
      token: { access_token: access, refresh_token: refresh, expires_in: 3600 },
    },
    Pin: pin,
    Pins: [pins, pin],
    Region: `region-of-${name}`,
  };
}

const call = (url: string, body: Json) =>
  send(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

async function make(binary: string): Promise<void> {
  const dataFolder = temporaryFolder();
  const env = {
    STEPWELL_MAX_EXECUTIONS_PER_INSTANCE: '1',
    STEPWELL_EGRESS_ALLOW: '127.0.0.1',
  };
  const server = await start({ binary, dataFolder, env });
  const setUpUrl = async () =>
    server.url + (await until('the link to set up', () => /\/set-up\/[\w-]+/.exec(server.output())?.[0]));
  const cookies = await owner({ setUpUrl });
  const token = await apiTokenOf(server, cookies);
  const instances = await install(server);
  const left = await leaveConnection(server, instances.customers[0] ?? '');
  const [first] = instances.deployed;
  if (!first) throw new Error('There is no instance.');
  const runs = await runAll(server, first);
  const digests = [];
  const removed = instances.deployed.at(-1);
  for (const each of instances.deployed.slice(1, -1))
    digests.push({ path: pathOf(each, 'Digest'), digest: await digestAt(urlOf(each, 'Digest')) });
  expectStatus(await server.call('DELETE', `/instances/${removed?.id}`), 200, 204);
  const answers = await answersOf(server, [...instances.deployed.slice(0, -1), { id: left.id }], runs.ended);
  const under = await leaveUnderWay(server, first);
  const at = Date.now();
  await server.kill9();
  const secrets = [...['north', 'south', 'removed'].flatMap(secretsOf), LEFT_SECRET];
  const told: OldFolder = {
    at,
    cookies,
    token,
    secrets,
    digests,
    left,
    runs: { ...runs, ...under },
    answers,
  };
  save(dataFolder, told);
  await cleanUp();
}

async function apiTokenOf(server: Server, cookies: Record<string, string>): Promise<string> {
  const headers = { cookie: cookieLine(cookies), 'sec-fetch-site': 'same-origin' };
  const { text } = await send(`${server.url}/settings/tokens`, { headers });
  const [, csrf = ''] = /name="_csrf" value="([^"]+)"/.exec(text) ?? [];
  const body = new URLSearchParams({ _csrf: csrf, name: 'Nightly', role: 'admin' });
  const made = await send(`${server.url}/settings/tokens`, { method: 'POST', headers, body });
  const [token] = /swt_[\w-]{43}/.exec(made.text) ?? [];
  if (!token) throw new Error(`There is no token: ${made.status}`);
  return token;
}

export function cookieLine(cookies: Record<string, string>): string {
  return Object.entries(cookies)
    .map(([name, text]) => `${name}=${text}`)
    .join('; ');
}

async function install(server: Server) {
  const { id: integrationId } = await importDefinition(server, everything);
  await publish(server, integrationId);
  const north = await createCustomer(server, 'North');
  const south = await createCustomer(server, 'South');
  const deployed: Instance[] = [];
  for (const [customerId, name] of [
    [north, 'north'],
    [north, 'north'],
    [south, 'south'],
    [south, 'removed'],
  ] as const) {
    deployed.push(await deploy(server, { integrationId, customerId, configVariables: valuesOf(name) }));
  }
  return { deployed, customers: [north, south] };
}

const LEFT_SECRET = 'left-key-of-north-Zq9x';

async function leaveConnection(server: Server, customerId: string) {
  const { id: integrationId } = await importDefinition(server, leaving(withSystem));
  await publish(server, integrationId);
  const configVariables = { System: { fields: { apiKey: LEFT_SECRET } } };
  const made = await deploy(server, { integrationId, customerId, configVariables });
  const digest = await digestAt(urlOf(made, 'Digest'));
  const version = await publishChange(server, integrationId, leaving({}));
  expectStatus(await server.call('PUT', `/instances/${made.id}/version`, { version }), 200);
  return { id: made.id, path: pathOf(made, 'Digest'), digest };
}

async function runAll(server: Server, instance: Instance) {
  const done = startedBy(await call(urlOf(instance, 'Main'), { slow: false }));
  await executionEnded(server, done);
  const waiting = startedBy(await call(urlOf(instance, 'Later'), {}));
  await executionIs(server, waiting, 'waiting');
  return { ended: [done], waiting };
}

async function leaveUnderWay(server: Server, instance: Instance) {
  const running = startedBy(await call(urlOf(instance, 'Main'), { slow: true }));
  await executionIs(server, running, 'running');
  const queued: string[] = [];
  for (let count = 0; count < 3; count++)
    queued.push(startedBy(await call(urlOf(instance, 'Main'), { slow: false })));
  const states = await executionsOf(server, instance.id);
  if (states.filter(({ status }) => status === 'queued').length !== 3) throw new Error('They do not wait.');
  return { running, queued };
}

/** What the API answers of instances, and of runs that have ended. */
export async function answersOf(server: Server, instances: { id: string }[], runs: string[]) {
  const answers: Record<string, unknown> = {};
  for (const { id } of instances) {
    const { json } = expectStatus(await server.call('GET', `/instances/${id}`), 200);
    // Addresses begin with the port of the moment.
    answers[`/instances/${id}`] = JSON.parse(JSON.stringify(json).replaceAll(server.url, ''));
  }
  for (const id of runs) {
    answers[`/executions/${id}/steps`] = await stepsOf(server, id);
    answers[`/executions/${id}/logs`] = await logsOf(server, id);
    for (const { path } of await stepsOf(server, id)) {
      const step = `/executions/${id}/steps/${encodeURIComponent(path)}`;
      answers[step] = (await server.call('GET', step)).json;
    }
  }
  return answers;
}

function pathOf(instance: Instance, name: string): string {
  return new URL(urlOf(instance, name)).pathname;
}

function save(dataFolder: string, told: OldFolder): void {
  const names = readdirSync(dataFolder, { recursive: true, encoding: 'utf8' }).filter(
    (name) =>
      statSync(join(dataFolder, name)).isFile() &&
      !/^(stepwell\.pid|lock\.db.*|stepwell\.db-shm)$/.test(name),
  );
  const files = names.map((name) => [name, readFileSync(join(dataFolder, name)).toString('base64')]);
  writeFileSync(
    ARCHIVE,
    Bun.zstdCompressSync(Buffer.from(JSON.stringify(Object.fromEntries(files))), { level: 19 }),
  );
  writeFileSync(TOLD, `${JSON.stringify(told, null, 2)}\n`);
  console.log(`${names.join(', ')}: ${statSync(ARCHIVE).size} bytes`);
}

if (import.meta.main) await make(resolve(process.argv[2] ?? ''));
