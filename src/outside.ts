import { type BundleProcess, bundleCalls, describeBundle } from './components/bundle-calls.ts';
import type { Catalog } from './components/catalog.ts';
import type { ApiCall, Host } from './components/host.ts';
import type { EngineTools } from './engine/engine.ts';
import { selfCommand, threadEntry } from './lib/assets.ts';
import { MB } from './lib/bytes.ts';
import type { Settings } from './lib/config.ts';
import { createEgress, type Egress } from './lib/egress.ts';
import { AppError, messageOf } from './lib/errors.ts';
import { API } from './lib/links.ts';
import { createThreadPool } from './lib/thread-pool.ts';
import { SECOND } from './lib/time.ts';
import { bundleOf } from './sandbox/bundle.ts';
import { createSandboxPool, type SandboxPool } from './sandbox/pool.ts';
import { computing } from './threads/compute.ts';
import { asideFor } from './threads/large-text.ts';
import { bundleReader, type Describe } from './threads/read-bundle.ts';

/** Reads bundles for a command, in a thread and a sandbox that end with it. */
export function openBundleReader(settings: Settings) {
  const { threads, sandbox } = openWorkers(settings, []);
  return {
    readBundle: bundleReader(threads, describing(sandbox)),
    async close() {
      threads.close();
      await sandbox.close();
    },
  };
}

/** @param own addresses of ours that code may reach, which are known later */
function openWorkers(settings: Settings, own: readonly string[]) {
  return {
    sandbox: createSandboxPool({
      self: selfCommand(),
      mode: settings.STEPWELL_SANDBOX,
      network: { entry: threadEntry(), allow: () => [...settings.STEPWELL_EGRESS_ALLOW, ...own] },
      maxValueBytes: settings.STEPWELL_MAX_RESULT_MB * MB,
    }),
    threads: createThreadPool({ entry: threadEntry() }),
  };
}

/** What components reach the outside with. */
export function openOutside(settings: Settings, catalog: Catalog) {
  const egress = egressFor(settings.STEPWELL_EGRESS_ALLOW);
  const own: string[] = [];
  let serve: ((request: Request) => Response | Promise<Response>) | undefined;
  const { threads, sandbox } = openWorkers(settings, own);
  const hostOf: EngineTools['hostOf'] = ({ instanceId, customerId }, stop): Host => ({
    compute: computing(threads, customerId, stop),
    fetch: (url, init) => egress.fetch(url, init),
    connect: (host, port, limits) => egress.connect(host, port, limits),
    api: async (call) => {
      if (!serve) throw new Error('Stepwell is still starting.');
      return await serve(apiRequest(call));
    },
    packages: () => catalog.packages(),
    runCode: (source, args, onLog, repeated) =>
      sandbox.run({
        isolation: instanceId,
        owner: customerId,
        source,
        args,
        repeated,
        onLog,
        deadlineMs: settings.STEPWELL_CODE_SECONDS * SECOND,
        signal: stop.signal,
      }),
    ...bundleCalls(
      (call) =>
        sandbox.call({
          ...call,
          isolation: `${customerId}/${call.bundle.hash}`,
          owner: customerId,
          deadlineMs: settings.STEPWELL_MAX_RUN_SECONDS * SECOND,
          signal: stop.signal,
        }),
      catalog,
    ),
  });
  return {
    hostOf,
    fetch: egress.fetch,
    asideOf: (customerId: string) => asideFor(threads, customerId),
    threads,
    readBundle: bundleReader(threads, describing(sandbox)),
    confinement: () => sandbox.confinement(),
    knownConfinement: () => sandbox.knownConfinement(),
    /** Before any code has run. */
    letCodeReach: (addresses: string[]) => own.push(...addresses),
    /** Before anything runs: who answers what components ask of our own API. */
    letComponentsAsk: (answer: NonNullable<typeof serve>) => {
      serve = answer;
    },
    async close() {
      egress.close();
      threads.close();
      await sandbox.close();
    },
  };
}

/** It never leaves the process, so its host is nobody's. */
function apiRequest({ method, path, token, headers, body }: ApiCall): Request {
  return new Request(`http://localhost${API}${path}`, {
    method,
    headers: { ...headers, authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body }),
  });
}

/** What uploads declare, found out in the sandbox, each in a process of its own: it is foreign, and nobody has called it yet. */
export function describing(sandbox: Pick<SandboxPool, 'call'>, deadlineMs = 15 * SECOND): Describe {
  return async (text) => {
    const { hash } = bundleOf(text);
    const run: BundleProcess = (call) =>
      sandbox.call({ ...call, isolation: `bundle ${hash}`, owner: 'bundles', deadlineMs });
    return { hash, description: await describeBundle(run, { hash, source: async () => text }) };
  };
}

function egressFor(allow: string[]): Egress {
  try {
    return createEgress({ allow });
  } catch (error) {
    throw new AppError('invalid', `${messageOf(error)}.`);
  }
}
