import { packInline, unpack } from '../db/payload.ts';
import type { Database } from '../db/store.ts';
import type { CompiledFlow } from '../definition/compile/compiled.ts';
import { Secret } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { plainJson } from '../lib/plain-json.ts';
import { isRecord } from '../lib/records.ts';
import { unsealed } from '../lib/sealed.ts';
import type { Instant } from '../lib/time.ts';
import { decode, encode } from '../lib/wire.ts';
import { record } from './audit.ts';
import type { DeploymentTools } from './deployments.ts';
import { activityOf } from './flow-activity.ts';
import { getInstance, type Instance } from './instances.ts';
import { readStates, stateOwners, statePlace, writeStates } from './states.ts';
import type { Viewer } from './viewer.ts';

/*
 * How far polling triggers have come. They keep it in the state of their flow, so that a cursor outlives restarts and
 * versions; here people read it, and set it where a trigger is to go on elsewhere.
 */

export type PollingCursor = {
  flow: string;
  flowKey: string;
  /** As JSON; undefined where the trigger has not noted anything yet. */
  cursor: Record<string, unknown> | undefined;
  /** How often it has looked and found nothing new, and when last. */
  emptyPolls: number;
  lastEmptyPollAt: Instant | null;
};

/** Where the SDK's triggers and ours keep it, with whatever else the platform keeps there. */
const KEY = '__prismaticInternal';
/** In characters. */
const MOST = 64 * 1024;

/** The cursors of an instance's flows that poll. @throws AppError `not_found` */
export async function listPollingCursors(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
): Promise<PollingCursor[]> {
  const { read } = tools.store;
  const instance = await getInstance(read, viewer, id);
  const { flows } = await tools.compiledVersions.get(read, instance.integrationId, instance.version);
  const activity = await activityOf(read, viewer, id);
  const found: PollingCursor[] = [];
  for (const flow of flows) {
    const { emptyPolls = 0, lastEmptyPollAt = null } = activity.get(flow.stableKey) ?? {};
    const { polling } = await keptOf(tools, read, instance, flow);
    if (!flow.trigger.isPolling && polling === undefined) continue;
    const cursor = isRecord(polling) ? plainRecord(polling) : undefined;
    found.push({ flow: flow.name, flowKey: flow.stableKey, cursor, emptyPolls, lastEmptyPollAt });
  }
  return found;
}

/** The cursor of one flow. @throws AppError `not_found`, also for a flow that does not poll */
export async function getPollingCursor(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  flowKey: string,
): Promise<PollingCursor> {
  const all = await listPollingCursors(tools, viewer, id);
  return all.find((each) => each.flowKey === flowKey) ?? noSuchFlow();
}

/**
 * Lets the trigger of a flow go on elsewhere: its next run reads what is set here. One that runs meanwhile has the last
 * word.
 * @param cursor undefined lets it begin anew
 * @throws AppError `not_found`, also for a flow that does not poll; `too_large`
 */
export async function setPollingCursor(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  flowKey: string,
  cursor: Record<string, unknown> | undefined,
): Promise<void> {
  const { flow } = await getPollingCursor(tools, viewer, id, flowKey);
  if (cursor !== undefined && JSON.stringify(cursor).length > MOST)
    throw new AppError('too_large', `A cursor has at most ${MOST} characters.`);
  await tools.store.write(async (tx) => {
    const instance = await getInstance(tx, viewer, id);
    const { polling: _, ...others } = await keptOf(tools, tx, instance, { stableKey: flowKey });
    const kept = cursor === undefined ? others : { ...others, polling: cursor };
    const owners = stateOwners(instance, { stableKey: flowKey });
    const text = Object.keys(kept).length === 0 ? undefined : encode(kept);
    const place = statePlace('flow', owners.flow, KEY);
    // Whether it holds a secret is not known here.
    const value = text && packInline(tools.vault.seal(new Secret(text), place));
    const size = KEY.length + (text?.length ?? 0);
    await writeStates(tx, owners, [{ scope: 'flow', key: KEY, size, value: value || undefined }]);
    const action = cursor === undefined ? 'instance.polling_reset' : 'instance.polling_moved';
    await record(tx, action, instance, { flow });
  });
}

async function keptOf(
  { store, vault }: DeploymentTools,
  db: Database,
  instance: Instance,
  flow: Pick<CompiledFlow, 'stableKey'>,
): Promise<Record<string, unknown>> {
  const owner = stateOwners(instance, flow).flow;
  const [row] = await readStates(db, 'flow', owner, [KEY]);
  if (!row) return {};
  const text = unsealed(await unpack(row.value, store.blobs), vault, statePlace('flow', owner, KEY));
  const kept = decode(text);
  return isRecord(kept) ? kept : {};
}

function plainRecord(value: Record<string, unknown>): Record<string, unknown> {
  const plain: unknown = JSON.parse(plainJson(value));
  return isRecord(plain) ? plain : {};
}

function noSuchFlow(): never {
  throw new AppError('not_found', 'The instance has no such flow that polls.');
}
