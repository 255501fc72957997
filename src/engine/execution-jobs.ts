import type { Store } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import type { Log } from '../lib/log.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { type Instant, now } from '../lib/time.ts';
import type { CompiledVersions } from '../models/compiled-versions.ts';
import { openJobs } from '../models/execution-job-list.ts';
import { goOnWithJob } from '../models/execution-jobs.ts';
import { JobLoop } from './job-loop.ts';
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
export function executionJobLoop(tools: JobTools): JobLoop {
  const { store, worker, log } = tools;
  return new JobLoop({
    log,
    failure: 'A job of executions could not go on; trying again in a second',
    async pass(isStopped) {
      let next: Instant | undefined;
      for (const job of await openJobs(store.read)) {
        if (isStopped()) return;
        if (job.dueAt > now()) {
          next = Math.min(next ?? job.dueAt, job.dueAt);
          continue;
        }
        const done = await goOnWithJob(tools, job, (run) => worker.refusal(run) !== undefined);
        next = 0;
        if (!done) continue;
        for (const queued of done.woken) worker.wake(queued);
        for (const { run, error } of done.aborted) worker.abort(run, error);
        await nextTurn();
      }
      return next;
    },
  });
}
