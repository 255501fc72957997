import { createSandboxPool } from '../../src/sandbox/pool.ts';
import { self } from '../sandbox/pools.ts';
import { bundleWith } from '../support/bundles.ts';

/** Milliseconds of a call of a code step in a process that is there already, a thousand of them. */
export async function measureCodeStep(): Promise<number[]> {
  const pool = createSandboxPool({ self });
  const source =
    'module.exports = async (context, stepResults) => ({ data: stepResults.getOrder.results.items.length });';
  const items = Array(20).fill({ sku: 'A', qty: 1 });
  const args = [{ configVars: { region: 'eu' } }, { getOrder: { results: { items } } }];
  const call = () => pool.run({ isolation: 'acme', source, args, deadlineMs: 60_000 });
  try {
    await timed(call, 50);
    return await timed(call, 1000);
  } finally {
    await pool.close();
  }
}

/** Milliseconds of the first calls of ten small bundles, each in a process of its own, and of a thousand further ones. */
export async function measureCustomAction(): Promise<{ first: number[]; warm: number[] }> {
  const pool = createSandboxPool({ self });
  const callOf = (n: number) => {
    const bundle = bundleWith({ run: 'async (context, params) => ({ data: params.n })' }, `/* ${n} */`);
    const part = ['actions', 'run', 'perform'];
    const context = { configVars: { region: 'eu' }, instanceState: { cursor: 1 } };
    const isolation = `acme/${bundle.hash}`;
    return () => pool.call({ isolation, bundle, part, context, args: [{ n }], deadlineMs: 60_000 });
  };
  try {
    const first: number[] = [];
    for (let n = 0; n < 10; n++) first.push(...(await timed(callOf(n), 1)));
    await timed(callOf(0), 50);
    return { first, warm: await timed(callOf(0), 1000) };
  } finally {
    await pool.close();
  }
}

async function timed(call: () => Promise<unknown>, turns: number): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const began = performance.now();
    await call();
    times.push(performance.now() - began);
  }
  return times;
}
