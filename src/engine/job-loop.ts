import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { type Instant, now, SECOND } from '../lib/time.ts';

/** The clock may be set meanwhile: nobody waits longer than that without a look. */
const LONGEST_NAP = 15 * SECOND;

export type JobLoopTools = {
  log: Log;
  /** What the log says where a pass fails; it is tried again in a second. */
  failure: string;
  /**
   * Does a part of each job that is open, and stops where it is told to.
   * @returns when there is more to do: an instant that may be past, or undefined for nothing
   */
  pass(isStopped: () => boolean): Promise<Instant | undefined>;
};

/** Goes on with jobs for as long as there is something to do, one pass after another, whenever somebody asks. */
export class JobLoop {
  readonly #tools: JobLoopTools;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #underWay: Promise<void> | undefined;
  #isAsked = false;
  #isStopped = false;

  constructor(tools: JobLoopTools) {
    this.#tools = tools;
  }

  /** Goes on with what is open; also after a job has begun. */
  look(): void {
    this.#isAsked = true;
    if (this.#isStopped || this.#underWay) return;
    clearTimeout(this.#timer);
    this.#underWay = Promise.resolve()
      .then(() => this.#goOn())
      .catch((error) => {
        this.#tools.log.error(this.#tools.failure, { error: messageOf(error) });
        this.#isAsked = false;
        this.#lookIn(SECOND);
      })
      .finally(() => {
        this.#underWay = undefined;
        // Asked for at the very end of the last look.
        if (this.#isAsked) this.#lookIn(0);
      });
  }

  /** Resolves when the pass under way is done; the rest goes on at the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#underWay;
  }

  #lookIn(time: number): void {
    clearTimeout(this.#timer);
    if (!this.#isStopped) this.#timer = setTimeout(() => this.look(), time);
  }

  async #goOn(): Promise<void> {
    while (this.#isAsked && !this.#isStopped) {
      this.#isAsked = false;
      const next = await this.#tools.pass(() => this.#isStopped);
      if (next === undefined) continue;
      if (next <= now()) this.#isAsked = true;
      else this.#lookIn(Math.min(next - now(), LONGEST_NAP));
    }
  }
}
