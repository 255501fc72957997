import { AppError } from '../../lib/errors.ts';
import { payloadIn } from '../../models/execution-files.ts';
import type { Execution } from '../../models/executions.ts';
import type { Actor } from '../../models/rights.ts';
import { addPayload, type NamedPayload } from '../../models/test-payloads.ts';
import { change } from './change.ts';
import type { Deps } from './deps.ts';
import { shownRequest } from './shown-requests.ts';

/** The name of a payload that nobody has given one. */
export function payloadName(flow: string, executionId: string): string {
  return `${flow.slice(0, 100)}, ${executionId}`;
}

/** Keeps the call of an execution to test flows with, without its secrets. @throws AppError `conflict` */
export async function keepPayload(
  deps: Deps,
  actor: Actor,
  execution: Execution,
  name = payloadName(execution.flow, execution.id),
): Promise<NamedPayload> {
  const request = await shownRequest(deps, execution);
  if (!request) throw new AppError('conflict', 'The call of this execution is no longer kept.');
  if (request.body instanceof Uint8Array)
    throw new AppError('conflict', 'This call has brought bytes, which no test payload can hold.');
  const payload = payloadIn(request);
  return await change(deps, actor, (tx) =>
    addPayload(tx, deps.vault, execution.integrationId, name, payload),
  );
}
