import type { Store } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import type { Log } from '../lib/log.ts';
import { nextTurn } from '../lib/next-turn.ts';
import type { Instant } from '../lib/time.ts';
import type { CompiledVersions } from '../models/compiled-versions.ts';
import type { Queued } from '../models/executions.ts';
import { openUpgrades } from '../models/upgrade-list.ts';
import { goOnWithUpgrade } from '../models/upgrades.ts';
import { JobLoop } from './job-loop.ts';

/** `wake` hands over the runs that have come of it, `heed` says which instances have changed. */
export type UpgradeTools = {
  store: Store;
  vault: Vault;
  compiledVersions: CompiledVersions;
  log: Log;
  wake(queued: Queued): void;
  heed(instanceIds: string[]): void;
};

/**
 * Goes on with the jobs that put instances on another version, a few instances of each in turn, so that neither a large
 * job holds up a small one, nor all of them what others write. What is open comes from the table, also after a start.
 */
export function upgradeLoop(tools: UpgradeTools): JobLoop {
  const { store, wake, heed, log } = tools;
  return new JobLoop({
    log,
    failure: 'Instances could not be put on another version; trying again in a second',
    async pass(isStopped) {
      let next: Instant | undefined;
      for (const job of await openUpgrades(store.read)) {
        if (isStopped()) return;
        const deployed = await goOnWithUpgrade(tools, job);
        if (!deployed) continue;
        next = 0;
        for (const { queued } of deployed) for (const run of queued) wake(run);
        if (deployed.length > 0) heed(deployed.map(({ instance }) => instance.id));
        await nextTurn();
      }
      return next;
    },
  });
}
