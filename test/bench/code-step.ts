import { createSandboxPool } from '../../src/sandbox/pool.ts';
import { self } from '../sandbox/pools.ts';

/** Milliseconds of a call of a code step in a process that is there already, a thousand of them. */
export async function measureCodeStep(): Promise<number[]> {
  const pool = createSandboxPool({ self });
  const source =
    'module.exports = async (context, stepResults) => ({ data: stepResults.getOrder.results.items.length });';
  const items = Array(20).fill({ sku: 'A', qty: 1 });
  const args = [{ configVars: { region: 'eu' } }, { getOrder: { results: { items } } }];
  const call = () => pool.run({ isolation: 'acme', source, args, deadlineMs: 60_000 });
  try {
    for (let turn = 0; turn < 50; turn++) await call();
    const times: number[] = [];
    for (let turn = 0; turn < 1000; turn++) {
      const began = performance.now();
      await call();
      times.push(performance.now() - began);
    }
    return times;
  } finally {
    await pool.close();
  }
}
