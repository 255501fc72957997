import { News } from '../../../../views/executions/list.tsx';
import { RowStatus, RowTook } from '../../../../views/executions/rows.tsx';
import { links } from '../../../lib/links.ts';
import type { LiveMessage } from '../../../lib/live.ts';
import { countNewExecutions, executionsOf, newestExecutionId } from '../../../models/execution-news.ts';
import { type ExecutionStatus, isOpen } from '../../../models/executions.ts';
import type { User } from '../../../models/rights.ts';
import { viewerOf } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';
import { partial } from '../../kit/sse-fragment.ts';
import { type Filter, modelFilter } from './filter.ts';

const MOST_COUNTED = 100;

type Watched = {
  filter: Filter;
  /** The newest execution that is shown. */
  after: string;
  /** Those on the page that had not ended. */
  rows: string[];
};

/** How many executions have come, and how those on the page go on. */
export function watchList(deps: Deps, user: User, watched: Watched): () => Promise<LiveMessage> {
  const count = counter(deps, user, watched);
  const states = new Map<string, ExecutionStatus>();
  let open = watched.rows;
  let counted = 0;
  return async () => {
    const parts: string[] = [];
    const total = await count();
    const here = links.executions(watched.filter);
    if (total !== counted) parts.push(await partial('#news', <News count={total} href={here} />));
    counted = total;
    for (const row of await executionsOf(deps.store.read, viewerOf(user), open)) {
      if (states.get(row.id) === row.status) continue;
      states.set(row.id, row.status);
      parts.push(await partial(`#status-${row.id}`, <RowStatus row={row} />));
      parts.push(await partial(`#took-${row.id}`, <RowTook row={row} />));
    }
    open = open.filter((id) => isOpen(states.get(id) ?? 'queued'));
    return { html: parts.length > 0 ? parts.join('\n') : undefined };
  };
}

/** Statuses change, so what has one is counted again; all else only grows, and each new row is looked at once. */
function counter({ store }: Deps, user: User, { filter, after }: Watched): () => Promise<number> {
  const shown = modelFilter(filter);
  const count = (range: { after: string; until?: string }) =>
    countNewExecutions(store.read, viewerOf(user), shown, range, MOST_COUNTED);
  if (filter.status !== undefined) return () => count({ after });
  let total = 0;
  let last = after;
  return async () => {
    const newest = total < MOST_COUNTED ? await newestExecutionId(store.read, viewerOf(user)) : undefined;
    if (newest === undefined || newest <= last) return total;
    total = Math.min(MOST_COUNTED, total + (await count({ after: last, until: newest })));
    last = newest;
    return total;
  };
}
