import { launch, type Server, start, TOKEN, temporaryFolder, until } from '../binary.ts';
import { install, urlOf } from '../journeys/story.ts';
import { CALLED, chaosIntegration, OWED } from './flows.ts';
import { countedIn, executionsIn, Ledger, openIn, readDatabase } from './ledger.ts';
import { Random } from './random.ts';
import { Senders } from './senders.ts';

export type Summary = {
  cycles: number;
  acknowledged: number;
  /** Acknowledged and not there, or there and not succeeded. */
  lost: string[];
  /** Steps in flight at a kill that were run again, as is allowed. */
  repeated: number;
  /** Finished steps that were run again. */
  reruns: string[];
  /** Runs without an end when all was done. */
  stuck: number;
  /** Anything else that must not be. */
  wrong: string[];
  unanswered: number;
  executions: number;
  calls: number;
  seconds: number;
};

const INSTANCES = 3;
const SENDERS = 8;
const PER_CYCLE = 120;

/** Kills the binary so often under load, at random moments, and says what has become of all that it had taken. */
export async function runChaos(
  cycles: number,
  seed: number,
  progress = (_done: number) => {},
): Promise<Summary> {
  const began = performance.now();
  const random = new Random(seed);
  const ledger = new Ledger();
  const upstream = startRecorder(ledger, random);
  const dataFolder = temporaryFolder();
  const env = { STEPWELL_EGRESS_ALLOW: '127.0.0.1' };
  try {
    const paths = await prepare(dataFolder, env, upstream.url);
    const senders = new Senders(paths, SENDERS);
    for (let cycle = 0; cycle < cycles; cycle++) {
      const isEarly = random.chance(0.15) && ledger.onTheirLastChance().length === 0;
      if (isEarly) await killAtStart(dataFolder, env, random);
      else await killUnderLoad(dataFolder, env, random, senders, ledger);
      await upstream.settle();
      ledger.noteKill(dataFolder);
      progress(cycle + 1);
    }
    await senders.stop();
    const wrong = await drain(dataFolder, env);
    wrong.push(...senders.strange, ...oddities(dataFolder, ledger));
    return {
      ...judge(dataFolder, senders, ledger),
      cycles,
      wrong,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    upstream.stop();
  }
}

async function prepare(dataFolder: string, env: Record<string, string>, upstream: string): Promise<string[]> {
  const server = await start({ dataFolder, env });
  const paths: string[] = [];
  for (let index = 0; index < INSTANCES; index++) {
    const instance = await install(server, chaosIntegration(upstream));
    for (const name of CALLED) paths.push(new URL(urlOf(instance, name)).pathname);
  }
  await server.stop();
  return paths;
}

/** While it migrates, takes over and listens, perhaps before it has said so. */
async function killAtStart(dataFolder: string, env: Record<string, string>, random: Random): Promise<void> {
  const all = { ...env, STEPWELL_DATA: dataFolder, STEPWELL_PORT: '0', STEPWELL_ADMIN_TOKEN: TOKEN };
  const child = launch({ args: ['--no-sample'], env: all });
  await Bun.sleep(random.between(0, 150));
  child.kill('SIGKILL');
  await child.exited;
}

async function killUnderLoad(
  dataFolder: string,
  env: Record<string, string>,
  random: Random,
  senders: Senders,
  ledger: Ledger,
): Promise<void> {
  const server = await start({ dataFolder, env });
  senders.aimAt(server.url, PER_CYCLE);
  await Bun.sleep(random.chance(0.3) ? random.between(150, 400) : random.between(5, 150));
  await until('runs on their last chance to go on', () => ledger.haveGoneOn(dataFolder));
  await server.kill9();
}

/** The last start: everything that is still open comes to its end, and the process stops as asked. */
async function drain(dataFolder: string, env: Record<string, string>): Promise<string[]> {
  const server: Server = await start({ dataFolder, env });
  await until('all runs to end', () => openIn(dataFolder) === 0, 120).catch(() => undefined);
  const wrong: string[] = [];
  for (const status of ['queued', 'running', 'waiting']) {
    const { text } = await server.call('GET', `/executions?status=${status}`);
    if (!text.includes('"items":[]'))
      wrong.push(`the API still lists ${status} executions: ${text.slice(0, 300)}`);
  }
  const errors = server.log.filter((line) => /failed|error/i.test(line));
  const code = await server.stop();
  if (code !== 0) wrong.push(`the last process ended with ${code}`);
  return [...wrong, ...errors];
}

function judge(dataFolder: string, senders: Senders, ledger: Ledger) {
  const executions = executionsIn(dataFolder);
  const statusOf = new Map(executions.map(({ id, status }) => [id, status]));
  const lost = [...senders.acknowledged].filter((id) => statusOf.get(id) !== 'succeeded');
  return {
    acknowledged: senders.acknowledged.size,
    lost: lost.map((id) => `${id} ${statusOf.get(id) ?? 'is not there'}`),
    repeated: ledger.repeated,
    reruns: ledger.reruns,
    stuck: executions.filter(({ status }) => ['queued', 'running', 'waiting'].includes(status)).length,
    unanswered: senders.unanswered,
    executions: executions.length,
    calls: ledger.calls,
  };
}

/** Steps that no upstream has seen, calls of flows that were made twice or not at all, a damaged file. */
function oddities(dataFolder: string, ledger: Ledger): string[] {
  const wrong: string[] = [];
  const executions = executionsIn(dataFolder);
  for (const { id, flow, status } of executions) {
    for (const path of status === 'succeeded' ? (OWED[flow] ?? []) : []) {
      if (!ledger.callsOf(id, path)) wrong.push(`${id} has succeeded without its call ${path}`);
    }
  }
  const callers = executions.filter(({ flow, status }) => flow === 'Calls' && status === 'succeeded');
  const origins = new Set(
    executions.flatMap(({ kind, origin }) => (kind === 'invoked' ? (origin ?? '') : [])),
  );
  const counted = countedIn(dataFolder);
  if (counted !== executions.length)
    wrong.push(`${executions.length} runs have ended, ${counted} are counted`);
  const children = executions.filter(({ kind }) => kind === 'invoked').length;
  if (children !== origins.size) wrong.push(`${children} called runs, ${origins.size} calls`);
  for (const { id } of callers) {
    if (!origins.has(`invoke:${id}:call:1`)) wrong.push(`${id} has called no flow`);
  }
  const check = readDatabase(dataFolder, (database) => [
    database.query('pragma integrity_check').all(),
    database.query('pragma foreign_key_check').all(),
  ]);
  if (JSON.stringify(check) !== '[[{"integrity_check":"ok"}],[]]') wrong.push(JSON.stringify(check));
  return wrong;
}

/** The upstream: answers after a few milliseconds at random, so that there is always something in flight. */
function startRecorder(ledger: Ledger, random: Random) {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      if (request.method === 'GET') return new Response('ok');
      ledger.noteCall(await request.text());
      if (random.chance(0.7)) await Bun.sleep(random.between(0, 8));
      return Response.json({ ok: true });
    },
  });
  const url = `http://127.0.0.1:${server.port}/`;
  return {
    url,
    stop: () => void server.stop(true),
    /** Two calls over connections of their own: what the dead process had sent has been read before them. */
    async settle() {
      for (let call = 0; call < 2; call++) await (await fetch(url, { keepalive: false })).text();
    },
  };
}

export function summaryLine(summary: Summary): string {
  const { cycles, acknowledged, lost, repeated, reruns, stuck, wrong, executions, calls, seconds } = summary;
  return (
    `chaos: ${cycles} cycles, ${acknowledged} acknowledged, ${lost.length} lost, ${repeated} repeated in flight, ` +
    `${reruns.length} finished steps run again, ${stuck} stuck, ${wrong.length} otherwise wrong; ` +
    `${executions} executions, ${calls} calls, ${seconds.toFixed(1)} s`
  );
}
