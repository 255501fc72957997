import type { Store } from '../db/store.ts';
import { unlessGone } from '../lib/errors.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { now } from '../lib/time.ts';
import type { CompiledVersions } from '../models/compiled-versions.ts';
import { dropData, instancesAbove, isDataPast, withData } from '../models/data-life.ts';
import type { Execution, KeptData } from '../models/executions.ts';
import { deleteEnded, oldestEnded } from '../models/stored-bytes.ts';

/** `keepDays`: after how many days the data of executions goes; 0 for no limit of its own. */
export type DataLifeTools = { store: Store; compiledVersions: CompiledVersions; keepDays: number };

/** Executions that are looked at at once, and how often in one round: others have their turns between. */
const LOOKED_AT = 500;
const LOOKS = 20;
/** Of what an instance may have is left what is removed down to, so that it is not done for each run. */
const DOWN_TO = 0.9;
const DELETED = 200;

/**
 * Drops calls and results whose time is over, before their executions, and what instances have too much of. A round looks
 * at a part of all executions that have data, and the next one goes on from there.
 */
export class DataLife {
  readonly #tools: DataLifeTools;
  /** The last execution that was looked at. */
  #after = '';

  constructor(tools: DataLifeTools) {
    this.#tools = tools;
  }

  async tidy(): Promise<void> {
    for (let look = 0; look < LOOKS; look++) {
      if (!(await this.#lookOn())) break;
      await nextTurn();
    }
    await this.#bringDown();
  }

  /** Answers whether there is more. */
  async #lookOn(): Promise<boolean> {
    const { store, keepDays } = this.#tools;
    const at = now();
    const rows = await withData(store.read, this.#after, LOOKED_AT);
    for (const { run, keeping } of rows) {
      const keeps = keeping?.data ?? (await this.#ofFlow(run));
      const days = keeping?.dataDays ?? (keepDays > 0 ? keepDays : undefined);
      if (!isDataPast(run, keeps, days, at)) continue;
      while (!(await store.write((tx) => dropData(tx, run))));
    }
    this.#after = rows.length === LOOKED_AT ? (rows.at(-1)?.run.id ?? '') : '';
    return rows.length === LOOKED_AT;
  }

  /** A version that is no longer there says nothing, and its data is kept. */
  async #ofFlow({ integrationId, version, flow }: Execution): Promise<KeptData> {
    const { store, compiledVersions } = this.#tools;
    const compiled = await unlessGone(compiledVersions.get(store.read, integrationId, version));
    return compiled?.flows.find(({ name }) => name === flow)?.keepData ?? 'always';
  }

  async #bringDown(): Promise<void> {
    const { store } = this.#tools;
    for (const { instanceId, most, size } of await instancesAbove(store.read)) {
      let excess = size - most * DOWN_TO;
      for (let after: string | undefined = ''; after !== undefined && excess > 0; ) {
        const { ended, next } = await oldestEnded(store.read, { instanceId }, after);
        for (const some of inParts(ended, excess)) {
          const { bytes } = await store.write((tx) => deleteEnded(tx, some));
          excess -= bytes;
        }
        after = next;
      }
    }
  }
}

/** The ids of the oldest that make up so many bytes, in parts of one write each. */
function inParts(ended: { id: string; size: number }[], excess: number): string[][] {
  const ids: string[] = [];
  let bytes = 0;
  for (const { id, size } of ended) {
    if (bytes >= excess) break;
    ids.push(id);
    bytes += size;
  }
  return Array.from({ length: Math.ceil(ids.length / DELETED) }, (_, part) =>
    ids.slice(part * DELETED, (part + 1) * DELETED),
  );
}
