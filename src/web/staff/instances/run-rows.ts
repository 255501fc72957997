import type { RunRow } from '../../../../views/instances/runs.tsx';
import { type Execution, tookOf } from '../../../models/executions.ts';

/** Executions as the pages of a customer and an instance list their newest ones. */
export function runRows(executions: Execution[], names?: ReadonlyMap<string, string>): RunRow[] {
  return executions.map((execution) => {
    const { id, flow, status, queuedAt, instanceId } = execution;
    return { id, flow, status, queuedAt, took: tookOf(execution), instanceName: names?.get(instanceId) };
  });
}
