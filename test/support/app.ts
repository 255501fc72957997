/** The app over a real store, and an engine that only notes what it is told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Validator } from '@cfworker/json-schema';
import { Hono } from 'hono';
import * as v from 'valibot';
import { createCatalog } from '../../src/components/catalog.ts';
import type { Component, HttpResponse } from '../../src/components/component.ts';
import { builtInComponents } from '../../src/components/registry.ts';
import { openBlobs } from '../../src/db/blobs.ts';
import { readChecked } from '../../src/definition/check/read-checked.ts';
import { callPart } from '../../src/engine/call-part.ts';
import { limitsOf } from '../../src/engine/limits.ts';
import type { Ended } from '../../src/engine/worker.ts';
import { threadEntry } from '../../src/lib/assets.ts';
import { readSettings } from '../../src/lib/config.ts';
import { createVault } from '../../src/lib/crypto.ts';
import { createEgress } from '../../src/lib/egress.ts';
import { createLive } from '../../src/lib/live.ts';
import { createLog } from '../../src/lib/log.ts';
import { createMailer } from '../../src/lib/mail.ts';
import { readPublicFiles } from '../../src/lib/public-files.ts';
import { createThreadPool } from '../../src/lib/thread-pool.ts';
import { createWaiters } from '../../src/lib/waiters.ts';
import { createCompiledVersions } from '../../src/models/compiled-versions.ts';
import { createSignIns } from '../../src/models/connection-sign-ins.ts';
import { createConnectionTokens } from '../../src/models/connection-tokens.ts';
import { createDrafts } from '../../src/models/draft-cache.ts';
import { createGuesses } from '../../src/models/sign-in-limits.ts';
import { describing } from '../../src/outside.ts';
import { createSandboxPool } from '../../src/sandbox/pool.ts';
import { definitionWork } from '../../src/threads/large-definition.ts';
import { bundleReader } from '../../src/threads/read-bundle.ts';
import { buildPublic } from '../../src/tools/vendor.ts';
import { api } from '../../src/web/api/api.ts';
import type { Authenticate } from '../../src/web/api/authenticate.ts';
import { describeApi } from '../../src/web/api/openapi.ts';
import { routes } from '../../src/web/api/table.ts';
import { createApp } from '../../src/web/app.ts';
import type { Deps } from '../../src/web/kit/deps.ts';
import { errorAnswer } from '../../src/web/kit/errors.ts';
import { createContext } from '../components/context.ts';
import { openNewStore } from './new-store.ts';

await buildPublic();

const CONFINED = { level: 'full', reason: 'In a test.', network: 'guarded', networkReason: '' } as const;

export const TOKEN = 'the-token-of-this-test';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };
export type Answer = { status: number; headers: Headers; text: string; json: Json };

export type Desk = ReturnType<typeof openDesk>;

/**
 * @param settings flags by name, over the admin token
 * @param folder with a database that is there already
 * @param more components beside the built-in ones
 */
export function openDesk(
  settings: Record<string, string> = { 'admin-token': TOKEN },
  folder = mkdtempSync(join(tmpdir(), 'stepwell-routes-')),
  more: Component[] = [],
) {
  const store = openNewStore(join(folder, 'stepwell.db'), openBlobs(join(folder, 'blobs')));
  const told = {
    woken: [] as string[],
    aborted: [] as string[],
    limited: [] as string[],
    rescheduled: 0,
    upgrades: 0,
    executionJobs: 0,
  };
  const lines: string[] = [];
  const catalog = createCatalog([...builtInComponents(), ...more]);
  const threads = createThreadPool({ entry: threadEntry() });
  const work = definitionWork(threads, catalog);
  const sandbox = createSandboxPool({
    self: [process.execPath, resolve(import.meta.dir, '../../src/main.ts')],
  });
  const given = readSettings(settings, {});
  const vault = createVault(new Uint8Array(32));
  const compiledVersions = createCompiledVersions(catalog);
  const { fetch } = createEgress({ allow: ['127.0.0.1'] });
  const ended = createWaiters<Ended>();
  const deps: Deps = {
    store,
    vault,
    compiledVersions,
    catalog,
    tokens: createConnectionTokens({ store, vault, catalog, compiledVersions, fetch }),
    signIns: createSignIns(),
    drafts: createDrafts(work.checkDefinition, catalog),
    readDefinition: async (text, form) => readChecked(text, form, catalog),
    readBundle: bundleReader(threads, describing(sandbox, 5_000)),
    ...work,
    settings: given,
    log: createLog('json', (line) => lines.push(line)),
    engine: {
      wake: ({ id }) => told.woken.push(id),
      reserve: () => ({ leaseOwner: undefined, release: () => {} }),
      abort: ({ id }) => told.aborted.push(id),
      setAside: ({ id }, error) => ended.settle(id, { status: 'paused', error }),
      tellEnd: async () => {},
      heedLimits: (customerId) => told.limited.push(customerId),
      heed: () => {
        told.rescheduled += 1;
      },
      heedUpgrades: () => {
        told.upgrades += 1;
      },
      heedExecutionJobs: () => {
        told.executionJobs += 1;
      },
      callPart: (caller, name, perform) =>
        callPart({ hostOf: () => createContext().host, limits: limitsOf(given) }, caller, name, perform),
      running: () => 3,
      storedBytes: async () => 5_000_000,
    },
    ended,
    about: { version: '0.0.0', confinement: async () => CONFINED, knownConfinement: () => CONFINED },
    responses: createWaiters<HttpResponse | undefined>(),
    guesses: createGuesses(),
    live: createLive(() => store.revision),
    mailer: createMailer(given),
    publicFiles: readPublicFiles(),
    publicUrl: () => 'http://stepwell.test',
    isOpen: () => true,
  };
  return {
    deps,
    told,
    lines,
    app: createApp(deps),
    async close() {
      await sandbox.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The API alone, with another way to find out who asks. */
export function apiFor(deps: Deps, authenticate: Authenticate): Hono {
  const app = new Hono();
  app.route('/api/v1', api(deps, authenticate));
  app.onError((error) => errorAnswer(error, deps.log));
  return app;
}

/** Calls the API as the owner: an object is sent as JSON, a text as YAML, bytes as they are. What is answered must be as it is described. */
export async function call(
  app: Hono,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const isWhole = typeof body === 'string' || body instanceof Uint8Array;
  const type =
    body === undefined ? {} : { 'content-type': isWhole ? 'application/yaml' : 'application/json' };
  const response = await app.request(`/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, ...type, ...headers },
    ...(body === undefined ? {} : { body: isWhole ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') && text !== '';
  const answer = {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : null,
  };
  if (method !== 'HEAD') expectDescribed(method, path, answer);
  return answer;
}

const Operation = v.looseObject({
  responses: v.record(
    v.string(),
    v.looseObject({
      content: v.optional(v.record(v.string(), v.looseObject({ schema: v.record(v.string(), v.unknown()) }))),
    }),
  ),
});
const Document = v.looseObject({
  paths: v.record(v.string(), v.record(v.string(), Operation)),
  components: v.unknown(),
});
export const description = v.parse(Document, describeApi(routes, 'http://stepwell.test'));

/** @throws when the status is not in the description, or the body is not as it says */
function expectDescribed(method: string, path: string, { status, headers, text, json }: Answer): void {
  const operation = operationOf(method, path.split('?')[0] ?? '');
  if (!operation) return;
  const response = operation.responses[status];
  if (!response) throw new Error(`${method} ${path} answered ${status}, which is not described: ${text}`);
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  const content = response.content?.[type];
  if (!content) {
    if (text === '') return;
    throw new Error(`${method} ${path} answered ${status} with ${type}, which is not described.`);
  }
  if (type !== 'application/json') return;
  const schema = { ...content.schema, components: description.components };
  const { valid, errors } = new Validator(schema, '2020-12', false).validate(json);
  if (!valid) throw new Error(`${method} ${path} ${status}: ${JSON.stringify(errors)}\n${text}`);
}

function operationOf(method: string, path: string) {
  const exact = description.paths[path];
  const parts = path.split('/');
  const matches = Object.entries(description.paths).find(([template]) => {
    const names = template.split('/');
    return (
      names.length === parts.length && names.every((name, i) => name.startsWith('{') || name === parts[i])
    );
  });
  return exact?.[method.toLowerCase()] ?? matches?.[1][method.toLowerCase()];
}

/** A field of an answer, by a path such as `items.0.id`. @throws when it is not there */
export function at(answer: Answer, path: string): Json {
  let value: Json | undefined = answer.json;
  for (const part of path.split('.')) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
  }
  if (value === undefined) throw new Error(`The answer has no ${path}: ${answer.status} ${answer.text}`);
  return value;
}

export const textAt = (answer: Answer, path: string) => v.parse(v.string(), at(answer, path));
export const listAt = (answer: Answer, path: string) => v.parse(v.array(v.unknown()), at(answer, path));

/** The paths of what was refused. */
export function issuePaths(answer: Answer): string[] {
  const Issues = v.array(v.object({ path: v.string(), message: v.pipe(v.string(), v.nonEmpty()) }));
  return v.parse(Issues, at(answer, 'error.issues')).map((issue) => issue.path);
}
