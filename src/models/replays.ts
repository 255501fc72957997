import { and, desc, eq } from 'drizzle-orm';
import { type Packed, pack, packInRow, unpack } from '../db/payload.ts';
import { executions } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { resealed } from '../lib/sealed.ts';
import { record } from './audit.ts';
import type { DeploymentTools } from './deployments.ts';
import { afterCommit } from './effects.ts';
import {
  type Execution,
  enqueue,
  executionOfOrigin,
  getExecution,
  getRequest,
  isOpen,
  type Queued,
  runSubject,
  type Target,
} from './executions.ts';
import { findInstance, type Instance } from './instances.ts';
import { resultsBeforeStep } from './replay-beginnings.ts';
import { requestPlace } from './requests.ts';
import { type Behind, writeBehind } from './results-behind.ts';
import { changePlace, changesForReplay, copyStateChanges, type StateChange } from './state-changes.ts';
import {
  copyBlobUses,
  copyFinishedSteps,
  failedStep,
  lastFinishedPath,
  type Resealed,
  resealFinished,
} from './step-results.ts';
import { readableBy, type Viewer } from './viewer.ts';

export type Replay = {
  /** With a step, or the failed one, what the steps before it have done is kept. @see resultsBeforeStep */
  from: 'start' | 'failed-step' | { step: string };
  /** `current` is the version that the instance has now. */
  version: 'original' | 'current';
  /** Names the request to replay: asked for twice under the same name, it is made once. */
  once?: string;
};

/**
 * Runs an execution again, as a new one with the same payload that names the old one as `replayOf`.
 * @returns the execution to wake after the commit
 * @throws AppError `not_found`; `conflict` when it has not ended, has no such step, or its instance or flow is gone
 */
export async function replayExecution(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  how: Replay,
): Promise<Queued> {
  const original = await getExecution(tools.store.read, viewer, id);
  refuseStatus(original.status, how.from);
  const target = how.version === 'original' ? original : await currentTarget(tools, original);
  const from = typeof how.from === 'string' ? how.from : how.from.step;
  const origin = how.once && `replay:${id}:${from}:${how.version}:${how.once}`;
  const replayId = newId('exe');
  const payload = await payloadFor(tools, id, replayId);
  // Before the write, which large outputs would hold up. Those of an execution that has ended change no more.
  const past = await pastOf(tools, original, target, how.from, replayId);
  return await tools.store.write(async (tx) => {
    const made = origin && (await executionOfOrigin(tx, origin));
    if (made) {
      afterCommit(tx, { wake: made });
      return made;
    }
    const { status, depth, size } = await getExecution(tx, viewer, id);
    refuseWhereGone(await findInstance(tx, original.instanceId));
    refuseStatus(status, how.from);
    const cursor = past.kind === 'copied' ? await lastFinishedPath(tx, id) : past.cursor;
    const cause = {
      kind: 'replay' as const,
      replayOf: id,
      depth,
      userId: original.userId,
      ...(origin ? { origin } : {}),
    };
    const run = { ...targetOf(target), ...cause };
    const copied = past.kind === 'taken' ? past.behind.size : size;
    const queued = await enqueue(tx, {
      ...run,
      id: replayId,
      payload,
      ...(cursor === undefined ? {} : { cursor, copied }),
    });
    await copyBlobUses(tx, id, queued.id);
    if (cursor !== undefined) {
      if (past.kind === 'copied') await copyFinishedSteps(tx, id, queued.id, past.sealed);
      else if (past.kind === 'taken') await writeBehind(tx, original, queued.id, past.behind);
      await copyStateChanges(tx, past.changes);
    }
    await record(tx, 'execution.replayed', runSubject(original), { from, as: queued.id });
    afterCommit(tx, { wake: queued });
    return queued;
  }, 'replay');
}

/** What a replay goes on with: nothing, all that the execution has finished, or what came before a step. */
type Past =
  | { kind: 'none'; cursor: undefined; changes: StateChange[] }
  | { kind: 'copied'; sealed: Resealed; changes: StateChange[] }
  | { kind: 'taken'; cursor: string | undefined; behind: Behind; changes: StateChange[] };

async function pastOf(
  tools: DeploymentTools,
  original: Execution,
  target: Target,
  from: Replay['from'],
  replayId: string,
): Promise<Past> {
  if (from === 'start') return { kind: 'none', cursor: undefined, changes: [] };
  const { vault, store } = tools;
  const { id } = original;
  const isSame = target.version === original.version && target.flow === original.flow;
  if (from === 'failed-step' && isSame) {
    const sealed = await resealFinished(store.read, vault, store.blobs, id, replayId);
    return { kind: 'copied', sealed, changes: await resealedChanges(tools, id, replayId) };
  }
  const failed = (await failedStep(store.read, id))?.path;
  const path = from === 'failed-step' ? failed : from.step;
  if (path === undefined) throw noFailedStep(original.status);
  const behind = await resultsBeforeStep(tools, original, target, path, replayId);
  const changes = path === failed ? await resealedChanges(tools, id, replayId) : [];
  // Which snapshot results are of is kept for tests alone.
  return {
    kind: 'taken',
    cursor: behind.rows.at(-1)?.path,
    behind: { ...behind, versions: [] },
    changes,
  };
}

/** The changed states of an execution for its replay, sealed again where they were sealed. */
async function resealedChanges(
  { store, vault }: DeploymentTools,
  from: string,
  to: string,
): Promise<StateChange[]> {
  return await changesForReplay(store.read, from, to, async (sequence, value) => {
    const places = [changePlace(from, sequence), changePlace(to, sequence)] as const;
    return await packInRow(await resealed(await unpack(value, store.blobs), vault, ...places));
  });
}

/** The payload of an execution for its replay, sealed again where it was sealed. */
export async function payloadFor(
  { store, vault }: Pick<DeploymentTools, 'store' | 'vault'>,
  from: string,
  to: string,
): Promise<Packed> {
  const bytes = Buffer.from((await getRequest(store.read, from)) ?? refuseWithoutPayload());
  const text = await unpack(bytes, store.blobs);
  const again = await resealed(text, vault, requestPlace(from), requestPlace(to));
  return again === text ? { bytes } : await pack(again, store.blobs);
}

/** The flow of the same stable key, or else of the same name, in the version that the instance has now. */
async function currentTarget(
  { store, compiledVersions }: DeploymentTools,
  original: Execution,
): Promise<Target> {
  const instance = await findInstance(store.read, original.instanceId);
  if (!instance) return original;
  const { integrationId, version } = instance;
  const before = await compiledVersions.get(store.read, integrationId, original.version);
  const { flows } = await compiledVersions.get(store.read, integrationId, version);
  const stableKey = before.flows.find((flow) => flow.name === original.flow)?.stableKey;
  const flow =
    flows.find((each) => each.stableKey === stableKey) ?? flows.find((each) => each.name === original.flow);
  if (flow) return { ...original, version, flow: flow.name };
  throw new AppError(
    'conflict',
    `Version ${version}, which the instance has now, has no flow ${original.flow}. Replay with the original version.`,
  );
}

function targetOf({ instanceId, customerId, integrationId, version, flow }: Target): Target {
  return { instanceId, customerId, integrationId, version, flow };
}

function refuseStatus(status: Execution['status'], from: Replay['from']): void {
  if (isOpen(status)) {
    throw new AppError(
      'conflict',
      status === 'paused'
        ? 'This execution is paused. Resume it, or cancel it first.'
        : `This execution has not ended (${status}). Cancel it, or wait for its end.`,
    );
  }
  if (from === 'failed-step' && status !== 'failed') throw noFailedStep(status);
}

function noFailedStep(status: Execution['status']): AppError {
  return new AppError('conflict', `This execution has no failed step (${status}). Replay it from the start.`);
}

function refuseWhereGone(instance: Instance | undefined): void {
  if (instance && instance.state !== 'removed') return;
  throw new AppError('conflict', 'The instance of this execution was removed; it cannot be run again.');
}

function refuseWithoutPayload(): never {
  throw new AppError('conflict', 'The payload of this execution is no longer kept; it cannot be run again.');
}

/** The replays of an execution, newest first. */
export async function replaysOf(
  db: Database,
  viewer: Viewer,
  id: string,
  limit: number,
): Promise<Execution[]> {
  return await db
    .select()
    .from(executions)
    .where(and(eq(executions.replayOf, id), readableBy(viewer, executions.customerId)))
    .orderBy(desc(executions.id))
    .limit(limit);
}
