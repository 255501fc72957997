import { and, eq, inArray } from 'drizzle-orm';
import { executions, flowActivity } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { record } from './audit.ts';
import type { DeploymentTools } from './deployments.ts';
import { targetOf } from './deployments.ts';
import { afterCommit } from './effects.ts';
import { type Execution, enqueue } from './executions.ts';
import { noteEvent } from './flow-activity.ts';
import { getInstanceEver } from './instances.ts';
import { payloadFor } from './replays.ts';
import { readableBy, type Viewer } from './viewer.ts';

/*
 * What flows of an instance have to do when it is deployed or removed: to set up webhooks elsewhere, or take them down.
 * Until that has been done the instance only looks as if it ran, so a failure is shown with it, and can be made good.
 */

/** An execution of the last deployment or removal of a flow that has not come to a good end. */
export type FailedEvent = { flowKey: string; execution: Execution };

/** Those of an instance. */
export async function failedEvents(db: Database, viewer: Viewer, instanceId: string): Promise<FailedEvent[]> {
  const rows = await db
    .select({ flowKey: flowActivity.flowKey, execution: executions })
    .from(flowActivity)
    .innerJoin(executions, eq(executions.id, flowActivity.eventExecutionId))
    .where(
      and(
        eq(flowActivity.instanceId, instanceId),
        inArray(executions.status, ['failed', 'cancelled']),
        readableBy(viewer, executions.customerId),
      ),
    );
  return rows;
}

/**
 * Does again what has failed at the last deployment or removal, with the version that the instance has now.
 * @returns the executions to wake after the commit
 * @throws AppError `not_found`; `conflict` where nothing has failed, or the instance is paused
 */
export async function repeatEvents(tools: DeploymentTools, viewer: Viewer, id: string): Promise<Execution[]> {
  const { read } = tools.store;
  const before = await getInstanceEver(read, viewer, id);
  const compiled = await tools.compiledVersions.get(read, before.integrationId, before.version);
  const prepared = new Map<string, { id: string; payload: Awaited<ReturnType<typeof payloadFor>> }>();
  for (const { execution } of await failedEvents(read, viewer, id)) {
    const again = newId('exe');
    prepared.set(execution.id, { id: again, payload: await payloadFor(tools, execution.id, again) });
  }
  return await tools.store.write(async (tx) => {
    const instance = await getInstanceEver(tx, viewer, id);
    const queued: Execution[] = [];
    for (const { flowKey, execution } of await failedEvents(tx, viewer, id)) {
      const made = prepared.get(execution.id);
      const flow = compiled.flows.find(({ stableKey }) => stableKey === flowKey);
      if (!made || !flow) continue;
      const isOver = execution.kind === 'remove' ? instance.state !== 'removed' : instance.state !== 'active';
      if (isOver)
        throw new AppError(
          'conflict',
          instance.state === 'removed'
            ? 'The instance was removed: there is nothing left to be set up.'
            : 'The instance does not run. Enable it, then try again.',
        );
      const { kind, userId } = execution;
      const run = await enqueue(tx, { ...targetOf(instance, flow.name), ...made, kind, userId });
      await noteEvent(tx, { instanceId: id, flowKey }, run.id);
      afterCommit(tx, { wake: run });
      queued.push(run);
    }
    if (queued.length === 0)
      throw new AppError('conflict', 'Nothing has failed at the last deployment or removal.');
    await record(tx, 'instance.events_repeated', instance, { flows: queued.map(({ flow }) => flow) });
    return queued;
  });
}
