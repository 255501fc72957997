import type { FlowShown } from '../../../../views/instances/flows.tsx';
import type { CompiledFlow } from '../../../definition/compile/compiled.ts';
import { declaredOf } from '../../../definition/read/declared.ts';
import { isCalled, triggerSummary } from '../../../definition/read/summary.ts';
import { cronWords } from '../../../lib/cron-words.ts';
import { links } from '../../../lib/links.ts';
import { listApiKeys, takesOwnKeys } from '../../../models/endpoint-keys.ts';
import { curlLine, type Endpoint, endpointOf, listEndpoints, triggerUrl } from '../../../models/endpoints.ts';
import { activityOf, type FlowActivity } from '../../../models/flow-activity.ts';
import type { Instance } from '../../../models/instances.ts';
import { may, type User } from '../../../models/rights.ts';
import { type Schedule, schedulesOf } from '../../../models/schedules.ts';
import { viewerOf } from '../../../models/viewer.ts';
import type { Asked } from '../../configuration/asked.ts';
import type { Deps } from '../../kit/deps.ts';

/** What starts each flow of an instance, and how other systems call it. Keys are for those who may change the instance. */
export async function flowsShown(
  deps: Deps,
  user: User,
  instance: Pick<Instance, 'id' | 'integrationId'>,
  { definition, compiled }: Asked,
): Promise<FlowShown[]> {
  const { read } = deps.store;
  const endpoints = await listEndpoints(read, instance.integrationId, instance.id);
  const schedules = await schedulesOf(read, viewerOf(user), instance.id);
  const activity = await activityOf(read, viewerOf(user), instance.id);
  const shown: FlowShown[] = [];
  for (const [index, flow] of compiled.flows.entries()) {
    const written = definition.flows[index];
    const [trigger] = written?.steps ?? [];
    if (!written || !trigger) continue;
    const declared = declaredOf(trigger, deps.catalog);
    const keys = await listApiKeys(read, deps.vault, instance.id, flow);
    const shownKeys = may(user, 'instances:write') ? keys.map((key) => key.reveal()) : 'hidden';
    const endpoint = endpointOf(endpoints, flow);
    shown.push({
      name: flow.name,
      polling: pollingShown(instance.id, flow, activity.get(flow.stableKey)),
      refused: refusedShown(activity.get(flow.stableKey)),
      trigger: triggerSummary(trigger, declared, written),
      schedule: scheduleShown(schedules.find((each) => each.flow === flow.name)),
      call:
        endpoint && isCalled(declared)
          ? {
              ...callOf(deps, endpoint, keys.length === 0 ? [] : shownKeys),
              ...(takesOwnKeys(flow) && {
                keysHref: links.endpointKeys(instance.id, { flow: flow.stableKey }),
              }),
            }
          : undefined,
    });
  }
  return shown;
}

function pollingShown(
  id: string,
  flow: CompiledFlow,
  activity: FlowActivity | undefined,
): FlowShown['polling'] {
  const { emptyPolls = 0, lastEmptyPollAt = null } = activity ?? {};
  if (!flow.trigger.isPolling && emptyPolls === 0) return undefined;
  return { emptyPolls, lastEmptyPollAt, cursorHref: links.pollingCursor(id, { flow: flow.stableKey }) };
}

function refusedShown(activity: FlowActivity | undefined): FlowShown['refused'] {
  if (!activity || activity.refusedCalls === 0) return undefined;
  return { count: activity.refusedCalls, lastAt: activity.lastRefusedAt };
}

function scheduleShown(schedule: Schedule | undefined): FlowShown['schedule'] {
  if (!schedule) return undefined;
  const { cron, timeZone, nextRunAt } = schedule;
  return { words: cronWords(cron) ?? cron, timeZone, nextAt: nextRunAt };
}

function callOf(
  { publicUrl }: Deps,
  { id }: Endpoint,
  keys: string[] | 'hidden',
): NonNullable<FlowShown['call']> {
  const url = triggerUrl(publicUrl(), id);
  const line = (key: string | undefined) => curlLine(url, '{}', key);
  const own = keys === 'hidden' ? undefined : keys[0];
  const masked = keys === 'hidden' || own !== undefined ? '•••' : undefined;
  return { url, curl: line(keys === 'hidden' ? 'KEY' : own), shownCurl: line(masked), keys };
}
