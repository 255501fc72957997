import { closeSync, writeSync } from 'node:fs';
import { systemLookup } from '../lib/egress.ts';
import { EgressRefused } from '../lib/egress-errors.ts';
import type { Lookup } from '../lib/egress-rules.ts';
import { HostRules, NOT_AMONG_HOSTS, SocketRules } from '../lib/egress-sockets.ts';
import { messageOf } from '../lib/errors.ts';
import { now } from '../lib/time.ts';
import { type GuardCommand, type GuardPlan, type GuardReport, readReport } from './guard/messages.ts';
import { block, openSystemCalls, type SystemCall } from './libc.ts';
import { type Asker, type NameServer, startNameServer } from './name-server.ts';
import { GUARD_WORD } from './plan.ts';

export type NetworkOptions = {
  /** The program's file, which becomes the guard where it is started as a thread (`entry.ts`). */
  entry: string;
  /** What may be reached although it is not public; asked for when the first child starts. */
  allow(): readonly string[];
  lookup?: Lookup;
  connectsPerSecond?: number;
};

/** What a child's process needs to be told of its network. */
export type Watcher = {
  onRefused(what: string, at: number): void;
  /** It has all the threads that it may have, and wanted another. */
  onCrowded(): void;
  /** Nobody answers its connects any more. */
  onLost(): void;
};

/** The way of one child into the network: the socket that its launcher gets, and who the child is once it has started. */
export type Door = {
  socket: number;
  admit(pid: number, watcher: Watcher): void;
  /** No child has started. */
  discard(): void;
};

const AF_UNIX = 1;
/** SOCK_SEQPACKET, closed at an exec. */
const MESSAGES = 5 | 0x80000;
const CONNECTS_PER_SECOND = 50;
/** Connections to the name server of which we remember whose they are. */
const MOST_ASKING = 1000;
/** How long the guard may take to say whose a connection is. */
const SAID_MS = 5000;

type Running = { worker: Worker; commands: number; names: NameServer; rules: SocketRules };

/**
 * The network of all children: one thread that answers their connects, and a server that answers their questions for
 * names. Both start with the first child.
 */
export class Network {
  readonly #options: NetworkOptions;
  readonly #call: SystemCall;
  readonly #watchers = new Map<number, Watcher>();
  /** Of children that reach less than all may. */
  readonly #hosts = new Map<number, HostRules>();
  readonly #asking = new Map<number, number>();
  #running: Running | undefined;

  constructor(options: NetworkOptions, call: SystemCall) {
    this.#options = options;
    this.#call = call;
  }

  /** Undefined where the guard cannot be started: the child then has no network. */
  open(): Door | undefined {
    try {
      return this.#door(this.#running ?? this.#start());
    } catch {
      return undefined;
    }
  }

  #door(running: Running): Door {
    const [ours, theirs] = this.#socketPair();
    return {
      socket: theirs,
      admit: (pid, watcher) => {
        closeSync(theirs);
        this.#watchers.set(pid, watcher);
        this.#tell(running, { pid, socket: ours });
      },
      discard() {
        closeSync(ours);
        closeSync(theirs);
      },
    };
  }

  /** From now on a child reaches these hosts alone. */
  restrict(pid: number, hosts: readonly string[]): void {
    const running = this.#running;
    if (!running) return;
    const rules = new HostRules(hosts);
    this.#hosts.set(pid, rules);
    this.#tell(running, { restricted: pid });
    for (const reaches of rules.addresses) this.#tell(running, { of: pid, reaches, isLasting: true });
  }

  forget(pid: number): void {
    this.#watchers.delete(pid);
    this.#hosts.delete(pid);
  }

  close(): void {
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
    // its thread ends when nobody can tell it anything any more
    closeSync(running.commands);
    running.names.close();
    for (const watcher of this.#watchers.values()) watcher.onLost();
    this.#watchers.clear();
    this.#hosts.clear();
    this.#asking.clear();
  }

  #start(): Running {
    const allow = [...this.#options.allow()];
    const rules = new SocketRules(allow);
    const names = startNameServer({
      lookup: this.#options.lookup ?? systemLookup,
      askerAt: async (port) => this.#askerOf(await this.#pidAt(port)),
      left: (port) => this.#asking.delete(port),
    });
    const [commands, theirs] = this.#socketPair();
    const plan: GuardPlan = {
      allow,
      nameServerPort: names.port,
      connectsPerSecond: this.#options.connectsPerSecond ?? CONNECTS_PER_SECOND,
    };
    const argv = [GUARD_WORD, String(theirs), JSON.stringify(plan)];
    const worker = new Worker(this.#options.entry, { argv, smol: true });
    const running = { worker, commands, names, rules };
    worker.addEventListener('message', ({ data }) => this.#onReport(readReport(data)));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (this.#running === running) this.close();
    });
    worker.addEventListener('close', () => this.#running === running && this.close());
    worker.unref();
    this.#running = running;
    return running;
  }

  #socketPair(): [ours: number, theirs: number] {
    const pair = block(8);
    const result = this.#call('socketpair', AF_UNIX, MESSAGES, 0, pair);
    if (result < 0) throw new Error(`socketpair failed with error ${-result}`);
    return [pair.readInt32LE(0), pair.readInt32LE(4)];
  }

  #tell({ commands }: Running, command: GuardCommand): void {
    writeSync(commands, JSON.stringify(command));
  }

  /** The guard says whose a connection is before the child can ask through it, which may be heard later. */
  async #pidAt(port: number): Promise<number> {
    for (const end = performance.now() + SAID_MS; performance.now() < end; await Bun.sleep(1)) {
      const pid = this.#asking.get(port);
      if (pid !== undefined) return pid;
    }
    throw new Error('nobody knows who asks');
  }

  #askerOf(pid: number): Asker {
    const told = <T>(name: string, work: () => T): T => {
      try {
        return work();
      } catch (error) {
        this.#watchers.get(pid)?.onRefused(`egress refused ${name}: ${messageOf(error)}`, now());
        throw error;
      }
    };
    return {
      mayAsk: (name) => told(name, () => this.#mayAsk(pid, name)),
      check: (name, addresses) => told(name, () => this.#checkName(pid, name, addresses)),
    };
  }

  #mayAsk(pid: number, name: string): void {
    if (this.#hosts.get(pid)?.has(name) === false) throw new EgressRefused(NOT_AMONG_HOSTS);
  }

  #checkName(pid: number, name: string, addresses: string[]): void {
    const running = this.#running;
    if (!running) throw new Error('the network is closed');
    for (const opened of running.rules.checkName(name, addresses)) this.#tell(running, { opened });
    for (const reaches of this.#hosts.get(pid)?.opens(name, addresses) ?? [])
      this.#tell(running, { of: pid, reaches, isLasting: false });
  }

  #onReport(report: GuardReport | undefined): void {
    if (!report) return;
    if (report.kind === 'refused') this.#watchers.get(report.pid)?.onRefused(report.what, report.at);
    else if (report.kind === 'crowded') this.#watchers.get(report.pid)?.onCrowded();
    else this.#remember(report.port, report.pid);
  }

  #remember(port: number, pid: number): void {
    this.#asking.delete(port);
    this.#asking.set(port, pid);
    const [oldest] = this.#asking.keys();
    if (this.#asking.size > MOST_ASKING && oldest !== undefined) this.#asking.delete(oldest);
  }
}

/** The network of children, where this system can have one. */
export function networkOf(options: NetworkOptions | undefined): Network | undefined {
  const call = options && openSystemCalls();
  return options && call ? new Network(options, call) : undefined;
}
