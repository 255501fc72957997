import {
  OverviewFactsPart,
  OverviewLeadPart,
  OverviewNowPart,
  OverviewRunsPart,
} from '../../../../views/overview/show.tsx';
import type { Store } from '../../../db/store.ts';
import type { LiveMessage } from '../../../lib/live.ts';
import { elapsed, SECOND } from '../../../lib/time.ts';
import type { Viewer } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';
import { partial } from '../../kit/sse-fragment.ts';
import { type Asked, overviewOf } from './facts.ts';

const REST = 2 * SECOND;

/** A look at the store that all share who watch the same page. */
type Glance = { at: number; revision: number; parts: Promise<Map<string, string>> };

const glances = new WeakMap<Store, Map<string, Glance>>();

/** The messages for somebody who watches the overview: the parts that are not as they have seen them. */
export function watchOverview(deps: Deps, viewer: Viewer, asked: Asked): () => Promise<LiveMessage> {
  let seen = new Map<string, string>();
  return async () => {
    const parts = await latestParts(deps, viewer, asked);
    const changed = [...parts].filter(([id, html]) => seen.get(id) !== html);
    seen = parts;
    return { html: changed.length === 0 ? undefined : changed.map(([, html]) => html).join('') };
  };
}

/** However many watch, the store is read at most every two seconds for each kind of page. */
async function latestParts(deps: Deps, viewer: Viewer, asked: Asked): Promise<Map<string, string>> {
  const { store } = deps;
  const known = glances.get(store) ?? new Map<string, Glance>();
  glances.set(store, known);
  const key = JSON.stringify([viewer.scope, asked]);
  const last = known.get(key);
  if (last?.revision === store.revision) return await last.parts;
  const rest = last ? last.at + REST - elapsed() : 0;
  if (rest > 0) {
    await Bun.sleep(rest);
    return await latestParts(deps, viewer, asked);
  }
  const parts = drawnParts(deps, viewer, asked);
  known.set(key, { at: elapsed(), revision: store.revision, parts });
  // What could not be read is tried again by the next one who asks.
  parts.catch(() => known.delete(key));
  return await parts;
}

async function drawnParts(deps: Deps, viewer: Viewer, asked: Asked): Promise<Map<string, string>> {
  const overview = await overviewOf(deps, viewer, asked);
  const parts = {
    'overview-lead': <OverviewLeadPart overview={overview} />,
    'overview-runs': <OverviewRunsPart overview={overview} />,
    'overview-now': <OverviewNowPart overview={overview} />,
    'overview-facts': <OverviewFactsPart overview={overview} />,
  };
  const drawn = Object.entries(parts).map(async ([id, view]) => [id, await partial(`#${id}`, view)] as const);
  return new Map(await Promise.all(drawn));
}
