import { elapsed, SECOND } from '../lib/time.ts';
import { StopSign } from './stop-sign.ts';

/** A run in its slot. */
export type Running = { stop: StopSign; instanceId: string; until: number };

/** The runs that are in their slots, each of which is stopped when its time is over. */
export class RunningRuns {
  readonly #runs = new Map<string, Running>();
  readonly #time: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param time milliseconds that a run may take */
  constructor(time: number) {
    this.#time = time;
  }

  /** A sign for a run that begins. One that runs already keeps its own: it may be woken twice. */
  add(id: string, instanceId: string): StopSign {
    const stop = new StopSign();
    if (this.#runs.has(id)) return stop;
    this.#runs.set(id, { stop, instanceId, until: elapsed() + this.#time });
    this.#timer ??= setTimeout(() => this.#stopLate(), this.#time);
    return stop;
  }

  get size(): number {
    return this.#runs.size;
  }

  get(id: string): Running | undefined {
    return this.#runs.get(id);
  }

  has(id: string): boolean {
    return this.#runs.has(id);
  }

  /** Forgets a run that is over, by the sign that it was given. */
  delete(id: string, stop: StopSign): void {
    if (this.#runs.get(id)?.stop !== stop) return;
    this.#runs.delete(id);
    if (this.#runs.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  [Symbol.iterator](): IterableIterator<[string, Running]> {
    return this.#runs.entries();
  }

  /** One timer for all: every run may take as long, so the first that began is the first whose time is over. */
  #stopLate(): void {
    this.#timer = undefined;
    const at = elapsed();
    for (const { stop, until } of this.#runs.values()) {
      if (until > at) {
        this.#timer = setTimeout(() => this.#stopLate(), until - at);
        return;
      }
      const message = `This execution has run for ${this.#time / SECOND} seconds, which is the limit.`;
      stop.raise(new Error(message));
    }
  }
}
