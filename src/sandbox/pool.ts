import { messageOf } from '../lib/errors.ts';
import { encode, MAX_WIRE_BYTES, WireError } from '../lib/wire.ts';
import { FairQueue } from './fair-queue.ts';
import type { Confinement } from './plan.ts';
import { cancelled, SandboxError } from './sandbox-error.ts';
import { type Seat, Seats } from './seats.ts';

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

type Waiter = { seated: (seat: Seat) => void; refused: (error: SandboxError) => void };

export function createSandboxPool(options: SandboxOptions): SandboxPool {
  return new Pool(options);
}

class Pool implements SandboxPool {
  readonly #maxValueBytes: number;
  readonly #seats: Seats;
  readonly #queue = new FairQueue<Waiter>();
  #closed = false;

  constructor(options: SandboxOptions) {
    const {
      self,
      memoryMb = 256,
      maxValueBytes = MAX_WIRE_BYTES,
      maxChildren = 8,
      idleMs = 60_000,
    } = options;
    const maxChildrenPerKey = options.maxChildrenPerKey ?? Math.ceil(maxChildren / 2);
    this.#maxValueBytes = maxValueBytes;
    this.#seats = new Seats({ self, memoryMb, maxValueBytes }, { maxChildren, maxChildrenPerKey, idleMs });
  }

  async run(call: SandboxCall): Promise<unknown> {
    const request = this.#requestOf(call);
    const seat = await this.#seat(call.isolation, call.signal);
    try {
      return await seat.process.run({ ...call, request });
    } finally {
      this.#seats.release(seat);
      this.#serve();
      // only now, so that its start did not take the processor from the call
      this.warm();
    }
  }

  async confinement(): Promise<Confinement> {
    if (this.#closed) throw stopped();
    return this.#seats.confinement();
  }

  warm(): void {
    this.#seats.prepareSpare();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#queue.takeAll()) waiter.refused(stopped());
    await this.#seats.close();
  }

  #requestOf({ source, args }: SandboxCall): string {
    const maxBytes = this.#maxValueBytes;
    try {
      return encode([source, args, maxBytes], { maxBytes });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      throw new SandboxError('too_large', `the input of the code cannot be handed over: ${error.message}`);
    }
  }

  async #seat(key: string, signal: AbortSignal | undefined): Promise<Seat> {
    if (this.#closed) throw stopped();
    if (signal?.aborted) throw cancelled();
    const { promise, resolve, reject } = Promise.withResolvers<Seat>();
    const waiter: Waiter = { seated: resolve, refused: reject };
    const onAbort = () => {
      if (this.#queue.remove(key, waiter)) reject(cancelled());
    };
    signal?.addEventListener('abort', onAbort);
    this.#queue.add(key, waiter);
    this.#serve();
    return promise.finally(() => signal?.removeEventListener('abort', onAbort));
  }

  /** Gives out what is free, one to each key in turn, until nothing more fits. */
  #serve(): void {
    for (let served = true; served; ) {
      const keys = this.#queue.keys().sort((a, b) => this.#staying(b) - this.#staying(a));
      served = keys.map((key) => this.#serveKey(key)).includes(true);
    }
  }

  #staying(key: string): number {
    return Number(this.#seats.hasTurn(key));
  }

  #serveKey(key: string): boolean {
    try {
      const seat = this.#seats.occupy(key);
      if (seat) this.#queue.take(key)?.seated(seat);
      return seat !== undefined;
    } catch (error) {
      const message = `a process for the code could not be started: ${messageOf(error)}`;
      this.#queue.take(key)?.refused(new SandboxError('died', message));
      return true;
    }
  }
}

const stopped = () => new SandboxError('closed', 'the server stops: no more code is run');
