// `bun run fuzz [requests] [seed]`: generated webhook calls, and a tenth as many hostile definitions and pages.
import { cleanUp } from '../support/binary.ts';
import { fuzzImports } from './imports.ts';
import { fuzzPages } from './pages.ts';
import { summaryLine } from './summary.ts';
import { fuzzWebhooks } from './webhooks.ts';

const count = Number(process.argv[2] ?? 50_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
console.log(`fuzz: seed ${seed}`);
try {
  const webhooks = await fuzzWebhooks(count, seed);
  console.log(summaryLine('webhooks', webhooks));
  const imports = await fuzzImports(Math.ceil(count / 10), seed);
  console.log(summaryLine('definitions', imports));
  const pages = await fuzzPages(Math.ceil(count / 10), seed);
  console.log(`fuzz pages: ${pages.requests} sent, answered ${JSON.stringify(pages.statuses)}`);
  const wrong = [...webhooks.wrong, ...imports.wrong, ...pages.wrong];
  for (const line of wrong) console.log(`  ${line}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  await cleanUp();
}
