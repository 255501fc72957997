import type { Store } from '../db/store.ts';
import type { Log } from '../lib/log.ts';
import { SECOND } from '../lib/time.ts';
import { type Suspect, takeOver } from '../models/suspects.ts';

/** What the worker lets be done with its slots. */
export type SuspectTools = {
  /** Runs a suspect in a slot; `onStep` when it begins a step, its first one included. Resolves when it leaves the slot. */
  run(suspect: Suspect, onStep: () => void): Promise<void>;
  /** Begins nothing else from now on; answers whether nothing is running, as soon as that is so or the time is over. */
  hold(time: number): Promise<boolean>;
  /** The end of a hold. */
  goOn(): void;
};

const TIMES = {
  /** How long the process has to live without those in whose step it died twice, before they are tried. */
  proof: 2 * SECOND,
  /** How long other runs are waited for, so that a suspect is alone. */
  wait: 5 * SECOND,
  /** How long a suspect is watched before another run may begin: four times as long with each further death. */
  watch: 2 * SECOND,
  longestWatch: 30 * SECOND,
};

/**
 * Runs that were in flight when a process died. Any of them may be the one that killed it, most are not: they are tried
 * again one at a time, until each has passed the step that it was at or has lived long enough in it.
 *
 * - After one death: one at a time, beside everything else. So a second death has at most one of them in flight.
 * - After two: kept back until the process has lived for a while without it, then alone. If it dies now, that run is
 *   set aside (`takeOver`); if it dies before, it was not that run, and its count goes back.
 * - After more, which were not alone in the end because something else did not come to an end: alone, before all else.
 */
export class Suspects {
  readonly #tools: SuspectTools;
  readonly #times: typeof TIMES;
  readonly #ending = new AbortController();

  constructor(tools: SuspectTools, times = TIMES) {
    this.#tools = tools;
    this.#times = times;
  }

  /** Takes over what a dead process has left, and begins to try it. */
  async takeOver({ store, owner, log }: { store: Store; owner: string; log: Log }): Promise<void> {
    const { suspects, paused } = await store.write((tx) => takeOver(tx, owner), 'take-over');
    if (suspects.length + paused.length > 0) {
      log.info('Took over the runs of a process that has ended; they are tried again one at a time', {
        suspects: suspects.length,
        paused: paused.length,
      });
    }
    void this.tryAll(suspects);
  }

  /** Resolves when all have been tried. */
  async tryAll(suspects: Suspect[]): Promise<void> {
    const proof = this.#sleep(this.#times.proof);
    await this.#tryAlone(shuffled(suspects.filter(({ crashes }) => crashes > 2)));
    for (const suspect of suspects.filter(({ crashes }) => crashes === 1)) await this.#try(suspect);
    const kept = suspects.filter(({ crashes }) => crashes === 2);
    if (kept.length === 0) return;
    await proof;
    await this.#tryAlone(shuffled(kept));
  }

  /** Begins with no other suspect. */
  stop(): void {
    this.#ending.abort();
  }

  async #tryAlone(suspects: Suspect[]): Promise<void> {
    if (suspects.length === 0 || this.#ending.signal.aborted) return;
    let isAlone = await this.#tools.hold(this.#times.wait);
    for (const suspect of suspects) {
      const hasPassed = await this.#try(suspect);
      // It is still in its step and may be for minutes: nobody else can be alone, so nobody has to wait.
      if (isAlone && !hasPassed) this.#tools.goOn();
      isAlone &&= hasPassed;
    }
    this.#tools.goOn();
  }

  /** Answers whether it has passed its step, or come to an end in it. */
  async #try(suspect: Suspect): Promise<boolean> {
    if (this.#ending.signal.aborted) return true;
    let steps = 0;
    return await new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), this.#watchOf(suspect));
      const pass = () => {
        clearTimeout(late);
        resolve(true);
      };
      const onStep = () => {
        steps += 1;
        if (steps === 2) pass();
      };
      this.#tools.run(suspect, onStep).then(pass, pass);
    });
  }

  #watchOf({ crashes }: Suspect): number {
    const { watch, longestWatch } = this.#times;
    return Math.min(watch * 4 ** Math.max(0, crashes - 2), longestWatch);
  }

  async #sleep(time: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, time);
      this.#ending.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** Who comes first is alone for certain, so that it must not be the same one at each start. */
function shuffled<T>(list: T[]): T[] {
  return list
    .map((item) => ({ item, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
