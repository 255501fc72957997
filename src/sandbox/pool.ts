import { messageOf } from '../lib/errors.ts';
import { FairQueue } from '../lib/fair-queue.ts';
import { MAX_WIRE_BYTES } from '../lib/wire.ts';
import type { BundleReference } from './bundle.ts';
import { type Claim, type Seat, Seats } from './children.ts';
import { FRAME } from './frames.ts';
import { type NetworkOptions, networkOf } from './network.ts';
import type { Confinement, SandboxMode } from './plan.ts';
import type { Call, RequestAnswer } from './process.ts';
import { bundleRequestOf, requestOf } from './requests.ts';
import { cancelled, SandboxError } from './sandbox-error.ts';

export type SandboxOptions = {
  /** How this program is started: `[executable]` when compiled, `[bun, '/absolute/src/main.ts']` from source. */
  self: string[];
  /** How tightly foreign code is held; as tightly as this machine allows, unless it says otherwise. */
  mode?: SandboxMode;
  /** What children reach of the network; without it they have none. */
  network?: NetworkOptions;
  /** Children of all owners together. */
  maxChildren?: number;
  /** Children of one owner at work at once, so that none takes them all. */
  maxChildrenPerOwner?: number;
  /** What foreign code may use beside the runtime itself. */
  memoryMb?: number;
  /** How many calls a child runs before another takes its place. */
  maxCalls?: number;
  /** How long a child waits for the next call of its key. */
  idleMs?: number;
  /** How long a child serves its own key while others wait. */
  turnMs?: number;
  /** How long a bundle may take to be evaluated. */
  loadMs?: number;
  /** The largest request and the largest result. */
  maxValueBytes?: number;
};

/** Whose foreign code is called, and how long it may take. */
type CallOf = {
  /** Code of one key never runs in a process in which code of another key has run. */
  isolation: string;
  /** Whose turn and whose share of the children it is, where that is more than one key. */
  owner?: string;
  /** How long the code itself may run; waiting for a free child does not count. */
  deadlineMs: number;
  signal?: AbortSignal;
  onLog?: ((level: string, text: string) => void) | undefined;
  /** What it may call of all that code may: names, `*.suffix`, addresses and ranges, `:port` optional. */
  hosts?: readonly string[] | undefined;
};

export type SandboxCall = CallOf & {
  /** `module.exports = async (...args) => …`; a child is sent it once, and then its hash. */
  source: string;
  /** Where in what the module exports the function stands; the module itself when absent. */
  part?: readonly string[];
  args: unknown[];
  /** Places of the arguments that are texts which come again; a child is sent them once, like the source. */
  repeated?: readonly number[] | undefined;
};

/** A call of a component's bundle, which is evaluated once in the children of its key, of which no other has any. */
export type BundleCall = CallOf & {
  bundle: BundleReference;
  /** The way from the default export to the function; its description where it is empty. */
  part: readonly string[];
  /** Becomes the first argument, with the functions that belong to a context. */
  context: Record<string, unknown>;
  args: readonly unknown[];
  onRequest?: Call['onRequest'];
};

export type SandboxPool = {
  /** @throws SandboxError */
  run(call: SandboxCall): Promise<unknown>;
  /** Answers `[answer, changes of the states]`. @throws SandboxError */
  call(call: BundleCall): Promise<unknown>;
  /** Starts a first child to find out, where none has run yet. */
  confinement(): Promise<Confinement>;
  /** The same, and undefined where none has run yet. */
  knownConfinement(): Confinement | undefined;
  /** Starts the spare child before the first call needs it. */
  warm(): void;
  close(): Promise<void>;
};

const MOST_ATTEMPTS = 3;

type Waiter = Omit<Claim, 'owner'> & { seated: (seat: Seat) => void; refused: (error: SandboxError) => void };

export function createSandboxPool(options: SandboxOptions): SandboxPool {
  return new Pool(options);
}

class Pool implements SandboxPool {
  readonly #mode: SandboxMode;
  readonly #maxValueBytes: number;
  readonly #loadMs: number;
  readonly #seats: Seats;
  readonly #queue = new FairQueue<Waiter>();
  #closed = false;

  constructor(options: SandboxOptions) {
    const {
      self,
      mode = 'auto',
      memoryMb = 256,
      maxCalls = 5000,
      maxValueBytes = MAX_WIRE_BYTES,
      maxChildren = 32,
      idleMs = 60_000,
      turnMs = 500,
      loadMs = 30_000,
    } = options;
    const maxChildrenPerOwner = options.maxChildrenPerOwner ?? Math.ceil(maxChildren / 8);
    const isConfined = mode !== 'off';
    const network = isConfined ? networkOf(options.network) : undefined;
    this.#mode = mode;
    this.#maxValueBytes = maxValueBytes;
    this.#loadMs = loadMs;
    this.#seats = new Seats(
      { self, memoryMb, maxValueBytes, maxCalls, isConfined, isGuarded: network !== undefined },
      { maxChildren, maxChildrenPerOwner, idleMs, turnMs },
      network,
    );
  }

  async run(call: SandboxCall): Promise<unknown> {
    const request = requestOf(call, this.#maxValueBytes);
    return await this.#again(call, (seat) => seat.process.run({ ...call, ...request }));
  }

  async call(call: BundleCall): Promise<unknown> {
    const { bundle, deadlineMs, part } = call;
    const request = bundleRequestOf(call, this.#maxValueBytes);
    return await this.#again(call, async (seat) => {
      const loadMs = part.length === 0 ? deadlineMs : this.#loadMs;
      await seat.process.open(bundle, { ...call, deadlineMs: loadMs });
      const onRequest = call.onRequest && this.#whileWaiting(seat, call.onRequest);
      return await seat.process.run({
        ...call,
        ...{ kind: FRAME.call, request, bundles: [], deadlineMs, onRequest },
      });
    });
  }

  #whileWaiting(
    seat: Seat,
    onRequest: NonNullable<Call['onRequest']>,
  ): (request: unknown) => Promise<RequestAnswer> {
    return async (request) => {
      seat.waiting += 1;
      this.#serve();
      try {
        return await onRequest(request);
      } finally {
        seat.waiting -= 1;
      }
    };
  }

  async #again(call: CallOf, work: (seat: Seat) => Promise<unknown>): Promise<unknown> {
    if (this.#mode === 'required') await this.#demandConfinement();
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#seated(call, work);
      } catch (error) {
        // a child that ended before it was asked has run nothing of this call
        if (!(error instanceof SandboxError && error.reason === 'gone') || attempt === MOST_ATTEMPTS)
          throw error;
      }
    }
  }

  async #seated(call: CallOf, work: (seat: Seat) => Promise<unknown>): Promise<unknown> {
    const seat = await this.#seat(call);
    try {
      return await work(seat);
    } finally {
      this.#seats.release(seat);
      this.#serve();
      // only now, so that its start did not take the processor from the call
      this.warm();
    }
  }

  async #demandConfinement(): Promise<void> {
    const { level, reason } = await this.confinement();
    if (level !== 'full')
      throw new SandboxError(
        'refused',
        `STEPWELL_SANDBOX is "required", and code cannot be fully confined here: ${reason}. Run Stepwell where it can, or set it to "auto"`,
      );
  }

  async confinement(): Promise<Confinement> {
    if (this.#closed) throw stopped();
    return this.#seats.confinement();
  }

  knownConfinement(): Confinement | undefined {
    return this.#seats.knownConfinement;
  }

  warm(): void {
    this.#seats.prepareSpare();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#queue.takeAll()) waiter.refused(stopped());
    await this.#seats.close();
  }

  async #seat({ isolation, owner = isolation, signal, hosts }: CallOf): Promise<Seat> {
    if (this.#closed) throw stopped();
    if (signal?.aborted) throw cancelled();
    const { promise, resolve, reject } = Promise.withResolvers<Seat>();
    // what a child reaches stays the same for its whole life
    const key = hosts ? `${isolation} to ${hosts.join(' ')}` : isolation;
    const waiter: Waiter = { key, hosts, seated: resolve, refused: reject };
    const onAbort = () => {
      if (this.#queue.remove(owner, waiter)) reject(cancelled());
    };
    signal?.addEventListener('abort', onAbort);
    this.#queue.add(owner, waiter);
    this.#serve();
    return promise.finally(() => signal?.removeEventListener('abort', onAbort));
  }

  /** Gives out what is free, one by one, until nothing more fits. */
  #serve(): void {
    while (this.#inOrder().some((owner) => this.#serveOwner(owner)));
  }

  /** Who waits: first those with the fewest children at work, among them those whose free child has not had its turn. */
  #inOrder(): string[] {
    return this.#queue
      .keys()
      .map((owner) => ({ owner, busy: this.#seats.busyOf(owner), stays: this.#seats.hasTurn(owner) }))
      .sort((a, b) => a.busy - b.busy || Number(b.stays) - Number(a.stays))
      .map(({ owner }) => owner);
  }

  /** The oldest call of the owner for whose key there is a seat; each key is asked for once. */
  #serveOwner(owner: string): boolean {
    const refused = new Set<string>();
    for (const waiter of this.#queue.of(owner)) {
      if (refused.has(waiter.key)) continue;
      refused.add(waiter.key);
      if (this.#serveWaiter(owner, waiter)) return true;
    }
    return false;
  }

  #serveWaiter(owner: string, waiter: Waiter): boolean {
    try {
      const seat = this.#seats.occupy({ ...waiter, owner });
      if (!seat) return false;
      this.#queue.take(owner, waiter);
      waiter.seated(seat);
    } catch (error) {
      const message = `a process for the code could not be started: ${messageOf(error)}`;
      this.#queue.take(owner, waiter);
      waiter.refused(new SandboxError('died', message));
    }
    return true;
  }
}

const stopped = () => new SandboxError('closed', 'the server stops: no more code is run');
