import { CHILD_WORD, GUARD_WORD, LAUNCH_WORD, readFences, readPlan, UNCONFINED } from './plan.ts';

/**
 * The two stages of a child, reached by an internal word of the command line: `sandbox-launch` takes every right from
 * its process and becomes `sandbox-child`, which runs foreign code. A thread of the server becomes the guard by
 * `sandbox-guard`. Answers false for any other word.
 */
export async function enterSandbox([word, ...words]: string[]): Promise<boolean> {
  if (word === GUARD_WORD && !Bun.isMainThread) {
    const { serveGuard } = await import('./guard/guard.ts');
    serveGuard(words);
    return true;
  }
  if (word !== LAUNCH_WORD && word !== CHILD_WORD) return false;
  // loaded only here: the server needs none of it
  const { serveChild } = await import('./child.ts');
  if (word === CHILD_WORD) return serveChild(readFences(words));
  const { launch } = await import('./launch.ts');
  const plan = readPlan(words);
  return serveChild(plan.isConfined ? launch(plan) : UNCONFINED);
}
