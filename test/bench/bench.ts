// `bun run bench [seconds] [--write]`: one table of figures, all measured in this run on this machine, beside the limit of
// the machine; `--write` puts it into the README. What is refused or does not end well ends the run: no figure hides it.
import { join } from 'node:path';
import { cleanUp, ensureBinary, temporaryFolder } from '../support/binary.ts';
import { INTEGRATIONS, measureDesigner, STEPS } from './designer.ts';
import { INSTANCES as DEPLOYED, measureInstances, VARIABLES } from './instances.ts';
import { type Load, load } from './load.ts';
import { percentile } from './measure.ts';
import { measurePages } from './pages.ts';
import {
  AT_ONCE,
  LOOPS,
  measureBesideLoops,
  measureCodeStep,
  measureCrowd,
  measureCustomAction,
  measureUploads,
  UPLOADS,
} from './sandbox.ts';
import { KEPT, measureMillion, measureSchedules, SCHEDULES } from './scale.ts';
import { measureColdStart, measureSizes } from './startup.ts';
import { type Row, table, writeIntoReadme } from './table.ts';
import {
  deployedDatabase,
  measureAccepted,
  measureBacklog,
  measureCompleted,
  measureSync,
} from './webhooks.ts';

const seconds = Number(process.argv[2] ?? 8);
const INSTANCES = 25;
const CONNECTIONS = 50;

ensureBinary();
try {
  const rows = await measured();
  console.log(table(rows));
  if (process.argv.includes('--write')) writeIntoReadme(rows);
} finally {
  await cleanUp();
}

async function measured(): Promise<Row[]> {
  const limit = await measureLimit(join(temporaryFolder(), 'limit.db'));
  const same = await measureLimit(await deployedDatabase(), 'same');
  const accepted = await measureAccepted({ seconds });
  const many = await measureCompleted({ seconds, instances: INSTANCES });
  const one = await measureCompleted({ seconds, instances: 1 });
  const short = await measureBacklog({ count: 500, instances: INSTANCES });
  const long = await measureBacklog({ count: 50_000, instances: INSTANCES });
  const sync = await measureSync();
  const cold = await measureColdStart();
  const sizes = measureSizes();
  const code = await measureCodeStep();
  const custom = await measureCustomAction();
  const crowd = await measureCrowd();
  const [honest = Number.NaN] = await measureBesideLoops();
  const uploads = await measureUploads();
  const [slowest, ...pages] = await measurePages();
  const designer = await measureDesigner();
  const deployed = await measureInstances();
  const schedules = await measureSchedules();
  const kept = await measureMillion(seconds);
  const p50 = (times: number[]) => `${percentile(times, 50).toFixed(1)} ms`;
  const spread = (times: number[]) => `p99 ${percentile(times, 99).toFixed(1)} ms, n=${times.length}`;
  const us = (value: number) => `${value.toFixed(0)} µs of processor each`;
  return [
    ['Limit: bare `Bun.serve`, one narrow row a call', perSecond(limit), ofLoad(limit), ''],
    ['Limit: bare `Bun.serve`, the very rows of a webhook', perSecond(same), ofLoad(same), ''],
    [
      'Webhooks accepted, one run at a time behind them',
      perSecond(accepted),
      `${share(accepted, limit)} and ${share(accepted, same)} of these, ${us(accepted.microseconds)}, n=${accepted.total}`,
      '≥ 65 % of the same rows',
    ],
    ['The same, p99', `${accepted.p99.toFixed(1)} ms`, `c=${CONNECTIONS}`, ''],
    [
      'Two-step runs accepted and completed',
      `${many.runsPerSecond.toFixed(0)}/s`,
      `${INSTANCES} instances, ${us(many.microseconds)}, n=${many.runs}`,
      '≥ 5,000/s',
    ],
    [
      'The same, one instance',
      `${one.runsPerSecond.toFixed(0)}/s`,
      `${percent(one.runsPerSecond, many.runsPerSecond)} of these, n=${one.runs}`,
      '≥ 60 %',
    ],
    [
      'Runs of a long queue, found at a start',
      `${long.perSecond.toFixed(0)}/s`,
      `n=${long.queued}; of a short one ${short.perSecond.toFixed(0)}/s, n=${short.queued}, with the start`,
      'the same',
    ],
    ['Synchronous webhook, p50', `${percentile(sync, 50).toFixed(2)} ms`, `c=1, n=${sync.length}`, '< 3 ms'],
    ['Synchronous webhook, p99', `${percentile(sync, 99).toFixed(2)} ms`, `c=1, n=${sync.length}`, '< 10 ms'],
    [
      'Cold start of the binary to its first answer, median',
      `${percentile(cold, 50).toFixed(0)} ms`,
      `n=${cold.length}`,
      '< 200 ms',
    ],
    [
      'Custom action, first call of a small bundle, median',
      p50(custom.first),
      `n=${custom.first.length}`,
      '< 100 ms',
    ],
    [
      'Custom action, warm call, median',
      `${percentile(custom.warm, 50).toFixed(2)} ms`,
      `n=${custom.warm.length}`,
      '< 1 ms',
    ],
    [
      'Code step, first call in a process of its own, median',
      p50(code.first),
      `n=${code.first.length}`,
      '< 100 ms',
    ],
    [
      'Code step, warm call, median',
      `${percentile(code.warm, 50).toFixed(2)} ms`,
      `n=${code.warm.length}`,
      '< 1 ms',
    ],
    [
      `Custom action, first calls of ${AT_ONCE} customers at once`,
      `${crowd.ms.toFixed(0)} ms`,
      `${crowd.children} processes then have ${crowd.mb.toFixed(0)} MB`,
      '≤ 1,200 MB',
    ],
    [
      `Custom action, first call beside ${LOOPS} endless loops of others`,
      `${honest.toFixed(0)} ms`,
      '',
      '< 1,000 ms',
    ],
    [
      `Memory after ${UPLOADS} uploaded bundles of 3 MB (RSS)`,
      `${uploads.afterMb.toFixed(0)} MB`,
      `${uploads.beforeMb.toFixed(0)} MB after the first`,
      'flat',
    ],
    [
      'Page of the big store, slowest of all, p99',
      `${slowest?.p99.toFixed(1)} ms`,
      `${slowest?.name}, p50 ${slowest?.p50.toFixed(1)} ms; ${pages.length} others`,
      '< 50 ms',
    ],
    [
      `Designer, page of a flow of ${STEPS} steps, p50`,
      p50(designer.page),
      spread(designer.page),
      '< 150 ms',
    ],
    ['The same, one command', p50(designer.command), spread(designer.command), '< 50 ms'],
    ['The same, what a change answers', `${(designer.bytes / 1024).toFixed(1)} KB`, 'as gzip', '≤ 20 KB'],
    [`List of ${INTEGRATIONS} integrations, p50`, p50(designer.list), spread(designer.list), '< 50 ms'],
    [`List of ${words(DEPLOYED)} instances, p50`, p50(deployed.list), spread(deployed.list), '< 50 ms'],
    ['The same, instances of one integration', p50(deployed.tab), spread(deployed.tab), '< 50 ms'],
    ['The same, plan to upgrade all of them', p50(deployed.plan), spread(deployed.plan), '< 2,000 ms'],
    [
      `Page of the wizard with ${VARIABLES} variables, p50`,
      p50(deployed.wizard),
      spread(deployed.wizard),
      '< 50 ms',
    ],
    [
      `${words(SCHEDULES)} schedules due at one minute, all enqueued`,
      `${(schedules.ms / 1000).toFixed(1)} s`,
      `at most ${schedules.highestMb.toFixed(0)} MB`,
      '< 5 s, < 250 MB',
    ],
    [
      `Lists and filters of ${words(KEPT)} executions, p99`,
      `${percentile(kept.list, 99).toFixed(1)} ms`,
      `n=${kept.list.length}; it starts in ${kept.startMs.toFixed(0)} ms`,
      '< 50 ms; < 1 s',
    ],
    [
      'Webhooks beside these, p99',
      `${kept.beside.toFixed(1)} ms`,
      `${kept.empty.toFixed(1)} ms beside none`,
      '≤ 1.3 times',
    ],
    ['Memory, idle (RSS)', `${many.idleMb.toFixed(0)} MB`, '', '< 90 MB'],
    ['Memory, highest under load (RSS)', `${many.highestMb.toFixed(0)} MB`, '', '< 200 MB'],
    [
      'Disk of a two-step run, after a checkpoint',
      `${many.bytesPerRun.toFixed(0)} bytes`,
      `n=${many.runs}`,
      '≤ 1 KB',
    ],
    ['Binary', `${sizes.raw.toFixed(1)} million bytes`, `${sizes.zstd.toFixed(1)} as zstd`, '≤ 120'],
  ];
}

async function measureLimit(database: string, ...kind: 'same'[]): Promise<Load> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'limit.ts'), database, ...kind], {
    stdout: 'pipe',
  });
  try {
    const { value } = await child.stdout.getReader().read();
    const url = new TextDecoder().decode(value).trim();
    return await load([`${url}/trigger`], CONNECTIONS, seconds);
  } finally {
    child.kill();
    await child.exited;
  }
}

function words(count: number): string {
  return count.toLocaleString('en');
}

function perSecond(measured: Load): string {
  return `${measured.perSecond.toFixed(0)}/s`;
}

function ofLoad({ tool, total }: Load): string {
  return `${tool}, c=${CONNECTIONS}, n=${total}`;
}

function share(part: Load, whole: Load): string {
  return percent(part.perSecond, whole.perSecond);
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(0)} %`;
}
