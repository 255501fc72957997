// `bun run bench:in-turn OLD NEW [blocks] [seconds]`: two executables loaded in turn in one run, so that what the machine
// gives at the moment is the same for both; medians of the ratios of the blocks, with their quartiles.
import { resolve } from 'node:path';
import { cleanUp } from '../support/binary.ts';
import { percentile } from './measure.ts';
import { measureAccepted, measureCompleted } from './webhooks.ts';

const [older = '', newer = '', blocks = '5', seconds = '4'] = process.argv.slice(2);
if (newer === '') throw new Error('Name two executables: bun run bench:in-turn OLD NEW [blocks] [seconds]');
const binaries = [resolve(older), resolve(newer)];
const INSTANCES = 25;

type Figures = Record<string, number>;

async function measured(binary: string): Promise<Figures> {
  const loaded = { binary, seconds: Number(seconds) };
  const accepted = await measureAccepted(loaded);
  const many = await measureCompleted({ ...loaded, instances: INSTANCES });
  const one = await measureCompleted({ ...loaded, instances: 1 });
  return {
    'accepted/s': accepted.perSecond,
    'µs of processor per call': accepted.microseconds,
    'p99 of acceptance, ms': accepted.p99,
    [`runs/s, ${INSTANCES} instances`]: many.runsPerSecond,
    'µs of processor per run': many.microseconds,
    'runs/s, one instance': one.runsPerSecond,
    'idle memory, MB': many.idleMb,
    'highest memory, MB': many.highestMb,
    'bytes of disk per run': many.bytesPerRun,
  };
}

const all: [Figures, Figures][] = [];
try {
  for (let block = 0; block < Number(blocks); block++) {
    const figures: Figures[] = [{}, {}];
    for (const index of block % 2 === 0 ? [0, 1] : [1, 0])
      figures[index] = await measured(binaries[index] ?? '');
    const [before = {}, after = {}] = figures;
    all.push([before, after]);
    console.log(`block ${block + 1} of ${blocks}: ${JSON.stringify(figures.map(rounded))}`);
  }
  for (const name of Object.keys(all[0]?.[0] ?? {})) {
    const of = (index: 0 | 1) => all.map((pair) => pair[index][name] ?? Number.NaN);
    const ratios = all.map(([before, after]) => (after[name] ?? Number.NaN) / (before[name] ?? Number.NaN));
    const at = (values: number[], percent: number) => percentile(values, percent).toFixed(2);
    console.log(
      `${name.padEnd(28)} ${at(of(0), 50).padStart(10)} → ${at(of(1), 50).padStart(10)}  × ${at(ratios, 50)} (${at(ratios, 25)}–${at(ratios, 75)}, n=${ratios.length})`,
    );
  }
} finally {
  await cleanUp();
}

function rounded(figures: Figures): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, Math.round(value * 10) / 10]),
  );
}
