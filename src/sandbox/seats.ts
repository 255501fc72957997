import type { Confinement } from './plan.ts';
import { type ProcessPlan, SandboxProcess } from './process.ts';

/** A child and the isolation key it belongs to for its whole life. */
export type Seat = {
  key: string;
  process: SandboxProcess;
  busy: boolean;
  /** When it was given to its key. */
  since: number;
  idle: ReturnType<typeof setTimeout> | undefined;
};

export type SeatLimits = { maxChildren: number; maxChildrenPerKey: number; idleMs: number };

/** Under pressure a child serves its own key for this long before it makes way: to start another costs as much as many calls. */
const TURN_MS = 500;

/** All children: who has which, and which one has to go for another. */
export class Seats {
  readonly #plan: ProcessPlan;
  readonly #limits: SeatLimits;
  /** In the order of their last use. */
  readonly #seats = new Set<Seat>();
  /** A child in which nothing has run, for the next new key. */
  #spare: SandboxProcess | undefined;
  #confinement: Promise<Confinement> | undefined;
  #closed = false;

  constructor(plan: ProcessPlan, limits: SeatLimits) {
    this.#plan = plan;
    this.#limits = limits;
  }

  /** A free seat of this key, or undefined while there is none to give. @throws where no process can be started */
  occupy(key: string): Seat | undefined {
    this.#clear();
    const own = [...this.#seats].filter((seat) => seat.key === key);
    const seat =
      own.findLast(isFree) ?? (own.length < this.#limits.maxChildrenPerKey ? this.#create(key) : undefined);
    if (!seat) return undefined;
    clearTimeout(seat.idle);
    seat.busy = true;
    this.#seats.delete(seat);
    this.#seats.add(seat);
    return seat;
  }

  /** Whether a child of this key is free and has not had its turn yet. */
  hasTurn(key: string): boolean {
    const now = performance.now();
    return [...this.#seats].some((seat) => seat.key === key && isFree(seat) && now - seat.since < TURN_MS);
  }

  release(seat: Seat): void {
    seat.busy = false;
    if (this.#closed || !seat.process.alive) this.#dismiss(seat);
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
  }

  /** Children that ended while they were idle take no room. */
  #clear(): void {
    for (const seat of this.#seats) if (!seat.busy && !seat.process.alive) this.#dismiss(seat);
  }

  #create(key: string): Seat | undefined {
    const seats = [...this.#seats];
    if (seats.length >= this.#limits.maxChildren) {
      const longestIdle = seats.find((seat) => !seat.busy);
      if (!longestIdle) return undefined;
      this.#dismiss(longestIdle);
    }
    const process = this.#spare?.alive ? this.#spare : this.#start();
    this.#spare = undefined;
    return { key, process, busy: false, since: performance.now(), idle: undefined };
  }

  #dismiss(seat: Seat): void {
    clearTimeout(seat.idle);
    this.#seats.delete(seat);
    seat.process.kill('it was idle');
  }

  #start(): SandboxProcess {
    const process = new SandboxProcess(this.#plan);
    this.#confinement ??= process.ready;
    process.ready.catch(() => {
      if (this.#confinement === process.ready) this.#confinement = undefined;
    });
    return process;
  }
}

const isFree = (seat: Seat) => !seat.busy && seat.process.alive;
