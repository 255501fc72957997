import { createSandboxPool, type SandboxPool } from '../../src/sandbox/pool.ts';
import { childrenOf, self } from '../sandbox/pools.ts';
import { start } from '../support/binary.ts';
import { bundleWith, smallBundle } from '../support/bundles.ts';
import { idleMemory, ownMemory } from './measure.ts';

const FIRST = 10;
const WARM = 1000;
export const AT_ONCE = 50;
export const LOOPS = 10;
export const UPLOADS = 50;

/** Milliseconds of the first calls of ten things, each in a process of its own, and of a thousand further calls of one. */
type Called = { first: number[]; warm: number[] };

export const measureCodeStep = () =>
  withPool(async (pool) => {
    const source =
      'module.exports = async (context, stepResults) => ({ data: stepResults.getOrder.results.items.length });';
    const items = Array(20).fill({ sku: 'A', qty: 1 });
    const args = [{ configVars: { region: 'eu' } }, { getOrder: { results: { items } } }];
    return await called((n) => pool.run({ isolation: `acme ${n}`, source, args, deadlineMs: 60_000 }));
  });

export const measureCustomAction = () => withPool(async (pool) => await called((n) => act(pool, n)));

/** Fifty customers at once: milliseconds until all are answered, and the memory of all processes before they go. */
export const measureCrowd = () =>
  withPool(async (pool) => {
    const began = performance.now();
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => act(pool, 0, `customer ${n}`)));
    const ms = performance.now() - began;
    const children = childrenOf(process.pid);
    return { ms, children: children.length, mb: children.reduce((sum, { pid }) => sum + ownMemory(pid), 0) };
  });

/** Milliseconds of an honest customer's first call beside the endless loops of others. */
export const measureBesideLoops = () =>
  withPool(async (pool) => {
    for (let n = 0; n < LOOPS; n++) {
      const { promise: begun, resolve } = Promise.withResolvers<void>();
      const source = "module.exports = () => { console.log('begun'); while (true); };";
      const call = { isolation: `loop ${n}`, source, args: [], deadlineMs: 60_000, onLog: () => resolve() };
      // ended with the pool
      pool.run(call).catch(() => undefined);
      await begun;
    }
    return await timed(() => act(pool, 0, 'honest'), 1);
  });

/** Memory of the server before and after so many bundles of 3 MB were uploaded. */
export async function measureUploads(): Promise<{ beforeMb: number; afterMb: number }> {
  const server = await start();
  const upload = async (key: string) => {
    const body = `globalThis.text = ${JSON.stringify(key.padEnd(3_000_000, 'x'))};`;
    const headers = { 'content-type': 'text/javascript' };
    const answer = await server.call('POST', '/components', smallBundle(key, { body }), headers);
    if (answer.status !== 201) throw new Error(`An upload was answered with ${answer.status}.`);
  };
  await upload('first');
  const beforeMb = await idleMemory(server.pid);
  for (let n = 0; n < UPLOADS; n++) await upload(`further-${n}`);
  const afterMb = await idleMemory(server.pid);
  await server.kill9();
  return { beforeMb, afterMb };
}

/** An action of a small bundle. */
function act(pool: SandboxPool, n: number, customer = 'acme') {
  const bundle = bundleWith({ run: 'async (context, params) => ({ data: params.n })' }, `/* ${n} */`);
  const part = ['actions', 'run', 'perform'];
  const context = { configVars: { region: 'eu' }, instanceState: { cursor: 1 } };
  const isolation = `${customer}/${bundle.hash}`;
  return pool.call({ isolation, bundle, part, context, args: [{ n }], deadlineMs: 60_000 });
}

async function withPool<T>(work: (pool: SandboxPool) => Promise<T>): Promise<T> {
  const pool = createSandboxPool({ self });
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
}

async function called(call: (n: number) => Promise<unknown>): Promise<Called> {
  const first: number[] = [];
  for (let n = 0; n < FIRST; n++) first.push(...(await timed(() => call(n), 1)));
  await timed(() => call(0), 50);
  return { first, warm: await timed(() => call(0), WARM) };
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
