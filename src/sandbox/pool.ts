import { messageOf } from '../lib/errors.ts';
import { encode, MAX_WIRE_BYTES, WireError } from '../lib/wire.ts';
import { FairQueue } from './fair-queue.ts';
import type { Confinement } from './plan.ts';
import { SandboxProcess } from './process.ts';
import { SandboxError } from './sandbox-error.ts';

export type SandboxOptions = {
  /** How this program is started: `[executable]` when compiled, `[bun, '/absolute/src/main.ts']` from source. */
  self: string[];
  /** Children of all isolation keys together. */
  maxChildren?: number;
  /** Children of one isolation key, so that none takes them all. */
  maxChildrenPerKey?: number;
  /** What foreign code may use beside the runtime itself. */
  memoryMb?: number;
  /** How long a child waits for the next call of its key. */
  idleMs?: number;
  /** The largest request and the largest result. */
  maxValueBytes?: number;
};

export type SandboxCall = {
  /** Code of one key never runs in a process in which code of another key has run. */
  isolation: string;
  /** `module.exports = async (...args) => …` */
  source: string;
  args: unknown[];
  /** How long the code itself may run; waiting for a free child does not count. */
  deadlineMs: number;
  signal?: AbortSignal;
  onLog?: (level: string, text: string) => void;
};

export type SandboxPool = {
  /** @throws SandboxError */
  run(call: SandboxCall): Promise<unknown>;
  /** Starts a first child to find out, where none has run yet. */
  confinement(): Promise<Confinement>;
  /** Starts the spare child before the first call needs it. */
  warm(): void;
  close(): Promise<void>;
};

export function createSandboxPool(options: SandboxOptions): SandboxPool {
  return new Pool(options);
}

type Seat = {
  key: string;
  process: SandboxProcess;
  busy: boolean;
  idle: ReturnType<typeof setTimeout> | undefined;
};
type Waiter = { seated: (seat: Seat) => void; refused: (error: SandboxError) => void };

class Pool implements SandboxPool {
  readonly #options: Required<SandboxOptions>;
  /** In the order of their last use. */
  readonly #seats = new Set<Seat>();
  readonly #queue = new FairQueue<Waiter>();
  /** A child in which nothing has run, for the next new key. */
  #spare: SandboxProcess | undefined;
  #confinement: Promise<Confinement> | undefined;
  #closed = false;

  constructor(options: SandboxOptions) {
    const maxChildren = options.maxChildren ?? 8;
    this.#options = {
      maxChildren,
      maxChildrenPerKey: Math.max(1, Math.ceil(maxChildren / 2)),
      memoryMb: 256,
      idleMs: 60_000,
      maxValueBytes: MAX_WIRE_BYTES,
      ...options,
    };
  }

  async run(call: SandboxCall): Promise<unknown> {
    const request = this.#requestOf(call);
    const seat = await this.#seat(call.isolation, call.signal);
    try {
      return await seat.process.run({ ...call, request });
    } finally {
      this.#release(seat);
    }
  }

  async confinement(): Promise<Confinement> {
    if (this.#closed) throw closedError();
    if (this.#confinement) return this.#confinement;
    this.#spare = this.#start();
    return this.#spare.ready;
  }

  warm(): void {
    if (this.#closed || this.#spare?.alive) return;
    try {
      this.#spare = this.#start();
    } catch {
      // the next call tries again, and is the one to be told
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#queue.takeAll()) waiter.refused(closedError());
    const processes = [...this.#seats].map((seat) => seat.process);
    if (this.#spare) processes.push(this.#spare);
    for (const seat of this.#seats) this.#dismiss(seat);
    for (const process of processes) process.kill('the server stops');
    await Promise.all(processes.map((process) => process.ended));
  }

  #requestOf({ source, args }: SandboxCall): string {
    const maxBytes = this.#options.maxValueBytes;
    try {
      return encode([source, args, maxBytes], { maxBytes });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      throw new SandboxError('too_large', `the input of the code cannot be handed over: ${error.message}`);
    }
  }

  async #seat(key: string, signal: AbortSignal | undefined): Promise<Seat> {
    if (this.#closed) throw closedError();
    if (signal?.aborted) throw abortedError();
    const { promise, resolve, reject } = Promise.withResolvers<Seat>();
    const waiter: Waiter = { seated: resolve, refused: reject };
    const onAbort = () => {
      this.#queue.remove(key, waiter);
      reject(abortedError());
    };
    signal?.addEventListener('abort', onAbort);
    this.#queue.add(key, waiter);
    this.#serve();
    return promise.finally(() => signal?.removeEventListener('abort', onAbort));
  }

  /** Gives out what is free, one to each key in turn, until nothing more fits. */
  #serve(): void {
    for (let served = true; served; ) {
      served = false;
      for (const key of this.#queue.keys()) {
        served = this.#serveKey(key) || served;
      }
    }
  }

  #serveKey(key: string): boolean {
    try {
      const seat = this.#seatFor(key);
      if (seat) this.#queue.take(key)?.seated(seat);
      return seat !== undefined;
    } catch (error) {
      const message = `a process for the code could not be started: ${messageOf(error)}`;
      this.#queue.take(key)?.refused(new SandboxError('died', message));
      return true;
    }
  }

  #seatFor(key: string): Seat | undefined {
    const seats = [...this.#seats];
    const own = seats.filter((seat) => seat.key === key);
    // one that ended while it was idle is of no use
    const free = own.findLast((seat) => !seat.busy && seat.process.alive);
    if (free) return this.#occupy(free);
    if (own.length >= this.#options.maxChildrenPerKey) return undefined;
    if (seats.length >= this.#options.maxChildren) {
      const longestIdle = seats.find((seat) => !seat.busy);
      if (!longestIdle) return undefined;
      this.#dismiss(longestIdle);
    }
    const process = this.#spare?.alive ? this.#spare : this.#start();
    this.#spare = undefined;
    return this.#occupy({ key, process, busy: false, idle: undefined });
  }

  #occupy(seat: Seat): Seat {
    clearTimeout(seat.idle);
    seat.busy = true;
    this.#seats.delete(seat);
    this.#seats.add(seat);
    return seat;
  }

  #release(seat: Seat): void {
    seat.busy = false;
    if (!seat.process.alive || this.#closed) this.#dismiss(seat);
    else {
      seat.idle = setTimeout(() => this.#dismiss(seat), this.#options.idleMs);
      seat.idle.unref();
    }
    this.#serve();
    // only now, so that its start did not take the processor from the call
    this.warm();
  }

  #dismiss(seat: Seat): void {
    clearTimeout(seat.idle);
    this.#seats.delete(seat);
    seat.process.kill('it was idle');
  }

  #start(): SandboxProcess {
    const process = new SandboxProcess(this.#options);
    this.#confinement ??= process.ready;
    process.ready.catch(() => {
      if (this.#confinement === process.ready) this.#confinement = undefined;
    });
    return process;
  }
}

const closedError = () => new SandboxError('closed', 'the server stops: no more code is run');
const abortedError = () => new SandboxError('aborted', 'the run was cancelled');
