import type { RunRow } from '../../../../views/instances/runs.tsx';
import type { Execution } from '../../../models/executions.ts';

/** Executions as the pages of a customer and an instance list their newest ones. */
export function runRows(executions: Execution[], names?: ReadonlyMap<string, string>): RunRow[] {
  return executions.map(({ id, flow, status, queuedAt, startedAt, endedAt, instanceId }) => ({
    ...{ id, flow, status, queuedAt },
    took: endedAt === null || startedAt === null ? undefined : endedAt - startedAt,
    instanceName: names?.get(instanceId),
  }));
}
