import type { Params } from '../components/component.ts';
import type { Host } from '../components/host.ts';
import { builtInCatalog } from '../components/registry.ts';
import { atOnce, inTurns, isSlice, type Slice, slicesOf, valueOfSlice } from '../lib/in-turns.ts';
import type { ThreadPool } from '../lib/thread-pool.ts';
import { SECOND } from '../lib/time.ts';

const DEADLINE = 60 * SECOND;

/** The door of components to the threads: params and data cross in slices, so that no turn of the server is long. */
export function computing(
  threads: ThreadPool,
  key: string,
  stop: { readonly signal: AbortSignal },
): NonNullable<Host['compute']> {
  return async (component, action, params) => {
    const input = { component, action, params: await inTurns(slicesOf(params)) };
    const answer = await threads.run({
      name: 'compute',
      input,
      key,
      deadlineMs: DEADLINE,
      signal: stop.signal,
    });
    if (!isSlice(answer)) throw new Error(`The thread gave no data for ${component}.${action}.`);
    return await inTurns(valueOfSlice(answer));
  };
}

type Asked = { component: string; action: string; params: Slice };

/** The job of that name, in the thread. */
export async function computeHere(asked: unknown): Promise<Slice> {
  if (!isAsked(asked)) throw new Error('This is no call of an action.');
  const action = builtInCatalog.action({ component: { key: asked.component }, key: asked.action });
  if (!action?.compute) throw new Error(`Nothing is computed by ${asked.component}.${asked.action}.`);
  const params = atOnce(valueOfSlice(asked.params));
  return atOnce(slicesOf(await action.compute(isParams(params) ? params : {})));
}

function isParams(value: unknown): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// As with slices, its form alone tells: the thread is ours.
function isAsked(value: unknown): value is Asked {
  return typeof value === 'object' && value !== null && 'component' in value && 'params' in value;
}
