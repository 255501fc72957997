import { Database } from 'bun:sqlite';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { start, temporaryFolder, until } from '../support/binary.ts';
import { fill, smallDisk, unmountAll } from '../support/small-disk.ts';
import { drain, judge, oddities, prepare, STEADY, type Summary, startRecorder } from './cycles.ts';
import { Ledger } from './ledger.ts';
import { Random } from './random.ts';
import { Senders } from './senders.ts';

/** Something that goes wrong around the process, again and again, while it lives on. */
export type Fault = {
  name: string;
  /** Where the data is to be; undefined where this machine does not allow the fault. */
  dataFolder(): string | undefined;
  /** Answers how the fault is ended. */
  begin(dataFolder: string): () => void;
};

export const LOCKED: Fault = {
  name: 'a lock held elsewhere',
  dataFolder: temporaryFolder,
  begin(dataFolder) {
    const other = new Database(join(dataFolder, 'stepwell.db'));
    other.run('PRAGMA busy_timeout = 5000');
    other.run('BEGIN IMMEDIATE');
    return () => {
      other.run('ROLLBACK');
      other.close();
    };
  },
};

export const DISK_FULL: Fault = {
  name: 'a full disk',
  dataFolder() {
    const disk = smallDisk(96);
    return disk && join(disk, 'data');
  },
  begin(dataFolder) {
    const filler = fill(dirname(dataFolder));
    return () => rmSync(filler, { force: true });
  },
};

const SENDERS = 8;
const PER_ROUND = 60;

/**
 * Has a fault come and go so often under load, and says what has become of all that was acknowledged; undefined, with
 * the reason printed, where this machine does not allow it.
 */
export async function runFaults(fault: Fault, rounds: number, seed: number): Promise<Summary | undefined> {
  const dataFolder = fault.dataFolder();
  if (dataFolder === undefined) {
    console.log(`chaos: ${fault.name} is left out, since nothing may be mounted here`);
    return undefined;
  }
  const began = performance.now();
  const random = new Random(seed);
  const ledger = new Ledger();
  const upstream = startRecorder(ledger, random, STEADY);
  const env = { STEPWELL_EGRESS_ALLOW: '127.0.0.1' };
  try {
    const senders = new Senders(await prepare(dataFolder, env, upstream.url), SENDERS);
    const server = await start({ dataFolder, env });
    for (let round = 0; round < rounds; round++) {
      senders.aimAt(server.url, PER_ROUND);
      await Bun.sleep(random.between(20, 200));
      const end = fault.begin(dataFolder);
      await Bun.sleep(random.between(100, 1500));
      end();
      const before = senders.acknowledged.size;
      await until('calls to be taken again', () => {
        senders.aimAt(server.url, PER_ROUND);
        return senders.acknowledged.size > before + SENDERS;
      });
    }
    await senders.stop();
    await server.kill9();
    await upstream.settle();
    ledger.noteKill(dataFolder);
    const wrong = [...(await drain(dataFolder, env)), ...senders.strange, ...oddities(dataFolder, ledger)];
    const seconds = (performance.now() - began) / 1000;
    return { ...judge(dataFolder, senders, ledger), cycles: rounds, wrong, seconds };
  } finally {
    upstream.stop();
    unmountAll();
  }
}
