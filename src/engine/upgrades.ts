import type { Store } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { SECOND } from '../lib/time.ts';
import type { CompiledVersions } from '../models/compiled-versions.ts';
import type { Queued } from '../models/executions.ts';
import { openUpgrades } from '../models/upgrade-list.ts';
import { goOnWithUpgrade } from '../models/upgrades.ts';

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
export class Upgrades {
  readonly #tools: UpgradeTools;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #underWay: Promise<void> | undefined;
  #isAsked = false;
  #isStopped = false;

  constructor(tools: UpgradeTools) {
    this.#tools = tools;
  }

  /** Goes on with what is open; also after a job has begun. */
  look(): void {
    this.#isAsked = true;
    if (this.#isStopped || this.#underWay) return;
    clearTimeout(this.#timer);
    this.#underWay = this.#goOn()
      .catch((error) => {
        this.#tools.log.error('Instances could not be put on another version; trying again in a second', {
          error: messageOf(error),
        });
        this.#timer = setTimeout(() => this.look(), SECOND);
      })
      .finally(() => {
        this.#underWay = undefined;
      });
  }

  /** Resolves when the group under way is done; the rest goes on at the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#underWay;
  }

  async #goOn(): Promise<void> {
    const { store, wake, heed } = this.#tools;
    while (this.#isAsked && !this.#isStopped) {
      this.#isAsked = false;
      for (const job of await openUpgrades(store.read)) {
        if (this.#isStopped) return;
        const deployed = await goOnWithUpgrade(this.#tools, job);
        if (!deployed) continue;
        this.#isAsked = true;
        for (const { queued } of deployed) for (const run of queued) wake(run);
        if (deployed.length > 0) heed(deployed.map(({ instance }) => instance.id));
        await nextTurn();
      }
    }
  }
}
