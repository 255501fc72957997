import { CHILD_WORD, LAUNCH_WORD, readFences, readPlan } from './plan.ts';

/**
 * The two stages of a child, reached by an internal word of the command line: `sandbox-launch` takes every right from
 * its process and becomes `sandbox-child`, which runs foreign code. Answers false for any other word.
 */
export async function enterSandbox([word, ...words]: string[]): Promise<boolean> {
  if (word !== LAUNCH_WORD && word !== CHILD_WORD) return false;
  // loaded only here: the server needs none of it
  const { serveChild } = await import('./child.ts');
  if (word === CHILD_WORD) return serveChild(readFences(words));
  const { launch } = await import('./launch.ts');
  return serveChild(launch(readPlan(words)));
}
