import http from 'node:http';
import { createCatalog } from '../components/catalog.ts';
import type { Host } from '../components/host.ts';
import { builtInComponents } from '../components/registry.ts';
import { type DataFolder, openDataFolder } from '../db/data-folder.ts';
import type { Store } from '../db/store.ts';
import { createEngine, type EngineTools } from '../engine/engine.ts';
import type { Ended } from '../engine/worker.ts';
import { selfCommand, threadEntry } from '../lib/assets.ts';
import { MB } from '../lib/bytes.ts';
import { clientAddress, isTrusted, parseProxies } from '../lib/client-address.ts';
import { followClockFile } from '../lib/clock-file.ts';
import { baseUrl, type Settings } from '../lib/config.ts';
import { armCrash } from '../lib/crash-points.ts';
import { createVault } from '../lib/crypto.ts';
import { createEgress, type Egress } from '../lib/egress.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import type { Range } from '../lib/ip-addresses.ts';
import { createLive } from '../lib/live.ts';
import { createLog, type Log } from '../lib/log.ts';
import { readPublicFiles } from '../lib/public-files.ts';
import { StorageError } from '../lib/storage-error.ts';
import { createThreadPool } from '../lib/thread-pool.ts';
import { SECOND } from '../lib/time.ts';
import { createWaiters } from '../lib/waiters.ts';
import { createCompiledVersions } from '../models/compiled-versions.ts';
import { createDrafts } from '../models/draft-cache.ts';
import { setUpLink } from '../models/set-up.ts';
import { checkVaultKey } from '../models/settings-store.ts';
import { createGuesses } from '../models/sign-in-limits.ts';
import { createSandboxPool } from '../sandbox/pool.ts';
import { computing } from '../threads/compute.ts';
import { definitionWork } from '../threads/large-definition.ts';
import { asideFor } from '../threads/large-text.ts';
import { definitionReader } from '../threads/read-definition.ts';
import { createApp, createHosts, type Hosts } from '../web/app.ts';
import type { Command } from './command.ts';
import { prepareConnections } from './connections.ts';
import { installSample, type Sample } from './sample.ts';
import { DAMAGED } from './verify.ts';
import { VERSION } from './version.ts';

/** The form that imports a definition. */
const LARGEST_FORM_MB = 6;
/** What closing takes beyond the time that running steps have. */
const CLOSING_TIME = 4 * SECOND;

export const serve: Command = {
  summary: 'starts everything: webhooks, API, scheduler and engine',
  async run(args, readSettings) {
    const settings = readSettings();
    if (settings.STEPWELL_DATABASE === 'postgres') {
      throw new AppError(
        'invalid',
        'PostgreSQL is not supported yet: leave STEPWELL_DATABASE out, or set it to sqlite.',
      );
    }
    armCrash(settings.STEPWELL_CRASH_AT);
    followClockFile(settings.STEPWELL_CLOCK_FILE);
    const log = createLog(settings.STEPWELL_LOG, (line) => console.log(line));
    const stop = awaitSignal();
    const running = await start(settings, log);
    const sample = args.switches.has('no-sample') ? undefined : await running.sample();
    greet(running, log, settings, sample);
    await stop;
    const seconds = settings.STEPWELL_STOP_SECONDS;
    log.info(`Stopping: running steps may end, at most ${seconds} seconds; a second signal ends at once.`);
    setTimeout(() => process.exit(0), seconds * SECOND + CLOSING_TIME).unref();
    await running.stop();
    log.info('Stopped.');
    // Whatever heeds no abort, and the timers of steps, would keep the process long after its folder is free.
    process.exit(0);
  },
};

type Running = {
  url: string;
  /** Where the first owner begins; undefined when nothing is left to set up. */
  setUp: string | undefined;
  sample(): Promise<Sample | undefined>;
  stop(): Promise<void>;
};

async function start(settings: Settings, log: Log): Promise<Running> {
  const outside = openOutside(settings);
  const folder = openFolder(settings, log);
  try {
    return await startIn(folder, outside, settings, log);
  } catch (error) {
    await outside.close();
    await folder.close();
    throw error;
  }
}

function openFolder(settings: Settings, log: Log): DataFolder {
  return openDataFolder(settings.STEPWELL_DATA, settings.STEPWELL_KEY, 'serve', {
    ballast: settings.STEPWELL_BALLAST_MB * MB,
    keepFree: settings.STEPWELL_KEEP_FREE_MB * MB,
    onCondition: (condition) =>
      condition
        ? log.error(`The data cannot be written as it should: ${condition.advice}`, { code: condition.code })
        : log.info('The data can be written again.'),
  });
}

async function startIn(
  folder: DataFolder,
  outside: ReturnType<typeof openOutside>,
  settings: Settings,
  log: Log,
): Promise<Running> {
  const { store } = folder;
  const stopLooking = folder.isUnchecked ? lookThrough(settings.STEPWELL_DATA, store, log) : () => undefined;
  const vault = createVault(folder.key);
  const setUpToken = await store.write(async (tx) => {
    await checkVaultKey(tx, vault);
    return await setUpLink(tx, vault);
  });
  await prepareConnections(store, vault, log);
  const catalog = createCatalog(builtInComponents());
  const compiledVersions = createCompiledVersions(catalog);
  const ended = createWaiters<Ended>();
  let url = baseUrl(settings, settings.STEPWELL_PORT);
  let isOpen = true;
  const work = definitionWork(outside.threads, catalog);
  const shared = { store, vault, catalog, compiledVersions, settings, ended, log, publicUrl: () => url };
  const { hostOf, asideOf } = outside;
  const engine = createEngine({ ...shared, hostOf, asideOf });
  const app = createApp({
    ...shared,
    drafts: createDrafts(work.checkDefinition, catalog),
    readDefinition: definitionReader(outside.threads, catalog),
    ...work,
    asideOf,
    engine,
    isOpen: () => isOpen,
    about: { version: VERSION, confinement: outside.confinement },
    guesses: createGuesses(),
    live: createLive(() => store.revision),
    publicFiles: readPublicFiles(),
  });
  const own = () => [new URL(url).hostname, settings.STEPWELL_HOST.toLowerCase()];
  const server = listen(settings, createHosts(own), (request, visit) => app.fetch(request, visit));
  // Port 0 is any that is free.
  url = baseUrl(settings, server.port ?? settings.STEPWELL_PORT);
  await engine.start();
  return {
    url,
    setUp: setUpToken && `${url}/set-up/${setUpToken}`,
    sample: async () =>
      folder.isNew ? await installSample({ store, vault, compiledVersions }, engine, url) : undefined,
    async stop() {
      isOpen = false;
      stopLooking();
      await engine.stop(settings.STEPWELL_STOP_SECONDS * SECOND);
      await closeServer(server);
      await outside.close();
      await folder.close();
    },
  };
}

/** What built-in components reach the outside with. */
function openOutside(settings: Settings) {
  const egress = egressFor(settings.STEPWELL_EGRESS_ALLOW);
  const sandbox = createSandboxPool({
    self: selfCommand(),
    maxValueBytes: settings.STEPWELL_MAX_RESULT_MB * MB,
  });
  const threads = createThreadPool({ entry: threadEntry() });
  const hostOf: EngineTools['hostOf'] = ({ instanceId, customerId }, signal): Host => ({
    compute: computing(threads, customerId, signal),
    fetch: (url, init) => egress.fetch(url, init),
    runCode: (source, args, onLog, repeated) =>
      sandbox.run({
        isolation: instanceId,
        owner: customerId,
        source,
        args,
        repeated,
        onLog,
        deadlineMs: settings.STEPWELL_CODE_SECONDS * SECOND,
        signal,
      }),
  });
  return {
    hostOf,
    asideOf: (customerId: string) => asideFor(threads, customerId),
    threads,
    confinement: () => sandbox.confinement(),
    async close() {
      egress.close();
      threads.close();
      await sandbox.close();
    },
  };
}

function egressFor(allow: string[]): Egress {
  try {
    return createEgress({ allow });
  } catch (error) {
    throw new AppError('invalid', `${messageOf(error)}.`);
  }
}

/**
 * Looks through a large database that was left in haste, in a process of its own while calls are taken: for gigabytes it
 * takes minutes. @returns what ends it
 */
function lookThrough(folder: string, store: Store, log: Log): () => void {
  log.info(
    'Stepwell was not stopped in order the last time: the database is looked through beside the work.',
  );
  const command = [...selfCommand(), 'verify', '--data', folder];
  const child = Bun.spawn(command, { env: {}, stdin: 'ignore', stdout: 'pipe', stderr: 'ignore' });
  void child.exited.then(async (code) => {
    if (code === 0) return log.info('The database is sound.');
    if (code !== DAMAGED) return;
    store.stopWriting(new StorageError('damaged'));
    log.error((await child.stdout.text()).trim());
  });
  return () => child.kill();
}

// Our limit is 64 KB and answers 413; Bun's own (431) is for the whole process and has to lie above it.
const HEADER_BYTES = 80 * 1024;

/** What routes learn of the connection, in their `c.env`. */
type Visit = { readonly address: string; keepOpen(): void };
type Fetch = (request: Request, visit: Visit) => Response | Promise<Response>;

function listen(settings: Settings, hosts: Hosts, fetch: Fetch) {
  const { STEPWELL_HOST: hostname, STEPWELL_PORT: port } = settings;
  const proxies = trustedProxies(settings.STEPWELL_TRUSTED_PROXIES);
  Reflect.set(http, 'maxHeaderSize', HEADER_BYTES);
  try {
    return Bun.serve({
      hostname,
      port,
      fetch: (request, server) => {
        const peer = () => server.requestIP(request)?.address ?? '';
        const checked = hosts.check(request, () => isTrusted(peer(), proxies));
        if (checked instanceof Response) return checked;
        return fetch(checked, {
          // Webhooks, of which there are most, do not ask.
          get address() {
            return clientAddress(peer(), request.headers.get('x-forwarded-for'), proxies);
          },
          keepOpen: () => server.timeout(request, 0),
        });
      },
      // A little over the limits, so that our own answers say what they are.
      maxRequestBodySize: (Math.max(settings.STEPWELL_MAX_BODY_MB, LARGEST_FORM_MB) + 1) * MB,
      idleTimeout: Math.min(settings.STEPWELL_SYNC_SECONDS + 10, 255),
    });
  } catch (error) {
    throw new AppError(
      'invalid',
      `Cannot listen on ${hostname}:${port}: ${messageOf(error)}. Choose another with STEPWELL_PORT or --port.`,
    );
  }
}

function trustedProxies(entries: string[]): Range[] {
  try {
    return parseProxies(entries);
  } catch (error) {
    throw new AppError('invalid', `STEPWELL_TRUSTED_PROXIES: ${messageOf(error)}.`);
  }
}

/** Whoever waits for a run that has just ended is still answered; one who waits for more than that is not. */
async function closeServer(server: Bun.Server<undefined>): Promise<void> {
  const late = setTimeout(() => void server.stop(true), SECOND);
  await server.stop();
  clearTimeout(late);
}

function greet({ url, setUp }: Running, log: Log, settings: Settings, sample: Sample | undefined): void {
  log.info(`Stepwell is running at ${url} with the data in ${settings.STEPWELL_DATA}`);
  if (setUp) log.info(`Set up Stepwell: ${setUp}  (once; valid until used)`);
  if (sample) log.info(`A sample is installed. Call it:\n\n${sample.curl}\n`);
}

/** Resolves when a signal has come, also one that comes while the start goes on; a second one ends the process at once. */
async function awaitSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    const onFirst = () => {
      process.off('SIGTERM', onFirst).off('SIGINT', onFirst);
      const atOnce = () => process.exit(1);
      process.on('SIGTERM', atOnce).on('SIGINT', atOnce);
      resolve();
    };
    process.on('SIGTERM', onFirst).on('SIGINT', onFirst);
  });
}
