import { ExecutionHead } from '../../../../views/executions/head.tsx';
import { ExecutionLogs } from '../../../../views/executions/logs.tsx';
import { SelectedStep, type ShownExecution } from '../../../../views/executions/show.tsx';
import { ExecutionSteps } from '../../../../views/executions/steps.tsx';
import type { Frame } from '../../../../views/kit/frame.ts';
import { unlessGone } from '../../../lib/errors.ts';
import type { LiveMessage } from '../../../lib/live.ts';
import { getExecution } from '../../../models/executions.ts';
import { findInstance } from '../../../models/instances.ts';
import { lastLogSequence } from '../../../models/logs.ts';
import type { User } from '../../../models/rights.ts';
import { viewerOf } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';
import { partial } from '../../kit/sse-fragment.ts';
import type { Asked } from './query.ts';
import { holderOf, readExecution } from './read-execution.ts';

/** The parts of the page that have changed since they were sent last, until the execution ends or is gone. */
export function watchExecution(
  deps: Deps,
  user: User,
  frame: Frame,
  id: string,
  query: Asked,
): () => Promise<LiveMessage> {
  const sent: string[] = [];
  let seen = '';
  let chosen = query;
  return async () => {
    const execution = await unlessGone(getExecution(deps.store.read, viewerOf(user), id));
    if (!execution) return { end: true };
    const { status, cursor, runAt } = execution;
    const holder = holderOf(execution, await findInstance(deps.store.read, execution.instanceId));
    const logged = await lastLogSequence(deps.store.read, id);
    const state = [status, cursor, runAt, holder?.state, logged].join(' ');
    if (state === seen) return {};
    seen = state;
    const shown = await readExecution(deps, user, id, chosen);
    // What was chosen first stays chosen, wherever the run goes.
    chosen = { ...chosen, step: shown.seen.step };
    const parts = await partsOf(frame, shown);
    const news = parts.filter((part, index) => sent[index] !== part);
    sent.splice(0, sent.length, ...parts);
    return { html: news.length > 0 ? news.join('\n') : undefined, end: !shown.head.isOpen };
  };
}

async function partsOf(frame: Frame, shown: ShownExecution): Promise<string[]> {
  const { seen, head, steps, log } = shown;
  return await Promise.all([
    partial('#execution-head', <ExecutionHead frame={frame} head={head} seen={seen} isNews />),
    partial('#execution-steps', <ExecutionSteps seen={seen} isOpen={head.isOpen} {...steps} />),
    partial('#execution-log', <ExecutionLogs seen={seen} log={log} />),
    partial('#step-panel', <SelectedStep frame={frame} shown={shown} />),
  ]);
}
