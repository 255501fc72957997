import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { SECOND } from '../lib/time.ts';
import { addTexts, type TextTools } from '../models/execution-texts.ts';

export type TextsTools = TextTools & { log: Log; isBusy(): boolean };

/** So many at a time share a commit, between those of others. */
const AT_ONCE = 20;
/** As many as are added in a tick while runs go on, and while nothing else is to do. */
const MOST_BESIDE = 60;
const MOST_ALONE = 2000;

/**
 * Adds what executions are found by, after their end, every second: what runs is never waited for, and a burst of runs is
 * looked through once it is over.
 */
export class ExecutionTexts {
  readonly #tools: TextsTools;
  #timer: ReturnType<typeof setInterval> | undefined;
  #underWay: Promise<void> | undefined;
  #isStopped = false;
  /** Where among those that had not ended it goes on. */
  #after = 0;

  constructor(tools: TextsTools) {
    this.#tools = tools;
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), SECOND);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#underWay;
  }

  #tick(): void {
    if (this.#underWay || this.#isStopped) return;
    this.#underWay = this.#add()
      .catch((error) =>
        this.#tools.log.error('Executions cannot be found by their words yet; trying again in a second', {
          error: messageOf(error),
        }),
      )
      .finally(() => {
        this.#underWay = undefined;
      });
  }

  async #add(): Promise<void> {
    const { isBusy } = this.#tools;
    for (let done = 0; done < (isBusy() ? MOST_BESIDE : MOST_ALONE); done += AT_ONCE) {
      const { added, next } = await addTexts(this.#tools, AT_ONCE, this.#after);
      this.#after = next;
      if (added < AT_ONCE || this.#isStopped) return;
      await nextTurn();
    }
  }
}
