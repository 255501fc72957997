// `bun run chaos [cycles] [seed]`: kill -9 at random moments under load; exit code 1 when a promise was broken.
import { cleanUp } from '../binary.ts';
import { runChaos, summaryLine } from './cycles.ts';

const cycles = Number(process.argv[2] ?? 1000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
console.log(`chaos: seed ${seed}`);
try {
  const summary = await runChaos(cycles, seed, (done) => {
    if (done % 50 === 0) console.log(`${done} of ${cycles}`);
  });
  const { lost, reruns, stuck, wrong } = summary;
  for (const line of [...lost, ...reruns, ...wrong].slice(0, 50)) console.log(`  ${line}`);
  console.log(summaryLine(summary));
  process.exitCode = lost.length + reruns.length + stuck + wrong.length === 0 ? 0 : 1;
} finally {
  await cleanUp();
}
