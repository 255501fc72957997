import type { Child } from 'hono/jsx';
import type { FailedEventShown } from '../../../../views/instances/failed-events.tsx';
import { type HeadShown, InstanceHead } from '../../../../views/instances/head.tsx';
import type { LimitsShown } from '../../../../views/instances/limits.tsx';
import { Runs } from '../../../../views/instances/runs.tsx';
import { InstancePage, type InstanceShown } from '../../../../views/instances/show.tsx';
import { AppError, unlessGone } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import type { LiveMessage } from '../../../lib/live.ts';
import { missingNames, userVariables } from '../../../models/config-variables.ts';
import { begunWizard } from '../../../models/configuration-drafts.ts';
import { failedEvents } from '../../../models/event-runs.ts';
import { listExecutions } from '../../../models/execution-list.ts';
import { getListedInstance } from '../../../models/instance-list.ts';
import { getInstance, type Instance } from '../../../models/instances.ts';
import { may } from '../../../models/rights.ts';
import { listUserConfigurations } from '../../../models/user-configurations.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { askedBy, shownOf, signInsOf } from '../../configuration/asked.ts';
import { shownSections } from '../../configuration/values.ts';
import type { Deps } from '../../kit/deps.ts';
import { handler, type SignedIn, show } from '../../kit/page.ts';
import { stream } from '../../kit/sse.ts';
import { partial } from '../../kit/sse-fragment.ts';
import { lastChanges } from '../last-changes.ts';
import { monitored } from '../monitors/monitored.ts';
import { runChartsOf } from '../run-charts.ts';
import { flowsShown } from './flows.ts';
import { instanceRows } from './rows.ts';
import { runRows } from './run-rows.ts';

const NEWEST = 10;
const PEOPLE = 100;

/** The page of an instance, with a dialog in front of it where one is open. @throws AppError `not_found` */
export async function instanceView(
  visit: SignedIn,
  id: string,
  dialogOf?: (it: InstanceShown) => Child,
  typed?: Pick<LimitsShown, 'executions' | 'error'>,
) {
  const { limits, ...rest } = await instanceShown(visit, id);
  const instance = { ...rest, limits: { ...limits, ...typed } };
  return <InstancePage frame={visit.frame} instance={instance} dialog={dialogOf?.(instance)} />;
}

async function instanceShown(visit: SignedIn, id: string): Promise<InstanceShown> {
  const { deps, user } = visit;
  const head = await headShown(visit, id);
  const asked = await askedBy(deps, head.integrationId, head.version);
  return {
    ...head,
    flows: await flowsShown(deps, user, head, asked),
    failedEvents: await eventsShown(visit, id),
    values: shownSections(asked, await shownOf(deps, id), await signInsOf(visit, id, links.instance(id))),
    runs: await newestRuns(visit, id),
    limits: await limitsShown(visit, id),
    charts: await runChartsOf(deps.store.read, viewerOf(user), { kind: 'instance', id }),
    monitored: await monitored(deps.store.read, viewerOf(user), {
      integration: head.integrationId,
      instance: id,
    }),
    changes: await lastChanges(deps, id),
    setUpBy: userVariables(asked.compiled.configVars).length > 0 ? await setUpBy(visit, id) : undefined,
  };
}

async function eventsShown({ deps, user }: SignedIn, id: string): Promise<FailedEventShown[]> {
  const failed = await failedEvents(deps.store.read, viewerOf(user), id);
  return failed.map(({ execution: { id: executionId, flow, error } }) => ({
    ...{ flow, executionId, message: error?.message ?? 'it was cancelled' },
  }));
}

async function setUpBy({ deps, user }: SignedIn, id: string) {
  const page = { limit: PEOPLE };
  const { items, nextCursor } = await listUserConfigurations(deps.store.read, viewerOf(user), id, page);
  return { people: items, hasMore: nextCursor !== null };
}

async function limitsShown({ deps, user }: SignedIn, id: string): Promise<LimitsShown> {
  const { executionLimit } = await getInstance(deps.store.read, viewerOf(user), id);
  const usual = deps.settings.STEPWELL_MAX_EXECUTIONS_PER_INSTANCE;
  return { executions: executionLimit === null ? '' : String(executionLimit), usual, error: undefined };
}

async function headShown({ deps, user }: SignedIn, id: string): Promise<HeadShown> {
  const instance = await getListedInstance(deps.store.read, viewerOf(user), id);
  const [row] = await instanceRows(deps.store.read, viewerOf(user), [instance]);
  if (!row) throw new AppError('not_found', `There is no instance ${id}.`);
  const [missing, begun] = [await missingOf(deps, instance), await begunWizard(deps.store.read, id)];
  return { ...row, createdAt: instance.createdAt, missing, begun };
}

/** Required config variables without a value; one that is not in want of any is not asked. */
async function missingOf(deps: Deps, { id, state, integrationId, version }: Instance): Promise<string[]> {
  if (state !== 'needs_configuration') return [];
  const { configVars } = await deps.compiledVersions.get(deps.store.read, integrationId, version);
  return missingNames(configVars, new Map(Object.entries(await shownOf(deps, id))));
}

async function newestRuns({ deps, user }: SignedIn, id: string) {
  const page = { limit: NEWEST };
  const { items, nextCursor } = await listExecutions(deps.store.read, viewerOf(user), { instance: id }, page);
  return {
    rows: runRows(items),
    further: nextCursor === null ? undefined : links.executions({ instance: id }),
  };
}

/** What a stream sends of an instance: how it is and its newest executions, whenever they are others than before. */
function watched(visit: SignedIn, id: string) {
  let last = '';
  return async (): Promise<LiveMessage> => {
    const head = await unlessGone(headShown(visit, id));
    if (!head) return { end: true };
    const runs = await newestRuns(visit, id);
    const seen = JSON.stringify({ head, runs });
    if (seen === last) return {};
    last = seen;
    const mayWrite = may(visit.user, 'instances:write');
    const parts = [
      await partial('#instance-head', <InstanceHead instance={head} mayWrite={mayWrite} />),
      await partial('#runs', <Runs {...runs} />),
    ];
    return { html: parts.join('') };
  };
}

export const showInstance = handler<'id'>(async (visit) =>
  show(await instanceView(visit, visit.param('id'))),
);

export const streamInstance = handler<'id'>(async (visit) => {
  const id = visit.param('id');
  await getListedInstance(visit.deps.store.read, viewerOf(visit.user), id);
  return stream(visit, watched(visit, id));
});
