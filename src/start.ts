import { createCatalog, type OpenCatalog } from './components/catalog.ts';
import type { HttpResponse } from './components/component.ts';
import { builtInComponents } from './components/registry.ts';
import { type DataFolder, openDataFolder } from './db/data-folder.ts';
import { lookThrough } from './db/look-through.ts';
import type { Store } from './db/store.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import type { Ended } from './engine/worker.ts';
import { MB } from './lib/bytes.ts';
import { baseUrl, ownAddresses, type Settings } from './lib/config.ts';
import { createVault, type Vault } from './lib/crypto.ts';
import { messageOf } from './lib/errors.ts';
import { createLive } from './lib/live.ts';
import type { Log } from './lib/log.ts';
import { createMailer } from './lib/mail.ts';
import { readPublicFiles } from './lib/public-files.ts';
import { SECOND } from './lib/time.ts';
import { openTraces } from './lib/traces.ts';
import { VERSION } from './lib/version.ts';
import { createWaiters } from './lib/waiters.ts';
import { createCompiledVersions } from './models/compiled-versions.ts';
import { makeConnectionRecords } from './models/connection-records.ts';
import { createSignIns } from './models/connection-sign-ins.ts';
import { type ConnectionTokens, createConnectionTokens } from './models/connection-tokens.ts';
import { publishedComponents } from './models/custom-components.ts';
import type { DeploymentTools } from './models/deployments.ts';
import { createDrafts } from './models/draft-cache.ts';
import { finishRemovals } from './models/integration-trash.ts';
import { installSample } from './models/new-sample.ts';
import { uploadedPackages } from './models/packages.ts';
import { findSample, sampleCurl } from './models/sample.ts';
import { setUpLink } from './models/set-up.ts';
import { checkVaultKey } from './models/settings-store.ts';
import { sharedCatalogue } from './models/shared-connections.ts';
import { createGuesses } from './models/sign-in-limits.ts';
import { openOutside } from './outside.ts';
import { definitionWork } from './threads/large-definition.ts';
import { definitionReader } from './threads/read-definition.ts';
import { createApp, createHosts } from './web/app.ts';
import { closeServer, listen } from './web/listen.ts';

/** Stepwell at work. */
export type Running = {
  url: string;
  /** Where the first owner begins; undefined when nothing is left to set up. */
  setUp: string | undefined;
  /** Installs the sample in a new installation; answers the line that calls it. */
  sample(): Promise<string | undefined>;
  stop(): Promise<void>;
};

/** The wiring of the product: settings → store → engine → web. @throws AppError in one sentence for whoever starts it */
export async function start(settings: Settings, log: Log): Promise<Running> {
  const catalog = createCatalog(builtInComponents());
  const outside = openOutside(settings, catalog);
  if (settings.STEPWELL_SANDBOX === 'off')
    log.error(
      'STEPWELL_SANDBOX is off: foreign code may do whatever Stepwell may do. This is for tests alone.',
    );
  const folder = openFolder(settings, log);
  try {
    return await startIn(folder, outside, catalog, settings, log);
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
  catalog: OpenCatalog,
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
  catalog.share(await sharedCatalogue(store.read, vault));
  catalog.offerPackages(await uploadedPackages(store.read, store));
  await publishKept(store, catalog, log);
  const compiledVersions = createCompiledVersions(catalog);
  const tokens = createConnectionTokens({ store, vault, catalog, compiledVersions, fetch: outside.fetch });
  await prepareConnections(store, vault, tokens, log);
  await settleRemovals({ store, vault, compiledVersions }, log);
  const ended = createWaiters<Ended>();
  const responses = createWaiters<HttpResponse | undefined>();
  let url = baseUrl(settings, settings.STEPWELL_PORT);
  let isOpen = true;
  const work = definitionWork(outside.threads, catalog);
  const shared = {
    store,
    vault,
    catalog,
    compiledVersions,
    tokens,
    settings,
    ended,
    responses,
    log,
    publicUrl: () => url,
  };
  const { hostOf, asideOf } = outside;
  const mailer = createMailer(settings);
  const traces = await openTraces(settings);
  const engine = createEngine({ ...shared, hostOf, asideOf, mailer, traces, fetch: outside.fetch });
  const app = createApp({
    ...shared,
    drafts: createDrafts(work.checkDefinition, catalog),
    readDefinition: definitionReader(outside.threads, catalog),
    readBundle: outside.readBundle,
    ...work,
    asideOf,
    engine,
    isOpen: () => isOpen,
    about: {
      version: VERSION,
      confinement: outside.confinement,
      knownConfinement: outside.knownConfinement,
    },
    signIns: createSignIns(),
    guesses: createGuesses(),
    live: createLive(() => store.revision),
    mailer,
    publicFiles: readPublicFiles(),
  });
  outside.letComponentsAsk((request) => app.fetch(request));
  const own = () => [new URL(url).hostname, settings.STEPWELL_HOST.toLowerCase()];
  const server = listen(settings, createHosts(own), (request, visit) => app.fetch(request, visit));
  // Port 0 is any that is free.
  const port = server.port ?? settings.STEPWELL_PORT;
  url = baseUrl(settings, port);
  outside.letCodeReach(ownAddresses(settings, port));
  await engine.start();
  return {
    url,
    setUp: setUpToken && `${url}/set-up/${setUpToken}`,
    sample: async () =>
      folder.isNew ? await installIn({ store, vault, compiledVersions }, engine, url) : undefined,
    async stop() {
      isOpen = false;
      stopLooking();
      await engine.stop(settings.STEPWELL_STOP_SECONDS * SECOND);
      await closeServer(server);
      await traces?.close().catch(() => undefined);
      await tokens.settled();
      await outside.close();
      await folder.close();
    },
  };
}

/** At start, before anything reads a value: those of an older Stepwell become records, and lost refreshes are told. */
async function prepareConnections(
  store: Store,
  vault: Vault,
  tokens: ConnectionTokens,
  log: Log,
): Promise<void> {
  const made = await makeConnectionRecords(store, vault);
  if (made > 0) log.info(`Connections of an older Stepwell that have become records of their own: ${made}.`);
  const interrupted = await tokens.interrupted();
  if (interrupted > 0)
    log.info(
      `Connections whose tokens were being refreshed when Stepwell ended, to be tried again: ${interrupted}.`,
    );
}

/** At start, before anything is compiled. One that this Stepwell cannot read is missing, and the others are there. */
async function publishKept(store: Store, catalog: OpenCatalog, log: Log): Promise<void> {
  for (const version of await publishedComponents(store.read, store.blobs))
    try {
      catalog.publish(version);
    } catch (error) {
      const { key, number } = version;
      log.error('A custom component cannot be read', { key, version: number, error: messageOf(error) });
    }
}

/** At start, before anything runs. What cannot be settled is in the trash nonetheless, and answers nobody. */
async function settleRemovals(tools: DeploymentTools, log: Log): Promise<void> {
  try {
    await finishRemovals(tools);
  } catch (error) {
    log.error('Not all instances of an integration could follow it into the trash, or back', {
      error: messageOf(error),
    });
  }
}

async function installIn(tools: DeploymentTools, engine: Engine, url: string): Promise<string> {
  const { instance, queued } = await installSample(tools);
  for (const run of queued) engine.wake(run);
  engine.heed([instance.id]);
  const sample = await findSample(tools);
  if (!sample) throw new Error('The sample has no address.');
  return sampleCurl(url, sample.endpointId);
}
