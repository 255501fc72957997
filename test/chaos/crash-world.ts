import { Database } from 'bun:sqlite';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { launch, type Server, start, TOKEN, temporaryFolder, until } from '../support/binary.ts';
import {
  flow,
  integration,
  post,
  schedule,
  step,
  synchronous,
  trigger,
  value,
  webhook,
} from '../support/definitions.ts';
import { type Execution, executionsOf, install, urlOf } from '../support/journey.ts';
import { gate, startUpstream, type Upstream } from '../support/upstream.ts';
import { executionsIn } from './ledger.ts';

const ENV = { STEPWELL_EGRESS_ALLOW: '127.0.0.1' };
const ENDED = ['succeeded', 'failed', 'cancelled', 'skipped', 'paused'];
const FLOWS = ['Two', 'Answers', 'Retries', 'Calls', 'Deadly', 'Asides'] as const;
export type FlowName = (typeof FLOWS)[number];

/** A data folder with one instance of all that a crash can hit, to be copied for each case. */
export type World = {
  upstream: Upstream;
  dataFolder: string;
  instanceId: string;
  integrationId: string;
  paths: Record<FlowName, string>;
};

export async function makeWorld(): Promise<World> {
  const upstream = startUpstream();
  const dataFolder = temporaryFolder();
  const server = await start({ dataFolder, env: ENV });
  const instance = await install(server, definition(upstream.url));
  const pathOf = (name: FlowName) => new URL(urlOf(instance, name)).pathname;
  const paths = {
    Two: pathOf('Two'),
    Answers: pathOf('Answers'),
    Retries: pathOf('Retries'),
    Calls: pathOf('Calls'),
    Deadly: pathOf('Deadly'),
    Asides: pathOf('Asides'),
  };
  await server.stop();
  const { integrationId } = instance;
  return { upstream, dataFolder, instanceId: instance.id, integrationId, paths };
}

function definition(url: string) {
  const send = (name: string, more = {}) => post(name, value(`${url}/${name.toLowerCase()}`), more);
  const retry = { errorHandlerType: 'retry', maxAttempts: 2, delaySeconds: 0 };
  return integration('Crash', [
    flow('Two', [webhook(), send('First'), send('Second')]),
    flow('Answers', [webhook(), send('First'), send('Second')], synchronous),
    flow('Retries', [webhook(), send('Shaky', { errorConfig: retry }), send('Second')]),
    flow('Calls', [
      webhook(),
      step('Call', 'cross-flow.invokeFlow', { flowName: value('Child'), data: value('') }),
      send('Second'),
    ]),
    flow('Deadly', [webhook(), send('Deadly')]),
    flow('Asides', [webhook(), send('Wrong')], { whenFailed: 'pause' }),
    flow('Child', [trigger('cross-flow.crossFlow'), send('Only')]),
    flow('Regular', [schedule('0 0 1 1 *'), send('Report')]),
  ]);
}

/** One case: a copy of the world, a process that dies at the point, and what the next one makes of it. */
export class Crash {
  readonly #world: World;
  #next: Promise<Server> | undefined;
  readonly dataFolder = temporaryFolder();
  /** What the caller was answered, if anything was. */
  answered: number | undefined;

  constructor(world: World) {
    this.#world = world;
    world.upstream.calls.length = 0;
    world.upstream.answer = () => Response.json({ ok: true });
    cpSync(world.dataFolder, this.dataFolder, { recursive: true });
  }

  get upstream(): Upstream {
    return this.#world.upstream;
  }

  /** Paths of what the upstream was sent, in order. */
  get sent(): string[] {
    return this.upstream.calls.map((call) => call.path.slice(1));
  }

  async startUnarmed(): Promise<Server> {
    return await start({ dataFolder: this.dataFolder, env: ENV });
  }

  async startArmed(point: string): Promise<Server> {
    return await start({ dataFolder: this.dataFolder, env: { ...ENV, STEPWELL_CRASH_AT: point } });
  }

  /** For points that a start comes to by itself. Answers how the process ended. */
  async dieAtStart(point: string): Promise<number | string> {
    const own = { STEPWELL_DATA: this.dataFolder, STEPWELL_PORT: '0', STEPWELL_ADMIN_TOKEN: TOKEN };
    const child = launch({ args: ['--no-sample'], env: { ...ENV, ...own, STEPWELL_CRASH_AT: point } });
    const code = await child.exited;
    return child.signalCode ?? code;
  }

  /** Calls a flow of a server that is to die of it. Answers how it ended. */
  async dieOfCall(point: string, flow: FlowName): Promise<number | string> {
    const server = await this.startArmed(point);
    await this.call(server, flow);
    return await server.ended;
  }

  async call(server: Server, flow: FlowName): Promise<void> {
    try {
      const response = await fetch(server.url + this.#world.paths[flow], {
        method: 'POST',
        keepalive: false,
      });
      await response.text();
      this.answered = response.status;
    } catch {
      this.answered = undefined;
    }
  }

  /** Runs a flow of the draft, of which the server is to die. */
  async test(server: Server, flow: FlowName): Promise<void> {
    const path = `/integrations/${this.#world.integrationId}/test-executions`;
    this.answered = await server.call('POST', path, { flow, payload: {} }).then(
      ({ status }) => status,
      () => undefined,
    );
  }

  /** Starts a run, whose first call to the upstream then waits for `open`. */
  async runAtTheGate(server: Server): Promise<() => void> {
    const { wait, open } = gate();
    this.upstream.answer = async () => {
      await wait;
      return Response.json({ ok: true });
    };
    await this.call(server, 'Two');
    await until('the first step to call', () => this.sent.length === 1);
    return open;
  }

  /** From now on whoever calls `/deadly` is killed; other calls are answered once that was so for the first time. */
  killWhoCallsDeadly(server: Promise<Server>): void {
    const { wait, open } = gate();
    this.serveNext(server);
    this.upstream.answer = async (call) => {
      if (call.path === '/deadly') {
        const next = await this.#next;
        next?.signal('SIGKILL');
        await next?.ended;
        open();
      } else await wait;
      return Response.json({ ok: true });
    };
  }

  /** Which process is the one that calls now. */
  serveNext(server: Promise<Server>): void {
    this.#next = server;
  }

  /** As after a long downtime: the schedule should have fired at each of the last three New Years. */
  missFirings(): void {
    const database = new Database(join(this.dataFolder, 'stepwell.db'));
    const first = Date.UTC(new Date().getUTCFullYear() - 2, 0, 1);
    database.run('update schedules set next_run_at = ?', [first]);
    database.close();
  }

  /** The next start, until there are so many runs and all have ended. The statuses of all there are, oldest first. */
  async recover(count: number): Promise<string[]> {
    const server = await this.startUnarmed();
    // Those of tests too, which no list of the instance has.
    const runs = await until(`the end of ${count} runs`, async () => {
      const all = executionsIn(this.dataFolder);
      return all.length >= count && all.every(({ status }) => ENDED.includes(status)) && all;
    });
    await server.stop();
    return runs.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ status }) => status);
  }

  async runsOnceEnded(server: Server, count: number): Promise<Execution[]> {
    return await until(`the end of ${count} runs`, async () => {
      const all = await executionsOf(server, this.#world.instanceId);
      if (all.length < count) return false;
      return all.every((run) => ENDED.includes(run.status)) && all;
    });
  }
}
