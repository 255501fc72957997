import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, type Server, start, TOKEN, temporaryFolder, until } from '../support/binary.ts';
import { install, urlOf } from '../support/journey.ts';
import { CALLED, chaosIntegration, endOf, OWED, RETRIES } from './flows.ts';
import { countedIn, executionsIn, Ledger, OPEN, openIn, readDatabase } from './ledger.ts';
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

/** Milliseconds, from and to: how long a process lives, and how long the upstream takes to answer. */
export type Pace = {
  lives: [number, number];
  answers: [number, number];
  /** By how many milliseconds the clock is wrong, now this, now that, while it runs and over kills. */
  clocks?: number[];
};

/** Most steps are done before the process dies. */
export const STEADY: Pace = { lives: [5, 400], answers: [0, 8] };
/** Kills 20–200 ms apart, and steps that take as long: whatever is tried dies again and again. */
export const RAPID: Pace = { lives: [20, 200], answers: [0, 200] };

const HOUR = 3_600_000;
/** The clock jumps, at most by forty days. */
export const JUMPING: Pace = {
  ...STEADY,
  clocks: [0, 0, 20_000, -20_000, HOUR, -HOUR, 24 * HOUR, -24 * HOUR, 960 * HOUR, -960 * HOUR],
};

/** Kills the binary so often under load, at random moments, and says what has become of all that it had taken. */
export async function runChaos(
  cycles: number,
  seed: number,
  pace: Pace = STEADY,
  progress = (_done: number) => {},
): Promise<Summary> {
  const began = performance.now();
  const random = new Random(seed);
  const ledger = new Ledger();
  const upstream = startRecorder(ledger, random, pace);
  const dataFolder = temporaryFolder();
  const clock = new WrongClock(random, pace.clocks);
  const env = { STEPWELL_EGRESS_ALLOW: '127.0.0.1', ...clock.env };
  try {
    const paths = await prepare(dataFolder, env, upstream.url);
    const senders = new Senders(paths, SENDERS);
    for (let cycle = 0; cycle < cycles; cycle++) {
      if (random.chance(0.15)) await killAtStart(dataFolder, env, random);
      else await killUnderLoad(dataFolder, env, random, senders, pace);
      await upstream.settle();
      ledger.noteKill(dataFolder);
      progress(cycle + 1);
    }
    await senders.stop();
    const wrong = await drain(dataFolder, env);
    wrong.push(...senders.strange, ...oddities(dataFolder, ledger));
    // While the clock is set, ids say nothing of the order.
    if (!pace.clocks) wrong.push(...overtaken(dataFolder, ledger));
    return {
      ...judge(dataFolder, senders, ledger),
      cycles,
      wrong,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    upstream.stop();
    clock.stop();
  }
}

/** A clock that is set at random, every now and then. */
class WrongClock {
  readonly env: Record<string, string> = {};
  readonly #timer: ReturnType<typeof setInterval> | undefined;

  constructor(random: Random, clocks: number[] | undefined) {
    if (!clocks) return;
    const file = join(temporaryFolder(), 'clock');
    const set = () => writeFileSync(file, String(clocks[random.between(0, clocks.length - 1)] ?? 0));
    set();
    this.env = { STEPWELL_CLOCK_FILE: file };
    this.#timer = setInterval(set, 200);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

export async function prepare(
  dataFolder: string,
  env: Record<string, string>,
  upstream: string,
): Promise<string[]> {
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
  pace: Pace,
): Promise<void> {
  const server = await start({ dataFolder, env });
  const before = senders.acknowledged.size;
  senders.aimAt(server.url, PER_CYCLE);
  // On a busy machine its whole life would be over before it has taken anything.
  if (random.chance(0.7)) await until('a call is taken', () => senders.acknowledged.size > before);
  await Bun.sleep(random.between(...pace.lives));
  await server.kill9();
}

/** The last start: everything that is still open comes to its end, and the process stops as asked. */
export async function drain(dataFolder: string, env: Record<string, string>): Promise<string[]> {
  const server: Server = await start({ dataFolder, env });
  await until('all runs to end', () => openIn(dataFolder) === 0, 120).catch(() => undefined);
  const wrong: string[] = [];
  for (const status of OPEN) {
    const { text } = await server.call('GET', `/executions?status=${status}`);
    if (!text.includes('"items":[]'))
      wrong.push(`the API still lists ${status} executions: ${text.slice(0, 300)}`);
  }
  const errors = server.log.filter((line) => /failed|error/i.test(line));
  const code = await server.stop();
  if (code !== 0) wrong.push(`the last process ended with ${code}`);
  return [...wrong, ...errors];
}

export function judge(dataFolder: string, senders: Senders, ledger: Ledger) {
  const executions = executionsIn(dataFolder);
  const statusOf = new Map(executions.map(({ id, status }) => [id, status]));
  const hasEnded = new Set(executions.flatMap(({ id, flow, status }) => (status === endOf(flow) ? id : [])));
  const lost = [...senders.acknowledged].filter((id) => !hasEnded.has(id));
  return {
    acknowledged: senders.acknowledged.size,
    lost: lost.map((id) => `${id} ${statusOf.get(id) ?? 'is not there'}`),
    repeated: ledger.repeated,
    reruns: ledger.reruns,
    stuck: executions.filter(({ status }) => OPEN.includes(status)).length,
    unanswered: senders.unanswered,
    executions: executions.length,
    calls: ledger.calls,
  };
}

/** Steps that no upstream has seen, calls of flows that were made twice or not at all, a damaged file. */
export function oddities(dataFolder: string, ledger: Ledger): string[] {
  const wrong: string[] = [];
  const executions = executionsIn(dataFolder);
  for (const { id, flow, status } of executions) {
    for (const path of status === endOf(flow) ? (OWED[flow] ?? []) : []) {
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
  for (const { id } of executions.filter(({ flow, origin }) => flow === 'Again' && origin === null)) {
    const attempts = executions.filter(({ origin }) => origin?.startsWith(`retry:${id}:`)).length;
    if (attempts !== RETRIES) wrong.push(`${id} was tried again ${attempts} times`);
  }
  const check = readDatabase(dataFolder, (database) => [
    database.query('pragma integrity_check').all(),
    database.query('pragma foreign_key_check').all(),
  ]);
  if (JSON.stringify(check) !== '[[{"integrity_check":"ok"}],[]]') wrong.push(JSON.stringify(check));
  return wrong;
}

/** Runs of the flow in which none may overtake another that did so, by the order of their ids and calls. */
function overtaken(dataFolder: string, ledger: Ledger): string[] {
  const runs = executionsIn(dataFolder).filter(({ flow }) => flow === 'InOrder');
  return [...Map.groupBy(runs, ({ instanceId }) => instanceId)].flatMap(([instanceId, own]) => {
    const ids = own.map(({ id }) => id).toSorted();
    const calls = ledger.inOrder(new Set(ids));
    const wrong = calls.findIndex((call, n) => call !== `${ids[n >> 1]}/${n % 2 === 0 ? 'one' : 'two'}`);
    return wrong === -1 ? [] : [`${calls[wrong]} of ${instanceId} came out of its order`];
  });
}

/** The upstream: answers after a few milliseconds at random, so that there is always something in flight. */
export function startRecorder(ledger: Ledger, random: Random, { answers }: Pace) {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      if (request.method === 'GET')
        return new Response('', { status: request.url.endsWith('/fail') ? 400 : 200 });
      ledger.noteCall(await request.text());
      if (random.chance(0.7)) await Bun.sleep(random.between(...answers));
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
