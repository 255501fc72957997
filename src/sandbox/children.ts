import type { Network } from './network.ts';
import type { Confinement } from './plan.ts';
import { type ProcessPlan, SandboxProcess } from './process.ts';

/** A child, the isolation key it belongs to for its whole life, and the owner whose share of the children it is. */
export type Seat = {
  key: string;
  owner: string;
  process: SandboxProcess;
  busy: boolean;
  /** How many answers of the server its call waits for: meanwhile others may take its part of the processor. */
  waiting: number;
  /** When it was given to its key. */
  since: number;
  idle: ReturnType<typeof setTimeout> | undefined;
};

/** Who wants a seat; `hosts` are those that it reaches, where that is less than what all may. */
export type Claim = { key: string; owner: string; hosts: readonly string[] | undefined };

export type SeatLimits = {
  maxChildren: number;
  maxChildrenPerOwner: number;
  idleMs: number;
  /** Under pressure a child serves its own key for this long before it makes way: to start another costs as much as many calls. */
  turnMs: number;
};

/** This part of the children is for owners that have none at work. */
const RESERVED = 1 / 3;

/** All children: who has which, and which one has to go for another. */
export class Seats {
  readonly #plan: ProcessPlan;
  readonly #limits: SeatLimits;
  /** In the order of their last use. */
  readonly #seats = new Set<Seat>();
  /** A child in which nothing has run, for the next new key. */
  #spare: SandboxProcess | undefined;
  readonly #network: Network | undefined;
  #confinement: Promise<Confinement> | undefined;
  #known: Confinement | undefined;
  #closed = false;

  constructor(plan: ProcessPlan, limits: SeatLimits, network?: Network) {
    this.#plan = plan;
    this.#network = network;
    this.#limits = limits;
  }

  /** A free seat of this key, or undefined while there is none to give. @throws where no process can be started */
  occupy(claim: Claim): Seat | undefined {
    this.#clear();
    if (!this.#isWithinShare(claim.owner)) return undefined;
    const own = [...this.#seats].filter((seat) => seat.key === claim.key);
    const seat = own.findLast(isFree) ?? this.#create(claim);
    if (!seat) return undefined;
    clearTimeout(seat.idle);
    seat.busy = true;
    this.#seats.delete(seat);
    this.#seats.add(seat);
    return seat;
  }

  /** How many children of the owner are at work. */
  busyOf(owner: string): number {
    return [...this.#seats].filter((seat) => isAtWork(seat) && seat.owner === owner).length;
  }

  #isWithinShare(owner: string): boolean {
    const { maxChildren, maxChildrenPerOwner } = this.#limits;
    const own = this.busyOf(owner);
    if (own === 0) return true;
    const busy = [...this.#seats].filter(isAtWork).length;
    return own < maxChildrenPerOwner && busy < maxChildren - Math.floor(maxChildren * RESERVED);
  }

  /** Whether a child of this owner is free and has not had its turn yet. */
  hasTurn(owner: string): boolean {
    const now = performance.now();
    return [...this.#seats].some(
      (seat) => seat.owner === owner && isFree(seat) && now - seat.since < this.#limits.turnMs,
    );
  }

  release(seat: Seat): void {
    seat.busy = false;
    if (this.#closed || !seat.process.alive || seat.process.isSpent) this.#dismiss(seat);
    else seat.idle = setTimeout(() => this.#dismiss(seat), this.#limits.idleMs).unref();
  }

  prepareSpare(): void {
    if (this.#closed || this.#spare?.alive) return;
    try {
      this.#spare = this.#start();
    } catch {
      // the next call tries again, and is the one to be told
    }
  }

  get knownConfinement(): Confinement | undefined {
    return this.#known;
  }

  confinement(): Promise<Confinement> {
    if (this.#confinement) return this.#confinement;
    this.#spare = this.#start();
    return this.#spare.ready;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const processes = [...this.#seats].map((seat) => seat.process);
    if (this.#spare) processes.push(this.#spare);
    for (const seat of this.#seats) clearTimeout(seat.idle);
    for (const process of processes) process.kill('the server stops');
    await Promise.all(processes.map((process) => process.ended));
    this.#network?.close();
  }

  /** Children that ended while they were idle take no room. */
  #clear(): void {
    for (const seat of this.#seats) if (!seat.busy && !seat.process.alive) this.#dismiss(seat);
  }

  #create({ key, owner, hosts }: Claim): Seat | undefined {
    const seats = [...this.#seats].filter((seat) => seat.waiting === 0);
    if (seats.length >= this.#limits.maxChildren) {
      const longestIdle = seats.find((seat) => !seat.busy);
      if (!longestIdle) return undefined;
      this.#dismiss(longestIdle);
    }
    const process = this.#spare?.alive ? this.#spare : this.#start();
    this.#spare = undefined;
    if (hosts) process.restrict(hosts);
    return { key, owner, process, busy: false, waiting: 0, since: performance.now(), idle: undefined };
  }

  #dismiss(seat: Seat): void {
    clearTimeout(seat.idle);
    this.#seats.delete(seat);
    seat.process.kill('it is not needed any more');
  }

  #start(): SandboxProcess {
    const process = new SandboxProcess(this.#plan, this.#network);
    this.#confinement ??= process.ready;
    process.ready.then(
      (confinement) => {
        this.#known = confinement;
      },
      () => {
        if (this.#confinement === process.ready) this.#confinement = undefined;
      },
    );
    return process;
  }
}

/** A call that waits for one of its own counts for nothing, so that the two do not wait for each other. */
const isAtWork = (seat: Seat) => seat.busy && seat.waiting === 0;
const isFree = (seat: Seat) => !seat.busy && seat.process.alive;
