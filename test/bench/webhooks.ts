import { Database } from 'bun:sqlite';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Server, start, until } from '../support/binary.ts';
import { twoSteps } from './definition.ts';
import { type Load, load } from './load.ts';
import { idleMemory, processorTime, watchMemory } from './measure.ts';

const CONNECTIONS = 50;

/** What is loaded: the executable under test unless another is named, for so many seconds. */
export type Loaded = { binary?: string | undefined; seconds: number };

export type Accepted = Load & { microseconds: number };

/** Webhooks that are accepted while one run at a time goes on behind them; with the processor's time for each. */
export async function measureAccepted({ binary, seconds }: Loaded): Promise<Accepted> {
  const server = await start({ ...ofBinary(binary), env: { STEPWELL_MAX_EXECUTIONS: '1' } });
  const urls = await deploy(server, 1, false);
  await load(urls, CONNECTIONS, 1);
  const before = processorTime(server.pid);
  const result = await load(urls, CONNECTIONS, seconds);
  const spent = processorTime(server.pid) - before;
  await server.kill9();
  refuseRefused(result);
  return { ...result, microseconds: (spent * 1000) / result.total };
}

export type Completed = {
  runs: number;
  runsPerSecond: number;
  microseconds: number;
  idleMb: number;
  highestMb: number;
  bytesPerRun: number;
};

/** Two-step runs over so many instances, from the first call to the last end; every one must have succeeded. */
export async function measureCompleted({
  binary,
  seconds,
  instances,
}: Loaded & { instances: number }): Promise<Completed> {
  const server = await start(ofBinary(binary));
  const urls = await deploy(server, instances, false);
  const idleMb = await idleMemory(server.pid);
  const watch = watchMemory(server.pid);
  const before = processorTime(server.pid);
  const began = performance.now();
  refuseRefused(await load(urls, CONNECTIONS, seconds));
  await untilAllHaveEnded(server);
  const took = (performance.now() - began) / 1000;
  const spent = processorTime(server.pid) - before;
  const runs = succeeded(server);
  const highestMb = watch.stop();
  await server.stop();
  const bytesPerRun = statSync(join(server.dataFolder, 'stepwell.db')).size / runs;
  return {
    runs,
    runsPerSecond: runs / took,
    microseconds: (spent * 1000) / runs,
    idleMb,
    highestMb,
    bytesPerRun,
  };
}

/** Runs a second of a queue that a process finds at its start: so many calls that one slot had no time for. */
export async function measureBacklog({ count, instances }: { count: number; instances: number }) {
  const taking = await start({ env: { STEPWELL_MAX_EXECUTIONS: '1' } });
  const urls = await deploy(taking, instances, false);
  while (openIn(taking) < count) refuseRefused(await load(urls, CONNECTIONS, 1));
  await taking.kill9();
  const queued = openIn(taking);
  const began = performance.now();
  const draining = await start({ dataFolder: taking.dataFolder });
  await untilAllHaveEnded(draining);
  const took = (performance.now() - began) / 1000;
  succeeded(draining);
  await draining.stop();
  return { queued, perSecond: queued / took };
}

/** Milliseconds of synchronous calls of one caller, one after the other. */
export async function measureSync(): Promise<number[]> {
  const server = await start();
  const [url = ''] = await deploy(server, 1, true);
  const call = async () => {
    const began = performance.now();
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"Ada"}',
    });
    if ((await response.text()) !== 'ada') throw new Error(`The flow answered ${response.status}.`);
    return performance.now() - began;
  };
  for (let n = 0; n < 200; n++) await call();
  const times = [];
  for (let n = 0; n < 2000; n++) times.push(await call());
  await server.stop();
  return times;
}

/** The database of a server that has stopped, with an instance in it. */
export async function deployedDatabase(): Promise<string> {
  const server = await start();
  await deploy(server, 1, false);
  await server.stop();
  return join(server.dataFolder, 'stepwell.db');
}

const ofBinary = (binary: string | undefined) => (binary === undefined ? {} : { binary });

function refuseRefused({ refused }: Load): void {
  if (refused > 0) throw new Error(`${refused} webhooks were refused.`);
}

function ask(server: Server, query: string): number {
  const db = new Database(join(server.dataFolder, 'stepwell.db'), { readonly: true });
  const { n } = v.parse(
    v.object({ n: v.number() }),
    db.query(`SELECT count(*) AS n FROM executions ${query}`).get(),
  );
  db.close();
  return n;
}

const openIn = (server: Server) => ask(server, 'WHERE ended_at IS NULL');

async function untilAllHaveEnded(server: Server): Promise<void> {
  await until('all runs to end', () => openIn(server) === 0, 300);
}

/** How many runs there are. @throws when one has not succeeded */
function succeeded(server: Server): number {
  const others = ask(server, `WHERE status <> 'succeeded'`);
  if (others > 0) throw new Error(`${others} runs have not succeeded.`);
  return ask(server, '');
}

/**
 * Publishes the two-step flow and deploys it for so many customers; their webhook addresses.
 * @param cron starts it in place of a webhook
 */
export async function deploy(
  server: Server,
  instances: number,
  isSynchronous: boolean,
  cron?: string,
): Promise<string[]> {
  const Id = v.object({ id: v.string() });
  const imported = await server.call(
    'POST',
    '/integrations/import',
    JSON.stringify(twoSteps(isSynchronous, cron)),
  );
  const { id: integrationId } = v.parse(Id, imported.json);
  await server.call('POST', `/integrations/${integrationId}/versions`, { note: 'bench' });
  const Instance = v.object({ flows: v.array(v.object({ webhookUrl: v.string() })) });
  const urls = [];
  for (let n = 0; n < instances; n++) {
    const customer = await server.call('POST', '/customers', { name: `Customer ${n}` });
    const { id: customerId } = v.parse(Id, customer.json);
    const fields = { integrationId, customerId, configVariables: {} };
    const deployed = await server.call('POST', '/instances', fields);
    urls.push(...v.parse(Instance, deployed.json).flows.map((flow) => flow.webhookUrl));
  }
  return urls;
}
