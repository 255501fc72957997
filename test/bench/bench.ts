// `bun run bench`: one table of figures, all measured in this run on this machine, beside the limit of the machine.
import { Database } from 'bun:sqlite';
import { join } from 'node:path';
import * as v from 'valibot';
import {
  BINARY,
  cleanUp,
  ensureBinary,
  type Server,
  start,
  temporaryFolder,
  until,
} from '../support/binary.ts';
import { measureCodeStep } from './code-step.ts';
import { twoSteps } from './definition.ts';
import { type Load, load } from './load.ts';
import { idleMemory, percentile, print, watchMemory } from './measure.ts';
import { measurePages } from './pages.ts';

const SECONDS = Number(process.argv[2] ?? 8);
const INSTANCES = 25;
const CONNECTIONS = 50;

ensureBinary();
try {
  const limit = await measureLimit(join(temporaryFolder(), 'limit.db'));
  const same = await measureLimit(await deployedDatabase(), 'same');
  const accepted = await measureAccepted();
  const completed = await measureCompleted();
  const sync = await measureSync();
  const cold = await measureColdStart();
  const sizes = measureSizes();
  const code = await measureCodeStep();
  const [slowest, ...pages] = await measurePages();
  print([
    [
      'Limit: bare Bun.serve, one narrow row a call',
      `${limit.perSecond.toFixed(0)}/s`,
      `${limit.tool}, c=${CONNECTIONS}, n=${limit.total}`,
      '',
    ],
    [
      'Limit: bare Bun.serve, the very rows of a webhook',
      `${same.perSecond.toFixed(0)}/s`,
      `${same.tool}, c=${CONNECTIONS}, n=${same.total}`,
      '',
    ],
    [
      'Webhooks accepted, one run at a time behind them',
      `${accepted.perSecond.toFixed(0)}/s`,
      `${share(accepted, limit)} and ${share(accepted, same)} of these, n=${accepted.total}`,
      '≥ 40 %',
    ],
    [
      'Two-step runs accepted and completed',
      `${completed.runsPerSecond.toFixed(0)}/s`,
      `${INSTANCES} instances, n=${completed.runs}`,
      '≥ 5,000/s',
    ],
    ['Synchronous webhook, p50', `${percentile(sync, 50).toFixed(2)} ms`, `c=1, n=${sync.length}`, '< 3 ms'],
    ['Synchronous webhook, p99', `${percentile(sync, 99).toFixed(2)} ms`, `c=1, n=${sync.length}`, '< 10 ms'],
    [
      'Cold start to the first answer, median',
      `${percentile(cold, 50).toFixed(0)} ms`,
      `n=${cold.length}`,
      '< 200 ms',
    ],
    ['Code step, warm call, median', `${percentile(code, 50).toFixed(2)} ms`, `n=${code.length}`, '< 3 ms'],
    [
      'Page of the big store, slowest of all, p99',
      `${slowest?.p99.toFixed(1)} ms`,
      `${slowest?.name}, p50 ${slowest?.p50.toFixed(1)} ms; ${pages.length} others`,
      '< 50 ms',
    ],
    ['Memory, idle (RSS)', `${completed.idleMb.toFixed(0)} MB`, '', '< 90 MB'],
    ['Memory, highest under load (RSS)', `${completed.highestMb.toFixed(0)} MB`, '', '< 200 MB'],
    ['Binary', `${sizes.rawMb.toFixed(1)} MB`, `${sizes.zstdMb.toFixed(1)} MB as zstd`, '≤ 115 MB'],
  ]);
} finally {
  await cleanUp();
}

function share(part: Load, whole: Load): string {
  return `${((100 * part.perSecond) / whole.perSecond).toFixed(0)} %`;
}

/** The database of a server that has stopped, with an instance in it. */
async function deployedDatabase(): Promise<string> {
  const server = await start();
  await deploy(server, 1, false);
  await server.stop();
  return join(server.dataFolder, 'stepwell.db');
}

async function measureLimit(database: string, ...kind: 'same'[]) {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'limit.ts'), database, ...kind], {
    stdout: 'pipe',
  });
  try {
    const { value } = await child.stdout.getReader().read();
    const url = new TextDecoder().decode(value).trim();
    return await load([`${url}/trigger`], CONNECTIONS, SECONDS);
  } finally {
    child.kill();
    await child.exited;
  }
}

async function measureAccepted() {
  const server = await start({ env: { STEPWELL_MAX_EXECUTIONS: '1' } });
  const urls = await deploy(server, 1, false);
  const result = await load(urls, CONNECTIONS, SECONDS);
  await server.kill9();
  return result;
}

async function measureCompleted() {
  const server = await start();
  const urls = await deploy(server, INSTANCES, false);
  const idleMb = await idleMemory(server.pid);
  const watch = watchMemory(server.pid);
  const began = Date.now();
  const { refused } = await load(urls, CONNECTIONS, SECONDS);
  if (refused > 0) throw new Error(`${refused} webhooks were refused.`);
  const db = new Database(join(server.dataFolder, 'stepwell.db'), { readonly: true });
  const open = db.query(`SELECT 1 FROM executions WHERE status IN ('queued','running','waiting') LIMIT 1`);
  await until('all runs to end', () => open.get() === null, 120);
  const seconds = (Date.now() - began) / 1000;
  const Row = v.object({ runs: v.number(), others: v.number() });
  const { runs, others } = v.parse(
    Row,
    db
      .query(`SELECT count(*) AS runs, coalesce(sum(status <> 'succeeded'), 0) AS others FROM executions`)
      .get(),
  );
  if (others > 0) throw new Error(`${others} runs have not succeeded.`);
  db.close();
  const highestMb = watch.stop();
  await server.stop();
  return { runs, runsPerSecond: runs / seconds, idleMb, highestMb };
}

async function measureSync(): Promise<number[]> {
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

async function measureColdStart(): Promise<number[]> {
  const dataFolder = temporaryFolder();
  await (await start({ dataFolder })).stop();
  const times = [];
  for (let n = 0; n < 10; n++) {
    const port = portBelowCallers();
    const began = performance.now();
    const child = Bun.spawn([BINARY, '--data', dataFolder, '--port', String(port)], {
      stdout: 'ignore',
      stderr: 'ignore',
    });
    try {
      await until('the first answer', () =>
        fetch(`http://127.0.0.1:${port}/healthz`)
          .then((r) => r.ok)
          .catch(() => false),
      );
      times.push(performance.now() - began);
    } finally {
      child.kill('SIGTERM');
      await child.exited;
    }
  }
  return times;
}

// Below the ports that the system gives to callers: one who calls before anybody listens could reach itself.
function portBelowCallers(): number {
  return 20_000 + Math.floor(Math.random() * 12_000);
}

function measureSizes() {
  const bytes = Bun.file(BINARY).size;
  const zstd = Bun.spawnSync([
    process.execPath,
    '-e',
    `const b = await Bun.file(process.argv.at(-1)).bytes(); console.log(Bun.zstdCompressSync(b, { level: 10 }).byteLength)`,
    BINARY,
  ]);
  return { rawMb: bytes / 1024 / 1024, zstdMb: Number(zstd.stdout.toString()) / 1024 / 1024 };
}

/** Publishes the two-step flow and deploys it for so many customers; their webhook addresses. */
async function deploy(server: Server, instances: number, isSynchronous: boolean): Promise<string[]> {
  const Id = v.object({ id: v.string() });
  const imported = await server.call('POST', '/integrations/import', JSON.stringify(twoSteps(isSynchronous)));
  const { id: integrationId } = v.parse(Id, imported.json);
  await server.call('POST', `/integrations/${integrationId}/versions`, { note: 'bench' });
  const Instance = v.object({ flows: v.array(v.object({ webhookUrl: v.string() })) });
  const urls = [];
  for (let n = 0; n < instances; n++) {
    const customer = await server.call('POST', '/customers', { name: `Customer ${n}` });
    const { id: customerId } = v.parse(Id, customer.json);
    const deployed = await server.call('POST', '/instances', {
      integrationId,
      customerId,
      configVariables: {},
    });
    urls.push(...v.parse(Instance, deployed.json).flows.map((flow) => flow.webhookUrl));
  }
  return urls;
}
