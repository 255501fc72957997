import type { CompiledFlow } from '../../definition/compile/compiled.ts';
import { compareTerms } from '../../definition/compile/conditions.ts';
import { messageOf } from '../../lib/errors.ts';
import { now } from '../../lib/time.ts';
import { noteRefusals } from '../../models/flow-activity.ts';
import type { StoredRequest } from '../../models/requests.ts';
import type { Deps } from '../kit/deps.ts';
import { type Called, valueIn } from './routing.ts';

/** Whether the flow takes such a call: all that it asks for holds. What cannot be compared does not hold. */
export function isAccepted({ acceptsWhen }: CompiledFlow, request: StoredRequest): boolean {
  return acceptsWhen.every(({ path, operator, value }) => {
    try {
      return compareTerms(operator, valueIn(request, path), value);
    } catch {
      return false;
    }
  });
}

/** Whoever calls is not to call again for that: nothing has failed. */
export function notAcceptedAnswer(): Response {
  const message = 'The flow takes no such call: its condition does not hold. Nothing was run.';
  return Response.json({ executionId: null, message });
}

type Counts = Map<string, { instanceId: string; flowKey: string; count: number }>;
const waiting = new WeakMap<Deps['store'], Counts>();

/** Counts a call that was not taken. Those that come while others are written are written together. */
export function countRefusal({ store, log }: Deps, { instance, flow }: Called): void {
  const known = waiting.get(store);
  const counts: Counts = known ?? new Map();
  const key = `${instance.id}/${flow.stableKey}`;
  const { count } = counts.get(key) ?? { count: 0 };
  counts.set(key, { instanceId: instance.id, flowKey: flow.stableKey, count: count + 1 });
  if (known) return;
  waiting.set(store, counts);
  store
    .write((tx) => {
      waiting.delete(store);
      return noteRefusals(tx, [...counts.values()], now());
    })
    .catch((error) => {
      waiting.delete(store);
      log.warn('Calls that were not taken could not be counted', { error: messageOf(error) });
    });
}
