import type { Store } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { now, SECOND } from '../lib/time.ts';
import type { CompiledVersions } from '../models/compiled-versions.ts';
import { openJobs } from '../models/execution-job-list.ts';
import { goOnWithJob } from '../models/execution-jobs.ts';
import type { Worker } from './worker.ts';

export type JobTools = {
  store: Store;
  vault: Vault;
  compiledVersions: CompiledVersions;
  log: Log;
  worker: Pick<Worker, 'wake' | 'abort' | 'refusal'>;
};

/**
 * Goes on with the jobs that replay or cancel executions, a few of each in turn and none faster than it may. What is open
 * comes from the table, also after a start.
 */
export class ExecutionJobs {
  readonly #tools: JobTools;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #underWay: Promise<void> | undefined;
  #isAsked = false;
  #isStopped = false;

  constructor(tools: JobTools) {
    this.#tools = tools;
  }

  /** Goes on with what is open; also after a job has begun. */
  look(): void {
    this.#isAsked = true;
    if (this.#isStopped || this.#underWay) return;
    clearTimeout(this.#timer);
    this.#underWay = this.#goOn()
      .catch((error) => {
        this.#tools.log.error('A job of executions could not go on; trying again in a second', {
          error: messageOf(error),
        });
        this.#lookIn(SECOND);
      })
      .finally(() => {
        this.#underWay = undefined;
        // Asked for at the very end of the last look.
        if (this.#isAsked && !this.#isStopped) this.#lookIn(0);
      });
  }

  /** Resolves when the turn under way is done; the rest goes on at the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#underWay;
  }

  #lookIn(time: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), time);
  }

  async #goOn(): Promise<void> {
    const { store, worker } = this.#tools;
    while (this.#isAsked && !this.#isStopped) {
      this.#isAsked = false;
      let next = Number.POSITIVE_INFINITY;
      for (const job of await openJobs(store.read)) {
        if (this.#isStopped) return;
        if (job.dueAt > now()) {
          next = Math.min(next, job.dueAt);
          continue;
        }
        const done = await goOnWithJob(this.#tools, job, (run) => worker.refusal(run) !== undefined);
        this.#isAsked = true;
        if (!done) continue;
        for (const queued of done.woken) worker.wake(queued);
        for (const { run, error } of done.aborted) worker.abort(run, error);
        await nextTurn();
      }
      if (!this.#isAsked && next < Number.POSITIVE_INFINITY)
        // The clock may be set meanwhile.
        this.#lookIn(Math.min(Math.max(next - now(), 1), 15 * SECOND));
    }
  }
}
