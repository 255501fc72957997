import type { Facts } from '../../../../views/executions/facts.tsx';
import type { FailedStep } from '../../../../views/executions/head.tsx';
import type { Database } from '../../../db/store.ts';
import type { CompiledFlow } from '../../../definition/compile/compiled.ts';
import { placeInFlow } from '../../../definition/read/step-paths.ts';
import { bytes } from '../../../lib/format.ts';
import { links } from '../../../lib/links.ts';
import { type Execution, type ExecutionKind, getRequest } from '../../../models/executions.ts';
import type { Instance } from '../../../models/instances.ts';
import { getIntegrationEver } from '../../../models/integrations.ts';
import { callerOf } from '../../../models/invocations.ts';
import { personNames } from '../../../models/name-lookup.ts';
import { replaysOf } from '../../../models/replays.ts';
import { repeatedIn } from '../../../models/request-keys.ts';
import { readRequestSize, requestOpener } from '../../../models/requests.ts';
import { attemptOf, retriesOf } from '../../../models/retries.ts';
import { failedStep } from '../../../models/step-results.ts';
import { isOfTests } from '../../../models/test-customer.ts';
import type { Viewer } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';

const CAUSES: Record<ExecutionKind, string> = {
  webhook: 'Webhook',
  schedule: 'Schedule',
  invoked: 'Another flow',
  batch: 'Batch',
  replay: 'Replay',
  deploy: 'Deployment',
  remove: 'Removal',
  user_deploy: 'Answers of a person',
  user_remove: 'Removal of a person’s answers',
  test: 'Test run',
};

/** What made an execution, in a word; of one that is tried again with its number. */
export function causeOf(execution: Pick<Execution, 'id' | 'kind' | 'origin'>): string {
  const { number } = attemptOf(execution);
  return number === 0 ? CAUSES[execution.kind] : `${CAUSES[execution.kind]}, attempt ${number + 1}`;
}

const MOST_REPLAYS = 3;

/** All attempts of what has failed and is tried again. */
async function shownAttempts(db: Database, viewer: Viewer, execution: Execution): Promise<Facts['attempts']> {
  const { first } = attemptOf(execution);
  const retries = await retriesOf(db, viewer, first);
  if (retries.length === 0 && first === execution.id) return undefined;
  const others = retries.map((row) => ({ ...attemptOf(row), id: row.id, status: row.status }));
  return {
    all: [{ id: first, number: 0, status: undefined }, ...others],
    of: attemptOf(execution).number,
  };
}

export async function shownFacts(
  deps: Deps,
  viewer: Viewer,
  execution: Execution,
  instance: Instance | undefined,
  attempt: Facts['attempt'],
): Promise<Facts> {
  const { store } = deps;
  const { integrationId, version, kind, depth, userId } = execution;
  const replays = await replaysOf(store.read, viewer, execution.id, MOST_REPLAYS + 1);
  const { name, icon, isRemoved } = await getIntegrationEver(store.read, integrationId);
  return {
    cause: causeOf(execution),
    size: kind === 'webhook' ? await sizeOfRequest(deps, execution.id) : undefined,
    caller: callerOf(execution),
    depth,
    integration: { id: integrationId, name, icon, version, isRemoved },
    isTest: isOfTests(execution),
    instance: {
      id: execution.instanceId,
      name: instance?.name ?? execution.instanceId,
      isRemoved: instance === undefined || instance.state === 'removed',
    },
    person: userId === null ? undefined : await shownPerson(store.read, viewer, execution, userId),
    attempt,
    queuedAt: execution.queuedAt,
    startedAt: execution.startedAt ?? undefined,
    endedAt: execution.endedAt ?? undefined,
    attempts: await shownAttempts(store.read, viewer, execution),
    repeats: repeatedIn(execution),
    replayOf: execution.replayOf ?? undefined,
    replays: replays.slice(0, MOST_REPLAYS).map(({ id, status, queuedAt }) => ({ id, status, queuedAt })),
    moreReplays: replays.length > MOST_REPLAYS,
  };
}

/** For whom it ran; nobody's name where they are gone. */
async function shownPerson(db: Database, viewer: Viewer, { customerId }: Execution, id: string) {
  const name = (await personNames(db, viewer, [id])).get(id);
  const isLinked = name !== undefined && viewer.rights.has('people:write');
  return { name, href: isLinked ? links.customerUser(customerId, id) : undefined };
}

async function sizeOfRequest({ store, vault }: Deps, id: string): Promise<string | undefined> {
  const stored = await getRequest(store.read, id);
  if (!stored) return undefined;
  const size = await readRequestSize(stored, store.blobs, requestOpener(vault, id));
  return size === undefined ? 'over 256 KB' : bytes(size);
}

export async function shownFailure(
  deps: Deps,
  execution: Execution,
  flow: CompiledFlow | undefined,
): Promise<{ failed: FailedStep; attempt: Facts['attempt'] } | undefined> {
  if (execution.status !== 'failed' || !flow) return undefined;
  const row = await failedStep(deps.store.read, execution.id);
  const place = row && placeInFlow(flow, row.path);
  if (!row || !place) return undefined;
  const { errorHandler, name, key } = place.step;
  const inIntegration = await placeInDraft(deps, execution.integrationId, flow, key);
  const failed = { path: row.path, number: place.number, name, inIntegration };
  const attempt =
    errorHandler.kind === 'retry' ? { number: row.attempt, of: errorHandler.maxAttempts + 1 } : undefined;
  return { failed, attempt };
}

/** The same step in the draft, where it may have another number by now, or be gone, or be in the trash. */
async function placeInDraft(
  { drafts, store }: Deps,
  id: string,
  flow: CompiledFlow,
  key: string,
): Promise<string | undefined> {
  const integration = await getIntegrationEver(store.read, id);
  if (integration.isRemoved) return undefined;
  const { flows } = (await drafts.get(store.read, integration)).outline;
  const same =
    flows.find((each) => each.flow.stableKey === flow.stableKey) ??
    flows.find((each) => each.flow.name === flow.name);
  const step = same?.all.find((each) => each.key === key);
  return same && step && links.flowStep({ id, flow: same.address }, step.number);
}
