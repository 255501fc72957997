// `bun run chaos [cycles] [seed]`: kill -9 at random moments under load, then a crash loop, a
// clock that jumps, a lock held elsewhere and a full disk, a tenth as long; exit code 1 when a
// promise was broken.
import { cleanUp } from '../support/binary.ts';
import { JUMPING, RAPID, runChaos, STEADY, type Summary, summaryLine } from './cycles.ts';
import { DISK_FULL, LOCKED, runFaults } from './faults.ts';

const cycles = Number(process.argv[2] ?? 1000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
console.log(`chaos: seed ${seed}`);

function report(summary: Summary): void {
  const { lost, reruns, stuck, wrong } = summary;
  for (const line of [...lost, ...reruns, ...wrong].slice(0, 50)) console.log(`  ${line}`);
  console.log(summaryLine(summary));
  if (lost.length + reruns.length + stuck + wrong.length > 0) process.exitCode = 1;
}

try {
  report(
    await runChaos(cycles, seed, STEADY, (done) => {
      if (done % 50 === 0) console.log(`${done} of ${cycles}`);
    }),
  );
  for (const pace of [RAPID, JUMPING]) report(await runChaos(Math.ceil(cycles / 10), seed, pace));
  for (const fault of [LOCKED, DISK_FULL]) {
    const summary = await runFaults(fault, Math.ceil(cycles / 20), seed);
    if (summary) report(summary);
  }
} finally {
  await cleanUp();
}
