import type { Overview } from '../../../../views/overview/show.tsx';
import { HOUR, now } from '../../../lib/time.ts';
import type { Look } from '../../../lib/ui/overview-look.ts';
import { listAlerts } from '../../../models/alerts.ts';
import { failedEventWebhooks } from '../../../models/event-webhooks.ts';
import { newestExecutionId } from '../../../models/execution-news.ts';
import { countOpenExecutions } from '../../../models/executions.ts';
import { failingInstances } from '../../../models/instance-runs.ts';
import { countBroken } from '../../../models/notices.ts';
import { countPaused, oldestQueued } from '../../../models/open-executions.ts';
import { hasRuns, type RunCount, runsPerDay, runsPerHour } from '../../../models/run-counts.ts';
import { runDurationsOf } from '../../../models/run-durations.ts';
import { findSample } from '../../../models/sample.ts';
import { nextFirings } from '../../../models/schedules.ts';
import type { Viewer } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';

const SHOWN = 5;
const COUNTED = 100;

/** How it is asked for: what a page says depends on nothing else. */
export type Asked = { look: Look; mayBuild: boolean };

/** Reads all that the overview says. */
export async function overviewOf(deps: Deps, viewer: Viewer, { look, mayBuild }: Asked): Promise<Overview> {
  const { store, about } = deps;
  const at = now();
  const hours = await lastHours(deps, viewer, look.period === '7d' ? 168 : 24, at);
  const since = hours[0]?.at ?? at;
  const oldest = await oldestQueued(store.read, viewer, SHOWN);
  const open = oldest.length < SHOWN ? oldest.length : await countOpenExecutions(store.read, viewer, COUNTED);
  return {
    ...{ at, look, mayBuild, hours },
    durations: await runDurationsOf(store.read, viewer, { kind: 'all' }, since, at + 1),
    failing: await failing(deps, viewer, at),
    queue: { oldest, count: open },
    paused: await countPaused(store.read, viewer, COUNTED),
    broken: await countBroken(store.read, viewer, COUNTED),
    alerts: (await listAlerts(store.read, viewer, { isOpen: true }, { limit: COUNTED })).items.length,
    deaf: await failedEventWebhooks(store.read, SHOWN),
    next: await nextFirings(store.read, viewer, SHOWN),
    system: { ...(await store.facts()), version: about.version },
    nothing: await nothingYet(deps, viewer, hours),
  };
}

/** The hour that has begun is the last of them. */
async function lastHours({ store }: Deps, viewer: Viewer, count: number, at: number): Promise<RunCount[]> {
  return await runsPerHour(store.read, viewer, at - (count - 1) * HOUR, at + 1);
}

async function failing({ store }: Deps, viewer: Viewer, at: number): Promise<Overview['failing']> {
  const found = await failingInstances(store.read, viewer, COUNTED);
  const shown = found.slice(0, SHOWN);
  const days = await runsPerDay(
    store.read,
    viewer,
    shown.map(({ instanceId }) => instanceId),
    7,
    at,
  );
  const instances = shown.map((each) => ({ ...each, days: days.get(each.instanceId) ?? [] }));
  return { instances, count: found.length };
}

async function nothingYet(deps: Deps, viewer: Viewer, hours: RunCount[]): Promise<Overview['nothing']> {
  if (hasRuns(hours) || (await newestExecutionId(deps.store.read, viewer)) !== undefined) return undefined;
  return { hasSample: (await findSample(deps)) !== undefined };
}
